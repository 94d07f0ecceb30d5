import { expect, test } from 'vitest';
import {
  betweenRooms,
  castsOf,
  codeLinesOf,
  filesPerFolder,
  functionsOf,
  linesOf,
  spreadOf,
} from './measures.ts';
import { parseModule } from './modules.ts';

test('median, ninth tenth and most of some numbers', () => {
  expect(spreadOf([10, 1, 9, 2, 8, 3, 7, 4, 6, 5])).toEqual([5, 9, 10]);
  expect(spreadOf([3])).toEqual([3, 3, 3]);
});

test('lines end with a line feed, and lines of code are neither blank nor comments', () => {
  const text = `
    // one
    /** two,
        three */
    let a = 1; // four

    let b = '// text'; /* five
    six */ let c;
    let d = \`

    text\`;
  `;
  expect(linesOf('a\nb\n')).toBe(2);
  expect(linesOf('a\nb')).toBe(2);
  expect(codeLinesOf(parseModule('a.ts', text))).toBe(5);
});

test('every function with a body is one, by its name or that of what it is the value of', () => {
  const text = `
    function declared() {}
    function overloaded(a: 1): void;
    const arrow = () => 1;
    class A { #method() {} get getter() { return 1; } field = () => 1; abstract = 1; }
    const object = { method() {}, property: function () {} };
    go(() => 1);
  `;
  const names = functionsOf(parseModule('lib/a.ts', text)).map(({ place }) => place.replace(/ .*/, ''));
  expect(names).toEqual([
    'declared',
    'arrow',
    '#method',
    'getter',
    'field',
    'method',
    'property',
    'lib/a.ts:7',
  ]);
});

test.each([
  ['if (a) b(); else if (c) d(); else e();', 2],
  ['return a ? b : c ? d : e;', 2],
  ['return (a && b) || (c ?? d);', 3],
  ['switch (a) { case 1: case 2: b(); break; default: c(); }', 2],
  ['for (;;) { } for (const a of b) { } for (const a in b) { } while (a) { } do { } while (a);', 5],
  ['try { a(); } catch { b(); } finally { c(); }', 1],
  ['return a.map((b) => (b ? c : d));', 1],
  ['return a?.b?.();', 0],
])('branches of %s', (body, branches) => {
  const [outer] = functionsOf(parseModule('a.ts', `function f() { ${body} }`));
  expect(outer?.branches).toBe(branches);
});

test('imports between rooms, files of folders and casts', () => {
  const modules = [
    parseModule('main.ts', "import { a } from './plans/a.ts'; import fs from 'node:fs';"),
    parseModule(
      'plans/a.ts',
      "import { b } from './run/b.ts'; import '../lib/a.ts'; export { c } from '../lib/c.ts';",
    ),
    parseModule(
      'plans/run/b.ts',
      'const a = 1 as number; const b = 2 as const; const c = 3 satisfies number;',
    ),
  ];
  expect(betweenRooms(modules)).toEqual(['main.ts -> plans', 'plans -> lib', 'plans -> lib']);
  expect([...filesPerFolder(modules)]).toEqual([
    ['.', 1],
    ['plans', 1],
    ['plans/run', 1],
  ]);
  expect(modules.flatMap(castsOf)).toEqual(['plans/run/b.ts:1']);
});
