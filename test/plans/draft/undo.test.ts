import { describe, expect, test } from 'vitest';
import type { Contact } from '../../../src/model/contact.ts';
import type { ItemRecord } from '../../../src/model/item.ts';
import type { PlanState } from '../../../src/model/lifecycle.ts';
import type { UpdateRequest } from '../../../src/model/request.ts';
import { patchOf } from '../../../src/plans/change/delta.ts';
import { deltaNow } from '../../../src/plans/change/drift.ts';
import { draftUndo, type UndoOptions } from '../../../src/plans/draft/undo.ts';
import { type Draft, type DraftWorld, draftDelete, draftUpdate } from '../../../src/plans/draft/update.ts';
import { inWords } from './inWords.ts';

const world: DraftWorld = {
  account: 'a',
  where: 'account MA_X',
  protectedFolds: new Set(['dnd']),
  caps: { plan: 3, deletions: 1 },
  now: 0,
  planId: 'p1',
  ttlMs: 1,
};

function contact(id: string, fields: Partial<Contact> = {}): Contact {
  const times = { created_at: '2026-01-01T00:00:00Z', updated_at: '2026-01-01T00:00:00Z' };
  const own = { id, phone_number: `+91555000000${id.slice(1)}`, name: `N ${id}` };
  return { ...own, tags: [], custom_attributes: {}, ...times, ...fields };
}

/** Runs a draft as the runner does when nobody else is there: every pending item is done. */
function run({ items, plan }: Draft) {
  const account = new Map<string, Contact>();
  const done = items.map((item): ItemRecord => {
    const { task, before, state } = item;
    const row = { ...item, plan_id: plan.plan_id };
    if (state !== 'pending') return row;
    if (task.do === 'delete') return { ...row, state: 'done' };
    const after =
      task.do === 'update'
        ? { ...before, ...patchOf(before, task.delta) }
        : { ...before, ...(task.do === 'create' ? task.contact : task), id: `${before.id}1` };
    account.set(after.id, after);
    return { ...row, after, state: 'done' };
  });
  return { plan: { ...plan, state: 'done' as PlanState }, items: done, account };
}

type Run = ReturnType<typeof run>;

function undo({ plan, items, account }: Run, options: UndoOptions = {}, changes: Partial<Contact>[] = []) {
  const current = new Map([...account].map(([id, now], index) => [id, { ...now, ...changes[index] }]));
  return { ...inWords(draftUndo(plan, items, current, options, { ...world, planId: 'p2' })), current };
}

/** One contact's fields after a plan, a change by somebody else, and the undo. */
function around(fields: Partial<Contact>, request: UpdateRequest, change: Partial<Contact> = {}) {
  const { items, current } = undo(run(draftUpdate([contact('c1', fields)], request, world)), {}, [change]);
  const [item] = items;
  const now = current.get('c1');
  if (!item || !now) throw new Error('no item');
  const patch =
    item.state === 'pending' && item.task.do === 'update' ? patchOf(now, deltaNow(item.task.delta, now)) : {};
  return { ...now, ...patch, state: item.state, reason: item.reason };
}

describe('an undone update', () => {
  test('takes added tags off and keeps later ones (promise 5)', () => {
    const { tags, state } = around({ tags: ['a'] }, { add_tags: ['b', 'a'] }, { tags: ['a', 'b', 'later'] });
    expect([state, tags]).toEqual(['pending', ['a', 'later']]);
  });

  test('puts tags that came off back, and name and attributes (promise 5)', () => {
    const fields = { name: 'Asha', tags: ['a'], custom_attributes: { x: 1, y: 2 } };
    const request = {
      remove_tags: ['a'],
      name: 'B',
      set_attributes: { x: 9, z: 3 },
      remove_attributes: ['y'],
    };
    expect(around(fields, request)).toMatchObject(fields);
  });

  test.each<Partial<Contact>>([
    { name: 'Other' },
    { custom_attributes: { x: 5 } },
    { custom_attributes: {} },
  ])('lists and leaves alone what somebody changed to %j since (promises 2 and 5)', (change) => {
    const request = { name: 'B', set_attributes: { x: 9 }, add_tags: ['t'] };
    const end = around({ name: 'A', custom_attributes: { x: 1 } }, request, change);
    expect(end).toMatchObject({ state: 'drifted', tags: ['t'], ...change });
    expect(end.reason).toMatch(/^it changed since: /);
  });

  test('has nothing to do where it is as before already (promise 5)', () => {
    expect(around({ name: 'A' }, { name: 'B', add_tags: ['t'] }, { name: 'A', tags: [] }).state).toBe(
      'unchanged',
    );
  });

  test('has nothing to do for an attribute that is as before already (promise 5)', () => {
    const was = { custom_attributes: { x: 1 } };
    expect(around(was, { set_attributes: { x: 2 } }, was).state).toBe('unchanged');
  });

  test('puts a renamed tag back even where somebody took the new one off (promise 5)', () => {
    expect(around({ tags: ['a'] }, { rename_tags: { a: 'b' } }, { tags: [] }).tags).toEqual(['a']);
    expect(around({ tags: ['a', 'dnd'] }, { rename_tags: { a: 'A!' } }, { tags: ['dnd'] }).state).toBe(
      'protected',
    );
  });

  test('takes a tag off as the service stored it', () => {
    const ran = run(draftUpdate([contact('c1')], { add_tags: ['VIP '] }, world));
    const after = contact('c1', { tags: ['vip', 'v.i.p'] });
    const items = ran.items.map((item) => ({ ...item, after }));
    const { items: inverse } = undo({ ...ran, items, account: new Map([['c1', after]]) });
    expect(inverse[0]?.task).toMatchObject({ delta: { removes: ['vip'], adds: [] } });
  });

  test('follows the same protection (promise 9)', () => {
    expect(around({ tags: ['dnd', 'a'] }, { remove_tags: ['a'] }).state).toBe('protected');
    expect(around({ tags: ['a'] }, { add_tags: ['dnd'] }).state).toBe('protected');
    expect(around({ tags: [] }, { add_tags: ['a'] }, { tags: ['a', 'dnd'] })).toMatchObject({
      state: 'pending',
      tags: ['dnd'],
    });
    expect(around({ tags: ['dnd', 'a'] }, { rename_tags: { a: 'A!' } }).tags).toEqual(['dnd', 'a']);
  });

  test('of a contact that is not there any more is gone', () => {
    const ran = run(draftUpdate([contact('c1')], { add_tags: ['a'] }, world));
    expect(undo({ ...ran, account: new Map() }).items[0]).toMatchObject({ state: 'gone', contact_id: 'c1' });
  });
});

describe('an undone deletion', () => {
  const victim = contact('c1', { tags: ['a'], custom_attributes: { x: 1 } });
  const ran = run(draftDelete([victim], {}, world));

  test('creates the contact again, and names what does not come back (promise 5)', () => {
    const { plan, items } = undo(ran);
    const { phone_number, name, tags, custom_attributes } = victim;
    expect(items[0]).toMatchObject({
      contact_id: 'c1',
      state: 'pending',
      task: { do: 'create', replaces: 'c1', contact: { phone_number, name, tags, custom_attributes } },
    });
    expect(plan).toMatchObject({ kind: 'undo', undoes: 'p1', left_over: 0 });
    expect(plan.summary).toBe('Undo p1 for "N c1" (+915550000001): 1 deleted contact is made again');
    expect(plan.text).toMatch(/^Take back “Delete "N c1" \(\+915550000001\)”/m);
    expect(plan.text).toMatch(/new ones: .*created date, last activity and history are lost for good/);
    expect(plan.text).toMatch(/campaigns to "a" reach/);
  });

  test('has nothing to do where the contact is still there', () => {
    expect(undo({ ...ran, account: new Map([['c1', victim]]) }).items[0]?.state).toBe('unchanged');
  });

  test('leaves a number alone that somebody created again (promise 5)', () => {
    const again = contact('c9', { phone_number: victim.phone_number, name: 'Again' });
    const { items, plan } = undo({ ...ran, account: new Map([['c9', again]]) });
    expect(items[0]).toMatchObject({
      state: 'drifted',
      reason: expect.stringMatching(/has the number: "Again" .*, id c9$/),
    });
    expect(plan.text).toMatch(/1 was changed meanwhile .*left alone: "N c1" \(\+915550000001\)/);
  });

  test('can be undone itself, beyond the cap of deletions, unless somebody changed it (promises 5 and 10)', () => {
    const three = ['c1', 'c2', 'c3'].map((id) => contact(id));
    const caps = { plan: 3, deletions: 3 };
    const back = run(undo(run(draftDelete(three, {}, { ...world, caps }))));
    const { items, plan } = undo(back, {}, [{}, { name: 'Kept' }, { last_active_at: 'now' }]);
    expect(items.map(({ contact_id, state, task }) => [contact_id, state, task.do])).toEqual([
      ['c11', 'pending', 'delete'],
      ['c21', 'drifted', 'delete'],
      ['c31', 'pending', 'delete'],
    ]);
    expect(plan.summary).toBe('Undo p2 for 2 of its 3 contacts: 2 contacts that it made are deleted');
    expect(plan.text).toMatch(/deleted for good, with their activity/);
    expect(plan.text.match(/1 contact was changed .*/g)).toEqual([
      '1 contact was changed since then and is left alone: "Kept" (+915550000002).',
    ]);
    expect(undo({ ...back, account: new Map() }).items.map(({ state }) => state)).toEqual([
      'gone',
      'gone',
      'gone',
    ]);
  });

  test('of a contact that opted out is not undone in its turn: the opt-out would be forgotten (promise 9)', () => {
    const optedOut = contact('c1', { tags: ['dnd'] });
    const back = run(undo(run(draftDelete([optedOut], { include_protected: true }, world))));
    expect(undo(back).items[0]?.state).toBe('protected');
  });
});

describe('an undone new number', () => {
  const old = contact('c1');
  const ran = run(draftUpdate([old], { new_number: '+915550000099' }, world));

  test('goes back to the old one (promise 5)', () => {
    const { items, plan } = undo(ran);
    expect(items[0]).toMatchObject({
      contact_id: 'c11',
      state: 'pending',
      task: { do: 'renumber', phone_number: old.phone_number },
    });
    expect(plan.text).toMatch(/as new contacts: .*history from before are lost for good/);
  });

  test('stays when the contact changed or the old number is taken (promise 5)', () => {
    expect(undo(ran, {}, [{ name: 'X' }]).items[0]?.state).toBe('drifted');
    const taken = { ...ran, account: new Map([...ran.account, ['c1', old]]) };
    expect(undo(taken).items[0]).toMatchObject({
      state: 'drifted',
      reason: expect.stringMatching(/has the number: .*, id c1$/),
    });
    expect(undo({ ...ran, account: new Map() }).items[0]?.state).toBe('gone');
  });
});

describe('part of a plan', () => {
  const ran = run(draftUpdate([contact('c1'), contact('c2')], { add_tags: ['a'] }, world));

  test('is undone for some contacts alone (conversation 10)', () => {
    const { items } = undo(ran, { only: new Set(['c2', 'c7']) });
    expect(items.map(({ seq, contact_id }) => [seq, contact_id])).toEqual([[1, 'c2']]);
  });

  test('finds a deleted contact under its old id, one created again under either (conversation 10)', () => {
    const deleted = run(draftDelete([contact('c1')], {}, world));
    expect(undo(deleted, { only: new Set(['c1']) }).items).toHaveLength(1);
    const back = run(undo(deleted));
    expect(undo(back, { only: new Set(['c1']) }).items).toHaveLength(1);
    expect(undo(back, { only: new Set(['c11']) }).items).toHaveLength(1);
  });

  test('is refused when there is none, or nothing was done', () => {
    expect(() => undo(ran, { only: new Set(['c7']) })).toThrow(/none of the contacts in `contacts_in`/);
    expect(() => undo({ ...ran, items: [] })).toThrow(/changed nothing/);
  });
});
