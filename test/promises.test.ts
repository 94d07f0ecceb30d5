import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { PROMISES } from './promises.ts';

const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.test.ts'))
  .map((path) => readFileSync(join(import.meta.dirname, path), 'utf8'));

/** A title is a text in one line that ends with its citation. */
const cited = files.flatMap((text) =>
  [...text.matchAll(/(['"`])[^\n]*\bpromises? (\d+(?:(?:, | and )\d+)*)[^\n)]*\)\1/g)].flatMap(
    ([, , numbers = '']) => numbers.match(/\d+/g)?.map(Number) ?? [],
  ),
);

test.each(PROMISES.map((words, index) => [index + 1, words] as const))(
  'promise %i is cited by a test that shows it: %s',
  (number) => {
    expect(cited).toContain(number);
  },
);

test('tests cite only promises that there are', () => {
  expect(cited.filter((number) => number < 1 || number > PROMISES.length)).toEqual([]);
});
