import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Contact } from '../../../src/model/contact.ts';
import type { ItemRecord } from '../../../src/model/item.ts';
import { tally } from '../../../src/model/lifecycle.ts';
import { patchOf } from '../../../src/plans/change/delta.ts';
import { countsOf, type Draft, type DraftWorld } from '../../../src/plans/draft/draft.ts';
import { chosen, type MergeGroup } from '../../../src/plans/draft/keeping.ts';
import { draftMerge } from '../../../src/plans/draft/merge.ts';
import { draftUndo, type UndoOptions } from '../../../src/plans/draft/undo.ts';
import { hashOf } from '../../../src/plans/hash.ts';
import { requestsOf } from '../../../src/plans/tasks/index.ts';
import { inWords } from './inWords.ts';

const world: DraftWorld = {
  account: 'a',
  where: 'account MA_X',
  protectedFolds: new Set(['dnd']),
  caps: { plan: 100, deletions: 50 },
  now: 0,
  planId: 'p1',
  ttlMs: 1,
};

function contact(id: string, fields: Partial<Contact> = {}): Contact {
  const times = { created_at: '2026-01-01T00:00:00Z', updated_at: '2026-01-01T00:00:00Z' };
  const own = { id, phone_number: `+91555000${id.slice(1).padStart(4, '0')}`, name: `N ${id}` };
  return { ...own, tags: [], custom_attributes: {}, ...times, ...fields };
}

function draft(groups: readonly MergeGroup[], caps = world.caps) {
  const numberKey = (text: string) => text.replace(/\D/g, '');
  return inWords(draftMerge({ groups, numberKey }, { ...world, caps }));
}

function merged(keep: Partial<Contact>, ...others: Partial<Contact>[]) {
  const group = { keep: contact('c1', keep), merge: others.map((fields, n) => contact(`c${n + 2}`, fields)) };
  const { plan, items } = draft([group]);
  const [item] = items;
  if (item?.task.do !== 'merge') throw new Error('no merge');
  return { plan, item, after: { ...item.before, ...patchOf(item.before, item.task.delta) } };
}

const pairs = (count: number): MergeGroup[] =>
  Array.from({ length: count }, (_, n) => ({
    keep: contact(`c${2 * n}`),
    merge: [contact(`c${2 * n + 1}`)],
  }));

describe('a planned merge', () => {
  test('unites tags and attributes; values of the kept contact win, and each lost value is named', () => {
    const { after, item, plan } = merged(
      { tags: ['a', 'b'], custom_attributes: { city: 'Pune', zip: '', n: 1 } },
      { tags: ['b', 'c'], custom_attributes: { city: 'Goa', zip: '411', n: 1 } },
      { tags: ['B'], custom_attributes: { zip: '403', team: ['x'] } },
    );
    expect(after).toMatchObject({
      name: 'N c1',
      tags: ['a', 'b', 'c', 'B'],
      custom_attributes: { city: 'Pune', zip: '411', n: 1, team: ['x'] },
    });
    expect(item.reason).toBe(
      '"N c1" (+915550000001): "Pune" is kept as "city", "Goa" of "N c2" (+915550000002) is lost; "N c1" (+915550000001): "411" is kept as "zip", "403" of "N c3" (+915550000003) is lost',
    );
    expect(plan.text).toContain(
      '"N c1" (+915550000001): "Pune" is kept as "city", "Goa" is lost. "N c1" (+915550000001): "411" is kept as "zip", "403" is lost.',
    );
    expect(plan.text).toMatch(/campaigns to "c" or "B" reach/);
  });

  test('keeps the name of the kept contact unless it has none', () => {
    expect(merged({ name: 'Asha' }, { name: 'Usha' }).after.name).toBe('Asha');
    expect(merged({ name: ' ' }, { name: '' }, { name: 'Usha' }).after.name).toBe('Usha');
  });

  test('names the deleted contacts, and people whom no message reaches any more', () => {
    const { plan, item } = merged({}, { name: 'B "x' }, { phone_number: '91 5550 000001' });
    expect(plan).toMatchObject({ kind: 'merge', deletes: 2, left_over: 0, include_protected: false });
    expect(plan.summary).toBe(
      'Merge "B \\"x" (+915550000002) and "N c3" (91 5550 000001) into "N c1" (+915550000001)',
    );
    expect(plan.text).toMatch(
      /^The kept contact takes over all tags and attributes, .*2 contacts are deleted/m,
    );
    expect(plan.text).toMatch(
      /^\+915550000002 \("B \\"x", merged into "N c1" \+915550000001\) can no longer be reached/m,
    );
    expect(plan.text).toMatch(
      /^1 deleted contact has the number of the kept one: "N c3" \(91 5550 000001\)/m,
    );
    expect(plan.text).toMatch(
      /history are lost for good\. 1 of them cannot be made again, .*: "N c3" \(91 5550 000001\)/,
    );
    expect(requestsOf([item])).toBe(8);
  });

  test('names a few numbers and groups, and counts the others: a form is read to its end', () => {
    const { plan } = draft(pairs(60), { plan: 1000, deletions: 100 });
    expect(plan.summary).toBe('Merge 60 groups of contacts into one each');
    expect(plan.text).toMatch(/60 contacts are kept .*60 contacts are deleted: .* and 58 more\./);
    expect(plan.text.match(/merged into/g)).toHaveLength(5);
    expect(plan.text).toMatch(/and 55 more can no longer be reached/);
  });

  test('leaves a group alone where somebody who opted out would go, or get tags (promise 9)', () => {
    const groups = [
      { keep: contact('c1'), merge: [contact('c2', { tags: ['D.N.D'] })] },
      { keep: contact('c3', { tags: ['dnd'] }), merge: [contact('c4', { tags: ['vip'] })] },
      { keep: contact('c5'), merge: [contact('c6')] },
    ];
    const { plan, items } = draft(groups);
    expect(items.map(({ state }) => state)).toEqual(['protected', 'protected', 'pending']);
    expect(items[0]?.reason).toMatch(/^"N c2" .*opted out \("D.N.D"\) and is not merged away/);
    expect(plan.deletes).toBe(1);
    expect(plan.text).toMatch(/^2 groups have somebody who opted out and are left as they are/m);
    expect(plan.text).toMatch(/^Not merged: "N c2" \(.* and "N c3" \(/m);
  });

  test('leaves alone a group too large to be one person', () => {
    const merge = Array.from({ length: 21 }, (_, n) => contact(`c${n + 2}`));
    const { items, plan } = draft([{ keep: contact('c1'), merge }]);
    expect([items[0]?.state, plan.deletes]).toEqual(['unchanged', 0]);
    expect(plan.text).toMatch(/Not merged: "N c1" \(.*\) and 21 other contacts share this/);
  });

  test('says of contacts that share less than a number that they may be different people', () => {
    const numberKey = () => undefined;
    const rule = { by: 'name', kept: 'oldest' } as const;
    const { plan } = inWords(draftMerge({ groups: pairs(1), numberKey, rule }, world));
    expect(plan.text).toMatch(/Different people may share a name/);
  });

  test.each([
    [[], /no group to merge/],
    [[{ keep: contact('c1'), merge: [] }], /into "N c1" .*: `merge` is empty/],
    [[{ keep: contact('c1'), merge: [contact('c1')] }], /"N c1" .*id c1, is in `keep` and in `merge`/],
    [
      [
        { keep: contact('c1'), merge: [contact('c2')] },
        { keep: contact('c3'), merge: [contact('c2')] },
      ],
      /"N c2" .*id c2, is in two groups/,
    ],
  ])('is refused when it makes no sense', (groups, words) => {
    expect(() => draft(groups)).toThrow(words);
  });

  test('takes a contact that is named twice in a group once', () => {
    expect(draft([{ keep: contact('c1'), merge: [contact('c2'), contact('c2')] }]).plan.deletes).toBe(1);
  });

  test.each([
    [{ plan: 100, deletions: 3 }, 3],
    [{ plan: 5, deletions: 50 }, 2],
  ])('plans the first groups within %j and leaves the rest over (promise 10)', (caps, planned) => {
    const { plan, items } = draft(pairs(5), caps);
    expect([tally(items).pending, plan.deletes, plan.left_over]).toEqual([planned, planned, 5 - planned]);
    expect(countsOf(tally(items), plan)).toMatchObject({ selected: 5, to_change: planned });
    expect(plan.text).toMatch(
      new RegExp(`^${5 - planned} more groups are left for another plan: at most`, 'm'),
    );
  });

  test('leaves alone a group that no plan may hold: the next one would not, either (promise 10)', () => {
    const { plan, items } = draft(pairs(5), { plan: 1, deletions: 50 });
    expect([tally(items).pending, tally(items).unchanged, plan.left_over]).toEqual([0, 5, 0]);
  });
});

describe('the contact that is kept', () => {
  const group = [
    contact('c1', { created_at: '2026-02-01T00:00:00Z', last_active_at: '2026-03-01T00:00:00Z' }),
    contact('c2', { created_at: '2026-01-01T00:00:00Z' }),
    contact('c3', { created_at: '2026-03-01T00:00:00Z', last_active_at: '2026-02-01T00:00:00Z' }),
  ];

  test.each([
    ['oldest', 'c2'],
    ['newest', 'c3'],
    ['last_active', 'c1'],
  ] as const)('is the %s', (keep, id) => {
    const { keep: kept, merge } = chosen(group, keep) ?? {};
    expect([kept?.id, merge?.length]).toEqual([id, 2]);
  });

  test('is one whose number can be reached, if there is any', () => {
    const older = contact('c9', { created_at: '2020-01-01T00:00:00Z', phone_number: '09876543210' });
    expect(chosen([older, ...group], 'oldest')?.keep.id).toBe('c2');
    expect(chosen([older], 'oldest')?.keep.id).toBe('c9');
  });
});

type Account = ReadonlyMap<string, Contact>;
let created = 0;

/** Runs a draft as the runner does when nobody else is there. */
function run({ plan, items }: Draft, account: Account) {
  const now = new Map(account);
  const ended = items.map((item): ItemRecord => {
    const row = { ...item, plan_id: plan.plan_id };
    if (item.state !== 'pending') return row;
    const { task, contact_id } = item;
    const before = now.get(contact_id) ?? item.before;
    if (task.do === 'delete') {
      now.delete(contact_id);
      return { ...row, state: 'done' };
    }
    if (task.do === 'merge') for (const { id } of task.losers) now.delete(id);
    const after: Contact =
      task.do === 'create'
        ? { ...before, ...task.contact, id: `n${++created}` }
        : { ...before, ...('delta' in task && patchOf(before, task.delta)) };
    now.set(after.id, after);
    return { ...row, state: 'done', before: task.do === 'create' ? item.before : before, after };
  });
  return { plan: { ...plan, state: 'done' as const }, items: ended, account: now };
}

type Ran = ReturnType<typeof run>;

const undo = ({ plan, items, account }: Ran, options: UndoOptions = {}) =>
  inWords(draftUndo(plan, items, account, options, { ...world, planId: 'p2' }));

const accountOf = (groups: readonly MergeGroup[]): Account =>
  new Map(groups.flatMap(({ keep, merge }) => [keep, ...merge]).map((each) => [each.id, each]));

describe('an undone merge', () => {
  const groups = [
    { keep: contact('c1', { tags: ['a'] }), merge: [contact('c2', { tags: ['b'] }), contact('c3')] },
    { keep: contact('c4'), merge: [contact('c5')] },
  ];
  const ran = run(draft(groups), accountOf(groups));

  test('takes the merged tags and values off the kept contact, and creates the others anew (promise 5)', () => {
    const { plan, items } = undo(ran);
    expect(items.map(({ contact_id, task }) => [contact_id, task.do])).toEqual([
      ['c1', 'update'],
      ['c2', 'create'],
      ['c3', 'create'],
      ['c5', 'create'],
    ]);
    expect(plan.text).toMatch(/remove the tag "b".*3 deleted contacts are made again/);
    expect(plan.text).toMatch(/made again as new ones: .*history are lost for good/);
    expect(plan.text).toMatch(/Campaigns to "b" no longer reach 1 contact that loses it\./);
  });

  test('is undone for a whole group, whichever of its contacts is named', () => {
    const only = (id: string) => undo(ran, { only: new Set([id]) }).items.map(({ contact_id }) => contact_id);
    expect(only('c3')).toEqual(['c1', 'c2', 'c3']);
    expect(only('c1')).toEqual(['c1', 'c2', 'c3']);
  });

  test('leaves out changes that an earlier undo took back', () => {
    const { items } = undo(ran, { undone: new Set(['c1', 'c3', 'c5']) });
    expect(items.map(({ contact_id }) => contact_id)).toEqual(['c2']);
  });

  test('of a merge that failed half way brings the deleted contacts back', () => {
    const [item] = ran.items;
    if (!item) throw new Error('no item');
    const half = { ...ran, items: [{ ...item, state: 'failed' as const }] };
    const there = new Map([...ran.account, ['c3', contact('c3')]]);
    expect(undo({ ...half, account: there }).items.map(({ state }) => state)).toEqual([
      'pending',
      'pending',
      'unchanged',
    ]);
  });

  test('leaves the kept contact as it is where one of the others cannot come back', () => {
    const local = contact('c2', { tags: ['b'], phone_number: '09876543210' });
    const group = [{ keep: contact('c1'), merge: [local, contact('c3')] }];
    const { items } = undo(run(draft(group), accountOf(group)));
    expect(items.map(({ state }) => state)).toEqual(['unchanged', 'gone', 'pending']);
    expect(items[0]?.reason).toContain('it keeps what it was given');
    expect(items[1]?.reason).toContain('E.164 only');
  });

  test('does not bring a contact back beside one that opted out since (promise 9)', () => {
    const optedOut = new Map([...ran.account, ['c4', contact('c4', { tags: ['dnd'] })]]);
    const { items } = undo({ ...ran, account: optedOut }, { only: new Set(['c4']) });
    expect(items).toMatchObject([{ contact_id: 'c5', state: 'protected' }]);
    expect(items[0]?.reason).toMatch(/merged into "N c4" .*opted out \("dnd"\) since/);
  });
});

const TAGS = ['a', 'b', 'A', 'x\u200b', '__proto__'];
const attributes = fc
  .uniqueArray(
    fc.tuple(fc.constantFrom('city', 'zip', '__proto__'), fc.constantFrom('Pune', '', 1, null, ['x'])),
    {
      selector: ([key]) => key,
    },
  )
  .map((entries): Record<string, unknown> => Object.fromEntries(entries));
const person = fc.record({
  // A contact without a name does not come back: `way_back.test.ts`.
  name: fc.constantFrom('Bela', 'Asha', 'Usha'),
  tags: fc.uniqueArray(fc.constantFrom(...TAGS)),
  custom_attributes: attributes,
});
const someGroups = fc
  .array(fc.array(person, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 3 })
  .map((lists) =>
    lists.map((people, g) => {
      const [keep, ...merge] = people.map((fields, n) => contact(`c${g * 10 + n}`, fields));
      return keep ? { keep, merge } : { keep: contact('c0'), merge };
    }),
  );

/** The account by number: ids and times do not come back. */
function written(account: Account) {
  const all = [...account.values()].map(({ phone_number, name, tags, custom_attributes }) => {
    return { phone_number, name, tags: [...tags].sort(), custom_attributes };
  });
  return all.sort((a, b) => (a.phone_number < b.phone_number ? -1 : 1));
}

test('any merge is taken back by its undo, apart from ids and times, and that by its own (promise 5)', () => {
  const property = fc.property(someGroups, (groups) => {
    const start = accountOf(groups);
    const first = run(draft(groups), start);
    for (const { keep, merge } of groups) {
      const now = first.account.get(keep.id);
      const all = [keep, ...merge].flatMap(({ tags }) => tags);
      expect(new Set(now?.tags)).toEqual(new Set(all));
      expect(merge.some(({ id }) => first.account.has(id))).toBe(false);
    }
    const second = run(undo(first), first.account);
    expect(written(second.account)).toEqual(written(start));
    const third = run(undo(second), second.account);
    expect(written(third.account)).toEqual(written(first.account));
  });
  fc.assert(property, { numRuns: 300 });
});

test('the hash is over each contact as it is, and the contacts that a merge deletes, but not over times', () => {
  const group = { keep: contact('c1', { name: 'Kept' }), merge: [contact('c2', { name: 'Lost' })] };
  const { plan, items } = draftMerge({ groups: [group], numberKey: () => undefined }, world);
  const [item] = items;
  if (item?.task.do !== 'merge') throw new Error('no merge');
  const { task } = item;
  const hashes = (facts: Partial<Contact>) => [
    hashOf(plan, [{ ...item, before: { ...item.before, ...facts } }]),
    hashOf(plan, [{ ...item, task: { ...task, losers: task.losers.map((one) => ({ ...one, ...facts })) } }]),
  ];
  const others = [
    { id: 'c9' },
    { phone_number: '+919000000009' },
    { name: 'Other' },
    { tags: ['other'] },
    { custom_attributes: { city: 'Other' } },
  ].flatMap(hashes);
  expect(new Set([hashOf(plan, [item]), ...others]).size).toBe(11);
  const times = { created_at: 'then', updated_at: 'later', last_active_at: 'now' };
  expect(new Set([hashOf(plan, [item]), ...hashes(times)]).size).toBe(1);
});
