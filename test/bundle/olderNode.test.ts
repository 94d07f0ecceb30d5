import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { pointTo } from '../pointTo.ts';
import { launch, MAIN, openSandbox, run, serve, temporary, tidyUp } from './bundle.ts';
import { OLDER } from './older.ts';

afterAll(tidyUp);

const DESKTOP = join(MAIN, '..', 'desktop.js');
const INSTALL = /needs Node 22\.19 or newer\. Install it from nodejs\.org/;

describe.skipIf(OLDER === undefined)('a Node without the database', () => {
  async function serveOlder(args: string[] = [], entry = MAIN) {
    const sandbox = await openSandbox({ contacts: 300, seed: 1 });
    const env = { ...pointTo(sandbox), VOBIZ_DATA_DIR: temporary() };
    return { sandbox, ...(await serve(args, env, { entry, node: OLDER ?? '' })) };
  }
  /** An older server over a folder in which a newer one keeps a plan and a selection. */
  async function overKeptPlan() {
    const sandbox = await openSandbox({ contacts: 30, seed: 1 });
    const dataDir = temporary();
    const env = { ...pointTo(sandbox), VOBIZ_DATA_DIR: dataDir };
    const newer = await serve([], env);
    const dataOf = (answer: Record<string, unknown>) => Object(answer['result']).structuredContent;
    const { selection_id: selectionId } = dataOf(await newer.call('find_contacts'));
    const plan = { selection_id: selectionId, add_tags: ['vip'] };
    const { plan_id: planId } = dataOf(await newer.call('plan_update', plan));
    newer.child.stdin.end();
    await newer.ended;
    const [contactId] = sandbox.account.contacts.keys();
    return { dataDir, env, planId, selectionId, contactId, ...(await serve([], env, { node: OLDER ?? '' })) };
  }
  const textOf = (answer: Record<string, unknown>) => JSON.stringify(answer['result']);

  test('reads, exports and finds duplicates', async () => {
    const { call, sandbox } = await serveOlder();
    const found = await call('find_contacts', { text: 'Globex' });
    const { total, selection_id } = Object(found['result']).structuredContent;
    expect(total).toBeGreaterThan(5);
    for (const [name, args] of [
      ['list_contacts', {}],
      ['get_contact', { contact: [...sandbox.account.contacts.keys()][0] }],
      ['list_tags', {}],
      ['find_contacts', { within: [selection_id], untagged: true }],
      ['find_duplicates', { by: 'name' }],
      ['export_contacts', { selection_id }],
    ] as const)
      expect(await call(name, args), name).not.toMatchObject({ result: { isError: true } });
    expect(sandbox.writes()).toEqual([]);
  });

  test('writes nothing, and each write says what to install', async () => {
    const { call, request, sandbox } = await serveOlder();
    const listed = await request('tools/list');
    const { tools }: { tools: { name: string; annotations: { readOnlyHint?: boolean } }[] } = Object(
      listed['result'],
    );
    const [id] = sandbox.account.contacts.keys();
    const found = await call('find_contacts', { text: 'Globex' });
    const { selection_id } = Object(found['result']).structuredContent;
    const given: Record<string, object> = {
      create_contact: { phone_number: '+919812345670', name: 'Asha' },
      update_contact: { contact: id, name: 'Asha' },
      delete_contact: { contact: id },
      import_contacts: { csv: 'name,phone\nAsha,+919812345670' },
      plan_update: { selection_id, add_tags: ['vip'] },
      plan_delete: { selection_id },
      plan_import: { csv: 'name,phone\nAsha,+919812345670' },
      plan_merge: { groups: [{ keep: id, merge: [id] }] },
      plan_undo: { plan_id: 'plan_aaaaaaaa' },
      apply_plan: { plan_id: 'plan_aaaaaaaa' },
      stop_plan: { plan_id: 'plan_aaaaaaaa' },
    };
    const writing = tools
      .filter(({ annotations }) => annotations.readOnlyHint !== true)
      .map(({ name }) => name);
    // An export writes a sheet, and nothing to Vobiz.
    expect([...Object.keys(given), 'export_contacts']).toEqual(expect.arrayContaining(writing));
    for (const name of Object.keys(given)) {
      const answer = await call(name, given[name]);
      expect(answer, name).toMatchObject({ result: { isError: true } });
      expect(textOf(answer), name).toMatch(INSTALL);
      expect(textOf(answer), name).toContain('help_me_set_up');
    }
    for (const name of ['plan_update', 'list_plans', 'get_plan'])
      expect(textOf(await call(name, given[name] ?? { plan_id: 'plan_aaaaaaaa' })), name).toMatch(INSTALL);
    expect(sandbox.writes()).toEqual([]);
  });

  test('serves a desktop that adds arguments of its own, and ends with it', async () => {
    const { child, ended, call } = await serveOlder(['--type=utility', '--lang=en-GB', 'x'], DESKTOP);
    expect(await call('list_tags')).not.toMatchObject({ result: { isError: true } });
    child.stdin.end();
    expect(await ended).toEqual({ code: 0, signal: null });
  });

  test('the prompt for help says what to install, and that all else works', async () => {
    const { request } = await serveOlder();
    const help = textOf(await request('prompts/get', { name: 'help_me_set_up' }));
    expect(help).toMatch(/FAIL {2}Node: This program runs on Node 20/);
    expect(help).toMatch(INSTALL);
    expect(help).toMatch(
      /FAIL {2}Store: not opened; plans need a newer Node, and those that are kept are un/,
    );
    expect(help).toMatch(/ok {4}Vobiz: .* answers in \d+ ms, 300 contacts/);
    expect(help.match(/FAIL {2}/g)).toHaveLength(2);
  });

  test('says of kept plans and selections that they cannot be opened, and names the Node once', async () => {
    const { request, call, planId, selectionId, contactId } = await overKeptPlan();
    const node = /Node \d+\.\d+\.\d+/g;
    const plans = /^Plans cannot be opened on Node 20\.[\d.]+; those that are kept are untouched\.\n/;
    for (const [name, args, words] of [
      ['list_plans', {}, plans],
      ['get_plan', { plan_id: planId }, plans],
      ['plan_update', { contacts: [contactId], add_tags: ['vip'] }, plans],
      [
        'find_contacts',
        { within: [selectionId] },
        /^Selections of other sessions cannot be opened on Node 20\.[\d.]+; those that are kept are untouched\.\nNext: `find_/,
      ],
    ] as const) {
      const { isError, content } = Object((await call(name, args))['result']);
      expect([name, isError, content[0].text]).toEqual([name, true, expect.stringMatching(words)]);
      const [said, note] = content[0].text.split('[Configuration: ');
      expect([name, said.match(node), note.match(node)]).toEqual([
        name,
        [expect.anything()],
        [expect.anything()],
      ]);
    }
    for (const params of [{}, { uri: `vobiz://plans/${planId}` }])
      expect(
        JSON.stringify(await request('uri' in params ? 'resources/read' : 'resources/list', params)),
      ).not.toMatch(/node:sqlite|Something went wrong/);
  });

  test.each([
    [['forget', '+919811100009'], 'Nobody was erased'],
    [['review'], 'The page was not opened'],
    [['review', 'latest'], 'The page was not opened'],
  ])('%j over a store says what it needs, and nothing is touched', async (args, undone) => {
    const { dataDir } = await overKeptPlan();
    const store = () => readFileSync(join(dataDir, 'store.db'));
    const before = store();
    const { code, stdout, stderr } = await run(args, { VOBIZ_DATA_DIR: dataDir }, OLDER ?? '');
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(
      new RegExp(
        `^vobiz-contacts-mcp: ${undone}: this needs Node 22\\.19 or newer, and this is Node 20\\.[\\d.]+ \\(/.*\\)\\.\\n$`,
      ),
    );
    expect(store().equals(before)).toBe(true);
  });

  test('`forget` without a store has nothing to erase, and `sandbox` runs', async () => {
    const none = await run(['forget', '+919811100009'], { VOBIZ_DATA_DIR: temporary() }, OLDER ?? '');
    expect(none).toMatchObject({ code: 0, stdout: expect.stringContaining('Nobody with this number') });
    const { said, child, ended } = launch([MAIN, 'sandbox'], {}, OLDER ?? '');
    await vi.waitFor(() => expect(said.stdout).toContain('VOBIZ_AUTH_TOKEN='), { timeout: 8000 });
    child.kill('SIGINT');
    expect(await ended).toEqual({ code: 0, signal: null });
  });

  test('`check` fails and says what to install', async () => {
    const { dataDir, env } = await overKeptPlan();
    for (const given of [{}, env]) {
      const { code, stdout, stderr } = await run(
        ['check'],
        { ...given, VOBIZ_DATA_DIR: dataDir },
        OLDER ?? '',
      );
      expect([code, stdout, stderr]).toEqual([1, expect.stringMatching(INSTALL), '']);
    }
  });
});

test('the entry of desktops ignores arguments, and is configured by variables alone', async () => {
  const { call } = await serve(
    ['--type=utility', '--no-such-flag'],
    { VOBIZ_SANDBOX: 'true' },
    { entry: DESKTOP },
  );
  const answer = await call('list_tags');
  expect(answer).toMatchObject({ result: { content: expect.arrayContaining([]) } });
  expect(JSON.stringify(answer)).toContain('Sandbox: invented contacts');
});

test.each([
  ['main.js', MAIN],
  ['desktop.js', DESKTOP],
])('on a Node that is too old, %s says in one line what to install', async (_, entry) => {
  const versions = '{value:{...process.versions,node:"18.20.8"}}';
  const asOld = `--import=data:text/javascript,Object.defineProperty(process,"versions",${versions})`;
  const { said, ended } = launch([asOld, entry]);
  expect(await ended).toEqual({ code: 1, signal: null });
  expect(said.stdout).toBe('');
  expect(said.stderr).toMatch(/^vobiz-contacts-mcp cannot run on Node 18\.20\.8 .*nodejs\.org.*\n$/);
});
