import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../src/lib/time.ts';
import type { ItemState } from '../../src/model/lifecycle.ts';
import type { Allowed, Approval } from '../../src/model/plan.ts';
import { budgetsAt } from '../../src/plans/approval.ts';
import type { Store } from '../../src/store/contract.ts';
import { openStore } from '../../src/store/open.ts';
import { WITHOUT_BUDGET } from './older/older.ts';
import { ACCOUNT, item, items, plan } from './samples.ts';
import { child, folder, open } from './world.ts';

/** A quarter of an hour before midnight, in the zone of whoever runs this. */
const EVENING = new Date(2026, 10, 30, 23, 45).getTime();

let made = 0;

/** Makes a plan that needs so much, and approves it. */
async function approve(
  store: Store,
  { changes, deletions = 0 }: Partial<Allowed>,
  { at = EVENING, how = 'relayed' as Approval['how'], account = ACCOUNT, mode = 'ask' as const } = {},
) {
  const plan_id = `p${++made}`;
  await store.savePlan(plan(plan_id, { account, counted_deletions: deletions }), items(2));
  const allowed = { changes: changes ?? deletions, deletions };
  const approval = { plan_id, hash: `hash of ${plan_id}`, how, at, allowed };
  const approved = await store.approvePlan(approval, budgetsAt(at, mode));
  return typeof approved === 'string'
    ? approved
    : `${approved.used} ${approved.over} used, ${approved.needs} needed`;
}

describe('the budget of a day', () => {
  test('holds 500 changes, whatever number of plans they are in', async () => {
    const store = await open();
    expect(await approve(store, { changes: 300 })).toBe('approved');
    expect(await approve(store, { changes: 201 })).toBe('300 changes used, 201 needed');
    expect(await approve(store, { changes: 200 })).toBe('approved');
    expect(await approve(store, { changes: 1 })).toBe('500 changes used, 1 needed');
    expect(await approve(store, { changes: 1 }, { account: 'other' })).toBe('approved');
  });

  test('holds 50 deletions, and leaves room for changes when those are used up', async () => {
    const store = await open();
    expect(await approve(store, { deletions: 51 })).toBe('0 deletions used, 51 needed');
    expect(await approve(store, { deletions: 50 })).toBe('approved');
    expect(await approve(store, { changes: 5, deletions: 1 })).toBe('50 deletions used, 1 needed');
    expect(await approve(store, { changes: 450 })).toBe('approved');
  });

  test('leaves a refused plan waiting, without an approval', async () => {
    const store = await open();
    await approve(store, { changes: 501 });
    expect(await store.findApproval(`p${made}`)).toBeUndefined();
    expect(await store.findPlan(ACCOUNT, `p${made}`)).toMatchObject({ state: 'waiting' });
  });

  test('counts no forms, and asks nothing of them', async () => {
    const store = await open();
    expect(await approve(store, { changes: 10_000, deletions: 500 }, { how: 'form' })).toBe('approved');
    expect(await approve(store, { changes: 500 })).toBe('approved');
    expect(await approve(store, { changes: 10_000 }, { how: 'form' })).toBe('approved');
  });

  test('does not begin anew at midnight, but a day after each approval', async () => {
    const store = await open();
    await approve(store, { changes: 400 });
    await approve(store, { changes: 100 }, { at: EVENING + HOUR });
    expect(await approve(store, { changes: 1 }, { at: EVENING + DAY })).toBe('500 changes used, 1 needed');
    const later = { at: EVENING + DAY + 1 };
    expect(await approve(store, { changes: 401 }, later)).toBe('100 changes used, 401 needed');
    expect(await approve(store, { changes: 400 }, later)).toBe('approved');
  });

  test('is not given back when the clock is put back', async () => {
    const store = await open();
    await approve(store, { changes: 500 });
    for (const back of [MINUTE, DAY, 40 * DAY])
      expect(await approve(store, { changes: 1 }, { at: EVENING - back })).toBe('500 changes used, 1 needed');
  });

  test('counts single edits, each by what it sent', async () => {
    const store = await open();
    for (let n = 0; n < 20; n += 1)
      await store.beginSingle(
        plan(`s${n}`, { kind: 'single', created_at: EVENING }),
        item(1, { contact_id: `c${n}` }),
        budgetsAt(EVENING, 'ask'),
      );
    const ended = (n: number, state: ItemState) =>
      ({ plan_id: `s${n}`, seq: 1, state, after: undefined, reason: undefined }) as const;
    await store.settleItems([ended(0, 'unchanged'), ended(1, 'done'), ended(2, 'failed')], EVENING);
    expect(await approve(store, { changes: 482 })).toBe('19 changes used, 482 needed');
    expect(await approve(store, { changes: 481 })).toBe('approved');
    const single = plan('late', { kind: 'single', created_at: EVENING + HOUR });
    const late = await store.beginSingle(single, item(1), budgetsAt(EVENING + HOUR, 'ask'));
    expect(late).toMatchObject({ over: 'changes', used: 500, budget: { windowMs: DAY } });
    expect(await store.findPlan(ACCOUNT, 'late')).toBeUndefined();
  });

  test('is lifted by VOBIZ_APPROVAL=relay, but for edits without approval', async () => {
    const store = await open();
    const at = { at: EVENING, windowMs: 10 * MINUTE };
    expect(budgetsAt(EVENING, 'relay')).toMatchObject([{ ways: ['none'], ...at }]);
    const plan_id = 'huge';
    await store.savePlan(plan(plan_id), items(1));
    const allowed = { changes: 9000, deletions: 500 };
    const approval = { plan_id, hash: 'hash of huge', how: 'relayed', at: EVENING, allowed } as const;
    expect(await store.approvePlan(approval, budgetsAt(EVENING, 'relay'))).toBe('approved');
    // Whoever goes back to `ask` has used it up.
    expect(await approve(store, { changes: 1 })).toBe('9000 changes used, 1 needed');
  });

  test('is one for all processes: of 30 approvals of 50 by three at once, 10 fit', async () => {
    const dataDir = folder();
    const store = await open(dataDir);
    for (let n = 0; n < 30; n += 1) await store.savePlan(plan(`q${n}`), items(50));
    const children = [0, 10, 20].map((from) => child('approveTen', dataDir, String(from), String(EVENING)));
    await Promise.all(children.map((one) => one.next()));
    for (const one of children) one.process.stdin.write('go');
    const answers = (await Promise.all(children.map((one) => one.rest()))).flat();
    expect(answers.filter((answer) => answer === 'approved')).toHaveLength(10);
    expect(answers.filter((answer) => answer !== 'approved')).toEqual(
      Array(20).fill(expect.objectContaining({ over: 'changes', used: 500, needs: 50 })),
    );
    expect((await store.listPlans(ACCOUNT, { page: 1, limit: 1, state: 'queued' })).total).toBe(10);
  });

  test('counts approvals of before the upgrade by what their plans hold', async () => {
    const dataDir = folder();
    const before = await openStore(dataDir);
    await before.savePlan(plan('old', { deletes: 29, include_protected: true }), [
      item(440, { reason: { say: 'overruled', tags: ['dnd'] } }),
      ...items(439),
      item(441, { state: 'unchanged' }),
      item(442, { state: 'protected' }),
    ]);
    await before.approvePlan({ plan_id: 'old', hash: 'hash of old', how: 'relayed', at: EVENING });
    await before.close();
    const database = new DatabaseSync(join(dataDir, 'store.db'));
    database.exec(`${WITHOUT_BUDGET} PRAGMA user_version = 10`);
    database.close();
    const store = await open(dataDir);
    expect(await approve(store, { changes: 61 })).toBe('440 changes used, 61 needed');
    expect(await approve(store, { changes: 21, deletions: 21 })).toBe('30 deletions used, 21 needed');
    expect(await approve(store, { changes: 60, deletions: 20 })).toBe('approved');
  });
});

describe('what a stopped plan did not send', () => {
  /** A plan of 400 changes with 40 deletions that was stopped when these many of its items had been begun, and all of those done. */
  async function stopped(store: Store, begun: number): Promise<void> {
    await store.savePlan(plan('stopped', { counted_deletions: 40 }), items(400));
    const allowed = { changes: 400, deletions: 40 };
    const approval = {
      plan_id: 'stopped',
      hash: 'hash of stopped',
      how: 'relayed',
      at: EVENING,
      allowed,
    } as const;
    await store.approvePlan(approval, budgetsAt(EVENING, 'ask'));
    await store.movePlan('stopped', 'begin', { at: EVENING });
    const taken = await store.takeItems('stopped', begun);
    await store.settleItems(
      taken.map((one) => ({ ...one, state: 'done' })),
      EVENING,
    );
    await store.movePlan('stopped', 'stop', { at: EVENING });
  }
  const given = { at: EVENING, reason: 'given up on request' };

  test('counts while the plan is stopped, and going on costs nothing', async () => {
    const store = await open();
    await stopped(store, 90);
    expect(await approve(store, { changes: 101 })).toBe('400 changes used, 101 needed');
    expect(await store.movePlan('stopped', 'resume', { at: EVENING })).toBe(true);
    expect(await approve(store, { changes: 101 })).toBe('400 changes used, 101 needed');
    expect(await approve(store, { changes: 100 })).toBe('approved');
  });

  test('is given back when it is given up, and then never sent', async () => {
    const store = await open();
    await stopped(store, 90);
    expect(await store.giveUp('stopped', { changes: 310, deletions: 31 }, given)).toBe(true);
    expect(await store.findPlan(ACCOUNT, 'stopped')).toMatchObject({
      state: 'done',
      reason: 'given up on request',
      finished_at: EVENING,
    });
    expect(await store.countItems('stopped')).toMatchObject({ pending: 0, done: 90, unchanged: 310 });
    expect(await store.findApproval('stopped')).toMatchObject({ allowed: { changes: 90, deletions: 9 } });
    expect(await store.takeItems('stopped', 9)).toEqual([]);
    expect(await approve(store, { changes: 411 })).toBe('90 changes used, 411 needed');
    expect(await approve(store, { changes: 42, deletions: 42 })).toBe('9 deletions used, 42 needed');
    expect(await approve(store, { changes: 410, deletions: 41 })).toBe('approved');
  });

  test('is less what a request may have done already, which stays unknown', async () => {
    const store = await open();
    await stopped(store, 90);
    await store.movePlan('stopped', 'resume', { at: EVENING });
    await store.movePlan('stopped', 'begin', { at: EVENING });
    const [first] = await store.takeItems('stopped', 1);
    if (!first) throw new Error('nothing taken');
    await store.settleItems([{ ...first, state: 'pending' }], EVENING);
    await store.movePlan('stopped', 'halt', { at: EVENING, reason: 'too many failed' });
    expect(await store.giveUp('stopped', { changes: 309, deletions: 0 }, given)).toBe(true);
    expect(await store.listItems('stopped', { states: ['unknown'], limit: 9 })).toMatchObject([
      { seq: 91, reason: { say: 'given up', begun: true } },
    ]);
    expect(await approve(store, { changes: 410 })).toBe('91 changes used, 410 needed');
  });

  test('is not given up while requests are under way, where it is not as it was counted, or goes on', async () => {
    const store = await open();
    await stopped(store, 90);
    expect(await store.giveUp('stopped', { changes: 309, deletions: 0 }, given)).toBe(false);
    await store.movePlan('stopped', 'resume', { at: EVENING });
    expect(await store.giveUp('stopped', { changes: 310, deletions: 0 }, given)).toBe(false);
    await store.movePlan('stopped', 'begin', { at: EVENING });
    await store.takeItems('stopped', 1);
    await store.movePlan('stopped', 'stop', { at: EVENING });
    expect(await store.giveUp('stopped', { changes: 309, deletions: 0 }, given)).toBe(false);
    expect(await store.countItems('stopped')).toMatchObject({ pending: 309, sending: 1, unchanged: 0 });
    expect(await store.findApproval('stopped')).toMatchObject({ allowed: { changes: 400 } });
  });

  test('is given back, too, where the approval is of before the upgrade', async () => {
    const dataDir = folder();
    const before = await openStore(dataDir);
    await stopped(before, 90);
    await before.close();
    const database = new DatabaseSync(join(dataDir, 'store.db'));
    database.exec(`UPDATE plan SET deletes = 40; ${WITHOUT_BUDGET} PRAGMA user_version = 10`);
    database.close();
    const store = await open(dataDir);
    expect(await store.giveUp('stopped', { changes: 310, deletions: 31 }, given)).toBe(true);
    expect(await approve(store, { changes: 411 })).toBe('90 changes used, 411 needed');
    expect(await approve(store, { changes: 42, deletions: 42 })).toBe('9 deletions used, 42 needed');
  });
});
