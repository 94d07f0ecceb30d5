import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import manifest from '../package.json' with { type: 'json' };
import { claudeCommand, FROM_CLONE, samples } from '../packaging/samples.ts';
import { VARIABLES, type Variable } from '../src/config/variables.ts';
import { tools } from '../src/tools/index.ts';
import { start } from './harness.ts';
import { applied, plan } from './tools/plans.ts';

const ROOT = join(import.meta.dirname, '..');
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');

function section(name: string): string {
  return new RegExp(`<!-- ${name}:[^>]*-->(.*?)<!-- /${name} -->`, 's').exec(README)?.[1]?.trim() ?? '';
}

/** The quotations of a section, each as a text with one paragraph a line. */
function quotations(heading: string): string[] {
  const [, body = ''] = new RegExp(`^## ${heading}\\n(.*?)^## `, 'ms').exec(README) ?? [];
  const quoted = body.match(/(?:^>.*\n)+/gm) ?? [];
  return quoted.map((text) =>
    text
      .split(/^>\n/m)
      .map((paragraph) => paragraph.replaceAll(/^> /gm, '').trim().replaceAll('\n', ' '))
      .join('\n'),
  );
}

test('README shows a plan, its receipt and its undo as the program words them', async () => {
  const world = await start({ sandbox: { contacts: 500, seed: 1 } });
  const found = await world.call('find_contacts', { text: 'Globex', sample: 0 });
  const tagging = await plan(world, 'plan_update', {
    selection_id: found.data['selection_id'],
    add_tags: ['vip'],
  });
  const receipt = await applied(world, tagging);
  const undo = await plan(world, 'plan_undo', { plan_id: tagging.plan_id });
  const texts = [tagging.answer, receipt, undo.answer].map(({ data }) =>
    String(data['text']).replace(/account MA_SANDBOX at [\d.]+:\d+/, 'the sandbox'),
  );
  const withoutTime = (text: string) => text.replaceAll(/\(\d+ \w+, \d\d:\d\d\)/g, '(…)');
  expect(quotations('What it looks like').map(withoutTime)).toEqual(texts.map(withoutTime));
  expect(tagging.phrase).toMatch(/^APPLY 43 /);
});

test('README lists every tool as the code describes it', () => {
  const rows = tools.map(({ name, effect, description }) => `| \`${name}\` | ${effect} | ${description} |`);
  expect(section('tools').split('\n').slice(2)).toEqual(rows);
});

test('README lists every variable as the code describes it', () => {
  const rows = Object.entries<Variable>(VARIABLES).map(([name, { says, fallback, otherwise }]) => {
    const without = otherwise ?? (fallback === undefined ? '' : `\`${fallback}\``);
    return `| \`${name}\` | ${without} | ${says} |`;
  });
  expect(section('variables').split('\n').slice(2)).toEqual(rows);
});

test('README shows each sample as `npm run pack` writes it, and mcp.json is the first of them', () => {
  const blocks = README.matchAll(/<!-- sample: (\S+) -->\n\n```\w+\n(.*?)```/gs);
  const shown = Object.fromEntries([...blocks].map(([, path, text]) => [path, text]));
  const command = `${claudeCommand(FROM_CLONE)}\n`;
  expect(shown).toEqual({ ...samples(FROM_CLONE), 'claude-code.sh': command });
  expect(shown['mcp.json']).toBe(readFileSync(join(ROOT, 'mcp.json'), 'utf8'));
});

test('README names each package that it stands on, and no other', () => {
  const { dependencies, devDependencies } = manifest;
  const [running = '', building = ''] = section('packages').split('| package for building');
  const named = (table: string) =>
    [...table.matchAll(/^\| (`.*?`) \|/gm)].flatMap(([, cell = '']) => cell.replaceAll('`', '').split(', '));
  expect(named(running).sort()).toEqual(Object.keys(dependencies).sort());
  expect(named(building).sort()).toEqual(Object.keys(devDependencies).sort());
});

test('README names only files that are there', () => {
  const links = [...README.matchAll(/\]\(([^):#]+)\)/g)].map(([, path]) => path ?? '');
  for (const path of links) expect(() => readFileSync(join(ROOT, path)), path).not.toThrow();
});

test('README links only to its own sections', () => {
  const headings = [...README.matchAll(/^#+ (.*)$/gm)].map(([, name = '']) =>
    name.toLowerCase().replaceAll(' ', '-'),
  );
  const links = [...README.matchAll(/\]\(#([^)]+)\)/g)].map(([, name]) => name);
  expect(links.length).toBeGreaterThan(0);
  expect(headings).toEqual(expect.arrayContaining(links));
});

/** Two lines of 120 characters. */
const LONGEST_SENTENCE = 240;
const PARAGRAPH = /\n\s*\n|\n(?=\s*(?:[-#|>]|\d+\.) )|\|/;

function sentences(page: string): string[] {
  const prose = page
    .replaceAll(/^```[\s\S]*?^```$/gm, '')
    .replaceAll(/<!--.*?-->/g, '\n\n')
    .replaceAll(/\]\([^)]*\)/g, ']');
  const paragraphs = prose.split(PARAGRAPH).map((one) => one.replaceAll(/\s+/g, ' '));
  return paragraphs.flatMap((one) => one.split(/(?<=[.!?]\**) /));
}

test.each(['README.md', 'CONTRIBUTING.md'])('no sentence of %s is longer than two lines', (name) => {
  const all = sentences(readFileSync(join(ROOT, name), 'utf8'));
  expect(all.length).toBeGreaterThan(50);
  expect(all.filter(({ length }) => length > LONGEST_SENTENCE)).toEqual([]);
});
