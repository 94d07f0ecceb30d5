import { describe, expect, test } from 'vitest';
import { anys, longFiles, longFunctions, suppressions } from './caps.ts';
import { unusedExports } from './exports.ts';
import { kindComparisons } from './kinds.ts';
import { type Module, parseModule } from './modules.ts';
import {
  acrossAside,
  cycles,
  inUnknownRooms,
  type Rooms,
  toolsInTools,
  upwardImports,
  wordsBelow,
} from './rooms.ts';
import { searchedSentences } from './sentences.ts';
import { stateNames } from './states.ts';

/** Made-up modules: path to text. */
function house(files: Readonly<Record<string, string>>): Module[] {
  return Object.entries(files).map(([path, text]) => parseModule(path, text));
}

const ROOMS: Rooms = {
  order: ['main.ts', 'tools', 'plans', 'lib'],
  aside: {
    sandbox: { openedBy: ['main.ts'], shared: [], knows: ['lib/wire.ts'] },
    view: { openedBy: [], shared: ['view/contract.ts'], knows: [] },
  },
};

describe('rooms', () => {
  test('a file outside of every room is named', () => {
    const modules = house({ 'attic/a.ts': '', 'plans/a.ts': '', 'main.ts': '', 'sandbox/a.ts': '' });
    expect(inUnknownRooms(modules, ROOMS)).toEqual(['attic/a.ts']);
  });

  test.each([
    ["import { a } from '../tools/a.ts';"],
    ["import type { A } from '../tools/a.ts';"],
    ["export { a } from '../tools/a.ts';"],
    ["const { a } = await import('../tools/a.ts');"],
    ["type A = typeof import('../tools/a.ts');"],
  ])('an import upwards is named: %s', (text) => {
    const below = "import { b } from '../lib/b.ts'; import { c } from './c.ts'; import d from './d.json';";
    const modules = house({ 'plans/a.ts': text, 'plans/b.ts': below, 'main.ts': "import './tools/a.ts';" });
    expect(upwardImports(modules, ROOMS)).toEqual(['plans/a.ts -> tools/a.ts']);
  });

  test('imports from and into the rooms aside are named', () => {
    const modules = house({
      'sandbox/a.ts': "import '../plans/a.ts'; import '../lib/wire.ts'; import './b.ts';",
      'plans/a.ts': "import '../sandbox/a.ts';",
      'main.ts': "import './sandbox/a.ts'; import './view/a.ts';",
      'tools/a.ts': "import '../view/contract.ts';",
      'view/a.ts': "import './contract.ts'; import '../lib/wire.ts';",
    });
    const wrong = [
      'sandbox/a.ts -> plans/a.ts',
      'plans/a.ts -> sandbox/a.ts',
      'main.ts -> view/a.ts',
      'view/a.ts -> lib/wire.ts',
    ];
    expect(acrossAside(modules, ROOMS)).toEqual(wrong);
  });

  test('an import of words/ from below it is named', () => {
    const modules = house({
      'plans/draft/a.ts': "import { say } from '../../words/plan.ts';",
      'tools/a.ts': "import { say } from '../words/plan.ts';",
      'words/a.ts': "import { say } from './plan.ts'; import '../plans/hash.ts';",
    });
    expect(wordsBelow(modules)).toEqual(['plans/draft/a.ts -> words/plan.ts']);
  });

  test('a tool that imports a tool is named', () => {
    const modules = house({
      'tools/get_plan.ts': "import './stop_plan.ts'; import './define.ts';",
      'tools/index.ts': "import './get_plan.ts';",
    });
    expect(toolsInTools(modules)).toEqual(['tools/get_plan.ts -> tools/stop_plan.ts']);
  });

  test('a cycle is named, types included', () => {
    const modules = house({
      'lib/a.ts': "import { b } from './b.ts';",
      'lib/b.ts': "import type { C } from '../plans/c.ts';",
      'plans/c.ts': "export * from '../lib/a.ts';",
      'lib/d.ts': "import { a } from './a.ts';",
    });
    expect(cycles(modules)).toEqual(['lib/a.ts -> lib/b.ts -> plans/c.ts -> lib/a.ts']);
  });
});

describe('exports', () => {
  test('an export that no other file imports is named, types included', () => {
    const modules = house({
      'lib/a.ts':
        'export const used = 1; export const here = used; export type Unused = 1; export type Used = 2;',
      'lib/b.ts': "import { type Used, used as renamed } from './a.ts'; export default renamed as Used;",
      'lib/main.ts': 'export class Main {}',
    });
    expect(unusedExports(modules)).toEqual([
      'lib/a.ts#here',
      'lib/a.ts#Unused',
      'lib/b.ts#default',
      'lib/main.ts#Main',
    ]);
  });

  test('a namespace uses the members that are taken out of it', () => {
    const modules = house({
      'lib/a.ts': 'export const value = 1; export const unused = 1; export interface Type {}',
      'lib/b.ts': "import * as a from './a.ts'; const unused: a.Type = a.value;",
    });
    expect(unusedExports(modules)).toEqual(['lib/a.ts#unused']);
  });

  test('a module that is loaded later is used by the names that are mentioned', () => {
    const modules = house({
      'lib/a.ts': 'export const value = 1; export const unused = 1;',
      'lib/b.ts': "import('./a.ts').then(({ value }) => value);",
      'lib/c.ts': 'export const whole = 1;',
      'lib/d.ts': "type C = typeof import('./c.ts');",
    });
    expect(unusedExports(modules)).toEqual(['lib/a.ts#unused']);
  });

  test('to pass an export on is to use it, and makes one that is to be used', () => {
    const modules = house({
      'lib/a.ts': 'export const a = 1; export const b = 1;',
      'lib/b.ts': "export { a } from './a.ts'; export { Pool } from 'undici';",
      'lib/c.ts': "import { Pool } from './b.ts';",
    });
    expect(unusedExports(modules)).toEqual(['lib/a.ts#b', 'lib/b.ts#a']);
  });

  test('what starts the program, and what the bundler takes, needs no import', () => {
    const modules = house({ 'main.ts': 'export const a = 1;', 'mcp/sdkShims.ts': 'export const b = 1;' });
    expect(unusedExports(modules)).toEqual([]);
  });
});

describe('states', () => {
  test.each([
    ["if (plan.state === 'waiting') stop();", "'waiting'"],
    ["type Ended = 'gone';", "'gone'"],
    ["const OPEN = ['queued'];", "'queued'"],
    ['const state = `running`;', "'running'"],
    ["sql`SELECT 1 FROM item WHERE state = 'sending'`;", "'sending'"],
    ["sql`state NOT IN ('drifted')`;", "'drifted'"],
    ['prepare("UPDATE plan SET state = \'halted\'");', "'halted'"],
  ])('a state in quotes is named: %s', (text, state) => {
    expect(stateNames(house({ 'plans/a.ts': `\n${text}` }))).toEqual([`plans/a.ts:2 ${state}`]);
  });

  test('sentences, names without quotes and the places of exception are not', () => {
    const sentences =
      "const text = 'it is done'; const next = `The plan is 'waiting'`; PlanState.waiting; f({ done: 1 });";
    const modules = house({
      'plans/a.ts': sentences,
      'model/lifecycle.ts': "const state = 'waiting';",
      'sandbox/a.ts': "const state = 'waiting';",
      'api/wire.ts': "body['failed'];",
      'store/schema.ts': "const STEPS = [`UPDATE plan SET state = 'expired'`];",
    });
    expect(stateNames(modules)).toEqual([]);
  });

  test('an exception is for one word of its file', () => {
    expect(stateNames(house({ 'api/wire.ts': "body['done'];" }))).toEqual(["api/wire.ts:1 'done'"]);
  });
});

describe('kinds', () => {
  test.each([
    ["if (task.do === 'merge') go();"],
    ["if ('merge' != item.task.do) go();"],
    ['if (x.do === kind) go();'],
    ["switch (item.task.do) { case 'merge': }"],
    ["const KINDS = new Set(['renumber', 'merge']);"],
    ["const WRITES = ['update'];"],
    ['KINDS.has(task.do);'],
    ["does.has('create');"],
    ['const { do: kind } = task;'],
    ["const f = ({ task: { do: kind } }) => kind === 'merge';"],
    [`sql\`task ->> '$.do' = \${kind}\`;`],
    ["sql`item.task ->> '$.do' IN ('create', 'renumber')`;"],
  ])('a decision by the kind of a task is named: %s', (text) => {
    expect(kindComparisons(house({ 'plans/run/a.ts': `\n${text}` }))).toEqual(['plans/run/a.ts:2']);
  });

  test('to make a task, to look it up and to select its kind is none, nor is what plans/tasks does', () => {
    const compares = "if (task.do === 'merge') go();";
    const innocent =
      "f({ do: 'merge' }); EFFECT[task.do]; sql`task ->> '$.do'`.as('do'); plan.kind === 'merge';";
    const modules = house({
      'plans/a.ts': `${innocent} const none = []; f(['update', 'undo']);`,
      'plans/tasks/a.ts': compares,
      'sandbox/a.ts': compares,
      'store/schema.ts': "const STEPS = [`SELECT 1 WHERE task ->> '$.do' IN ('delete')`];",
    });
    expect(kindComparisons(modules)).toEqual([]);
  });
});

describe('sentences', () => {
  test.each([
    ["db.selectFrom('item').where('reason', 'is', null);"],
    ["db.selectFrom('plan').where('plan.summary', 'like', text);"],
    ["query.where(({ eb }) => eb('warnings', '!=', '[]'));"],
    ["query.whereRef('item.seq', '=', 'other.reason');"],
    ['query.where(sql`reason IS NOT NULL`);'],
    ["sql`SELECT 1 FROM item WHERE seq = 1 AND item.reason = 'forgotten'`;"],
    ["sql`UPDATE plan SET state = 'done' WHERE warnings = '[]'`;"],
    [`const found = sql\`item.reason IS NOT \${FORGOTTEN}\`;`],
    ["database.exec('DELETE FROM plan WHERE summary IS NULL');"],
  ])('a condition on a sentence is named: %s', (text) => {
    expect(searchedSentences(house({ 'store/a.ts': `\n${text}` }))).toEqual(['store/a.ts:2']);
  });

  test('to read and to write one is none', () => {
    const text = `
      db.selectFrom('item').select(['seq', 'reason']).where('seq', '=', 1).execute();
      db.updateTable('item').set({ reason: 'gone' }).where('seq', '=', 1).execute();
      sql\`UPDATE item SET reason = \${reason} WHERE seq = 1\`;
      sql\`SELECT reason, warnings FROM item WHERE seq = 1\`;
      const next = 'Stop it where the summary is wrong.';
    `;
    expect(searchedSentences(house({ 'store/a.ts': text }))).toEqual([]);
  });
});

describe('caps', () => {
  test('a file and a function above the cap are named', () => {
    const long = `const short = 1;\nconst long = () => {\n${'  go();\n'.repeat(49)}};\n`;
    const modules = house({
      'lib/file.ts': 'go();\n'.repeat(251),
      'lib/function.ts': long,
      'lib/short.ts': `${'go();\n'.repeat(200)}function f() {\n${'  go();\n'.repeat(48)}}\n`,
    });
    expect(longFiles(modules)).toEqual(['lib/file.ts: 251 lines']);
    expect(longFunctions(modules)).toEqual(['long (lib/function.ts:2): 51 lines']);
  });

  test('`any` is named, and the word in a comment is not', () => {
    const modules = house({ 'lib/a.ts': '// any\nconst a: any = 1;\nfunction f(b: any[]) {}' });
    expect(anys(modules)).toEqual(['lib/a.ts:2', 'lib/a.ts:3']);
  });

  test.each(['ts-ignore', 'ts-expect-error', 'ts-nocheck'])('@%s is named', (suppression) => {
    const modules = house({ 'lib/a.ts': `// @${suppression}\nlet a;` });
    expect(suppressions(modules)).toEqual([`lib/a.ts:1 @${suppression}`]);
  });

  test.each(['biome-ignore', 'eslint-disable', 'as unknown as'])('%s is named', (suppression) => {
    const modules = house({ 'lib/a.ts': `let a; // ${suppression}` });
    expect(suppressions(modules)).toEqual([`lib/a.ts:1 ${suppression}`]);
  });
});
