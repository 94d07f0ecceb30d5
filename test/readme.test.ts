import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { VARIABLES } from '../src/config.ts';
import { tools } from '../src/tools/index.ts';

const ROOT = join(import.meta.dirname, '..');
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');

function section(name: string): string {
  return new RegExp(`<!-- ${name}:[^>]*-->(.*?)<!-- /${name} -->`, 's').exec(README)?.[1]?.trim() ?? '';
}

test('README lists every tool as the code describes it', () => {
  const rows = tools.map(({ name, effect, description }) => `| \`${name}\` | ${effect} | ${description} |`);
  expect(section('tools').split('\n').slice(2)).toEqual(rows);
});

test('README lists every variable, and no other', () => {
  const named = new Set(section('variables').match(/VOBIZ_[A-Z_]+/g));
  expect([...named].sort()).toEqual([...VARIABLES].sort());
});

test('README shows mcp.json as it is', () => {
  const shown = /```json\n(.*?)```/s.exec(README)?.[1] ?? '';
  expect(JSON.parse(shown)).toEqual(JSON.parse(readFileSync(join(ROOT, 'mcp.json'), 'utf8')));
});

test('README names only files that are there', () => {
  const links = [...README.matchAll(/\]\(([^):]+)\)/g)].map(([, path]) => path ?? '');
  for (const path of links) expect(() => readFileSync(join(ROOT, path)), path).not.toThrow();
});
