import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { VARIABLE_NAMES } from '../../src/config/variables.ts';
import { VERSION } from '../../src/version.ts';
import { callTool } from '../harness.ts';
import { launch, MAIN, NODE, run, tidyUp } from './bundle.ts';
import { bothReports, clientOf, failuresIn, helpFrom, modernClientOf, someSetup } from './setup.ts';

afterAll(tidyUp);

/** So that these tests mean the same in a container. */
const IN_NO_CONTAINER = fileURLToPath(new URL('../browser/place.mjs', import.meta.url));

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
      expect(help).toMatch(/ok {4}Store: .* does not exist yet;/);
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

describe.concurrent('the page', () => {
  const SCREEN = { DISPLAY: ':9' };
  const PHRASE = 'shows no forms, so plans are approved with a phrase';
  const PAGE = 'shows no forms, so plans are approved on the page, small ones with a phrase, too';

  test.each<[string, Record<string, string>, string, string]>([
    ['a screen', SCREEN, 'ok    Page: opens in the default browser of this computer', PAGE],
    ['no screen', {}, 'ok    Page: none opens here, since this computer has no screen', PHRASE],
    [
      'SSH',
      { ...SCREEN, SSH_CONNECTION: '1 2 3 4' },
      'ok    Page: none opens here, since this program runs on another computer, over SSH',
      PHRASE,
    ],
    [
      'a container',
      { ...SCREEN, TEST_CONTAINED: '1' },
      'ok    Page: none opens here, since this program runs in a container',
      PHRASE,
    ],
    [
      'a screen and VOBIZ_APPROVAL=form',
      { ...SCREEN, VOBIZ_APPROVAL: 'form' },
      'ok    Page: opens in the default browser',
      'shows no forms, so plans are approved on the page\n',
    ],
    ['VOBIZ_REVIEW=off', { ...SCREEN, VOBIZ_REVIEW: 'off' }, 'ok    Page: off (VOBIZ_REVIEW)', PHRASE],
    ['VOBIZ_REVIEW=link', { VOBIZ_REVIEW: 'link' }, 'ok    Page: the chat gives a link to it', PAGE],
    [
      'VOBIZ_REVIEW=link and VOBIZ_APPROVAL=form',
      { VOBIZ_REVIEW: 'link', VOBIZ_APPROVAL: 'form' },
      'ok    Page: none; VOBIZ_REVIEW=link gives',
      'no page opens here, and VOBIZ_APPROVAL=form takes nothing else: no plan can be approved',
    ],
  ])(
    'with %s is reported as it is, and so is what it means for approvals',
    async (_what, given, page, client) => {
      const { env } = await someSetup();
      const [node, ...args] = [NODE, '--import', IN_NO_CONTAINER, MAIN] as const;
      const help = await helpFrom(await clientOf({ ...env, ...given }, { node, args }));
      expect(help).toContain(page);
      expect(help).toContain(client);
      const { said, ended } = launch([...args, 'check'], { ...env, VOBIZ_REVIEW: 'auto', ...given });
      await ended;
      expect(said.stdout).toContain(page);
    },
  );

  test('that no browser opened fails, with what to look at', async () => {
    const { env } = await someSetup();
    const given = { ...env, ...SCREEN, PATH: '/nowhere' };
    const client = await clientOf(given, { args: ['--import', IN_NO_CONTAINER, MAIN] });
    const found = await callTool(client, 'find_contacts', {});
    const { selection_id } = found.data;
    const { plan_id } = (await callTool(client, 'plan_delete', { selection_id })).data;
    await callTool(client, 'apply_plan', { plan_id });
    expect(failuresIn(await helpFrom(client))).toEqual([
      expect.stringMatching(/^FAIL {2}Page: no browser opened it the last time[^\n]*\n {6}Next: See whether/),
    ]);
  });
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
