import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { openStore } from '../../src/store/open.ts';
import { MAIN, NODE, run, tidyUp } from './bundle.ts';
import { bothReports, clientOf, failuresIn, helpFrom, someSetup } from './setup.ts';

afterAll(tidyUp);

/** A JWT whose times lie so many seconds from now. */
function jwt(times: { iat?: number; exp?: number }): string {
  const now = Math.floor(Date.now() / 1000);
  const claims = Object.entries(times).map(([name, seconds]) => [name, now + seconds]);
  const payload = { sub: 'person@example.com', ...Object.fromEntries(claims) };
  return ['{"alg":"HS256"}', JSON.stringify(payload), 'signature']
    .map((part) => Buffer.from(part).toString('base64url'))
    .join('.');
}

describe.concurrent('the report says what fails:', () => {
  test('no credentials', async () => {
    const { env, sandbox } = await someSetup();
    const { both, code } = await bothReports({ ...env, VOBIZ_AUTH_ID: '', VOBIZ_AUTH_TOKEN: '' });
    expect(code).toBe(1);
    for (const report of both)
      expect(failuresIn(report)).toEqual([
        expect.stringMatching(
          /^FAIL {2}Vobiz: Not connected[\s\S]*Next: Set VOBIZ_AUTH_ID[\s\S]*VOBIZ_SANDBOX/,
        ),
      ]);
    expect(both[0]).toMatch(/Walk me through what fails/);
    expect(sandbox.requests).toEqual([]);
  });

  test('a wrong token', async () => {
    const { env } = await someSetup();
    const { both, code } = await bothReports({ ...env, VOBIZ_AUTH_TOKEN: 'wrong-token' });
    expect(code).toBe(1);
    for (const report of both) {
      expect(failuresIn(report)).toEqual([
        expect.stringMatching(
          /^FAIL {2}Vobiz: .*did not accept the credentials: 401[\s\S]*Next: Check VOBIZ_AUTH_ID/,
        ),
      ]);
      expect(report).not.toContain('wrong-token');
      // It is what the person is reading.
      expect(report).not.toContain('help_me_set_up');
    }
  });

  test.each([
    [{ iat: -720, exp: 1130 }, 'ok    Token: VOBIZ_JWT, issued 12 minutes ago, ends in 19 minutes\n'],
    [
      { iat: -7200, exp: -5400 },
      'FAIL  Token: VOBIZ_JWT, issued 2 hours ago, ended 2 hours ago\n      Next: Put a new VOBIZ_JWT',
    ],
    [{}, 'ok    Token: VOBIZ_JWT; it does not say when it ends'],
  ])('a JWT with times %j', async (times, words) => {
    const { env } = await someSetup();
    const token = jwt(times);
    const { both } = await bothReports({ ...env, VOBIZ_AUTH_ID: '', VOBIZ_AUTH_TOKEN: '', VOBIZ_JWT: token });
    for (const report of both) {
      expect(report).toContain(words);
      expect(report).not.toMatch(/person@example|HS256/);
      expect(report).not.toContain(token.slice(0, 20));
    }
  });

  test('a token that is no JWT in its place', async () => {
    const { env } = await someSetup();
    const { both } = await bothReports({ ...env, VOBIZ_AUTH_ID: '', VOBIZ_AUTH_TOKEN: '', VOBIZ_JWT: 'a.b' });
    for (const report of both)
      expect(report).toContain('ok    Token: VOBIZ_JWT; it does not say when it ends');
  });

  test('a mistake in the configuration', async () => {
    const { env } = await someSetup();
    const { both } = await bothReports({ ...env, VOBIZ_MOED: 'x' });
    for (const report of both)
      expect(failuresIn(report)).toEqual([
        expect.stringMatching(
          /^FAIL {2}Configuration: There is no variable "VOBIZ_MOED"; did you mean VOBIZ_MODE\?\n {6}Next: Correct it/,
        ),
      ]);
  });

  test.each<[string, (folder: string) => unknown, RegExp]>([
    [
      'missing',
      (folder) => rmSync(folder, { recursive: true }),
      /^FAIL {2}Files: \S+ is not there\n {6}Next: Make that/,
    ],
    [
      'a file',
      (folder) => {
        rmSync(folder, { recursive: true });
        writeFileSync(folder, '');
      },
      /^FAIL {2}Files: \S+ exists and is not a folder\n/,
    ],
    [
      'not readable',
      (folder) => {
        rmSync(folder, { recursive: true });
        symlinkSync(folder, folder);
      },
      /^FAIL {2}Files: \S+ is there, cannot be read \(ELOOP\), cannot be written \(ELOOP\)\n {6}Next: Allow/,
    ],
  ])('the folder of sheets is %s', async (_what, spoil, words) => {
    const { env, files } = await someSetup();
    spoil(files);
    const { both, code } = await bothReports(env);
    expect(code).toBe(1);
    for (const report of both) expect(failuresIn(report)).toEqual([expect.stringMatching(words)]);
  });

  test.skipIf(!existsSync('/proc/self/fdinfo'))('the folder of sheets is not writable', async () => {
    const { env } = await someSetup();
    const { both, code } = await bothReports({ ...env, VOBIZ_FILES: '/proc/self/fdinfo' });
    expect(code).toBe(1);
    for (const report of both)
      expect(failuresIn(report)).toEqual([
        expect.stringMatching(
          /^FAIL {2}Files: \S+ is there, can be read, cannot be written \(E\w+\), \d+ sheets?\n/,
        ),
      ]);
  });

  test('the service does not answer', async () => {
    const { env, sandbox } = await someSetup();
    sandbox.fault({ times: 99, action: { delay: 60_000 } });
    const help = await helpFrom(await clientOf(env));
    expect(failuresIn(help)).toEqual([
      expect.stringMatching(/^FAIL {2}Vobiz: There was no answer within 15 s/),
    ]);
  });

  test('nothing can be kept in the data folder', async () => {
    const { env, dataDir } = await someSetup();
    rmSync(dataDir, { recursive: true });
    writeFileSync(dataDir, '');
    const { both } = await bothReports(env);
    for (const report of both)
      expect(failuresIn(report)).toEqual([
        expect.stringMatching(/^FAIL {2}Store: [\s\S]*Next: Make that folder writable/),
      ]);
  });

  test('the store is damaged', async () => {
    const { env, dataDir } = await someSetup();
    mkdirSync(dataDir, { recursive: true });
    writeFileSync(join(dataDir, 'store.db'), 'x'.repeat(9000));
    const { stdout } = await run(['check'], env);
    expect(failuresIn(stdout)).toEqual([expect.stringMatching(/^FAIL {2}Store: [^\n]* is damaged/)]);
    const help = await helpFrom(await clientOf(env));
    expect(failuresIn(help)).toEqual([
      expect.stringMatching(/^FAIL {2}Store: an unreadable store was set aside/),
    ]);
  });
});

test.concurrent('a full disk is reported, and all else besides', async () => {
  const { env, dataDir } = await someSetup();
  await (await openStore(dataDir)).close();
  const client = await clientOf(env, {
    node: 'sh',
    args: ['-c', `ulimit -f 0; exec "${NODE}" "${MAIN}"`],
  });
  const help = await helpFrom(client);
  expect(failuresIn(help)).toEqual([
    expect.stringMatching(
      /^FAIL {2}Store: \S+store\.db, \d+ kB, and [^\n]*: [^\n]*cannot be written[\s\S]*Next: /,
    ),
  ]);
  expect(help).toMatch(/ok {4}Vobiz: .* answers in/);
});
