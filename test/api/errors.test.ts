import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { createContact, getContact } from '../../src/api/endpoints.ts';
import type { ApiErrorKind } from '../../src/api/error.ts';
import { explain } from '../../src/errors.ts';
import { SECOND } from '../../src/lib/time.ts';
import type { Dialect } from '../../src/sandbox/dialect.ts';
import { fill } from '../sandbox/client.ts';
import { failureOf, openWorld, speaking } from './world.ts';

const STYLES: readonly Dialect['errorStyle'][] = [
  'documented',
  'message',
  'text-error',
  'code-object',
  'list',
  'detail-list',
  'api-id',
  'status-message',
  'plain',
  'html',
  'empty',
];
const KINDS: readonly (readonly [number, ApiErrorKind])[] = [
  [400, 'invalid'],
  [401, 'unauthorised'],
  [402, 'unpaid'],
  [403, 'forbidden'],
  [404, 'missing'],
  [409, 'conflict'],
  [413, 'too-large'],
  [422, 'invalid'],
  [500, 'server'],
];
const someone = { phone_number: '+915550000001', name: 'A', tags: [], custom_attributes: {} };

describe.each(STYLES)('an error written as %s', (errorStyle) => {
  test('names its kind, the request, the words of the service and the request id (promise 18)', async () => {
    const { sandbox, api } = await speaking({ errorStyle });
    for (const [status, kind] of KINDS) {
      sandbox.fault({ action: { status } });
      const error = await failureOf(api.call(createContact, someone));
      expect([error.kind, error.facts.status, error.facts.request]).toEqual([kind, status, 'POST /contacts']);
      expect(error.message).toContain(`${status} (POST /contacts`);
      expect(error.message).toContain(`request id ${sandbox.requests.at(-1)?.requestId}`);
      expect(error.next).toMatch(/\.$/);
      if (errorStyle === 'html') expect(error.message).toMatch(new RegExp(`an HTML page, .*"?${status} `));
      else if (errorStyle === 'empty') expect(error.message).not.toContain('the reply says');
      else expect(error.message).toContain(`says "the sandbox was told to answer ${status}"`);
    }
    expect(sandbox.requests).toHaveLength(KINDS.length);
  });
});

test('the request id in the body takes precedence over the header', async () => {
  const { sandbox, api } = await openWorld();
  const headers = { 'X-Request-Id': 'of-the-proxy' };
  sandbox.fault({ action: { status: 400, headers, body: { message: 'no', requestId: 'req_of_vobiz' } } });
  const { facts } = await failureOf(api.call(getContact, { id: 'c1' }));
  expect(facts.requestId).toBe('req_of_vobiz');
});

test('the message names every field that the service refuses', async () => {
  const { api } = await openWorld();
  const error = await failureOf(api.call(createContact, { ...someone, phone_number: '12', name: '' }));
  expect(error.facts).toMatchObject({ kind: 'invalid', status: 422, code: 'VALIDATION_ERROR' });
  expect(error.message).toContain('name: name is required');
  expect(error.message).toContain('phone_number: invalid phone_number: must be E.164 format');
});

test('wrong credentials point to the variables, an expired token to a new one', async () => {
  const { sandbox, api } = await openWorld();
  sandbox.credentials.authToken = 'rotated';
  const wrong = await failureOf(api.call(getContact, { id: 'c1' }));
  expect([wrong.kind, wrong.facts.code]).toEqual(['unauthorised', 'INVALID_CREDENTIALS']);
  expect(wrong.next).toContain('VOBIZ_AUTH_TOKEN');
  sandbox.credentials.authToken = 'sandbox-token';
  sandbox.dialect.tokenLife = 1;
  await failureOf(api.call(getContact, { id: 'c1' }));
  await pause(10);
  const expired = await failureOf(api.call(getContact, { id: 'c1' }));
  expect([expired.kind, expired.facts.code]).toEqual(['unauthorised', 'TOKEN_EXPIRED']);
  expect(expired.next).toContain('new VOBIZ_JWT');
});
test.each([
  [-1, 'new VOBIZ_JWT'],
  [3600, 'VOBIZ_BASE_URL'],
])(
  'a JWT that is refused %i s before its end, by a service that gives no reason, leads to %s',
  async (left, words) => {
    const claims = { sub: 'a', exp: Date.now() / SECOND + left };
    const jwt = `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.sig`;
    const env = { VOBIZ_AUTH_ID: '', VOBIZ_AUTH_TOKEN: '', VOBIZ_JWT: jwt };
    const { api } = await openWorld({ env });
    const refused = await failureOf(api.call(getContact, { id: 'c1' }));
    expect([refused.kind, refused.facts.code]).toEqual(['unauthorised', 'INVALID_CREDENTIALS']);
    expect(refused.next).toContain(words);
  },
);
test('an expired token is recognised by a lower-case code, too', async () => {
  const { sandbox, api } = await speaking({ errorStyle: 'code-object' });
  sandbox.fault({ action: { status: 401, code: 'TOKEN_EXPIRED' } });
  expect((await failureOf(api.call(getContact, { id: 'c1' }))).next).toContain('new VOBIZ_JWT');
});

test('the words of the service are escaped and shortened (promise 13)', async () => {
  const { sandbox, api } = await openWorld();
  sandbox.fault({ action: { status: 400, body: { message: `\u202eevil\u0007\n${'x'.repeat(5000)}` } } });
  const { message } = await failureOf(api.call(getContact, { id: 'c1' }));
  expect(message).toContain('\\u{202e}evil\\u{7}\\u{a}xxx');
  expect(message).toMatch(/x… \(5,\d{3} characters\)/);
  expect(message.length).toBeLessThan(600);
  for (const hidden of ['\u202e', '\u0007', '\n']) expect(message).not.toContain(hidden);
});
test('the code of the service is escaped and shortened too (promise 13)', async () => {
  const { sandbox, api } = await openWorld();
  const code = `\u202eNO\n${'x'.repeat(5000)}`;
  sandbox.fault({ action: { status: 400, body: { error: { code, message: 'no' } } } });
  const { message } = await failureOf(api.call(getContact, { id: 'c1' }));
  for (const hidden of ['\u202e', '\n']) expect(message).not.toContain(hidden);
  expect(message.length).toBeLessThan(600);
});

test('a success with HTML, garbage, an empty body or other JSON is an error', async () => {
  const { sandbox, api } = await openWorld();
  fill(sandbox, {});
  const html = '<html><title>Sign in</title></html>';
  const bodies: readonly (readonly [unknown, RegExp])[] = [
    [html, /200, but not with JSON .*the reply begins "<html><title>Sign in/],
    ['', /not with a contact .*the reply is empty/],
    [{ ok: true }, /not with a contact with an id/],
    [[1, 2], /not with a contact/],
  ];
  for (const [body, words] of bodies) {
    const disarm = sandbox.fault({ times: 3, action: { status: 200, body } });
    const error = await failureOf(api.call(getContact, { id: 'c1' }));
    disarm();
    expect([error.kind, error.facts.applied]).toEqual(['garbled', 'no']);
    expect(error.message).toMatch(words);
    expect(error.next).toContain('VOBIZ_BASE_URL');
  }
  sandbox.fault({ times: 3, action: { garbage: true } });
  expect((await failureOf(api.call(getContact, { id: 'c1' }))).message).toContain('not with JSON');
});

test('the error about an unusable success names its request id (promise 18)', async () => {
  const { sandbox, api } = await openWorld();
  for (const action of [{ garbage: true }, { status: 200, body: { ok: true } }] as const) {
    sandbox.fault({ action });
    const error = await failureOf(api.call(createContact, someone));
    const requestId = sandbox.requests.at(-1)?.requestId;
    expect(error.facts).toMatchObject({ kind: 'garbled', requestId });
    expect(error.message).toContain(`, request id ${requestId})`);
  }
});

test('after a missing reply, the next step of a write is to look it up first, and that of a read is not (promise 18)', async () => {
  const { sandbox, api } = await openWorld({ timing: { timeoutMs: 100 } });
  for (const action of [{ drop: 'before' }, { delay: 200 }] as const) {
    sandbox.fault({ times: 3, action });
    expect((await failureOf(api.call(getContact, { id: 'c1' }))).next).toBe('Call again in a minute.');
    sandbox.fault({ action });
    expect((await failureOf(api.call(createContact, someone))).next).toContain('first looks');
  }
});

const SECRETS = { VOBIZ_AUTH_TOKEN: 'token-8f3a71', VOBIZ_JWT: 'eyJhbGciOi.payload.c0ffee' };
const FORMS = [
  { VOBIZ_AUTH_ID: 'MA_1', VOBIZ_AUTH_TOKEN: SECRETS.VOBIZ_AUTH_TOKEN },
  { VOBIZ_AUTH_ID: '', VOBIZ_AUTH_TOKEN: '', VOBIZ_JWT: SECRETS.VOBIZ_JWT },
];

describe.each(FORMS)('with credentials $VOBIZ_AUTH_TOKEN $VOBIZ_JWT', (env) => {
  const accepted = { authId: 'MA_1', authToken: SECRETS.VOBIZ_AUTH_TOKEN, jwt: SECRETS.VOBIZ_JWT };

  test('requests are accepted, and no error repeats the secret (promise 12)', async () => {
    const { sandbox, api } = await openWorld({ env, credentials: accepted, timing: { timeoutMs: 100 } });
    fill(sandbox, {});
    expect((await api.call(getContact, { id: 'c1' })).id).toBe('c1');
    const actions = [
      { status: 401 },
      { status: 500 },
      { drop: 'before' },
      { garbage: true },
      { redirect: 'http://127.0.0.1:9/' },
      { delay: 200 },
    ] as const;
    for (const action of actions) {
      const disarm = sandbox.fault({ times: 3, action });
      const error = await failureOf(api.call(getContact, { id: 'c1' }));
      disarm();
      const told = `${explain(error)} ${JSON.stringify(error.facts)} ${error.stack}`;
      for (const secret of Object.values(SECRETS)) expect(told).not.toContain(secret);
    }
  });
  test('a secret in the error of the service is not repeated (promise 12)', async () => {
    const { sandbox, api } = await openWorld({ env, credentials: accepted });
    const secret = env.VOBIZ_JWT ?? env.VOBIZ_AUTH_TOKEN;
    sandbox.fault({ action: { status: 401, body: { message: `unknown token ${secret}` } } });
    const error = await failureOf(api.call(getContact, { id: 'c1' }));
    expect(`${explain(error)} ${JSON.stringify(error.facts)}`).not.toContain(secret);
  });
});
