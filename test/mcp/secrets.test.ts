import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Harness, person, start } from '../harness.ts';
import { fill } from '../tools/world.ts';
import { EACH_TOOL, ERAS, everything, protocolError } from './clients.ts';

/** With characters that are escaped in JSON, in quotation marks and in addresses. */
const TOKEN = 'tok/3f9a"2c\\7e51-x+y&z';
const credentials = { authId: 'MA_1', authToken: TOKEN };
const env = { VOBIZ_AUTH_ID: 'MA_1', VOBIZ_AUTH_TOKEN: TOKEN };

const inJson = (text: string) => JSON.stringify(text).slice(1, -1);
const allEscaped = [...TOKEN].map((char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
const SPELLINGS: Readonly<Record<string, string>> = {
  plain: TOKEN,
  'with escaped slashes': TOKEN.replace('/', '\\/'),
  'as JSON': inJson(TOKEN),
  'as JSON in JSON': inJson(inJson(TOKEN)),
  'with its first character escaped': `\\u0074${inJson(TOKEN.slice(1))}`,
  'with all characters escaped': allEscaped.join(''),
  'in an address': encodeURIComponent(TOKEN),
  'in an address in an address': encodeURIComponent(encodeURIComponent(TOKEN)),
  'in HTML': TOKEN.replace('&', '&amp;').replace('"', '&quot;').replace('/', '&#x2F;'),
  'in capitals': TOKEN.toUpperCase(),
  'in base64': Buffer.from(TOKEN).toString('base64'),
  'as of basic authentication': Buffer.from(`MA_1:${TOKEN}`).toString('base64'),
  'in base64 for addresses': Buffer.from(`Bearer ${TOKEN}`).toString('base64url'),
};

/** The readings of a text by somebody who knows the usual escapes. */
function decoded(text: string): string {
  const runs = [...text.matchAll(/[\w+/-]{16,}/g)].flatMap(([run]) =>
    [0, 1, 2, 3].map((from) => Buffer.from(run.slice(from), 'base64').toString('latin1')),
  );
  let plain = [text, ...runs].join(' ');
  for (let round = 0; round < 4; round += 1)
    plain = plain
      .replace(/\\u([0-9a-f]{4})|%([2-7][0-9a-f])/gi, (_all, hex, other) =>
        String.fromCharCode(Number.parseInt(hex ?? other, 16)),
      )
      .replaceAll('&amp;', '&')
      .replaceAll('&quot;', '"')
      .replaceAll('&#x2F;', '/');
  return plain.replaceAll('\\', '').toLowerCase();
}

/** A shorter part could be any word. */
const PART = decoded(TOKEN).slice(0, 12);

/** The part of a text with the token, or an empty text. */
function leak(said: string): string {
  const plain = decoded(said);
  const at = plain.indexOf(PART);
  return at < 0 ? '' : plain.slice(Math.max(0, at - 40), at + 40);
}

const begin = (options = {}) => start({ sandbox: { credentials }, env, ...options });

/** Everything in the store's folder, as text. */
function kept({ dataDir }: Harness): string {
  const files = readdirSync(dataDir, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  return files.map((one) => readFileSync(join(one.parentPath, one.name), 'latin1')).join('\n');
}

test('these tests find each spelling', () => {
  for (const spelt of Object.values(SPELLINGS)) expect(leak(`x ${spelt} y`)).toContain(PART);
});

/** The places of a failure in which the service may repeat a text. */
function repeating(
  text: string,
): Record<string, { status: number; body: unknown; headers?: Record<string, string> }> {
  const raw = `{"status":"error","error":{"code":"${text}","message":"no ${text}"},"requestId":"${text}"}`;
  const filled = (count: number) => `${'m'.repeat(count)}${text} and more`;
  const field = (value: string) => ({ errors: [{ field: text, message: 'no', value }] });
  return {
    'an error as it stands': { status: 401, body: raw },
    'what an error says': {
      status: 400,
      body: { error: { code: text, message: `bad ${text}` }, requestId: text },
    },
    'a field': { status: 422, body: field(text) },
    'a plain text': { status: 500, body: `token ${text}` },
    'a page': { status: 502, body: `<html><title>${text}</title></html>` },
    'a success': { status: 200, body: `debug: ${text}` },
    'a success of another shape': { status: 200, body: { token: text } },
    'what is cut': { status: 400, body: { message: filled(285) } },
    'a field that is cut': { status: 422, body: field(filled(26)) },
    'a success that is cut': { status: 200, body: filled(66) },
    'the headers of an error': { status: 401, body: {}, headers: { 'x-request-id': text, location: text } },
    'the headers of a success': { status: 200, body: 'x', headers: { 'x-request-id': text } },
    'how long to wait': { status: 503, body: {}, headers: { 'x-request-id': text, 'retry-after': text } },
    'the headers of a limit': {
      status: 429,
      body: {},
      headers: { 'x-request-id': text, 'retry-after': '30' },
    },
  };
}

test.each(Object.entries(SPELLINGS))(
  'a token that the service repeats %s is in no answer (promise 12)',
  async (_how, spelt) => {
    const { call, sandbox } = await begin();
    for (const [where, action] of Object.entries(repeating(spelt))) {
      sandbox.reset();
      sandbox.fault({ times: 3, action });
      const { isError, text } = await call('list_contacts');
      expect([where, isError, leak(text)]).toEqual([where, true, '']);
    }
  },
);

describe.each(ERAS)('a contact with the token in it, %s era', (era) => {
  test('is shown without the token, in words, data, resources and forms (promise 12)', async () => {
    const world = await begin({ era, forms: person('accept', 1100), sandbox: { credentials, contacts: 2 } });
    fill(
      world.sandbox,
      {
        name: TOKEN,
        tags: ['lead', TOKEN, `${'t'.repeat(45)}${TOKEN}`],
        custom_attributes: { [TOKEN]: TOKEN },
      },
      {
        name: `${'n'.repeat(185)}${TOKEN}`,
        tags: ['lead'],
        custom_attributes: { a: inJson(TOKEN), b: [{ c: TOKEN }] },
      },
    );
    const said = await everything(world, EACH_TOOL);
    expect(leak(said)).toBe('');
    expect(said).toContain('[secret]');
    const deleted = await world.call('plan_delete', { contacts: ['p1'] });
    await world.call('apply_plan', { plan_id: deleted.data['plan_id'] });
    expect(world.forms.length).toBeGreaterThan(0);
    expect(leak(world.forms.join('\n'))).toBe('');
    const ref = { type: 'ref/resource', uri: 'vobiz://tags/{tag}' } as const;
    const { completion } = await world.client.complete({ ref, argument: { name: 'tag', value: 'tok' } });
    expect(leak(JSON.stringify(completion))).toBe('');
  });

  test('keeps the token at the service, though it is shown without (promise 1)', async () => {
    const { call, sandbox } = await begin({ era });
    fill(sandbox, { name: TOKEN, tags: [TOKEN], custom_attributes: { key: TOKEN } });
    await call('update_contact', { contact: 'p1', add_tags: ['new'] });
    expect(sandbox.account.get('p1')).toMatchObject({
      name: TOKEN,
      tags: [TOKEN, 'new'],
      custom_attributes: { key: TOKEN },
    });
  });
});

test('a resource that fails does not repeat the token (promise 12)', async () => {
  const { client, sandbox } = await begin();
  for (const spelt of Object.values(SPELLINGS)) {
    sandbox.fault({
      times: 3,
      action: { status: 400, body: { message: spelt }, headers: { 'x-request-id': spelt } },
    });
    expect(leak(await protocolError(client.readResource({ uri: 'vobiz://contacts' })))).toBe('');
    sandbox.reset();
  }
});

test('reasons of the service are journaled and shown without the token (promise 12)', async () => {
  const world = await begin({ forms: person('accept', 1100) });
  fill(world.sandbox, { tags: ['lead'] }, { tags: ['lead'] });
  const rows = [1, 2].map((n) => ({
    row: n,
    phone_number: `+9198765432${n}0`,
    reason: `no, ${SPELLINGS['as JSON']} ${TOKEN}`,
  }));
  const body = { total: 2, created: 0, updated: 0, failed: 2, errors: rows };
  world.sandbox.fault({ path: '/import', times: 9, action: { status: 200, body } });
  const csv = 'phone_number,name\n+919876543210,A\n+919876543220,B\n';
  const imported = await world.call('import_contacts', { csv });
  expect(imported.text).toContain('[secret]');
  world.sandbox.fault({
    method: 'PUT',
    times: 99,
    action: { status: 422, body: { message: `no ${TOKEN}` }, headers: { 'x-request-id': TOKEN } },
  });
  const plan = await world.call('plan_update', { contacts: ['p1', 'p2'], add_tags: ['vip'] });
  const done = await world.call('apply_plan', { plan_id: plan.data['plan_id'] });
  const items = await world.call('get_plan', { plan_id: 'latest', items: 'all' });
  for (const answer of [imported, plan, done, items]) expect(leak(JSON.stringify(answer))).toBe('');
  const files = kept(world);
  for (const spelt of [TOKEN, inJson(TOKEN), inJson(inJson(TOKEN))]) expect(files).not.toContain(spelt);
});

test('a short token is taken out as a whole word, and longer words with it stay', async () => {
  const short = { VOBIZ_AUTH_ID: 'MA_1', VOBIZ_AUTH_TOKEN: 'name' };
  const { call, sandbox } = await start({
    sandbox: { credentials: { authId: 'MA_1', authToken: 'name' } },
    env: short,
  });
  fill(sandbox, { tags: ['renamed'] });
  const { data } = await call('get_contact', { contact: 'p1' });
  expect(JSON.stringify(data)).toContain('renamed');
  sandbox.fault({ times: 3, action: { status: 401, body: { message: 'token=name' } } });
  expect((await call('get_contact', { contact: 'p1' })).text).toContain('token=[secret]');
});
