import { expect, test } from 'vitest';
import { crowd, numberOf } from '../../tools/world.ts';
import { finished, itemsOf, planned, SHEET, states, withSheet } from '../sheets.ts';

const CSV = `phone,name,tags\n${crowd(60)
  .map((_, n) => `${numberOf(n + 1)},Guest ${n + 1},expo\n`)
  .join('')}`;

// An item that went back unsent (stopped, a small plan first, a request too large) counts as tried, so that after a new
// start the contact of somebody else that looks the same is taken for ours, and an undo deletes it.
test('a contact that others create while a plan is stopped is not taken for ours (promise 5)', async () => {
  const world = await withSheet(CSV, { sandbox: { latencyMs: 5, dialect: { importMax: 10 } } });
  const { account } = world.sandbox;
  const plan = await planned(world);
  await world.call('apply_plan', { plan_id: plan.plan_id, approval: plan.approval, wait_seconds: 0 });
  await expect.poll(() => account.contacts.size, { interval: 2 }).toBeGreaterThan(0);
  await world.call('stop_plan', { plan_id: plan.plan_id });
  account.create({ phone_number: numberOf(60), name: 'Guest 60', tags: ['expo'] });
  await finished(world, plan);
  expect(states(await itemsOf(world, plan.plan_id))).toEqual({ done: 59, unchanged: 1 });
});

// `createItem` asks for the very same text where an attempt before is compared loosely elsewhere.
test('a contact with attributes whose reply was lost is known again where the service folds tags (promises 3, 8)', async () => {
  const csv = `phone,name,tags,city\n${numberOf(1)},Asha,Expo,Pune\n`;
  const world = await withSheet(csv, { sandbox: { dialect: { tagStyle: 'lower' } } });
  const plan = await planned(world, { path: SHEET, columns: { city: 'city' } });
  const silent = { method: 'GET', path: 'search', times: 4, action: { drop: 'before' } } as const;
  world.sandbox.fault({ method: 'POST', action: { drop: 'after' } });
  world.sandbox.fault({ method: 'POST', action: { edit: () => void world.sandbox.fault(silent) } });
  await finished(world, plan);
  expect(states(await itemsOf(world, plan.plan_id))).toEqual({ done: 1 });
});

// Items that share requests are `drifted` then, and do not count as failures that halt a plan.
test('a contact with attributes that others created since is left alone as drifted, and halts nothing', async () => {
  const csv = `phone,name,tags,city\n${crowd(30)
    .map((_, n) => `${numberOf(n + 1)},Guest,expo,Pune\n`)
    .join('')}`;
  const world = await withSheet(csv);
  const plan = await planned(world, { path: SHEET, columns: { city: 'city' } });
  for (const n of [1, 2, 3])
    world.sandbox.account.create({ phone_number: numberOf(n), name: 'Theirs', tags: [] });
  expect(await finished(world, plan)).toMatchObject({ state: 'done', counts: { done: 27, drifted: 3 } });
});
