import { expect, test } from 'vitest';
import { accountKey } from '../../src/api/account.ts';
import { readConfig } from '../../src/config.ts';
import { start } from '../harness.ts';
import { fill, tagsOf } from '../tools/world.ts';

const jwt = (claims: object) =>
  `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.${Math.random()}`;

function keyOf(token: string): string {
  const env = { VOBIZ_BASE_URL: 'http://127.0.0.1:9/api', VOBIZ_JWT: token };
  const { account } = readConfig({ sandbox: false, readOnly: false }, env);
  return account ? accountKey(account) : '';
}

test('the journals of two bearers are kept apart, and a new token of one finds its own', () => {
  const [first, renewed] = [jwt({ sub: 'a', exp: 1, iat: 0 }), jwt({ sub: 'a', exp: 1801, iat: 1800 })];
  expect(keyOf(first)).toBe(keyOf(renewed));
  expect(keyOf(first)).not.toBe(keyOf(jwt({ sub: 'b', exp: 1, iat: 0 })));
  expect(keyOf('opaque')).not.toBe(keyOf('another'));
});

test('a reply with another contact than the one asked for is not believed', async () => {
  const { call, sandbox } = await start({ sandbox: { contacts: 0 } });
  fill(sandbox, {}, {});
  sandbox.fault({
    method: 'GET',
    path: '/p1',
    times: 9,
    action: { status: 200, body: sandbox.account.get('p2') },
  });
  const { isError } = await call('update_contact', { contact: 'p1', add_tags: ['vip'] });
  expect([isError, sandbox.writes(), tagsOf({ sandbox }, 'p2')]).toEqual([true, [], []]);
});
