import { tmpdir } from 'node:os';
import { describe, expect, test } from 'vitest';
import { tools } from '../../src/tools/index.ts';
import { person, start } from '../harness.ts';
import { ERAS, fill, writes } from '../tools/world.ts';
import { EACH_TOOL, everything, protocolError } from './clients.ts';

const WRITES = tools
  .filter(({ effect }) => effect === 'write' || effect === 'destroy')
  .map(({ name }) => name);

describe.each(ERAS)('without credentials, %s era', (era) => {
  const env = { VOBIZ_AUTH_ID: '', VOBIZ_AUTH_TOKEN: '' };
  const HOW =
    /Not connected to Vobiz[\s\S]*Set VOBIZ_AUTH_ID and VOBIZ_AUTH_TOKEN[\s\S]*VOBIZ_SANDBOX[\s\S]*"--sandbox"[\s\S]*`help_me_set_up`/;

  test.each(EACH_TOOL)('%s explains how to set them', async (name, args) => {
    const { call, client, sandbox } = await start({ era, env, forms: person('accept') });
    expect((await client.listTools()).tools).toHaveLength(tools.length);
    const { isError, text } = await call(name, { ...args });
    expect([isError, text]).toEqual([true, expect.stringMatching(HOW)]);
    expect(sandbox.requests).toEqual([]);
  });

  test('every resource and completion explains how to set them', async () => {
    const { client } = await start({ era, env });
    const ref = { type: 'ref/resource', uri: 'vobiz://tags/{tag}' } as const;
    const answers = await Promise.all(
      [
        client.listResources(),
        client.readResource({ uri: 'vobiz://contacts' }),
        client.readResource({ uri: 'vobiz://contacts/p1' }),
        client.readResource({ uri: 'vobiz://tags' }),
        client.complete({ ref, argument: { name: 'tag', value: '' } }),
      ].map(protocolError),
    );
    expect(answers.filter((answer) => !HOW.test(answer))).toEqual([]);
  });
});

describe.each(ERAS)('with a mistake in the configuration, %s era', (era) => {
  test.each([
    [{ VOBIZ_MOED: 'read-only' }, /no variable "VOBIZ_MOED"; did you mean VOBIZ_MODE\?/],
    [{ VOBIZ_CONCURRENCY: 'many' }, /VOBIZ_CONCURRENCY must be a whole number from 1 to 64, not "many"/],
    [{ VOBIZ_DEFAULT_COUNTRY: 'India' }, /VOBIZ_DEFAULT_COUNTRY must be the two letters/],
    [{ VOBIZ_MODE: 'readonly' }, /VOBIZ_MODE must be full, no-delete or read-only, not/],
    [{ VOBIZ_APPROVAL: 'never' }, /VOBIZ_APPROVAL must be ask, relay or form, not "never"/],
    [{ VOBIZ_MAX_DELETE: '-1' }, /VOBIZ_MAX_DELETE must be a whole number from 0 to 100000, not "-1"/],
  ])('%j refuses writes, lets reads work, and each answer says why (promise 11)', async (wrong, words) => {
    const { call, client, sandbox } = await start({ era, env: wrong, forms: person('accept') });
    fill(sandbox, { tags: ['lead'] }, { name: 'B' });
    expect(client.getInstructions()).toMatch(words);
    for (const [name, args] of EACH_TOOL) {
      const { isError, text, data } = await call(name, { ...args });
      // Without writes no plan ends, so that there is no plan to undo.
      expect([name, isError]).toEqual([name, WRITES.includes(name) || name === 'plan_undo']);
      expect(text).toMatch(words);
      expect(text).toContain('`help_me_set_up`');
      if (name === 'plan_undo') expect(text).toContain('nothing was done yet');
      else if (isError)
        expect(text).toMatch(/nothing is written while the configuration[\s\S]*Next: .*correct/);
      else expect(data['note']).toMatch(words);
    }
    expect(writes({ sandbox })).toEqual([]);
  });
});

describe('with a mistake in the configuration', () => {
  const env = { VOBIZ_MOED: 'x' };
  const words = /did you mean VOBIZ_MODE/;

  test.each(['none', person('accept')] as const)(
    'no plan is called ready to apply, with forms or without',
    async (forms) => {
      const { call, sandbox } = await start({ env, forms });
      fill(sandbox, {});
      const { data, text } = await call('plan_update', { contacts: ['p1'], add_tags: ['vip'] });
      expect(data['next']).toMatch(/cannot be applied here while the configuration has a mistake/);
      expect([data['approval_phrase'], text.includes('apply_plan')]).toEqual([undefined, false]);
    },
  );

  test('errors, resources and protocol errors name the mistake, too (promise 11)', async () => {
    const { call, client, sandbox } = await start({ env });
    fill(sandbox, {});
    expect((await call('get_contact', { contact: 'no' })).text).toMatch(words);
    expect((await call('get_contact', { contacts: 'no' })).text).toMatch(words);
    const { contents } = await client.readResource({ uri: 'vobiz://contacts/p1' });
    expect(JSON.stringify(contents)).toMatch(words);
    sandbox.fault({ times: 3, action: { status: 500 } });
    expect(await protocolError(client.readResource({ uri: 'vobiz://contacts' }))).toMatch(words);
  });

  test.each([
    ['VOBIZ_APPROVAL', 'relay'],
    ['VOBIZ_MAX_PLAN', '1'],
    ['VOBIZ_MAX_DELETE', '0'],
    ['VOBIZ_KEEP_DAYS', '1'],
  ])('a good value is none, %s=%s', async (name, value) => {
    const { call } = await start({ env: { [name]: value } });
    expect((await call('list_contacts')).data['note']).toBeUndefined();
  });

  test.each([
    ['VOBIZ_AUTH_TOKEN', '"tok-3f9a2c"', /VOBIZ_AUTH_TOKEN must be without the quotation marks around it\./],
    ['VOBIZ_AUTH_TOKEN', '%VOBIZ_TOKEN%', /VOBIZ_AUTH_TOKEN must be filled in \(it is still a placeholder\)/],
    ['VOBIZ_AUTH_ID', 'MA_XXXXXXXX', /VOBIZ_AUTH_ID must be your own .*sample.*not "MA_XXXXXXXX"/],
    ['VOBIZ_BASE_URL', '<your url>', /VOBIZ_BASE_URL must be filled in/],
  ])(
    'of the credentials is never sent, and named in every answer: %s=%s (promises 11, 12)',
    async (...row) => {
      const [name, value, what] = row;
      const { call, client, sandbox } = await start({ env: { [name]: value } });
      expect(client.getInstructions()).toMatch(what);
      for (const [tool, args] of EACH_TOOL) {
        const { isError, text } = await call(tool, { ...args });
        expect([tool, isError, text]).toEqual([tool, true, expect.stringMatching(what)]);
        expect(text).not.toContain('tok-3f9a2c');
      }
      expect(await protocolError(client.listResources())).toMatch(what);
      expect(sandbox.requests).toEqual([]);
    },
  );

  test('in the address is not mended with the default address', async () => {
    const { call } = await start({ env: { VOBIZ_BASE_URL: 'http://example.com/api' } });
    const { isError, text } = await call('list_contacts');
    expect([isError, text]).toEqual([
      true,
      expect.stringMatching(/^Not connected.* mistake in the account's address.*\nNext: Correct it in/),
    ]);
    // Once, among the notes of every answer.
    expect(text.match(/VOBIZ_BASE_URL must be an https address/g)).toHaveLength(1);
  });
});

describe('the prompt for help is named by', () => {
  test.each([
    [401, {}],
    [401, { error: { code: 'TOKEN_EXPIRED', message: 'expired' } }],
    [403, {}],
  ])('each answer to %i, %j', async (status, body) => {
    const { call, client, sandbox } = await start();
    sandbox.fault({ times: 99, action: { status, body } });
    expect((await call('list_contacts')).text).toContain('`help_me_set_up`');
    expect((await call('create_contact', { phone_number: '+919876543210', name: 'A' })).text).toContain(
      '`help_me_set_up`',
    );
    expect(await protocolError(client.listResources())).toContain('`help_me_set_up`');
  });

  test('what needs a folder of sheets that is not there, and only by that', async () => {
    const missing = await start({ env: { VOBIZ_FILES: '/no/such/folder' } });
    const there = await start({ env: { VOBIZ_FILES: tmpdir() } });
    for (const [name, args] of [
      ['plan_import', {}],
      ['plan_import', { path: 'a-sheet-that-is-not-there.csv' }],
      ['export_contacts', {}],
    ] as const) {
      expect((await missing.call(name, args)).text).toContain('`help_me_set_up`');
      if (name === 'plan_import') expect((await there.call(name, args)).text).not.toContain('help_me_set_up');
    }
  });
});

describe('the sandbox', () => {
  test('is named in every result, in words and in data', async () => {
    const { call, client, context, sandbox } = await start({ forms: person('accept') });
    fill(sandbox, { tags: ['lead'] }, {});
    Object.assign(context, { notes: ['[Sandbox: invented contacts.]'] });
    for (const [name, args] of EACH_TOOL) {
      const { text, data } = await call(name, { ...args });
      expect([name, text, data['note']]).toEqual([
        name,
        expect.stringContaining('[Sandbox:'),
        '[Sandbox: invented contacts.]',
      ]);
    }
    const { contents } = await client.readResource({ uri: 'vobiz://tags' });
    expect(JSON.stringify(contents)).toContain('[Sandbox:');
  });
});

describe('secrets', () => {
  const TOKEN = 'tok-3f9a2c7e51';
  const credentials = { authId: 'MA_1', authToken: TOKEN };
  const own = { VOBIZ_AUTH_ID: 'MA_1', VOBIZ_AUTH_TOKEN: TOKEN };

  test('are in no answer of any request or failure (promise 12)', async () => {
    const harness = await start({ sandbox: { credentials, contacts: 2 }, env: own, forms: person('accept') });
    fill(harness.sandbox, { tags: ['lead'] }, {});
    expect(await everything(harness, EACH_TOOL)).not.toContain(TOKEN);
    for (const status of [301, 400, 401, 403, 404, 422, 429, 500])
      harness.sandbox.fault({ times: 3, action: { status } });
    harness.sandbox.fault({ times: 3, action: { redirect: 'http://127.0.0.1:1/' } });
    expect(await everything(harness, EACH_TOOL)).not.toContain(TOKEN);
  });

  test('go to no other address when the service redirects (promise 12)', async () => {
    const other = await start({ sandbox: { contacts: 1 } });
    const { call, sandbox } = await start({ sandbox: { credentials }, env: own });
    sandbox.fault({ action: { redirect: `${other.sandbox.url}/contacts` } });
    expect((await call('list_contacts')).text).toMatch(/answered with a redirect[\s\S]*not followed/);
    expect(other.sandbox.requests).toEqual([]);
  });

  test.each([
    { status: 401, body: { message: `unknown token ${TOKEN}` } },
    { status: 200, body: `debug: x-auth-token=${TOKEN}` },
  ])('stand in no answer even when the service repeats them, %j (promise 12)', async (action) => {
    const { call, sandbox } = await start({ sandbox: { credentials }, env: own });
    sandbox.fault({ times: 3, action });
    expect((await call('list_contacts')).text).not.toContain(TOKEN);
  });

  test('are in no answer when somebody put them into the address (promise 12)', async () => {
    const harness = await start({
      env: { VOBIZ_BASE_URL: `https://MA_1:${TOKEN}@api.vobiz.ai/api/v1/messaging` },
    });
    expect(await everything(harness, EACH_TOOL)).not.toContain(TOKEN);
  });
});
