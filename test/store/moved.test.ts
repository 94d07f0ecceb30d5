import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Harness, start } from '../harness.ts';
import { fill, writes } from '../tools/world.ts';

function deleteStore({ dataDir }: Harness): void {
  for (const name of readdirSync(dataDir).filter((name) => name.startsWith('store.db')))
    rmSync(join(dataDir, name));
}

test('a store that was deleted while a server ran begins nothing any more, and the server says so (promise 4)', async () => {
  const world = await start();
  fill(world.sandbox, { tags: ['lead'] }, {});
  const { data: plan } = await world.call('plan_update', { contacts: ['p1', 'p2'], add_tags: ['vip'] });
  deleteStore(world);
  const approval = { plan_id: plan['plan_id'], approval: plan['approval_phrase'] };
  for (const [name, args] of [
    ['update_contact', { contact: 'p1', add_tags: ['vip'] }],
    ['apply_plan', approval],
    ['plan_update', { contacts: ['p1'], add_tags: ['gold'] }],
  ] as const) {
    const { isError, text } = await world.call(name, args);
    expect([name, isError]).toEqual([name, true]);
    expect(text).toContain(`The store in ${world.dataDir} was moved or deleted while this server ran`);
    expect(text).toContain('Next: Restart this server.');
  }
  expect(writes(world)).toEqual([]);
  expect(readdirSync(world.dataDir).filter((name) => name.startsWith('store.db'))).toEqual([]);
});

test('a plan that another process approved is not run in a store that was deleted since (promise 4)', async () => {
  const world = await start();
  fill(world.sandbox, { tags: ['lead'] });
  const { data: plan } = await world.call('plan_update', { contacts: ['p1'], add_tags: ['vip'] });
  const { store, runner } = await world.context.journal();
  const { account } = world.context.rules;
  const { hash = '' } = (await store.findPlan(account, String(plan['plan_id']))) ?? {};
  await store.approvePlan({ plan_id: String(plan['plan_id']), hash, how: 'form', at: Date.now() });
  deleteStore(world);
  const { data } = await world.call('get_plan', { plan_id: plan['plan_id'], wait_seconds: 2 });
  expect(data['reason']).toContain('was moved or deleted while this server ran');
  expect(runner.trouble).toBeDefined();
  expect(writes(world)).toEqual([]);
});

test('every server names a damaged store that is kept, and what to do with it', async () => {
  const world = await start();
  fill(world.sandbox, { tags: ['lead'] });
  const kept = join(world.dataDir, 'store.db.broken-2026-11-28T101112131Z');
  writeFileSync(kept, 'damaged');
  for (const { call } of [world, await start({ beside: world })]) {
    const { data } = await call('find_contacts', { tags_all: ['lead'] });
    expect(data['note']).toContain(`they are kept in ${kept}. Delete that file`);
  }
});
