import { expect, test } from 'vitest';
import { ACCOUNT, item, items, plan } from './samples.ts';
import { open } from './world.ts';

test('finds the plans that will change contacts, for a few as for 5,000, in a moment', async () => {
  const store = await open();
  await store.savePlan(plan('plan_large'), items(5000));
  await store.savePlan(plan('plan_small', { created_at: 2000 }), [item(1), item(2)]);
  const ids = items(5000).map(({ contact_id }) => contact_id);
  const from = performance.now();
  const ahead = await store.plansAhead(ACCOUNT, ids);
  // Each contact looked up for each item took ten seconds.
  expect(performance.now() - from).toBeLessThan(1500);
  expect(ahead).toEqual([
    { plan_id: 'plan_small', state: 'waiting', contacts: 2 },
    { plan_id: 'plan_large', state: 'waiting', contacts: 5000 },
  ]);
  expect(await store.plansAhead(ACCOUNT, ['c2', 'c3'])).toEqual([
    { plan_id: 'plan_small', state: 'waiting', contacts: 1 },
    { plan_id: 'plan_large', state: 'waiting', contacts: 2 },
  ]);
});

test('gives the items of a plan that ended since a time, in the order in which they ended', async () => {
  const store = await open();
  await store.savePlan(plan('plan_a', { state: 'running' }), items(4));
  await store.savePlan(plan('plan_b', { state: 'running' }), [item(9)]);
  const settle = (plan_id: string, seq: number, at: number) =>
    store.settleItems([{ plan_id, seq, state: 'done', after: undefined, reason: undefined }], at);
  await settle('plan_a', 3, 1010);
  await settle('plan_b', 9, 1015);
  await settle('plan_a', 1, 1020);
  await settle('plan_a', 2, 1020);
  const since = async (at: number, limit = 10) =>
    (await store.settledSince(plan('plan_a'), { since: at, limit })).map((one) => [one.item.seq, one.at]);
  expect(await since(0)).toEqual([
    [3, 1010],
    [1, 1020],
    [2, 1020],
  ]);
  expect(await since(1020)).toEqual([
    [1, 1020],
    [2, 1020],
  ]);
  expect(await since(1011, 1)).toEqual([[1, 1020]]);
  expect(await since(1021)).toEqual([]);
});
