import { describe, expect, test } from 'vitest';
import { AppError } from '../../../src/errors.ts';
import { HOUR } from '../../../src/lib/time.ts';
import type { Contact } from '../../../src/model/contact.ts';
import type { ItemRecord } from '../../../src/model/item.ts';
import { tally } from '../../../src/model/lifecycle.ts';
import type { UpdateRequest } from '../../../src/model/request.ts';
import { patchOf } from '../../../src/plans/change/delta.ts';
import { deletionDrift, deltaNow, numberDrift, updateDrift } from '../../../src/plans/change/drift.ts';
import { updateRefusal } from '../../../src/plans/change/rule.ts';
import { countsOf } from '../../../src/plans/draft/draft.ts';
import * as drafts from '../../../src/plans/draft/update.ts';
import { hashOf, phraseOf } from '../../../src/plans/hash.ts';
import { requestsOf } from '../../../src/plans/tasks/index.ts';
import { reasonWords } from '../../../src/words/plans/reasons.ts';
import { inWords } from './inWords.ts';

const draftUpdate = (...asked: Parameters<typeof drafts.draftUpdate>) =>
  inWords(drafts.draftUpdate(...asked));
const draftDelete = (...asked: Parameters<typeof drafts.draftDelete>) =>
  inWords(drafts.draftDelete(...asked));

const world: drafts.DraftWorld = {
  account: 'https://api.vobiz.ai MA_X',
  where: 'account MA_X at api.vobiz.ai',
  protectedFolds: new Set(['optedout', 'dnd']),
  caps: { plan: 10_000, deletions: 500 },
  now: 1000,
  planId: 'p1',
  ttlMs: HOUR,
};

function contact(id: string, fields: Partial<Contact> = {}): Contact {
  const number = `+91555000${id.replace(/\D/g, '').padStart(4, '0')}`;
  const times = { created_at: '2026-01-01T00:00:00Z', updated_at: '2026-01-01T00:00:00Z' };
  return { id, phone_number: number, name: `N ${id}`, tags: [], custom_attributes: {}, ...times, ...fields };
}

function people(count: number, fields: Partial<Contact> = {}, from = 1): Contact[] {
  return Array.from({ length: count }, (_, index) => contact(`c${from + index}`, fields));
}

/** The only contact's item, and its fields as the plan leaves them. */
function one(fields: Partial<Contact>, request: UpdateRequest) {
  const before = contact('c1', fields);
  const { plan, items } = draftUpdate([before], request, world);
  const [item] = items;
  if (!item) throw new Error('no item');
  const patch = item.state === 'pending' && item.task.do === 'update' ? patchOf(before, item.task.delta) : {};
  return { plan, item, state: item.state, ...before, ...patch };
}

describe('a planned update', () => {
  test('adds a tag to contacts that did not opt out, and counts them (conversation 2, promise 9)', () => {
    const contacts = [...people(203), ...people(9, { tags: ['Opted-Out'] }, 300)];
    const { plan, items } = draftUpdate(contacts, { add_tags: ['vip'] }, world);
    expect(plan.summary).toBe('Add the tag "vip" to 203 contacts');
    expect(plan.text).toMatch(
      /^Add the tag "vip" to 203 contacts in account MA_X at api\.vobiz\.ai\.\nOf the 212 contacts selected: "N c1" \(\+915550000001\), "N c2" \(\+915550000002\), .* and 200 others\./,
    );
    expect(plan.text).toMatch(/^9 people opted out and .*: "N c300" \(\+915550000300\), .* others\.$/m);
    expect(tally(items)).toMatchObject({ pending: 203, protected: 9 });
    expect(items.at(-1)?.reason).toContain('opted out ("Opted-Out")');
    expect(plan.text).toMatch(/campaigns to "vip" reach/);
    expect(plan).toMatchObject({
      state: 'waiting',
      kind: 'update',
      created_at: 1000,
      expires_at: 1000 + HOUR,
    });
    expect(phraseOf(plan, 203)).toMatch(/^APPLY 203 [2-9A-HJ-NP-Z]{4}$/);
  });

  test('leaves contacts that have the tag unchanged, and takes a contact named twice once', () => {
    const [a, b] = [contact('c1', { tags: ['vip'] }), contact('c2')];
    const { plan, items } = draftUpdate([a, b, a], { add_tags: ['vip'] }, world);
    expect(items.map(({ seq, contact_id, state }) => [seq, contact_id, state])).toEqual([
      [1, 'c1', 'unchanged'],
      [2, 'c2', 'pending'],
    ]);
    expect(plan.text).toMatch(
      /^Add the tag "vip" to "N c2" \(\+915550000002\) in account MA_X at api\.vobiz\.ai\.\n2 contacts are selected\.\n1 has it already\./,
    );
  });

  test('says so when protection is overruled (promise 9)', () => {
    const request = { add_tags: ['vip'], include_protected: true };
    const { plan, item, state } = one({ tags: ['dnd'] }, request);
    expect([state, plan.include_protected]).toEqual(['pending', true]);
    expect(plan.text).toMatch(
      /1 person who opted out gets "vip", too, so campaigns to it reach this person: "N c1"/,
    );
    expect(item.reason).toContain('opted out ("dnd")');
  });

  test('says that an opt-out tag alone stops no message, and that taking one off ends it', () => {
    const adding = one({ tags: ['lead'] }, { add_tags: ['dnd'] });
    expect(adding.plan.text).toContain('An opt-out tag alone stops no message');
    const taking = one({ tags: ['dnd'] }, { remove_tags: ['dnd'], include_protected: true });
    expect(taking.plan.text).toContain('Taking off "dnd" ends an opt-out');
  });

  test('puts everything asked into one sentence', () => {
    const request = { add_tags: ['a', 'b'], name: 'X', set_attributes: { n: 1 }, remove_attributes: ['o'] };
    expect(one({ custom_attributes: { o: 1 } }, request).plan.summary).toBe(
      'Change "N c1" (+915550000001): add 2 tags ("a" and "b"), set the name to "X", set "n" to 1 and remove the attribute "o"',
    );
  });

  test('warns when many get the same name', () => {
    const { text } = draftUpdate(people(2), { name: 'Asha' }, world).plan;
    expect(text).toContain('Both contacts get the same name.');
    expect(text).toMatch(
      /This replaces the name of 2 contacts \("N c1" \(\+915550000001\) and "N c2" \(\+915550000002\)\)/,
    );
  });
});

describe('a tag renamed', () => {
  test.each([
    { tags: ['vip', 'x'], result: ['x', 'V'] },
    { tags: ['VIP', 'v.i.p'], result: ['V'] },
    { tags: ['V', 'vip'], result: ['V'] },
    { tags: ['x'], result: ['x'] },
  ])('turns $tags into $result (conversation 5)', ({ tags, result }) => {
    expect(one({ tags }, { rename_tags: { vip: 'V', VIP: 'V', 'v.i.p': 'V' } }).tags).toEqual(result);
  });

  test('is renamed on contacts that opted out, too: its audience does not grow (conversation 5, promise 9)', () => {
    expect(one({ tags: ['dnd', 'VIP'] }, { rename_tags: { VIP: 'vip' } })).toMatchObject({
      state: 'pending',
      tags: ['dnd', 'vip'],
    });
  });

  test('is no way round an opt-out (promise 9)', () => {
    const ending = { rename_tags: { dnd: 'x' } };
    for (const request of [ending, { ...ending, include_protected: true }])
      expect(() => one({ tags: ['dnd'] }, request)).toThrow(/can only be renamed to another opt-out tag/);
    expect(one({ tags: ['dnd'] }, { rename_tags: { dnd: 'opted-out' } }).tags).toEqual(['opted-out']);
    expect(one({ tags: ['dnd', 'a'] }, { rename_tags: { a: 'b' }, add_tags: ['c'] }).state).toBe('protected');
    expect(one({ tags: ['dnd', 'a'] }, { rename_tags: { a: 'b' }, add_tags: ['b'] }).state).toBe('protected');
    expect(one({ tags: ['dnd', 'a'] }, { add_tags: ['b'], remove_tags: ['a'] }).state).toBe('protected');
  });

  test('of an opt-out to another spelling of it ends no opt-out', () => {
    const renaming = { rename_tags: { 'opted-out': 'Opted-Out' } };
    expect(one({ tags: ['opted-out', 'a'] }, renaming).plan.text).not.toContain('ends an opt-out');
    const both = { remove_tags: ['dnd'], include_protected: true };
    expect(one({ tags: ['dnd', 'opted-out'] }, both).plan.text).not.toContain('ends an opt-out');
  });

  test('is named in one line', () => {
    const { plan } = one({ tags: ['lead'] }, { rename_tags: { lead: 'prospect' } });
    expect(plan.summary).toBe('Rename the tag "lead" to "prospect" on "N c1" (+915550000001)');
  });

  test('is not given to contacts that lost the old one meanwhile, whether or not they opted out', () => {
    const { item } = one({ tags: ['dnd', 'lead'] }, { rename_tags: { lead: 'prospect' } });
    const delta = item.task.do === 'update' ? item.task.delta : undefined;
    const now = contact('c1', { tags: ['dnd'] });
    expect(delta && patchOf(now, deltaNow(delta, now))).toEqual({});
    expect(delta && updateRefusal(now, delta, world)).toMatchObject({ say: 'not given', tags: ['prospect'] });
    expect(delta && deltaNow(delta, item.before)).toBe(delta);
  });
});

describe('all tags taken off', () => {
  test('are an explicit list that spares the protected ones (conversation 7, promise 9)', () => {
    const { item, tags, plan } = one({ tags: ['a', 'Opted Out', 'b'] }, { remove_tags: ['*'] });
    expect(item.task).toMatchObject({ delta: { adds: [], removes: ['a', 'b'] } });
    expect(tags).toEqual(['Opted Out']);
    expect(plan.summary).toBe('Remove every tag except opt-outs from "N c1" (+915550000001): "a" and "b"');
  });

  test('make room for those added with it', () => {
    expect(one({ tags: ['a', 'b'] }, { remove_tags: ['*'], add_tags: ['b', 'c'] }).tags).toEqual(['b', 'c']);
  });
});

describe('an attribute renamed', () => {
  const request = { rename_attributes: { comapny: 'company' } };

  test.each([
    [{ comapny: 'Acme', x: 1 }, { x: 1, company: 'Acme' }, 'pending'],
    [{ comapny: 'Acme', company: 'Acme' }, { company: 'Acme' }, 'pending'],
    [{ company: 'Acme' }, { company: 'Acme' }, 'unchanged'],
    [{ comapny: 'A', company: 'B' }, { comapny: 'A', company: 'B' }, 'unchanged'],
  ])('turns %j into %j (conversation 15)', (custom_attributes, then, state) => {
    expect(one({ custom_attributes }, request)).toMatchObject({ state, custom_attributes: then });
  });

  test('lists contacts that have both with different values (conversation 15)', () => {
    const { item, plan } = one({ custom_attributes: { comapny: 'A', company: 'B' } }, request);
    expect(item.reason).toContain('"comapny" is "A" and "company" is "B"');
    expect(plan.text).toMatch(/1 contact has different values under the old and the new name/);
  });

  test('does not overwrite between two old ones', () => {
    const both = { rename_attributes: { a: 'c', b: 'c' } };
    expect(one({ custom_attributes: { a: 1, b: 2 } }, both).state).toBe('unchanged');
    expect(one({ custom_attributes: { a: 1, b: 1 } }, both).custom_attributes).toEqual({ c: 1 });
  });
});

describe('a new number (conversation 13)', () => {
  test('is a new contact in place of the old one, and names the losses', () => {
    const { item, plan } = one({ phone_number: '+915550000010' }, { new_number: '+915550000011' });
    expect(item).toMatchObject({ state: 'pending', task: { do: 'renumber', phone_number: '+915550000011' } });
    expect(plan.summary).toBe('Give "N c1" the number +915550000011 instead of +915550000010');
    expect(plan.text).toMatch(/A new contact .*old one is deleted: .*history are lost for good/);
  });

  test('is nothing to do when it is theirs, and no way to lose an opt-out (promise 9)', () => {
    expect(one({ phone_number: '+915550000011' }, { new_number: '+915550000011' }).state).toBe('unchanged');
    expect(one({ tags: ['dnd'] }, { new_number: '+915550000011' }).state).toBe('protected');
  });
});

describe('a planned deletion', () => {
  test('plans 500 of 640 and leaves the rest over (conversation 12, promise 10)', () => {
    const { plan, items } = draftDelete(people(640), {}, world);
    expect(plan).toMatchObject({ kind: 'delete', left_over: 140 });
    expect(plan.summary).toBe('Delete 500 contacts');
    expect(plan.text).toMatch(
      /^Delete 500 contacts in account MA_X at api\.vobiz\.ai\.\nOf the 640 contacts selected: "N c1" \(\+915550000001\), .* and 497 others\./,
    );
    expect(plan.text).toMatch(/history are lost for good.*as new ones/);
    expect(plan.text).toContain('140 more contacts are left for another plan: at most 500 deletions');
    expect(countsOf(tally(items), plan)).toMatchObject({
      selected: 640,
      to_change: 500,
      left_over: 140,
    });
    const rest = draftDelete(people(140, {}, 501), {}, world);
    expect(rest.plan.summary).toBe('Delete 140 contacts');
  });

  test('spares contacts that opted out (promise 9)', () => {
    const contacts = [contact('c1', { tags: ['dnd'] })];
    expect(draftDelete(contacts, {}, world).items[0]?.state).toBe('protected');
    const overruled = draftDelete(contacts, { include_protected: true }, world).items[0];
    expect([overruled?.state, overruled?.reason]).toEqual(['pending', expect.stringContaining('"dnd"')]);
  });

  test('refuses an empty selection', () => {
    expect(() => draftDelete([], {}, world)).toThrow(/`selection_id` or `contacts` is empty/);
  });
});

describe('a request that contradicts itself', () => {
  test.each<[UpdateRequest, RegExp]>([
    [{}, /does not say what to change/],
    [{ add_tags: [], rename_tags: {}, include_protected: true }, /does not say what to change/],
    [{ add_tags: ['a'], remove_tags: ['a'] }, /"a" is in both `add_tags` and `remove_tags`/],
    [{ add_tags: ['a'], rename_tags: { a: 'b' } }, /`add_tags`, and `rename_tags`/],
    [{ remove_tags: ['a'], rename_tags: { a: 'b' } }, /both `remove_tags` and `rename_tags`/],
    [{ remove_tags: ['b'], rename_tags: { a: 'b' } }, /both `remove_tags` and `rename_tags`/],
    [{ rename_tags: { a: 'b', b: 'c' } }, /"b" is both an old and a new name in `rename_tags`/],
    [{ rename_tags: { a: 'b', b: 'a' } }, /both an old and a new name in `rename_tags`/],
    [{ rename_tags: { a: 'a' } }, /both an old and a new name in `rename_tags`/],
    [{ remove_tags: ['*'], rename_tags: { a: 'b' } }, /`remove_tags` \["\*"\].*`rename_tags`/],
    [{ add_tags: ['*'] }, /"\*" is not a tag.*`add_tags`/],
    [{ set_attributes: { k: 1 }, remove_attributes: ['k'] }, /`set_attributes` and `remove_attributes`/],
    [{ set_attributes: { k: 1 }, rename_attributes: { j: 'k' } }, /`set_attributes` and `rename_attributes`/],
    [
      { remove_attributes: ['k'], rename_attributes: { k: 'j' } },
      /`remove_attributes` and `rename_attributes`/,
    ],
    [{ rename_attributes: { a: 'b', b: 'c' } }, /in `rename_attributes`/],
    [{ new_number: '+915550000011', name: 'X' }, /`new_number`.*does not go with `name`/],
    [{ new_number: '9876543210' }, /`new_number` "9876543210" is not a complete number/],
  ])('%j is refused, with the arguments named', (request, message) => {
    expect(() => draftUpdate([contact('c1')], request, world)).toThrow(message);
    expect(() => draftUpdate([contact('c1')], request, world)).toThrow(AppError);
  });

  test('one number for two contacts is refused', () => {
    const draft = () => draftUpdate(people(2), { new_number: '+915550000011' }, world);
    expect(draft).toThrow(/`new_number` is for one contact/);
  });

  test('an empty selection is refused', () => {
    expect(() => draftUpdate([], { add_tags: ['a'] }, world)).toThrow(/is empty/);
  });
});

describe('drift', () => {
  const drift = (request: UpdateRequest, now: Partial<Contact>) => {
    const before = { name: 'Asha', tags: ['a'], custom_attributes: { city: 'Pune' } };
    const { item } = one(before, request);
    const today = contact('c1', { ...before, ...now });
    return 'delta' in item.task
      ? updateDrift(item.task.delta, item.before, today)
      : numberDrift(item.before, today);
  };

  test.each<[UpdateRequest, Partial<Contact>, RegExp]>([
    [{ name: 'X' }, { name: 'Usha' }, /name is now "Usha" \(it was "Asha"\)/],
    [{ set_attributes: { city: 'Goa' } }, { custom_attributes: { city: 'Delhi' } }, /"city" is now "Delhi"/],
    [
      { set_attributes: { zip: '1' } },
      { custom_attributes: { city: 'Pune', zip: '2' } },
      /\(it was not there\)/,
    ],
    [{ remove_attributes: ['city'] }, { custom_attributes: { city: 'Delhi' } }, /\(it was "Pune"\)/],
    [{ rename_attributes: { city: 'town' } }, { custom_attributes: { city: 'Delhi' } }, /"city" is now/],
    [{ new_number: '+915550000099' }, { name: 'Usha' }, /name is now/],
  ])('%j drifts on %j (promise 2)', (request, now, reason) => {
    expect(reasonWords(drift(request, now) ?? '')).toMatch(reason);
  });

  test.each<[UpdateRequest, Partial<Contact>]>([
    [{ add_tags: ['x'] }, { tags: ['b'], name: 'Usha', custom_attributes: {} }],
    [{ name: 'X' }, { name: 'X', custom_attributes: {} }],
    [{ set_attributes: { city: 'Goa' } }, { name: 'Usha', custom_attributes: { city: 'Goa' } }],
    [{ remove_attributes: ['city'] }, { custom_attributes: {} }],
  ])('%j does not drift on %j: not overwritten, or as wanted (promise 2)', (request, now) => {
    expect(drift(request, now)).toBeUndefined();
  });

  test.each<Partial<Contact>>([{ tags: ['x'] }, { updated_at: 'later' }, { last_active_at: 'now' }])(
    'a deletion drifts on %j (promise 2)',
    (now) => {
      const [item] = draftDelete([contact('c1')], {}, world).items;
      if (!item) throw new Error('no item');
      expect(deletionDrift(item.before, contact('c1', now))).toMatchObject({ say: 'changed' });
      expect(deletionDrift(item.before, contact('c1'))).toBeUndefined();
    },
  );
});

test('requests are counted by the work of the items, a sample in proportion', () => {
  const items: Pick<ItemRecord, 'task'>[] = [
    { task: { do: 'delete' } },
    { task: { do: 'renumber', phone_number: '+1' } },
  ];
  expect([requestsOf(items), requestsOf(items, 100), requestsOf([], 3)]).toEqual([6, 300, 6]);
});

test('the hash is over which plan it is, the account, the options and what the person is told, too', () => {
  const { plan, items } = drafts.draftUpdate([contact('c1')], { add_tags: ['a'] }, world);
  const others = [
    {},
    { plan_id: 'p0' },
    { account: 'other' },
    { include_protected: true },
    { undoes: 'p0' },
    { kind: 'undo' as const },
    { summary: 'Add the tag "b" to 1 contact' },
    { warnings: [] },
  ];
  const hashes = others.map((other) => hashOf({ ...plan, ...other }, items));
  expect(new Set(hashes).size).toBe(8);
});
