import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { programOf } from '../../src/commands/program.ts';
import { readConfig } from '../../src/config.ts';
import { pointTo } from '../pointTo.ts';
import { atEnd, launch, MAIN, openSandbox, speak, temporary, tidyUp } from './bundle.ts';

afterAll(tidyUp);

type Env = Record<string, string>;
const DIST = join(MAIN, '..');
/** So that these tests mean the same in a container. */
const IN_NO_CONTAINER = fileURLToPath(new URL('../browser/place.mjs', import.meta.url));
/** A page may open, and no phrase is enough: then the answers say how a person comes to see the plan. */
const PAGE: Env = { VOBIZ_REVIEW: 'auto', DISPLAY: ':9', VOBIZ_APPROVAL: 'form' };

/** The answers of a server about a plan that waits: in a client with forms the form, in another the next step. */
async function saidOf(env: Env, { args = [], forms, entry = MAIN }: Started) {
  const { child, ended } = launch(['--import', IN_NO_CONTAINER, entry, ...args], env);
  const { request, call, lines } = speak(child);
  const clientInfo = { name: 'by hand', version: '1' };
  const capabilities = forms ? { elicitation: {} } : {};
  await request('initialize', { protocolVersion: '2025-11-25', capabilities, clientInfo });
  const found = await call('find_contacts');
  const { selection_id } = dataOf(found);
  const planned = await call('plan_update', { selection_id, add_tags: ['seen'] });
  const { plan_id } = dataOf(planned);
  await call('apply_plan', { plan_id, wait_seconds: 0 });
  child.stdin.end();
  await ended;
  const form = lines.find((line) => line.includes('"elicitation/create"')) ?? '{}';
  const message = Object(JSON.parse(form).params)['message'];
  return { planId: String(plan_id), said: String(forms ? message : dataOf(planned)['next']) };
}
interface Started {
  args?: string[];
  forms: boolean;
  entry?: string;
}
const dataOf = (answer: Env | Record<string, unknown>) => Object(Object(answer['result']).structuredContent);

describe.concurrent('the line that opens the page from a terminal', () => {
  test.each([
    ['in a form', true, /To see every contact first, run in a terminal: (.*)$/m],
    ['as a next step', false, /\(`(.*)` in a terminal of this computer opens it\)/],
  ])('runs as it is written %s, whatever the folders are called', async (_where, forms, words) => {
    const root = temporary();
    const [installed, dataDir] = [join(root, "Åsa's $HOME (1)"), join(root, 'kept here')];
    cpSync(DIST, join(installed, 'dist'), { recursive: true });
    cpSync(join(DIST, '..', 'package.json'), join(installed, 'package.json'));
    const sandbox = await openSandbox({ contacts: 30, seed: 1 });
    const env = {
      ...pointTo(sandbox),
      ...PAGE,
      VOBIZ_DATA_DIR: dataDir,
      VOBIZ_REVIEW: forms ? 'auto' : 'off',
    };
    const { planId, said } = await saidOf(env, { forms, entry: join(installed, 'dist', 'main.js') });
    const [, line = ''] = words.exec(said) ?? [];
    expect(line).toMatch(new RegExp(` review ${planId}$`));
    // A terminal has no variables of the client, and its PATH may lead to no Node.
    const { HOME = '' } = process.env;
    const shell = spawn('/bin/sh', ['-c', `exec env ${line}`], {
      env: { HOME, PATH: '/usr/bin:/bin', CI: '1' },
    });
    atEnd(() => shell.kill('SIGKILL'));
    let shown = '';
    shell.stdout.on('data', (data) => (shown += String(data)));
    shell.stderr.on('data', (data) => (shown += String(data)));
    await vi.waitFor(() => expect(shown).toMatch(new RegExp(`/plans/${planId}#`)), { timeout: 20_000 });
    shell.kill('SIGINT');
    expect(await once(shell, 'close')).toEqual([0, null]);
  });

  test.each<[string, Env, Partial<Started>]>([
    ['of the sandbox', {}, { args: ['--sandbox'] }],
    ['in a container', { TEST_CONTAINED: '1' }, {}],
    ["of a desktop's bundle", {}, { entry: join(DIST, 'desktop.js') }],
  ])('is left out where it would show nothing: %s', async (_where, env, started) => {
    for (const forms of [true, false]) {
      const sandbox = await openSandbox({ contacts: 30, seed: 1 });
      const review = forms ? 'auto' : 'off';
      const all = { ...pointTo(sandbox), VOBIZ_DATA_DIR: temporary(), ...PAGE, VOBIZ_REVIEW: review, ...env };
      const { said } = await saidOf(all, { ...started, forms });
      expect(said).toMatch(
        forms ? /^Add the tag "seen"/ : /Let the person use a client that shows forms, or/,
      );
      expect(said).not.toMatch(/terminal|review/);
    }
  });
});

const HERE = { platform: 'linux', node: '/opt/node/bin/node', opens: true } as const;
const ENTRY = '/opt/contacts/dist/main.js';
const config = (env: Env = {}) => readConfig({ sandbox: false, readOnly: false }, env);

test.each<[string, Partial<Parameters<typeof programOf>[2] & object>, Env, string | undefined]>([
  ['a plain path', {}, {}, `/opt/node/bin/node ${ENTRY}`],
  [
    'a data folder',
    {},
    { VOBIZ_DATA_DIR: '/my data' },
    `VOBIZ_DATA_DIR='/my data' /opt/node/bin/node ${ENTRY}`,
  ],
  ['Windows', { platform: 'win32', node: 'node.exe' }, {}, `node "C:\\A sa\\main.js"`],
  [
    'Windows with a data folder',
    { platform: 'win32', node: 'node.exe' },
    { VOBIZ_DATA_DIR: '/d' },
    undefined,
  ],
  ['a desktop that is a Node, too', { node: '/opt/Claude/claude-desktop' }, {}, undefined],
  ['where no browser opens', { opens: false }, {}, undefined],
])('of %s', (_what, place, env, line) => {
  const entry = place.platform === 'win32' ? 'C:\\A sa\\main.js' : ENTRY;
  expect(programOf(config(env), entry, { ...HERE, ...place })).toBe(line);
});
