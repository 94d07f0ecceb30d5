import { expect, test } from 'vitest';
import { items, plan } from './samples.ts';
import { open } from './world.ts';

test('a plan takes the place of one that waits, all or nothing', async () => {
  const store = await open();
  await store.savePlan(plan('p1'), items(2));
  await store.savePlan(plan('p2', { state: 'done' }), items(2));
  const states = async () =>
    (await store.listPlans(plan('p1').account, { page: 1, limit: 9 })).plans
      .map(({ plan_id, state }) => `${plan_id} ${state}`)
      .toSorted();
  expect(await store.replacePlan('p2', plan('p3'), items(1))).toBe(false);
  expect(await store.replacePlan('none', plan('p3'), items(1))).toBe(false);
  expect(await store.replacePlan('p1', plan('p3', { account: 'another' }), items(1))).toBe(false);
  expect(await states()).toEqual(['p1 waiting', 'p2 done']);
  expect(await store.replacePlan('p1', plan('p3', { created_at: 5000 }), items(1))).toBe(true);
  expect(await states()).toEqual(['p1 discarded', 'p2 done', 'p3 waiting']);
  expect(await store.findPlan(plan('p1').account, 'p1')).toMatchObject({
    reason: 'replaced by p3',
    finished_at: 5000,
  });
  expect(await store.replacePlan('p1', plan('p4'), items(1))).toBe(false);
});

test('a plan takes the place of none for which a form is open', async () => {
  const store = await open();
  await store.savePlan(plan('p1'), items(2));
  expect(await store.openForm('p1', { at: 1000, until: 6000 })).toBe(true);
  expect(await store.replacePlan('p1', plan('p2', { created_at: 5000 }), items(1))).toBe(false);
  await store.closeForm('p1', 6000);
  expect(await store.replacePlan('p1', plan('p2', { created_at: 5000 }), items(1))).toBe(true);
  // A form would show what nobody can approve any more.
  expect(await store.openForm('p1', { at: 5000, until: 6000 })).toBe(false);
});

test('a plan takes the place of one whose form nobody closed in time', async () => {
  const store = await open();
  await store.savePlan(plan('p1'), items(2));
  await store.openForm('p1', { at: 1000, until: 6000 });
  expect(await store.replacePlan('p1', plan('p2', { created_at: 6000 }), items(1))).toBe(true);
});
