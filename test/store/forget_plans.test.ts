import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { openStore } from '../../src/store/open.ts';
import { type Harness, start } from '../harness.ts';
import { plan } from '../tools/plans.ts';
import { crowd, fill, numberOf, tagsOf } from '../tools/world.ts';
import { FORGETTING } from './samples.ts';

const COUNT = 30;
const EVERYBODY = { contacts: crowd(COUNT).map((_, n) => `p${n + 1}`) };

async function world(): Promise<Harness> {
  const harness = await start();
  fill(harness.sandbox, ...crowd(COUNT, (n) => ({ name: `Asha ${n} Quill` })));
  return harness;
}

/** What the command does, beside the server that runs. */
async function forget({ dataDir }: Harness, ...who: number[]): Promise<void> {
  const store = await openStore(dataDir);
  for (const n of who) await store.forget(numberOf(n), FORGETTING);
  await store.close();
}

test('a plan that waits is discarded when one of its people is forgotten, and says why (promise 19)', async () => {
  const harness = await world();
  const waits = await plan(harness, 'plan_update', { ...EVERYBODY, add_tags: ['vip'] });
  const others = await plan(harness, 'plan_update', { contacts: ['p1'], add_tags: ['gold'] });
  await forget(harness, 7);
  const { plan_id } = waits;
  const late = await harness.call('apply_plan', { plan_id, approval: waits.phrase });
  expect(late.isError).toBe(true);
  expect(late.text).toMatch(/is discarded \(somebody in it was forgotten; plan it again for the others\)/);
  const now = await harness.call('get_plan', { plan_id });
  expect(now.data).toMatchObject({ state: 'discarded' });
  expect([now.data['approval_phrase'], now.text]).toEqual([undefined, expect.not.stringContaining('Asha 7')]);
  const other = await harness.call('apply_plan', { plan_id: others.plan_id, approval: others.phrase });
  expect(other.data).toMatchObject({ state: 'done', counts: { done: 1 } });
});

test('a plan that was approved goes on for the others (promise 19)', async () => {
  const harness = await world();
  const { plan_id, phrase } = await plan(harness, 'plan_update', { ...EVERYBODY, add_tags: ['vip'] });
  // Nothing runs it: another process has the runner of the account.
  const { store } = await harness.context.journal();
  const release = await store.lockRunner(harness.context.rules.account);
  const queued = await harness.call('apply_plan', { plan_id, approval: phrase, wait_seconds: 0 });
  expect(queued.data).toMatchObject({ state: 'queued' });
  await forget(harness, 7, 8);
  await release?.();
  (await harness.context.journal()).runner.wake();
  const ended = await harness.call('get_plan', { plan_id, wait_seconds: 20 });
  expect(ended.data).toMatchObject({ state: 'done', counts: { done: COUNT - 2, failed: 2 } });
  const tagged = EVERYBODY.contacts.filter((id) => tagsOf(harness, id).includes('vip'));
  expect(tagged).toEqual(EVERYBODY.contacts.filter((id) => id !== 'p7' && id !== 'p8'));
});

test.each([true, false])(
  'a plan that was stopped goes on for the others, begun: %s (promise 19)',
  async (begun) => {
    const harness = await world();
    const { plan_id, phrase } = await plan(harness, 'plan_update', { ...EVERYBODY, add_tags: ['vip'] });
    const { store } = await harness.context.journal();
    const release = await store.lockRunner(harness.context.rules.account);
    await harness.call('apply_plan', { plan_id, approval: phrase, wait_seconds: 0 });
    await harness.call('stop_plan', { plan_id });
    // The only one who was begun is forgotten.
    if (begun) await store.takeItems(plan_id, 1).then(([item]) => expect(item?.contact_id).toBe('p1'));
    await forget(harness, begun ? 1 : 7);
    await release?.();
    const ended = await harness.call('apply_plan', { plan_id, wait_seconds: 20 });
    expect(ended.data).toMatchObject({ state: 'done', counts: { done: COUNT - 1 } });
  },
);

test('a row that somebody changed still stops an approved plan, whoever is forgotten', async () => {
  const harness = await world();
  const { plan_id, phrase } = await plan(harness, 'plan_update', { ...EVERYBODY, add_tags: ['vip'] });
  const { store } = await harness.context.journal();
  const release = await store.lockRunner(harness.context.rules.account);
  await harness.call('apply_plan', { plan_id, approval: phrase, wait_seconds: 0 });
  const db = new DatabaseSync(join(harness.dataDir, 'store.db'));
  db.exec(`UPDATE item SET task = replace(task, '"vip"', '"all"') WHERE plan_id = '${plan_id}' AND seq = 1`);
  db.close();
  await forget(harness, 7);
  await release?.();
  (await harness.context.journal()).runner.wake();
  const ended = await harness.call('get_plan', { plan_id, wait_seconds: 20 });
  expect(ended.data).toMatchObject({ state: 'expired' });
  expect(harness.sandbox.writes()).toEqual([]);
});
