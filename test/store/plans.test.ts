import { describe, expect, test } from 'vitest';
import { AppError } from '../../src/errors.ts';
import type { PlanState } from '../../src/model/lifecycle.ts';
import type { Budget } from '../../src/model/plan.ts';
import { withTouches } from '../../src/plans/tasks/index.ts';
import { openStore } from '../../src/store/open.ts';
import { ACCOUNT, BUDGETS, contact, item, items, plan, row, selection } from './samples.ts';
import { bytesIn, folder, open } from './world.ts';

describe('a plan', () => {
  test('comes back as it was saved, its items in order', async () => {
    const store = await open();
    const saved = plan('p1', {
      include_protected: true,
      warnings: ['one', 'two'],
      undoes: 'p0',
      left_over: 7,
    });
    const rows = [
      row(1, {
        after: contact(1, { tags: ['lead', 'vip'] }),
        reason: 'stored as',
        state: 'done',
        attempts: 2,
      }),
      row(2, {
        task: { do: 'renumber', phone_number: '+919800000099' },
        before: contact(2, { last_active_at: 'x' }),
      }),
      row(3, { task: { do: 'create', contact: contact(3), replaces: 'c3' } }),
    ];
    await store.savePlan(saved, rows.map(withTouches));
    expect(await store.findPlan(ACCOUNT, 'p1')).toEqual(saved);
    expect(await store.listItems('p1', { limit: 10 })).toEqual(
      rows.map((row) => ({ ...row, plan_id: 'p1' })),
    );
  });

  test('is saved with all of its items or not at all', async () => {
    const store = await open();
    await expect(store.savePlan(plan('p1'), [...items(250), item(250)])).rejects.toThrow('UNIQUE');
    expect(await store.findPlan(ACCOUNT, 'p1')).toBeUndefined();
    expect(await store.countItems('p1')).toMatchObject({ pending: 0 });
  });

  test('is known to its own account alone', async () => {
    const store = await open();
    await store.savePlan(plan('p1'), items(1));
    expect(await store.findPlan('other', 'p1')).toBeUndefined();
    expect(await store.latestPlan('other')).toBeUndefined();
    expect((await store.listPlans('other', { page: 1, limit: 10, contact: 'c1' })).total).toBe(0);
  });

  test('is listed newest first, by page, contact, state and time', async () => {
    const store = await open();
    for (const n of [1, 2, 3]) await store.savePlan(plan(`p${n}`, { created_at: n * 1000 }), [item(n)]);
    await store.savePlan(plan('back', { created_at: 9000, state: 'done' }), [
      item(1, {
        task: { do: 'create', contact: contact(2), replaces: 'c2' },
        contact_id: 'c2',
        after: contact(77),
      }),
    ]);
    const list = async (filter: object) => {
      const { plans, total } = await store.listPlans(ACCOUNT, { page: 1, limit: 10, ...filter });
      return [total, plans.map(({ plan_id }) => plan_id)];
    };
    expect(await list({})).toEqual([4, ['back', 'p3', 'p2', 'p1']]);
    expect(await list({ page: 2, limit: 3 })).toEqual([4, ['p1']]);
    expect(await list({ contact: 'c2' })).toEqual([2, ['back', 'p2']]);
    expect(await list({ contact: 'c77' })).toEqual([1, ['back']]);
    expect(await list({ state: 'waiting', after: 2000 })).toEqual([2, ['p3', 'p2']]);
    expect((await store.latestPlan(ACCOUNT))?.plan_id).toBe('back');
  });

  test('moves on only by the events that may happen in its state', async () => {
    const store = await open();
    await store.savePlan(plan('p1', { state: 'running' }), []);
    expect(await store.movePlan('p1', 'decline', { at: 5 })).toBe(false);
    expect(await store.movePlan('p1', 'halt', { at: 5, reason: 'too many failed' })).toBe(true);
    expect(await store.findPlan(ACCOUNT, 'p1')).toMatchObject({
      state: 'halted',
      finished_at: 5,
      reason: 'too many failed',
    });
    expect(await store.movePlan('p1', 'resume', { at: 6 })).toBe(true);
    expect(await store.findPlan(ACCOUNT, 'p1')).toMatchObject({ finished_at: undefined, reason: undefined });
    await store.movePlan('p1', 'begin', { at: 7 });
    await store.movePlan('p1', 'block', { at: 7, reason: 'quota' });
    expect(await store.findPlan(ACCOUNT, 'p1')).toMatchObject({ finished_at: undefined, reason: 'quota' });
  });

  test.each([
    ['running', 'finish', 'done'],
    ['running', 'stop', 'stopped'],
    ['running', 'halt', 'halted'],
    ['waiting', 'decline', 'declined'],
    ['waiting', 'discard', 'discarded'],
    ['waiting', 'lapse', 'expired'],
  ] as const)(
    'that is %s becomes, by a %s, %s, and has the time at which it ended',
    async (state, event, then) => {
      const store = await open();
      await store.savePlan(plan('p1', { state }), []);
      await store.movePlan('p1', event, { at: 42 });
      expect(await store.findPlan(ACCOUNT, 'p1')).toMatchObject({ state: then, finished_at: 42 });
    },
  );

  test('is undone by the newest undo that was approved', async () => {
    const store = await open();
    await store.savePlan(plan('p1', { state: 'done' }), []);
    await store.savePlan(plan('u1', { kind: 'undo', undoes: 'p1', state: 'declined' }), []);
    expect(await store.undoneBy('p1')).toBeUndefined();
    await store.savePlan(plan('u2', { kind: 'undo', undoes: 'p1', state: 'running' }), []);
    expect(await store.undoneBy('p1')).toBe('u2');
  });
});

describe('an approval', () => {
  test('queues the plan that it was given for, once', async () => {
    const store = await open();
    await store.savePlan(plan('p1'), items(1));
    const approval = { plan_id: 'p1', hash: 'hash of p1', how: 'form', at: 5 } as const;
    expect(await store.approvePlan({ ...approval, hash: 'of something else' })).toBe('overtaken');
    expect(await store.findApproval('p1')).toBeUndefined();
    expect(await store.approvePlan(approval)).toBe('approved');
    expect(await store.approvePlan({ ...approval, how: 'relayed' })).toBe('overtaken');
    expect(await store.findApproval('p1')).toEqual(approval);
    expect(await store.findPlan(ACCOUNT, 'p1')).toMatchObject({ state: 'queued' });
  });

  test('given first is run first, and a plan that a dead process left running goes before plans queued later', async () => {
    const store = await open();
    for (const [name, at] of [
      ['late', 30],
      ['early', 10],
      ['middle', 20],
    ] as const) {
      await store.savePlan(plan(name), []);
      await store.approvePlan({ plan_id: name, hash: `hash of ${name}`, how: 'form', at });
    }
    expect(await store.nextPlan(ACCOUNT, { now: 0, singlesLast: 45_000, mayDelete: true })).toMatchObject({
      plan_id: 'early',
    });
    await store.movePlan('early', 'begin', { at: 40 });
    expect(await store.nextPlan(ACCOUNT, { now: 0, singlesLast: 45_000, mayDelete: true })).toMatchObject({
      plan_id: 'early',
      state: 'running',
    });
    await store.movePlan('early', 'finish', { at: 50 });
    expect(await store.nextPlan(ACCOUNT, { now: 0, singlesLast: 45_000, mayDelete: true })).toMatchObject({
      plan_id: 'middle',
    });
    expect(await store.nextPlan('other', { now: 0, singlesLast: 45_000, mayDelete: true })).toBeUndefined();
  });
});

describe('a single edit', () => {
  test('is a plan of one that is under way, and needs no approval', async () => {
    const store = await open();
    expect(await store.beginSingle(plan('s1', { kind: 'single' }), item(1), BUDGETS)).toBe('begun');
    expect(await store.findPlan(ACCOUNT, 's1')).toMatchObject({ state: 'running' });
    expect(await store.findApproval('s1')).toMatchObject({ how: 'none' });
    expect(await store.listItems('s1', { limit: 5 })).toMatchObject([{ state: 'sending', attempts: 1 }]);
  });

  test('is refused while another write to the contact is under way, also of a plan (promise 4)', async () => {
    const store = await open();
    await store.savePlan(plan('p1', { state: 'running' }), items(2));
    await store.takeItems('p1', 1);
    expect(await store.beginSingle(plan('s1'), item(1), BUDGETS)).toEqual({ busy: 'p1' });
    expect(await store.findPlan(ACCOUNT, 's1')).toBeUndefined();
    expect(await store.beginSingle(plan('s1', { account: 'other' }), item(1), BUDGETS)).toBe('begun');
    expect(await store.beginSingle(plan('s2'), item(1, { contact_id: 'c2' }), BUDGETS)).toBe('begun');
  });

  test('is left to the call that made it, until that must have ended', async () => {
    const store = await open();
    await store.beginSingle(plan('s1', { kind: 'single', created_at: 1000 }), item(1), BUDGETS);
    expect(await store.nextPlan(ACCOUNT, { now: 1000, singlesLast: 0, mayDelete: true })).toBeUndefined();
    expect(await store.nextPlan(ACCOUNT, { now: 1001, singlesLast: 0, mayDelete: true })).toMatchObject({
      plan_id: 's1',
    });
    // The clock was put back.
    expect(await store.nextPlan(ACCOUNT, { now: 900, singlesLast: 99, mayDelete: true })).toMatchObject({
      plan_id: 's1',
    });
  });

  test('counts from the time asked for, if it was sent', async () => {
    const store = await open();
    await store.beginSingle(plan('s1', { kind: 'single', created_at: 100 }), item(1), BUDGETS);
    await store.beginSingle(plan('s2', { kind: 'single', created_at: 200 }), item(2), BUDGETS);
    await store.savePlan(plan('s3', { kind: 'single', created_at: 300 }), [item(3)]);
    await store.savePlan(plan('p1', { created_at: 300 }), []);
    const used = async (since: number) => {
      const budget: Budget = {
        ways: ['none'],
        most: { changes: 0, deletions: 0 },
        at: 1000,
        windowMs: 1000 - since,
      };
      return (await store.overBudget(ACCOUNT, { changes: 1, deletions: 0 }, budget))?.used;
    };
    expect(await used(200)).toBe(1);
    expect(await used(100)).toBe(2);
  });
});

describe('a selection', () => {
  test('comes back as it was, to its account alone', async () => {
    const store = await open();
    await store.addSelection(selection('s1', { complete: false }));
    expect(await store.findSelection(ACCOUNT, 's1')).toEqual(selection('s1', { complete: false }));
    expect(await store.findSelection('other', 's1')).toBeUndefined();
  });
});

describe('pruning', () => {
  test('takes plans that are too old with their items and approvals, but none that can go on by itself (promise 19)', async () => {
    const store = await open();
    const states: PlanState[] = ['done', 'stopped', 'declined', 'queued', 'running', 'blocked', 'waiting'];
    for (const state of states) {
      const ended = ['done', 'stopped', 'declined'].includes(state) ? 500 : undefined;
      await store.savePlan(plan(state, { state, created_at: 100, expires_at: 550, finished_at: ended }), [
        item(1),
      ]);
    }
    await store.savePlan(plan('late', { state: 'waiting', expires_at: 1200 }), [item(1)]);
    await store.savePlan(plan('recent', { state: 'done', created_at: 100, finished_at: 1500 }), []);
    await store.addSelection(selection('old', { created_at: 100 }));
    await store.addSelection(selection('new', { created_at: 3000 }));
    const groups = { by: 'phone', groups: [['c1', 'c2']] };
    await store.addSelection(selection('found', { created_at: 100, filter: groups }));
    await store.addSelection(selection('ancient', { created_at: 100 - 6 * 86_400_000 }));
    await store.prune({ at: 1201, plansBefore: 1000, draftsBefore: 2000 });
    const { plans } = await store.listPlans(ACCOUNT, { page: 1, limit: 99 });
    expect(plans.map(({ plan_id }) => plan_id).sort()).toEqual([
      'blocked',
      'late',
      'queued',
      'recent',
      'running',
    ]);
    expect(await store.findPlan(ACCOUNT, 'late')).toMatchObject({ state: 'expired', finished_at: 1200 });
    expect(await store.listItems('done', { limit: 9 })).toEqual([]);
    expect(await store.listItems('queued', { limit: 9 })).toHaveLength(1);
    const { filter } = selection('old');
    expect(await store.findSelection(ACCOUNT, 'old')).toMatchObject({ ids: [], filter });
    expect(await store.findSelection(ACCOUNT, 'found')).toMatchObject({
      ids: [],
      filter: { by: 'phone', groups: [] },
    });
    expect(await store.findSelection(ACCOUNT, 'ancient')).toBeUndefined();
    expect(await store.findSelection(ACCOUNT, 'new')).toMatchObject({ ids: selection('new').ids });
  });
});

describe('a draft', () => {
  const prune = { at: 90_000_000, plansBefore: 0, draftsBefore: 2000 };

  test.each<PlanState>(['waiting', 'declined', 'discarded', 'expired', 'done'])(
    'that was %s and never approved keeps no contacts after a day, only its summary (promise 19)',
    async (state) => {
      const dataDir = folder();
      const store = await openStore(dataDir);
      const secret = { ...contact(1), name: 'Zaphira Quillfeather' };
      await store.savePlan(plan('p1', { state, created_at: 1999 }), [
        item(1, { before: secret, state: state === 'done' ? 'unchanged' : 'pending' }),
        ...items(2500).slice(1),
      ]);
      await store.savePlan(plan('young', { state, created_at: 2000 }), [item(1)]);
      await store.prune(prune);
      expect(await store.countItems('p1')).toMatchObject({ pending: 0, unchanged: 0 });
      expect(await store.countItems('young')).toMatchObject({ pending: 1 });
      expect(await store.findPlan(ACCOUNT, 'p1')).toMatchObject({
        state: state === 'waiting' ? 'expired' : state,
        summary: 'Add the tag vip to 3 contacts',
        reason: 'nothing of it was done, so its contacts were kept here for a day only',
      });
      await store.close();
      expect(bytesIn(dataDir)).not.toContain('Zaphira Quillfeather');
    },
  );

  test('is no plan that was approved, whatever became of it (promise 19)', async () => {
    const store = await open();
    for (const event of ['finish', 'stop', 'halt'] as const) {
      await store.savePlan(plan(event), [item(1)]);
      await store.approvePlan({ plan_id: event, hash: `hash of ${event}`, how: 'form', at: 5 });
      await store.movePlan(event, 'begin', { at: 6 });
      await store.movePlan(event, event, { at: 6 });
    }
    await store.beginSingle(plan('single', { kind: 'single' }), item(2), BUDGETS);
    await store.movePlan('single', 'finish', { at: 6 });
    await store.prune(prune);
    for (const name of ['finish', 'stop', 'halt', 'single'])
      expect(await store.listItems(name, { limit: 9 })).toHaveLength(1);
  });

  test('of many items is deleted bit by bit: calls are answered meanwhile', async () => {
    const store = await open();
    await store.savePlan(plan('p1', { state: 'declined', created_at: 5 }), items(10_000));
    let turns = 0;
    const counting = setInterval(() => (turns += 1), 1);
    await store.prune(prune);
    clearInterval(counting);
    expect(turns).toBeGreaterThan(4);
    expect(await store.countItems('p1')).toMatchObject({ pending: 0 });
  });
});

describe('a closed store', () => {
  test('closes twice, and refuses everything else', async () => {
    const store = await open(folder());
    await store.close();
    await store.close();
    await expect(store.latestPlan(ACCOUNT)).rejects.not.toBeInstanceOf(AppError);
  });
});
