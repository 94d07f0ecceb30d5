import fc from 'fast-check';
import { expect, test } from 'vitest';
import { protectedAmong, unprotected } from '../../../src/contacts/tags.ts';
import type { Contact } from '../../../src/model/contact.ts';
import type { ItemRecord } from '../../../src/model/item.ts';
import { ItemState } from '../../../src/model/lifecycle.ts';
import type { UpdateRequest } from '../../../src/model/request.ts';
import { changedBy } from '../../../src/plans/change/delta.ts';
import { deltaNow } from '../../../src/plans/change/drift.ts';
import { updateRefusal } from '../../../src/plans/change/rule.ts';
import { freeAmong } from '../../../src/plans/draft/renames.ts';
import { draftUndo } from '../../../src/plans/draft/undo.ts';
import { type Draft, type DraftWorld, draftUpdate } from '../../../src/plans/draft/update.ts';
import { blank } from '../../../src/plans/tasks/create.ts';

const TAGS = ['vip', 'VIP', 'lead', 'dnd', 'D.N.D', 'opted-out'];
const KEYS = ['city', 'opt_in'];
const protectedFolds = new Set(['dnd', 'optedout']);
const world: DraftWorld = {
  account: 'a',
  where: 'here',
  protectedFolds,
  caps: { plan: 100, deletions: 100 },
  now: 0,
  planId: 'p',
  ttlMs: 1,
};

const tags = fc.uniqueArray(fc.constantFrom(...TAGS), { maxLength: 4 });
const value = fc.constantFrom('a', 'b', '');
const attributes = fc.dictionary(fc.constantFrom(...KEYS), value, { maxKeys: 2 });
const person = fc.record({ tags, custom_attributes: attributes, name: fc.constantFrom('Asha', 'Bela') });
const people = fc
  .array(person, { minLength: 1, maxLength: 5 })
  .map((all) =>
    all.map(
      (fields, n): Contact => ({ ...blank({ phone_number: `+91900000000${n}` }), id: `p${n}`, ...fields }),
    ),
  );
const request: fc.Arbitrary<UpdateRequest> = fc.record({
  add_tags: fc.oneof(fc.constant([]), tags),
  remove_tags: fc.oneof(fc.constant([]), tags),
  set_attributes: attributes,
  remove_attributes: fc.uniqueArray(fc.constantFrom(...KEYS), { maxLength: 1 }),
  rename_tags: fc.oneof(
    fc.constant({}),
    fc.constantFrom({ vip: 'VIP' }, { vip: 'lead' }, { lead: 'new' }, { dnd: 'opted-out' }),
  ),
  name: fc.option(fc.constantFrom('Asha', 'Chitra'), { nil: undefined }),
});

/** The draft, unless the request contradicts itself. */
function drafted(contacts: readonly Contact[], asked: UpdateRequest): Draft | undefined {
  const ids = new Set(contacts.map(({ id }) => id));
  const isFree = freeAmong(contacts, ids, asked.rename_tags);
  try {
    return draftUpdate(contacts, asked, { ...world, isFree });
  } catch {
    return undefined;
  }
}

/** Every item as it ends when nobody else is there. */
function ended({ items }: Draft): ItemRecord[] {
  return items.map((item) => {
    const row = { ...item, plan_id: 'p' };
    if (item.state !== ItemState.pending || item.task.do !== 'update') return row;
    return {
      ...row,
      state: ItemState.done,
      after: changedBy(deltaNow(item.task.delta, item.before), item.before),
    };
  });
}

const optedOut = (contact: Contact) => protectedAmong(contact.tags, protectedFolds).length > 0;

/** What somebody got that can make somebody write to them. A rename that is free takes a tag for each that it gives. */
function given(before: Contact, after: Contact): string[] {
  const [had, has] = [before, after].map(({ tags: all }) => unprotected(all, protectedFolds));
  const news = (has ?? []).filter((tag) => !(had ?? []).includes(tag));
  const gone = (had ?? []).filter((tag) => !(has ?? []).includes(tag));
  const values = Object.entries(after.custom_attributes).filter(([key, is]) => {
    const was = before.custom_attributes[key] ?? '';
    return was !== is && (was !== '' || (key === 'opt_in' && is !== ''));
  });
  return [...(news.length > gone.length ? news : []), ...values.map(([key]) => key)];
}

test('no plan without include_protected gives to who opted out, or ends an opt-out (promise 9)', () => {
  fc.assert(
    fc.property(people, request, (contacts, asked) => {
      const draft = drafted(contacts, asked);
      for (const { before, after, state } of draft ? ended(draft) : []) {
        if (!optedOut(before) || state !== ItemState.done || !after) continue;
        expect([given(before, after), optedOut(after)]).toEqual([[], true]);
      }
    }),
    { numRuns: 1000 },
  );
});

test('no plan leaves somebody alone who would be given nothing (promise 9)', () => {
  fc.assert(
    fc.property(people, request, (contacts, asked) => {
      const draft = drafted(contacts, asked);
      for (const { before, state, task } of draft?.items ?? []) {
        if (state !== ItemState.protected || task.do !== 'update') continue;
        const after = changedBy(task.delta, before);
        const ends = protectedAmong(before.tags, protectedFolds).some((tag) => !after.tags.includes(tag));
        const gives = after.tags.some((tag) => !before.tags.includes(tag));
        expect(ends || gives || given(before, after).length > 0).toBe(true);
      }
    }),
    { numRuns: 1000 },
  );
});

test('no undo without include_protected gives to who opted out, and each brings opt-outs back (promises 5 and 9)', () => {
  fc.assert(
    fc.property(people, request, (contacts, asked) => {
      const draft = drafted(contacts, { ...asked, include_protected: true });
      if (!draft) return;
      const items = ended(draft);
      const now = new Map(items.map(({ before, after }) => [before.id, after ?? before]));
      if (!items.some(({ state }) => state === ItemState.done)) return;
      const undo = draftUndo(draft.plan, items, now, {}, { ...world, planId: 'u' });
      for (const { before: then, after, state, contact_id } of ended(undo)) {
        const first = contacts.find(({ id }) => id === contact_id);
        if (!first || state !== ItemState.done || !after) continue;
        const gifts = given(then, after).filter((gift) => after.custom_attributes[gift] !== '');
        if (optedOut(then)) expect([gifts, optedOut(after)]).toEqual([[], true]);
        if (optedOut(first)) expect(optedOut(after)).toBe(true);
      }
    }),
    { numRuns: 1000 },
  );
});

test('whoever a plan without include_protected changes may be changed just before the write, too (promise 9)', () => {
  fc.assert(
    fc.property(people, request, fc.constantFrom('dnd', 'Opted Out'), (contacts, asked, optOut) => {
      const draft = drafted(contacts, asked);
      for (const { before, state, task } of draft?.items ?? []) {
        if (state !== ItemState.pending || task.do !== 'update') continue;
        const now = { ...before, tags: [...before.tags, optOut] };
        const delta = deltaNow(task.delta, now);
        const after = changedBy(delta, now);
        const refused = updateRefusal(now, delta, { protectedFolds }) !== undefined;
        if (!refused) expect([given(now, after), optedOut(after)]).toEqual([[], true]);
      }
    }),
    { numRuns: 1000 },
  );
});
