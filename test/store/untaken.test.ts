import { expect, test } from 'vitest';
import type { UntakenRow } from '../../src/model/untaken.ts';
import { FORGETTING, item, plan } from './samples.ts';
import { bytesIn, folder, open } from './world.ts';

const row = (n: number, facts: Partial<UntakenRow> = {}): UntakenRow => ({
  row: n,
  why: 'refused',
  name: `Row ${n}`,
  number: '12',
  reason: 'too short',
  ...facts,
});
const ALL = { from: 0, limit: 100 };

test('rows of a sheet that are no items are kept with their plan, and pruned with it', async () => {
  const store = await open();
  const rows = [row(2), row(3, { why: 'repeated' }), row(4, { why: 'same', reason: '' }), row(9)];
  await store.savePlan(plan('p1', { state: 'done', finished_at: 1000 }), [item(1, { state: 'done' })], rows);
  await store.savePlan(plan('p2'), [], [row(2, { name: 'of p2' })]);
  expect(await store.listUntaken('p1', ALL)).toEqual(rows);
  expect(await store.listUntaken('p1', { from: 3, limit: 1 })).toEqual([rows[1]]);
  expect(await store.listUntaken('p1', { ...ALL, why: ['refused'] })).toEqual([rows[0], rows[3]]);
  expect(await store.countUntaken('p1')).toEqual({ refused: 2, repeated: 1, skipped: 0, same: 1 });
  expect(await store.countPeople('p1')).toBe(5);
  await store.prune({ at: 1500, plansBefore: 1200, draftsBefore: 0 });
  expect(await store.listUntaken('p1', ALL)).toEqual([]);
  expect(await store.listUntaken('p2', ALL)).toHaveLength(1);
});

test('rows of a plan that did nothing go after a day, even if it had no item', async () => {
  const store = await open();
  await store.savePlan(plan('p1', { state: 'done', finished_at: 1000 }), [], [row(2, { why: 'same' })]);
  await store.prune({ at: 90_000_000, plansBefore: 0, draftsBefore: 2000 });
  expect(await store.listUntaken('p1', ALL)).toEqual([]);
});

test('forget deletes the rows of a person, however the number is written in them', async () => {
  const dataDir = folder();
  const store = await open(dataDir);
  const written = ['+919812345678', '098123 45678', '9812345678 (home)', 'x', '919812345678'];
  const rows = written.map((number, n) => row(n + 2, { number, name: 'Zaphira' }));
  const others = [row(20, { number: '9876543210' }), row(21, { number: '5678' })];
  await store.savePlan(plan('p1'), [item(1)], [...rows, ...others]);
  expect(await store.forget('+919812345678', FORGETTING)).toBe(4);
  // Nothing tells whose a row without a number is.
  expect(await store.listUntaken('p1', ALL)).toEqual([rows[3], ...others]);
  await store.close();
  expect(bytesIn(dataDir)).not.toContain('12345678');
});
