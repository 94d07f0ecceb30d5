import { expect, test } from 'vitest';
import { start } from '../../harness.ts';
import { plan } from '../../tools/plans.ts';
import { crowd, fill, tagsOf, writes } from '../../tools/world.ts';

const GRACE = 5000;

test('a closing process waits for no reading, and leaves items that were not begun as they were (promise 4)', async () => {
  const world = await start();
  fill(world.sandbox, ...crowd(3));
  const contacts = ['p1', 'p2', 'p3'];
  const { plan_id, phrase } = await plan(world, 'plan_update', { contacts, add_tags: ['vip'] });
  world.sandbox.fault({ method: 'GET', path: '/p2', action: { delay: 60_000 } });
  await world.call('apply_plan', { plan_id, approval: phrase, wait_seconds: 0 });
  await expect.poll(() => writes(world)).toHaveLength(2);
  const { store, runner } = await world.context.journal();
  const told = performance.now();
  await runner.close(GRACE);
  expect(performance.now() - told).toBeLessThan(GRACE / 2);
  expect(await store.countItems(plan_id)).toMatchObject({ done: 2, pending: 1, sending: 0, failed: 0 });
  // Nothing was sent for this item, so its contact is somebody else's now.
  world.sandbox.account.edit('p2', { tags: ['vip'] });
  const next = await start({ beside: world });
  const { data } = await next.call('get_plan', { plan_id, wait_seconds: 5 });
  expect(data).toMatchObject({ state: 'done', counts: { done: 2, unchanged: 1 } });
  expect(writes(world)).toHaveLength(2);
});

test('a merge that is cut between its steps is gone on with by the next process (promise 4)', async () => {
  const world = await start();
  const same = { name: 'Asha' };
  fill(world.sandbox, same, { ...same, tags: ['a'] }, { ...same, tags: ['b'] });
  const groups = [{ keep: 'p1', merge: ['p2', 'p3'] }];
  const { plan_id, phrase } = await plan(world, 'plan_merge', { groups });
  // The second reading of p3 comes just before its deletion.
  world.sandbox.fault({ method: 'GET', path: '/p3', nth: 2, action: { delay: 60_000 } });
  await world.call('apply_plan', { plan_id, approval: phrase, wait_seconds: 0 });
  await expect.poll(() => writes(world)).toEqual(['PUT /contacts/p1', 'DELETE /contacts/p2']);
  await new Promise((resolve) => setTimeout(resolve, 200));
  const { store, runner } = await world.context.journal();
  await runner.close(GRACE);
  expect(await store.countItems(plan_id)).toMatchObject({ pending: 1, failed: 0 });
  const next = await start({ beside: world });
  const { data } = await next.call('get_plan', { plan_id, wait_seconds: 5 });
  expect(data).toMatchObject({ state: 'done', counts: { done: 1 } });
  expect(writes(world)).toEqual(['PUT /contacts/p1', 'DELETE /contacts/p2', 'DELETE /contacts/p3']);
  expect([...tagsOf(world, 'p1')].sort()).toEqual(['a', 'b']);
});

test('a single edit that comes while the process closes is not begun', async () => {
  const world = await start();
  fill(world.sandbox, {});
  const { runner } = await world.context.journal();
  await runner.close(0);
  const { isError, text } = await world.call('update_contact', { contact: 'p1', add_tags: ['vip'] });
  expect([isError, text]).toEqual([
    true,
    expect.stringContaining('This server is shutting down, so nothing was sent'),
  ]);
  expect(writes(world)).toEqual([]);
});
