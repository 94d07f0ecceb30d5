import { describe, expect, test } from 'vitest';
import { ACCOUNT, BUDGETS, contact, FORGETTING, item, items, plan, row } from './samples.ts';
import { open } from './world.ts';

const seqs = (list: readonly { seq: number }[]) => list.map(({ seq }) => seq);

describe('taking items', () => {
  test('gives them in plan order, counted and marked as being sent', async () => {
    const store = await open();
    await store.savePlan(plan('p1'), [item(1, { state: 'unchanged' }), ...items(5).slice(1)]);
    const taken = await store.takeItems('p1', 2);
    expect(taken).toEqual([
      { ...row(2, { state: 'sending', attempts: 1 }), plan_id: 'p1' },
      { ...row(3, { state: 'sending', attempts: 1 }), plan_id: 'p1' },
    ]);
    expect(await store.listItems('p1', { states: ['sending'], limit: 9 })).toEqual(taken);
    expect(seqs(await store.takeItems('p1', 9))).toEqual([4, 5]);
    expect(await store.takeItems('p1', 9)).toEqual([]);
  });

  test('passes over a contact that is being written elsewhere, until that has ended (promise 4)', async () => {
    const store = await open();
    await store.savePlan(plan('p1'), items(3));
    await store.beginSingle(plan('s1', { kind: 'single' }), item(1, { contact_id: 'c2' }), BUDGETS);
    expect(seqs(await store.takeItems('p1', 9))).toEqual([1, 3]);
    expect(await store.takeItems('p1', 9)).toEqual([]);
    await store.settleItems(
      [{ plan_id: 's1', seq: 1, state: 'done', after: contact(2), reason: undefined }],
      1000,
    );
    expect(seqs(await store.takeItems('p1', 9))).toEqual([2]);
  });

  test('gives two items of one contact one after the other (promise 4)', async () => {
    const store = await open();
    await store.savePlan(plan('p1'), [item(1), item(2, { contact_id: 'c1' }), item(3)]);
    expect(seqs(await store.takeItems('p1', 9))).toEqual([1, 3]);
    await store.settleItems(
      [{ plan_id: 'p1', seq: 1, state: 'done', after: undefined, reason: undefined }],
      1000,
    );
    expect(seqs(await store.takeItems('p1', 9))).toEqual([2]);
  });

  test('keeps single edits and merges of a contact that disappears apart (promise 4)', async () => {
    const store = await open();
    const delta = { adds: [], removes: [], sets: {}, unsets: [] };
    const task = { do: 'merge' as const, delta, losers: [contact(8), contact(9)] };
    await store.savePlan(plan('p1', { kind: 'merge' }), [item(1, { task }), item(2)]);
    await store.beginSingle(plan('s1', { kind: 'single' }), item(1, { contact_id: 'c9' }), BUDGETS);
    expect(seqs(await store.takeItems('p1', 9))).toEqual([2]);
    await store.settleItems(
      [{ plan_id: 's1', seq: 1, state: 'done', after: contact(9), reason: undefined }],
      1000,
    );
    expect(seqs(await store.takeItems('p1', 9))).toEqual([1]);
    const late = item(1, { contact_id: 'c8' });
    expect(await store.beginSingle(plan('s2', { kind: 'single' }), late, BUDGETS)).toEqual({ busy: 'p1' });
    await store.savePlan(plan('p2'), [late]);
    expect(await store.takeItems('p2', 9)).toEqual([]);
    await store.settleItems(
      [{ plan_id: 'p1', seq: 1, state: 'done', after: contact(1), reason: undefined }],
      2000,
    );
    expect(await store.writtenSince(plan('p1').account, 1500)).toMatchObject([
      { contact_id: 'c1', effect: 'changed', losers: ['c8', 'c9'] },
    ]);
    expect(seqs(await store.takeItems('p2', 9))).toEqual([1]);
  });

  test('has one item at a time create a number, whatever its task and spelling (promise 4)', async () => {
    const store = await open();
    const number = '+919811111111';
    const fields = { phone_number: number, name: 'A', tags: [], custom_attributes: {} };
    await store.savePlan(plan('p1'), [
      item(1, { task: { do: 'renumber', phone_number: '+91 98111 11111' } }),
      item(2, { contact_id: `new:${number}`, task: { do: 'import', contact: fields } }),
      item(3, { contact_id: 'old', task: { do: 'create', contact: fields, replaces: 'old' } }),
      item(4),
    ]);
    expect(seqs(await store.takeItems('p1', 9))).toEqual([1, 4]);
    const single = item(1, { contact_id: 'new', task: { do: 'create', contact: fields, replaces: '' } });
    expect(await store.beginSingle(plan('s1', { kind: 'single' }), single, BUDGETS)).toEqual({ busy: 'p1' });
    await store.settleItems(
      [{ plan_id: 'p1', seq: 1, state: 'failed', after: undefined, reason: undefined }],
      1000,
    );
    expect(await store.beginSingle(plan('s1', { kind: 'single' }), single, BUDGETS)).toBe('begun');
    expect(await store.takeItems('p1', 9)).toEqual([]);
  });

  test('takes contacts that share a number together, unless one is created', async () => {
    const store = await open();
    const before = contact(1);
    await store.savePlan(plan('p1'), [
      item(1, { before }),
      item(2, { before }),
      item(3, { before, task: { do: 'delete' } }),
    ]);
    expect(seqs(await store.takeItems('p1', 9))).toEqual([1, 2, 3]);
  });

  test('never marks two items that write to one contact, however they come to be sent', async () => {
    const store = await open();
    await store.savePlan(plan('p1'), [item(1, { state: 'sending' })]);
    const again = store.savePlan(plan('p2'), [item(9, { contact_id: 'c1', state: 'sending' })]);
    await expect(again).rejects.toThrow('UNIQUE');
  });

  test('leaves other accounts out of it', async () => {
    const store = await open();
    await store.savePlan(plan('p1'), items(1));
    await store.beginSingle(plan('s1', { account: 'other' }), item(1), BUDGETS);
    expect(seqs(await store.takeItems('p1', 9))).toEqual([1]);
  });
});

describe('settling items', () => {
  test('writes how each ended, all or none', async () => {
    const store = await open();
    await store.savePlan(plan('p1'), items(3));
    await store.takeItems('p1', 3);
    const after = contact(1, { tags: ['lead', 'vip'] });
    await store.settleItems(
      [
        { plan_id: 'p1', seq: 1, state: 'done', after, reason: 'stored as "VIP"' },
        { plan_id: 'p1', seq: 2, state: 'pending', after: undefined, reason: undefined },
      ],
      1000,
    );
    expect(await store.listItems('p1', { limit: 9 })).toMatchObject([
      { state: 'done', after, reason: 'stored as "VIP"' },
      { state: 'pending', after: undefined, attempts: 1 },
      { state: 'sending' },
    ]);
    const counts = { pending: 1, sending: 1, done: 1 };
    const none = { unchanged: 0, protected: 0, drifted: 0, gone: 0, failed: 0, unknown: 0 };
    expect(await store.countItems('p1')).toEqual({ ...counts, ...none });
  });

  test('lists by state, after an item, up to a limit', async () => {
    const store = await open();
    await store.savePlan(plan('p1'), [...items(4), item(5, { state: 'failed' }), item(6, { state: 'gone' })]);
    const list = async (query: object) => seqs(await store.listItems('p1', { limit: 10, ...query }));
    expect(await list({ after: 2, limit: 2 })).toEqual([3, 4]);
    expect(await list({ states: ['failed', 'gone'] })).toEqual([5, 6]);
    expect(await list({ states: [] })).toEqual([]);
  });
});

describe('a contact', () => {
  const MERGE = {
    do: 'merge' as const,
    delta: { adds: [], removes: [], sets: {}, unsets: [] },
    losers: [contact(8, { phone_number: '+91 98765-43210' })],
  };

  test('that was merged away is found by its id and by its number in any spelling', async () => {
    const store = await open();
    await store.savePlan(plan('p1', { kind: 'merge' }), [item(1, { task: MERGE })]);
    await store.takeItems('p1', 1);
    await store.settleItems(
      [{ plan_id: 'p1', seq: 1, state: 'done', after: contact(1), reason: undefined }],
      1000,
    );
    for (const ref of ['c8', '+919876543210', '919876543210']) {
      const { plans } = await store.listPlans(ACCOUNT, { page: 1, limit: 9, contact: ref });
      expect(plans.map(({ plan_id }) => plan_id)).toEqual(['p1']);
      expect(await store.lastDone(ACCOUNT, { contact: ref, since: 0 })).toMatchObject({ effect: 'deleted' });
    }
    expect(await store.lastDone(ACCOUNT, { contact: 'c1', since: 0 })).toMatchObject({ effect: 'changed' });
    expect(await store.deletedContacts(ACCOUNT, ['c1', 'c8'])).toEqual(MERGE.losers);
  });

  test('is found by the id that it got, and by the number that somebody gave it before the write', async () => {
    const store = await open();
    const fields = { phone_number: '+919876543210', name: 'A', tags: [], custom_attributes: {} };
    const task = { do: 'create' as const, contact: fields, replaces: 'c1' };
    await store.savePlan(plan('p1'), [item(1, { task }), item(2)]);
    await store.takeItems('p1', 2);
    const renumbered = contact(2, { phone_number: '+919811111111' });
    await store.noteBefore({ ...row(2), plan_id: 'p1' }, renumbered);
    const made = contact(7, fields);
    await store.settleItems(
      [
        { plan_id: 'p1', seq: 1, state: 'done', after: made, reason: undefined },
        { plan_id: 'p1', seq: 2, state: 'done', after: renumbered, reason: undefined },
      ],
      1000,
    );
    for (const [ref, seq] of [
      ['c7', 1],
      ['+919811111111', 2],
    ] as const)
      expect(await store.lastDone(ACCOUNT, { contact: ref, since: 0 })).toMatchObject({ item: { seq } });
    expect(await store.successors(ACCOUNT, ['c1', 'c2'])).toEqual([{ old: 'c1', now: 'c7' }]);
    expect(await store.forget('+919811111111', FORGETTING)).toBe(1);
  });
});
