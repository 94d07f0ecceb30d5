import { expect, test } from 'vitest';
import type { Row, What } from '../../src/view/contract.ts';

import { kindsIn, sift } from '../../src/view/sift.ts';

const row = (n: number, name: string, number: string, tab: string, ...what: What[]): Row => ({
  n,
  name,
  number,
  tab,
  state: '',
  what,
});
const ROWS = [
  row(0, 'Asha Rao', '+44 7700 900000', 'change', { op: 'add', to: 'vip' }),
  row(1, 'José', '+44 7700 900123', 'change', { op: 'set', key: 'city', from: 'Leeds', to: 'Bristol' }),
  row(2, 'ليلى', '+44 7700 900456', 'left', { op: 'why', text: 'opted out: "dnd"' }),
];
const ALL = { text: '', tab: '', kind: '' };

test.each([
  ['a name, whatever its case', 'ASHA', [0]],
  ['an accent in another form', 'Jose\u0301', [1]],
  ['a number as it stands there', '+44 7700 900123', [1]],
  ['a number without blanks', '447700900123', [1]],
  ['a number with other separators', '7700-900-123', [1]],
  ['a tag', 'vip', [0]],
  ['an old value', 'leeds', [1]],
  ['a reason', 'opted', [2]],
  ['nothing', ' ', [0, 1, 2]],
])('rows are found by %s', (_what, text, found) => {
  expect(sift(ROWS, { ...ALL, text }).map(({ n }) => n)).toEqual(found);
});

test('rows are found by tab and by what changes', () => {
  const [[kind = ''] = []] = kindsIn(ROWS.slice(1));
  expect(kind).toBe('\u2068city\u2069');
  expect(sift(ROWS, { ...ALL, kind }).map(({ n }) => n)).toEqual([1]);
  expect(sift(ROWS, { ...ALL, tab: 'change' }).map(({ n }) => n)).toEqual([0, 1]);
});
