import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { VARIABLE_NAMES } from '../../src/config/variables.ts';
import { openStore } from '../../src/store/open.ts';
import { VERSION } from '../../src/version.ts';
import { callTool } from '../harness.ts';
import { MAIN, NODE, run, tidyUp } from './bundle.ts';
import { clientOf, failuresIn, helpFrom, modernClientOf, someSetup } from './setup.ts';

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

/** The same setup, seen from both sides. */
async function bothReports(env: Record<string, string>) {
  const help = await helpFrom(await clientOf(env));
  const { code, stdout, stderr } = await run(['check'], env);
  expect(stderr).toBe('');
  return { help, stdout, code, both: [help, stdout] };
}

describe.concurrent('a setup that works', () => {
  test('is reported from inside the server, to a client of each era', async () => {
    const { env, dataDir, files } = await someSetup();
    writeFileSync(join(files, 'a.csv'), 'name,phone\n');
    writeFileSync(join(files, 'b.txt'), 'name,phone\n');
    for (const client of [await clientOf(env), await modernClientOf(env)]) {
      const help = await helpFrom(client);
      expect(failuresIn(help)).toEqual([]);
      expect(help).toMatch(/^Help me set up "Vobiz contacts"\. Nothing fails/);
      expect(help).toMatch(/Settings, Extensions, "Vobiz contacts"[\s\S]*"env" of this server/);
      expect(help).toMatch(
        /vobiz-contacts-mcp [\d.]+, in the environment that "(by test|of 2026)" 1\.2 gives it; Node [\d.]+ \(/,
      );
      expect(help).toContain(`data folder ${dataDir}\n`);
      expect(help).toContain(
        'ok    Set: VOBIZ_AUTH_ID, VOBIZ_AUTH_TOKEN, VOBIZ_BASE_URL, VOBIZ_FILES and VOBIZ_DATA_DIR;',
      );
      expect(help).toContain(`ok    Files: ${files} is there, can be read, can be written, 2 sheets\n`);
      expect(help).toContain('the age of such a token cannot be seen\n');
      expect(help).toMatch(/ok {4}Vobiz: .* answers in \d+ ms, 30 contacts\n/);
      expect(help).toMatch(/ok {4}Pace: up to \d+ requests? in a second so far; no limit was met\n/);
      expect(help).toContain('shows no forms, so plans are approved with a phrase\n');
      expect(help).toContain('ok    Store: none yet;');
    }
  });

  test('is reported from a terminal, which says that a client has another environment', async () => {
    const { env, dataDir } = await someSetup();
    const { code, stdout } = await run(['check'], { ...env, VOBIZ_MODE: 'full', VOBIZ_RATE: '50' });
    expect(code).toBe(0);
    expect(stdout).toContain(
      `ok    vobiz-contacts-mcp ${VERSION}, in the environment of this terminal (a client such as Claude Desktop gives another one); Node `,
    );
    expect(stdout).toContain(`(${NODE}); data folder ${dataDir}\n`);
    expect(stdout).toContain('VOBIZ_RATE');
    expect(stdout).not.toMatch(/VOBIZ_MODE|Pace:|Client:/);
  });

  test('says how fast the account takes requests, once it has limited some', async () => {
    const { env, sandbox } = await someSetup();
    const client = await clientOf({ ...env, VOBIZ_RATE: '5' });
    await callTool(client, 'list_contacts', {});
    expect(await helpFrom(client)).toMatch(
      /Pace: up to \d requests? in a second so far; it takes about 5\.0 in a second/,
    );
    expect(sandbox.requests.length).toBeGreaterThan(1);
  });

  test.each(['full', 'no-delete', 'read-only'])('has the prompt in mode %s', async (VOBIZ_MODE) => {
    const { env } = await someSetup();
    const client = await clientOf({ ...env, VOBIZ_MODE });
    expect((await client.listPrompts()).prompts.map(({ name }) => name)).toContain('help_me_set_up');
    expect(await helpFrom(client)).toContain(`ok    Configuration: mode ${VOBIZ_MODE}, `);
  });
});

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
        'FAIL  Configuration: There is no variable "VOBIZ_MOED"; did you mean VOBIZ_MODE?',
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
      /^FAIL {2}Files: \S+ is there and is no folder\n/,
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
    expect(failuresIn(help)).toEqual([expect.stringMatching(/^FAIL {2}Vobiz: no answer within 15 s/)]);
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
      expect.stringMatching(/^FAIL {2}Store: an unreadable one was set aside/),
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

describe.concurrent('the sandbox', () => {
  test('is named as invented, and needs no credentials', async () => {
    const { env, sandbox } = await someSetup();
    const { both, code } = await bothReports({ ...env, VOBIZ_SANDBOX: 'true' });
    expect(code).toBe(0);
    for (const report of both) {
      expect(failuresIn(report)).toEqual([]);
      expect(report).toContain('ok    Sandbox: these contacts are invented, credentials are ignored');
    }
    expect(both[0]).toMatch(/ok {4}Vobiz: the sandbox answers in \d+ ms, 500 contacts/);
    expect(sandbox.requests).toEqual([]);
  });
});

describe.concurrent('clients', () => {
  test('are told apart by whether somebody read a form in them', async () => {
    const { env, sandbox } = await someSetup();
    const [id] = sandbox.account.contacts.keys();
    const drawing = await clientOf(env, { name: 'draws', readsFor: 1200 });
    const first = await callTool(drawing, 'plan_update', { contacts: [id], add_tags: ['a'] });
    await callTool(drawing, 'apply_plan', { plan_id: first.data['plan_id'] });
    const without = await clientOf(env, { name: 'draws "none"' });
    const second = await callTool(without, 'plan_update', { contacts: [id], add_tags: ['b'] });
    const { plan_id, approval_phrase: approval } = second.data;
    await callTool(without, 'apply_plan', { plan_id, approval });
    const words =
      /ok {4}Clients: "draws \\"none\\"" 1\.2 was used here without a form \(\d+ s ago\); "draws" 1\.2 shows forms: somebody read one \(\d+ s ago\)\n/;
    const { stdout } = await run(['check'], env);
    for (const report of [stdout, await helpFrom(drawing), await helpFrom(without)])
      expect(report).toMatch(words);
    expect(await helpFrom(drawing)).toContain('Client: "draws" 1.2 says that it shows forms');
    expect(stdout).toMatch(/ok {4}Store: \S+store\.db, \d+ kB, and \d+ (bytes|kB) of log\n/);
  });
});

describe.concurrent('secrets', () => {
  const SECRET = 'tok-3f9a2c7e51-b8d4';

  test.each<[string, (name: string) => string]>([
    ['the same in each variable', () => SECRET],
    ['another one in each variable', (name) => `${SECRET}-${name.toLowerCase()}`],
    ['in quotation marks', () => `"${SECRET}"`],
    ['another one in quotation marks in each', (name) => `'${SECRET}-${name.toLowerCase()}'`],
  ])('are in no report: %s (promise 12)', async (_how, tokenFor) => {
    const every: Record<string, string> = Object.fromEntries(
      VARIABLE_NAMES.map((name) => [name, tokenFor(name)]),
    );
    const { both } = await bothReports(every);
    for (const report of both) expect(report).not.toContain('3f9a2c7e51');
    const { env } = await someSetup();
    const jwtOnly = { VOBIZ_AUTH_ID: '', VOBIZ_AUTH_TOKEN: '', VOBIZ_JWT: every['VOBIZ_JWT'] ?? '' };
    for (const report of (await bothReports({ ...env, ...jwtOnly })).both)
      expect(report).not.toContain('3f9a2c7e51');
  });
});
