import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import type { Action } from '../../../src/sandbox/faults.ts';
import { type Harness, type HarnessOptions, start } from '../../harness.ts';
import { applied, type Planned, plan } from '../../tools/plans.ts';
import { fill, writes } from '../../tools/world.ts';
import { counting } from '../counts.ts';
import { carriedOut } from '../edit.ts';
import { meanwhile } from '../rule/world.ts';

const MERGED = { tags: ['a', 'b', 'c'], custom_attributes: { x: 1, y: 2 } };

/** One person three times, and a plan to merge them. */
async function threefold(options: HarnessOptions = {}): Promise<{ world: Harness; planned: Planned }> {
  const world = await start(options);
  fill(
    world.sandbox,
    { name: 'Asha', tags: ['a'], custom_attributes: { x: 1 } },
    { name: 'Asha R', tags: ['b'], custom_attributes: { y: 2 } },
    { name: 'A. Rao', tags: ['c'] },
  );
  return {
    world,
    planned: await plan(world, 'plan_merge', { groups: [{ keep: 'p1', merge: ['p2', 'p3'] }] }),
  };
}

const ids = ({ sandbox }: Harness) => [...sandbox.account.contacts.keys()];

async function problems({ call }: Harness, { plan_id }: Planned): Promise<string> {
  return (await call('get_plan', { plan_id, items: 'problems' })).text;
}

async function undone(world: Harness, { plan_id }: Planned): Promise<string[]> {
  await applied(world, await plan(world, 'plan_undo', { plan_id }));
  return [...world.sandbox.account.contacts.values()].map(({ name, tags }) => `${name}: ${tags}`).sort();
}

const ASHAS = ['A. Rao: c', 'Asha R: b', 'Asha: a'];

describe('a merge', () => {
  test('writes the kept contact first, then deletes the others; the receipt names the lost values', async () => {
    const { world, planned } = await threefold();
    world.sandbox.account.edit('p1', { tags: ['a', 'theirs'] });
    expect((await applied(world, planned)).data).toMatchObject({ state: 'done', counts: { done: 1 } });
    expect(writes(world)).toEqual(['PUT /contacts/p1', 'DELETE /contacts/p2', 'DELETE /contacts/p3']);
    expect(world.sandbox.account.get('p1').tags).toEqual(['a', 'theirs', 'b', 'c']);
    // The account as it was read before follows.
    const { data } = await world.call('find_contacts');
    expect(data['total']).toBe(1);
  });

  test('is undone although somebody else takes the tags of the others off the kept one just before (promise 5)', async () => {
    const { world, planned } = await threefold();
    await applied(world, planned);
    meanwhile(world, 'p1', (account) => account.edit('p1', { tags: ['a'] }));
    expect(await undone(world, planned)).toEqual(ASHAS);
  });

  test.each<[string, (world: Harness) => unknown, string, RegExp]>([
    [
      'was changed',
      ({ sandbox }) => sandbox.account.edit('p3', { name: 'X' }),
      'drifted',
      /A\. Rao.*id p3: it changed since: the name is now "X"/,
    ],
    [
      'was active',
      ({ sandbox }) => sandbox.account.edit('p2', { last_active_at: '2026-11-01T00:00:00Z' }),
      'drifted',
      /id p2: .*it was active/,
    ],
    [
      'was deleted',
      ({ sandbox }) => sandbox.account.remove('p2'),
      'drifted',
      /somebody deleted "Asha R" .*id p2/,
    ],
    [
      'opted out',
      ({ sandbox }) => sandbox.account.edit('p3', { tags: ['c', 'dnd'] }),
      'protected',
      /opted out \("dnd"\)/,
    ],
  ])(
    'does nothing when one of the others %s since (promises 2 and 9)',
    async (_what, change, state, reason) => {
      const { world, planned } = await threefold();
      change(world);
      expect((await applied(world, planned)).data).toMatchObject({
        counts: counting({ [state]: 1, done: 0 }),
      });
      expect(writes(world)).toEqual([]);
      expect(await problems(world, planned)).toMatch(reason);
    },
  );

  test.each<[string, (world: Harness) => unknown, string]>([
    ['opted out', ({ sandbox }) => sandbox.account.edit('p1', { tags: ['opted-out'] }), 'protected'],
    [
      'has another value by now',
      ({ sandbox }) => sandbox.account.edit('p1', { custom_attributes: { y: 9 } }),
      'drifted',
    ],
    ['was deleted', ({ sandbox }) => sandbox.account.remove('p1'), 'gone'],
  ])('does nothing when the kept contact %s (promises 2 and 9)', async (_what, change, state) => {
    const { world, planned } = await threefold();
    change(world);
    expect((await applied(world, planned)).data).toMatchObject({ counts: counting({ [state]: 1, done: 0 }) });
    expect(writes(world)).toEqual([]);
  });

  test('plans again with the contacts as last seen, after one of the others changed', async () => {
    const { world, planned } = await threefold();
    await world.call('find_contacts');
    world.sandbox.account.edit('p3', { name: 'X' });
    await applied(world, planned);
    const { data } = await world.call('find_contacts', { text: 'X' });
    expect(data['total']).toBe(1);
  });

  test('deletes nobody when the service does not store everything that the kept contact should have', async () => {
    const { world, planned } = await threefold({ sandbox: { dialect: { ignores: ['tags'] } } });
    expect((await applied(world, planned)).data).toMatchObject({ counts: { failed: 1 } });
    expect(ids(world)).toEqual(['p1', 'p2', 'p3']);
    expect(await problems(world, planned)).toContain('Vobiz did not take it: the tag');
  });

  test('says which contact is still there when one cannot be deleted, and undo brings the others back', async () => {
    const { world, planned } = await threefold();
    world.sandbox.fault({ method: 'DELETE', path: '/p2', action: { status: 422 } });
    expect((await applied(world, planned)).data).toMatchObject({ counts: { failed: 1 } });
    expect(ids(world)).toEqual(['p1', 'p2']);
    expect(await problems(world, planned)).toMatch(
      /not all of them could be deleted; still there: "Asha R" .*id p2/,
    );
    expect(await undone(world, planned)).toEqual(ASHAS);
  });

  test('leaves a contact that somebody changes in the middle, and says so', async () => {
    const { world, planned } = await threefold();
    world.sandbox.fault({
      method: 'DELETE',
      path: '/p2',
      action: { edit: (account) => account.edit('p3', { tags: ['c', 'opted-out'] }) },
    });
    await applied(world, planned);
    expect(ids(world)).toEqual(['p1', 'p3']);
    expect(await problems(world, planned)).toMatch(/still there: "A\. Rao" .*opted out \("opted-out"\)/);
  });
});

describe('an undo of a merge', () => {
  test.each([
    ['failed', { status: 422 }],
    ['unknown', { drop: 'before' }],
  ] as const)(
    'leaves the kept contact what it was given when one of the others is %s (promise 5)',
    async (state, action) => {
      const { world, planned } = await threefold();
      await applied(world, planned);
      const undo = await plan(world, 'plan_undo', { plan_id: planned.plan_id });
      const clear = world.sandbox.fault({ method: 'POST', nth: 2, times: 99, action });
      const { data } = await applied(world, undo);
      expect(data).toMatchObject({ state: 'done', counts: { done: 1, unchanged: 1, [state]: 1 } });
      expect(world.sandbox.account.get('p1').tags).toEqual(['a', 'b', 'c']);
      const { text } = await world.call('get_plan', { plan_id: undo.plan_id, items: 'unchanged' });
      expect(text).toContain('not all that were merged into it can come back');
      clear();
      // The rest can be undone later, and then the kept contact gives it up.
      if (state === 'failed') expect(await undone(world, planned)).toEqual(ASHAS);
    },
  );

  test('gives up nothing of the kept contact before the others are there (promise 5)', async () => {
    const { world, planned } = await threefold({ sandbox: { latencyMs: 5 } });
    await applied(world, planned);
    const before = world.sandbox.requests.length;
    expect(await undone(world, planned)).toEqual(ASHAS);
    const sent = world.sandbox.requests.slice(before).map(({ method }) => method);
    expect(sent.filter((method) => method !== 'GET')).toEqual(['POST', 'POST', 'PUT']);
  });
});

const LANDED: readonly Action[] = [{ drop: 'after' }, { status: 500, applied: true }, { truncate: true }];
const LOST: readonly Action[] = [{ drop: 'before' }, { status: 500 }, { html: 502 }];

describe('a merge whose connection fails', () => {
  test.each([...LANDED, ...LOST])('in the PUT by %o does all of it once (promise 3)', async (action) => {
    const { world, planned } = await threefold();
    world.sandbox.fault({ method: 'PUT', action });
    expect((await applied(world, planned)).data).toMatchObject({ counts: { done: 1 } });
    expect([carriedOut(world, 'PUT').length, ids(world)]).toEqual([1, ['p1']]);
    expect(world.sandbox.account.get('p1')).toMatchObject(MERGED);
  });

  test.each([...LANDED.slice(0, 2), ...LOST])(
    'in a DELETE by %o does all of it once (promise 3)',
    async (action) => {
      const { world, planned } = await threefold();
      world.sandbox.fault({ method: 'DELETE', nth: 2, action });
      expect((await applied(world, planned)).data).toMatchObject({ counts: { done: 1 } });
      expect([carriedOut(world, 'DELETE').length, ids(world)]).toEqual([2, ['p1']]);
      expect(await undone(world, planned)).toEqual(ASHAS);
    },
  );

  test('and cannot be looked at for a while, is settled by the next look (promise 3)', async () => {
    const { world, planned } = await threefold();
    world.sandbox.fault({ method: 'DELETE', path: '/p3', action: { drop: 'after' } });
    // Read, read again before deleting, then silent.
    world.sandbox.fault({ method: 'GET', path: '/p3', nth: 3, times: 4, action: { drop: 'before' } });
    expect((await applied(world, planned)).data).toMatchObject({ counts: counting({ done: 1, unknown: 0 }) });
    expect([carriedOut(world, 'DELETE').length, ids(world)]).toEqual([2, ['p1']]);
  });

  test('for want of credentials in the middle, goes on under the same approval', async () => {
    const { world, planned } = await threefold();
    const { authToken } = world.sandbox.credentials;
    world.sandbox.fault({
      method: 'DELETE',
      action: { edit: () => Object.assign(world.sandbox.credentials, { authToken: 'another' }) },
    });
    expect((await applied(world, planned)).data).toMatchObject({ state: 'blocked' });
    Object.assign(world.sandbox.credentials, { authToken });
    const { data } = await world.call('apply_plan', { plan_id: planned.plan_id });
    expect(data).toMatchObject({ state: 'done', counts: { done: 1 } });
    expect([carriedOut(world, 'PUT').length, ids(world)]).toEqual([1, ['p1']]);
    expect(await undone(world, planned)).toEqual(ASHAS);
  });
});

/** Leaves the plan as a process does that died after it had done this much of the item. */
async function died(world: Harness, { plan_id }: Planned, ...done: ('PUT' | 'p2' | 'p3')[]): Promise<void> {
  const { store } = await world.context.journal();
  const { hash = '' } = (await store.findPlan(world.context.rules.account, plan_id)) ?? {};
  await store.approvePlan({ plan_id, hash, how: 'form', at: Date.now() });
  const db = new DatabaseSync(join(world.dataDir, 'store.db'));
  db.exec(`UPDATE plan SET state = 'running' WHERE plan_id = '${plan_id}'`);
  db.exec(`UPDATE item SET state = 'sending', attempts = 1 WHERE plan_id = '${plan_id}'`);
  db.close();
  for (const step of done) {
    if (step === 'PUT') world.sandbox.account.edit('p1', MERGED);
    else world.sandbox.account.remove(step);
  }
}

async function goneOn(world: Harness, { plan_id }: Planned) {
  (await world.context.journal()).runner.wake();
  return (await world.call('get_plan', { plan_id, wait_seconds: 5 })).data;
}

describe('a merge whose process died (promise 4)', () => {
  test.each([
    [[], ['PUT', 'DELETE', 'DELETE']],
    [['PUT'], ['DELETE', 'DELETE']],
    [['PUT', 'p2'], ['DELETE']],
    [['PUT', 'p2', 'p3'], []],
  ] as const)('after %j does the rest and nothing twice', async (done, rest) => {
    const { world, planned } = await threefold();
    await died(world, planned, ...done);
    expect(await goneOn(world, planned)).toMatchObject({ state: 'done', counts: { done: 1 } });
    expect(writes(world).map((write) => write.split(' ')[0])).toEqual(rest);
    expect(ids(world)).toEqual(['p1']);
    expect(world.sandbox.account.get('p1')).toMatchObject(MERGED);
    expect(await undone(world, planned)).toEqual(ASHAS);
  });

  test('in the middle does not forget the changes made when it cannot go on', async () => {
    const { world, planned } = await threefold();
    await died(world, planned, 'PUT', 'p2');
    world.sandbox.account.edit('p3', { name: 'Somebody else' });
    expect(await goneOn(world, planned)).toMatchObject({ state: 'done', counts: { failed: 1 } });
    expect(await problems(world, planned)).toMatch(
      /still there: "A\. Rao" .*the name is now "Somebody else"/,
    );
    expect(await undone(world, planned)).toEqual(['Asha R: b', 'Asha: a', 'Somebody else: c']);
  });

  test('before the kept contact was written leaves it when it changed, and names the deleted contacts', async () => {
    const { world, planned } = await threefold();
    await died(world, planned, 'p2');
    world.sandbox.account.edit('p1', { custom_attributes: { y: 9 } });
    expect(await goneOn(world, planned)).toMatchObject({ counts: { failed: 1 } });
    expect(await problems(world, planned)).toMatch(
      /"y" is now 9.*; 1 other contact of the group was deleted before/,
    );
    expect(ids(world)).toEqual(['p1', 'p3']);
  });
});

test('two chats: an edit waits for the merge of the other chat, and then finds its contact deleted (promise 4)', async () => {
  const { world, planned } = await threefold();
  const other = await start({ beside: world });
  await other.call('find_contacts');
  await died(world, planned, 'PUT');
  const late = await other.call('update_contact', { contact: 'p2', add_tags: ['late'] });
  expect([late.isError, late.text]).toEqual([
    true,
    expect.stringMatching(/^"p2" was merged into .* by plan_/),
  ]);
  await goneOn(world, planned);
  expect((await other.call('find_contacts')).data['total']).toBe(1);
});
