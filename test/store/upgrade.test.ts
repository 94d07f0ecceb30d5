import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { DAY } from '../../src/lib/time.ts';
import { phraseOf } from '../../src/plans/hash.ts';
import { openStore } from '../../src/store/open.ts';
import { type Harness, start } from '../harness.ts';
import { applied, plan } from '../tools/plans.ts';
import { pick, rows, tagsOf, writes } from '../tools/world.ts';
import { firstHashes, leaveOlderStore, olderContacts, olderStore } from './older/older.ts';
import { FORGETTING } from './samples.ts';

const MADE_EARLIER = 'an earlier version of this program made it';

/** This version over the store that the older one left. */
async function upgraded(): Promise<Harness> {
  const world = await start({ sandbox: { contacts: 0, seed: 2 } });
  world.sandbox.account.replaceAll(olderContacts());
  leaveOlderStore(world.dataDir, world.context.rules.account);
  return world;
}

/** The plans with this contact, which is named after its plan. */
async function plansOf({ call }: Harness, contact: string): Promise<Record<string, unknown>[]> {
  return rows((await call('list_plans', { contact })).data['plans']);
}

async function planOf(world: Harness, contact: string): Promise<string> {
  const [first] = await plansOf(world, contact);
  return String(first?.['plan_id']);
}

/** Until nothing runs any more. */
async function settled(world: Harness): Promise<void> {
  const running = async () => {
    const all = await Promise.all(
      ['queued', 'running', 'blocked'].map((state) => world.call('list_plans', { state })),
    );
    return all.map(({ data }) => data['total']);
  };
  await world.call('get_plan', { plan_id: 'latest' });
  await expect.poll(running, { timeout: 15_000 }).toEqual([0, 0, 0]);
}

const nameOf = ({ sandbox }: Harness, id: string) => sandbox.account.get(id).name;

test('the hash of the older version is the one of this test', () => {
  const database = olderStore();
  const hashes = database
    .prepare('SELECT plan_id, hash FROM plan WHERE plan_id IN (SELECT plan_id FROM item)')
    .all();
  expect(hashes.length).toBeGreaterThan(20);
  expect(firstHashes(database)).toEqual(new Map(hashes.map(({ plan_id, hash }) => [plan_id, hash])));
  database.close();
});

describe('plans that an older version left (promise 4)', () => {
  test('queued, running or blocked go on by themselves, and make their changes once', async () => {
    const world = await upgraded();
    await settled(world);
    // Carried out before, though nobody had heard so: the second of the plan that ran, and the single edit.
    expect(writes(world).sort()).toEqual([
      'DELETE /contacts/q-delete',
      'DELETE /contacts/q-loser',
      'DELETE /contacts/q-number',
      'POST /contacts',
      'POST /contacts/import',
      'PUT /contacts/blocked',
      'PUT /contacts/q-keeper',
      'PUT /contacts/q-undo',
      'PUT /contacts/q-update',
      'PUT /contacts/running3',
    ]);
    const contacts = ['blocked', 'q-keeper', 'q-undo', 'q-update', 'editing'];
    expect(contacts.map((id) => tagsOf(world, id))).toEqual([
      ['lead', 'blocked'],
      ['lead', 'expo'],
      ['lead'],
      ['lead', 'queued'],
      ['edited'],
    ]);
    const states = await Promise.all(
      [...contacts, 'running1', 'q-delete', 'q-number', 'new:+919444444444'].map(async (contact) => {
        const [latest] = await plansOf(world, contact);
        return latest?.['state'];
      }),
    );
    expect(new Set(states)).toEqual(new Set(['done']));
  });

  test('stopped or halted go on under the approval that they have', async () => {
    const world = await upgraded();
    await settled(world);
    world.sandbox.reset();
    const before = Object.fromEntries(
      ['stopped1', 'unbegun', 'h24'].map((contact) => [contact, planOf(world, contact)]),
    );
    for (const plan_id of Object.values(before)) {
      const { data } = await world.call('apply_plan', { plan_id: await plan_id });
      expect(data['state']).toBe('done');
    }
    expect(writes(world).sort()).toEqual([
      'DELETE /contacts/unbegun',
      'PUT /contacts/h24',
      'PUT /contacts/stopped4',
      'PUT /contacts/stopped5',
    ]);
  });

  test('and never begun are not run when their rows are not those that were approved', async () => {
    const world = await upgraded();
    const database = new DatabaseSync(join(world.dataDir, 'store.db'));
    database.exec("UPDATE item SET task = replace(task, 'queued', 'other') WHERE contact_id = 'q-update'");
    database.close();
    await settled(world);
    const [spoilt] = await plansOf(world, 'q-update');
    expect(spoilt).toMatchObject({ state: 'expired' });
    expect(tagsOf(world, 'q-update')).toEqual(['lead']);
  });

  test('done are undone (promise 5)', async () => {
    const world = await upgraded();
    await settled(world);
    const undo = async (contact: string) => {
      const undoing = await plan(world, 'plan_undo', { plan_id: await planOf(world, contact) });
      expect((await applied(world, undoing)).data).toMatchObject({ state: 'done' });
    };
    const numbers = () => [...world.sandbox.account.contacts.values()].map((one) => one.phone_number);
    const company = () => world.sandbox.account.get('tagged').custom_attributes['company'];
    expect([tagsOf(world, 'tagged'), company()]).toEqual([['lead', 'vip'], 'Acme']);
    await undo('tagged');
    expect([tagsOf(world, 'tagged'), company()]).toEqual([['lead'], 'Acme "Nord" GmbH']);
    await undo('edited');
    expect([tagsOf(world, 'edited'), nameOf(world, 'edited')]).toEqual([['lead'], 'Was edited']);
    const [deleted, loser, old, renumbered] = [
      '+919000000003',
      '+919000000005',
      '+919000000006',
      '+919111111111',
    ];
    expect(numbers()).not.toContain(deleted);
    for (const contact of ['deleted', 'keeper', 'renumbered', 'new:+919222222222']) await undo(contact);
    expect(numbers()).toEqual(expect.arrayContaining([deleted, loser, old]));
    expect(numbers()).not.toContain(renumbered);
    expect(numbers()).not.toContain('+919222222222');
    const [undoing, original] = await plansOf(world, 'undone');
    const again = await world.call('plan_undo', { plan_id: original?.['plan_id'] });
    expect(again.text).toContain(`was undone already by ${undoing?.['plan_id']}`);
  });
});

describe('plans that waited when the program was updated', () => {
  test('are expired, and every tool says why', async () => {
    const world = await upgraded();
    const waited = (await plansOf(world, 'never')).filter(({ reason }) =>
      String(reason).includes(MADE_EARLIER),
    );
    expect(waited.map(({ state, counts }) => [state, counts])).toEqual(
      Array(2).fill(['expired', expect.objectContaining({ selected: 1 })]),
    );
    for (const { plan_id, finished_at } of waited) {
      expect(finished_at).toBeDefined();
      const { text, data } = await world.call('get_plan', { plan_id });
      expect(data).toMatchObject({ state: 'expired', reason: expect.stringContaining('plan it again') });
      expect(text).toContain(`is expired (${MADE_EARLIER}`);
      const { store } = await world.context.journal();
      const expired = await store.findPlan(world.context.rules.account, String(plan_id));
      if (!expired) throw new Error('no plan');
      const approval = phraseOf(expired, 1);
      const refused = await world.call('apply_plan', { plan_id, approval });
      expect(refused).toMatchObject({ isError: true });
      expect(refused.text).toMatch(
        /is expired \(an earlier version.*nothing was changed[\s\S]*Make the plan again/,
      );
      expect((await world.call('plan_undo', { plan_id })).text).toContain(`is expired (${MADE_EARLIER}`);
      expect((await world.call('stop_plan', { plan_id })).text).toContain(`is expired (${MADE_EARLIER}`);
      const { contents } = await world.client.readResource({ uri: `vobiz://plans/${plan_id}` });
      expect(JSON.stringify(contents)).toContain(MADE_EARLIER);
      expect((await world.call('list_plans')).text).toContain(`- ${plan_id} expired (${MADE_EARLIER}`);
    }
    await settled(world);
    expect(tagsOf(world, 'never')).toEqual([]);
  });

  test('are told apart from plans that were declined, discarded or expired before', async () => {
    const world = await upgraded();
    const others = (await plansOf(world, 'never')).filter(
      ({ reason = '' }) => !String(reason).includes(MADE_EARLIER),
    );
    expect(pick(others, 'state').sort()).toEqual(['declined', 'discarded']);
    const { data } = await world.call('list_plans', { state: 'expired' });
    expect(rows(data['plans']).map(({ summary }) => summary)).toEqual([
      expect.stringContaining('Permanently delete 1 contact'),
      expect.stringContaining('Add the tag "waiting"'),
      expect.stringContaining('Add the tag "expired"'),
    ]);
  });

  test('or have a hash of the older version cannot be approved', async () => {
    const world = await upgraded();
    await settled(world);
    const late = await plan(world, 'plan_update', { contacts: ['never'], add_tags: ['late'] });
    const database = new DatabaseSync(join(world.dataDir, 'store.db'));
    database
      .prepare('UPDATE plan SET hash_version = 1, hash = ? WHERE plan_id = ?')
      .run(firstHashes(database, world.context.rules.account).get(late.plan_id) ?? '', late.plan_id);
    database.close();
    const { store } = await world.context.journal();
    const older = await store.findPlan(world.context.rules.account, late.plan_id);
    if (!older) throw new Error('no plan');
    const approval = phraseOf(older, 1);
    const { isError, text } = await world.call('apply_plan', { plan_id: late.plan_id, approval });
    expect([isError, text]).toEqual([true, expect.stringContaining(`is expired (${MADE_EARLIER}`)]);
    expect(tagsOf(world, 'never')).toEqual([]);
  });
});

describe('an upgraded store', () => {
  test('takes no plan and no single edit of a process of the older version that runs on, and says why', async () => {
    const { dataDir } = await upgraded();
    await openStore(dataDir).then((store) => store.close());
    const database = new DatabaseSync(join(dataDir, 'store.db'));
    const insert = `INSERT INTO plan (plan_id, account, kind, state, summary, hash, include_protected, left_over, warnings, created_at, expires_at)
      VALUES ('plan_late', 'MA_X', 'single', 'running', 'Update 1 contact', '', 0, 0, '[]', 1, 2)`;
    expect(() => database.exec(insert)).toThrow(/a newer vobiz-contacts-mcp has upgraded the store.*restart/);
    database.close();
  });

  test('forgets a person (promise 19)', async () => {
    const world = await upgraded();
    await settled(world);
    const { store } = await world.context.journal();
    const items = (await plansOf(world, 'never')).length;
    expect(items).toBe(4);
    expect(await store.forget('+919000000008', FORGETTING)).toBe(items);
    expect(await plansOf(world, 'never')).toEqual([]);
    expect((await world.call('list_plans')).text).not.toContain('+919000000008');
  });

  test('keeps plans that were carried out, and of plans that never were only the summary and the reason (promise 19)', async () => {
    const world = await upgraded();
    await settled(world);
    const { store } = await world.context.journal();
    const [waited] = await plansOf(world, 'never');
    const done = await planOf(world, 'tagged');
    const at = Date.now() + DAY + 60_000;
    await store.prune({ at, plansBefore: at - 90 * DAY, draftsBefore: at - DAY });
    const { data } = await world.call('get_plan', { plan_id: waited?.['plan_id'], items: 'all' });
    expect(data).toMatchObject({
      state: 'expired',
      reason: expect.stringContaining(MADE_EARLIER),
      total_items: 0,
    });
    expect(await store.countItems(done)).toMatchObject({ done: 1 });
    const later = at + 90 * DAY;
    await store.prune({ at: later, plansBefore: later - 90 * DAY, draftsBefore: later - DAY });
    expect((await store.listPlans(world.context.rules.account, { page: 1, limit: 99 })).total).toBe(0);
  });
});
