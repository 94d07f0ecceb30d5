import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { newDialect } from '../../src/sandbox/dialect.ts';
import { openStore } from '../../src/store/open.ts';
import { VERSION } from '../../src/version.ts';
import { pointTo } from '../pointTo.ts';
import { contact, item, plan } from '../store/samples.ts';
import { atEnd, launch, MAIN, openSandbox, run, tidyUp } from './bundle.ts';

afterAll(tidyUp);

describe.concurrent('the command line', () => {
  test.each(['--version', '-v', 'version'])('%s prints the version and nothing else', async (arg) => {
    expect(await run([arg])).toEqual({ code: 0, stdout: `${VERSION}\n`, stderr: '' });
  });

  test('sandbox --help lists each switch of its dialect, with its values', async () => {
    const { stdout } = await run(['sandbox', '--help']);
    for (const name of Object.keys(newDialect())) expect(stdout).toMatch(new RegExp(`^  ${name}=\\S+$`, 'm'));
    expect(stdout).toContain('  attributes=replace|merge\n');
  });

  test.each([
    ['--help'],
    ['-h'],
    ['help'],
    ['help', 'check'],
    ['sandbox', '--help'],
    ['check', '-h'],
    ['review', '--help'],
    ['forget', '--help'],
  ])('%s %s names every command and flag', async (...args) => {
    const { code, stdout, stderr } = await run(args.filter(Boolean));
    expect([code, stderr]).toEqual([0, '']);
    for (const word of [
      '--sandbox',
      '--read-only',
      'sandbox',
      'check',
      '--port',
      '--contacts',
      '--seed',
      '--dialect',
      '--version',
    ])
      expect(stdout).toContain(word);
  });

  test.each([
    [['--read-olny'], /no flag --read-olny; did you mean --read-only\?/],
    [['--sandbx'], /did you mean --sandbox\?/],
    [['--verbose'], /no flag --verbose/],
    [['-x'], /no flag -x/],
    [['--read-only=no'], /--read-only takes no value/],
    [['--no-read-only'], /--no-read-only/],
    [['chekc'], /no command "chekc"; did you mean check\?/],
    [['serve'], /no command "serve"/],
    [['check', 'now'], /"now" is not understood here/],
    [['check', '--sandbox'], /no flag --sandbox here; set VOBIZ_SANDBOX=true in the environment\n/],
    [['check', '--read-only'], /no flag --read-only here; set VOBIZ_MODE=read-only in the environment\n/],
    [['help', 'chekc'], /did you mean check\?/],
    [['version', 'now'], /"now" is not understood here/],
    [['forget'], /forget takes one number/],
    [['forget', '+919811155555', '+919811155556'], /forget takes one number/],
    [['forget', '9811155555'], /"9811155555" is not a number with \+ and country code/],
    [['forget', '98111 55555'], /not a number with \+ and country code/],
    [['forget', '00919811155555'], /not a number with \+ and country code/],
    [['forget', 'hello'], /"hello" is not a number/],
    [['forget', '+hello'], /"\+hello" is not a number/],
    [['forget', '+91 98111 5555x'], /not a number with/],
    [['forget', '--nubmer', '+919811155555'], /no flag --nubmer/],
    [['forget', '--hlep'], /did you mean --help\?/],
    [['sandbox', '--port'], /--port needs a value/],
    [['sandbox', '--port', '99999'], /--port must be a whole number from 0 to 65535/],
    [['sandbox', '--contacts', '0'], /--contacts must be a whole number from 1 to 100000/],
    [['sandbox', '--contact', '5'], /did you mean --contacts\?/],
    [
      ['sandbox', '--dialect', 'colour=red'],
      /unknown dialect switch colour; there are listShape, .*\battributes,/,
    ],
    [
      ['sandbox', '--dialect', 'order=sideways'],
      /order cannot be "sideways"; it can be order=created\|oldest\|/,
    ],
    [['sandbox', '--dialect', 'maxLimit=0'], /maxLimit cannot be 0; it can be maxLimit=NUMBER\n/],
  ])(
    'refuses %j by name, with the nearest right one, on stderr and with status 2 (promise 11)',
    async (args, words) => {
      const { code, stdout, stderr } = await run(args);
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toMatch(words);
      expect(stderr).toMatch(/\n--help lists all commands and flags\.\n$/);
    },
  );
});

describe.concurrent('forget', () => {
  test.each(['+919811155555', '+91 98111-55555', '+91 (0) 98111 55555'])(
    'finds the person by %j, without regard to spaces and signs, and counts the items (promise 19)',
    async (written) => {
      const dataDir = mkdtempSync(join(tmpdir(), 'vobiz-forget-'));
      atEnd(() => rmSync(dataDir, { recursive: true }));
      const store = await openStore(dataDir);
      const kept = contact(1, { phone_number: '+919811155555', name: 'Zaphira' });
      await store.savePlan(plan('one', { state: 'done' }), [item(1, { state: 'done', before: kept })]);
      await store.close();
      const ended = await run(['forget', written], { VOBIZ_DATA_DIR: dataDir });
      expect(ended).toMatchObject({
        code: 0,
        stdout: expect.stringContaining('Erased this person from 1 place in plans'),
      });
      const again = await run(['forget', written], { VOBIZ_DATA_DIR: dataDir });
      expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining('Nobody with this number') });
    },
  );
});

/** The sandbox command, after its start. */
async function sandboxCommand(...args: string[]) {
  const launched = launch([MAIN, 'sandbox', ...args]);
  await vi.waitFor(() => expect(launched.said.stdout).toContain('VOBIZ_AUTH_TOKEN='), { timeout: 8000 });
  const env = Object.fromEntries(
    [...launched.said.stdout.matchAll(/^(VOBIZ_\w+)=(.*)$/gm)].map(([, name = '', value = '']) => [
      name,
      value,
    ]),
  );
  return { ...launched, env };
}

describe.concurrent('the sandbox command', () => {
  test('prints the variables for a client, serves it, and ends on a signal', async () => {
    const { env, child, ended, said } = await sandboxCommand('--contacts', '30', '--dialect', 'maxLimit=7');
    const headers = {
      'x-auth-id': env['VOBIZ_AUTH_ID'] ?? '',
      'x-auth-token': env['VOBIZ_AUTH_TOKEN'] ?? '',
    };
    const reply = await fetch(`${env['VOBIZ_BASE_URL']}/contacts?limit=100`, { headers });
    expect(await reply.json()).toMatchObject({ total: 30, limit: 7 });
    child.kill('SIGINT');
    expect(await ended).toEqual({ code: 0, signal: null });
    expect(said.stderr).toBe('');
  });

  test('explains in words that its port is taken', async () => {
    const sandbox = await openSandbox({ contacts: 1 });
    const { code, stderr } = await run(['sandbox', '--port', new URL(sandbox.url).port]);
    expect(code).toBeGreaterThan(0);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  test('passes check', async () => {
    const { env } = await sandboxCommand('--contacts', '30');
    const { code, stdout, stderr } = await run(['check'], env);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain(`vobiz-contacts-mcp ${VERSION}`);
    expect(stdout).toMatch(
      /ok {4}Vobiz: account MA_SANDBOX at 127\.0\.0\.1:\d+ answers in \d+ ms, 30 contacts/,
    );
    expect(stdout).not.toContain('FAIL');
  });
});

describe.concurrent('check', () => {
  async function checkWith(env: Record<string, string>) {
    const sandbox = await openSandbox({ contacts: 1 });
    return { sandbox, ...(await run(['check'], { ...pointTo(sandbox), ...env })) };
  }

  test('reports wrong credentials with the next step, and fails', async () => {
    const { code, stdout } = await checkWith({ VOBIZ_AUTH_TOKEN: 'wrong-token' });
    expect([code, stdout]).toEqual([
      1,
      expect.stringMatching(
        /FAIL {2}Vobiz: account MA_SANDBOX at 127\.0\.0\.1:\d+: .*did not accept the credentials[\s\S]*Next: Check VOBIZ_AUTH_ID .* against what `sandbox` printed/,
      ),
    ]);
    expect(stdout).not.toContain('wrong-token');
  });

  test.each([
    [{ VOBIZ_AUTH_TOKEN: "'tok-3f9a2c'" }, 'VOBIZ_AUTH_TOKEN must be without the quotation marks around it.'],
    [{ VOBIZ_AUTH_TOKEN: 'your-token' }, 'VOBIZ_AUTH_TOKEN must be your own'],
    [{ VOBIZ_AUTH_ID: '%MA_ID%' }, 'VOBIZ_AUTH_ID must be filled in (it is still a placeholder)'],
  ])('says of %j what it is, sends nothing, and fails', async (env, words) => {
    const { code, stdout, sandbox } = await checkWith(env);
    expect([code, sandbox.requests]).toEqual([1, []]);
    expect(stdout).toContain(`FAIL  Configuration: ${words}`);
    expect(stdout).not.toContain('tok-3f9a2c');
  });

  test.each([
    ['an empty one', 'os.homedir=()=>""', 'os.userInfo=()=>({homedir:"/nowhere/home"})', '/nowhere/home/'],
    ['none', 'os.homedir=()=>{throw os}', 'os.userInfo=os.homedir', '/'],
  ])('whose user has %s for a home, looks in a full path', async (_, home, user, from) => {
    const script = `import os from"node:os";import{syncBuiltinESMExports}from"node:module";${home};${user};syncBuiltinESMExports()`;
    const withHome = `--import=data:text/javascript,${encodeURIComponent(script)}`;
    const { said, ended } = launch([withHome, MAIN, 'check'], { XDG_DATA_HOME: 'share' });
    expect(await ended).toMatchObject({ code: 1 });
    expect(said.stdout).toContain(`; data folder ${from}`);
    expect(said.stdout).toContain('no credentials are set');
  });

  test('reports a missing configuration with the next step, and fails', async () => {
    const { code, stdout } = await run(['check']);
    expect([code, stdout]).toEqual([
      1,
      expect.stringMatching(/FAIL {2}Vobiz: Not connected[\s\S]*Set VOBIZ_AUTH_ID/),
    ]);
  });

  test('explains a bad address, and does not ask for variables that are set', async () => {
    const { code, stdout } = await checkWith({ VOBIZ_BASE_URL: 'http://api.vobiz.ai' });
    expect([code, stdout]).toEqual([
      1,
      expect.stringMatching(/FAIL {2}Configuration: VOBIZ_BASE_URL must be.*\n {6}Next: Correct it in/),
    ]);
    expect(stdout).toContain(
      "FAIL  Vobiz: not connected, for the mistake in the account's address, id or token\n",
    );
    expect(stdout.match(/VOBIZ_BASE_URL must be/g)).toHaveLength(1);
    expect(stdout).not.toContain('Set VOBIZ_AUTH_ID');
  });

  test('reports a service that does not answer, and fails', async () => {
    const { code, stdout } = await checkWith({ VOBIZ_BASE_URL: 'http://127.0.0.1:9/api' });
    expect([code, stdout]).toEqual([
      1,
      expect.stringMatching(
        /FAIL {2}Vobiz: account MA_SANDBOX at 127\.0\.0\.1:9: Vobiz could not be reached/,
      ),
    ]);
  });

  test('names every mistake in the configuration, and fails (promise 11)', async () => {
    const { code, stdout, sandbox } = await checkWith({ VOBIZ_MOED: 'x', VOBIZ_RATE: 'fast' });
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /FAIL {2}Configuration: There is no variable "VOBIZ_MOED"; did you mean VOBIZ_MODE\?/,
    );
    expect(stdout).toMatch(
      /FAIL {2}Configuration: VOBIZ_RATE must be.*\n {6}Next: Correct it in .*, and restart it\. Until then nothing is written\.\n/,
    );
    expect(stdout.match(/Until then nothing is written/g)).toHaveLength(1);
    expect(sandbox.requests).toHaveLength(1);
  });

  test('fails when a folder of VOBIZ_FILES is missing', async () => {
    const root = mkdtempSync(join(tmpdir(), 'vobiz-check-'));
    atEnd(() => rmSync(root, { recursive: true }));
    expect((await checkWith({ VOBIZ_FILES: join(root, 'missing') })).code).toBe(1);
  });

  test('reports that the default folder does not exist yet', async () => {
    const root = mkdtempSync(join(tmpdir(), 'vobiz-check-'));
    atEnd(() => rmSync(root, { recursive: true }));
    const { code, stdout } = await checkWith({ VOBIZ_DATA_DIR: root });
    expect(code).toBe(0);
    expect(stdout).toContain(
      `ok    Files: ${join(root, 'files')} does not exist yet; it is made for the first file\n`,
    );
  });
});
