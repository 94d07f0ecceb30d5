/** Facts of plans for the tests of texts: every kind, with names and tags as hostile and as many as they get. */
import fc from 'fast-check';
import type { Parts, People, Scope, SummaryFact, TagCount } from '../../src/model/facts.ts';
import type { SheetRead, WarningFact, WarningFacts, WarningSay } from '../../src/model/warnings.ts';
import {
  consentKey,
  count,
  file,
  fixFile,
  fullName,
  key,
  person,
  phone,
  some,
  value,
  word,
} from './arbitrary.ts';
import { NOTE_SAYS, noteOf } from './sheetNotes.ts';

const people = (most: number): fc.Arbitrary<People> => some(person, most);
const tagCount: fc.Arbitrary<TagCount> = fc.tuple(word, count);
const renamed = fc.record({ old: word, name: word, contacts: count });
const contacts = fc.record({ contacts: count });
const none = fc.constant({ first: [], count: 0 });

const parts: fc.Arbitrary<Parts> = fc.record({
  adds: fc.oneof(none, some(tagCount, 40)),
  removes: fc.oneof(none, some(tagCount, 40)),
  clears: fc.boolean(),
  renames: fc.array(renamed, { maxLength: 40 }),
  names: fc.oneof(fc.constant({ contacts: 0 }), fc.record({ to: fullName, contacts: count })),
  sets: fc.oneof(none, some(fc.record({ key, value, contacts: count }), 40)),
  unsets: fc.oneof(none, some(fc.record({ key, contacts: count }), 40)),
  moves: fc.array(fc.record({ old: key, name: key, contacts: count }), { maxLength: 40 }),
});

const left = fc.record({
  protected: fc.nat(9),
  drifted: fc.nat(9),
  gone: fc.nat(9),
  unchanged: fc.nat(9),
  left_over: fc.nat(9),
});
const words = fc.array(word, { maxLength: 40 });
const scope: fc.Arbitrary<Scope> = fc.record({
  where: fc.constant('account MA_TEST'),
  selected: count,
  changed: people(3),
  refused: fc.record({ tags: words, keys: words, ended: words }),
  overruled: fc.nat(3),
  found: fc.record({ filter: fc.record({ text: value, tags_any: fc.array(word, { minLength: 1 }) }) }),
  left,
  opted_out: fc.oneof(none, people(5)),
});
const where = fc.constant('account MA_TEST');

export const summaryFact: fc.Arbitrary<SummaryFact> = fc.oneof(
  fc.record({ say: fc.constant('update' as const), parts, scope }),
  fc.record({
    say: fc.constant('update' as const),
    parts,
    scope,
    number: fc.record({ old: phone, new: phone }),
  }),
  fc.record({ say: fc.constant('delete' as const), scope }),
  fc.record({ say: fc.constant('edit' as const), parts, contact: person, where }),
  fc.record({
    say: fc.constant('create' as const),
    contact: fc.record({
      phone_number: phone,
      name: fullName,
      tags: fc.array(word, { maxLength: 40 }),
      custom_attributes: fc.dictionary(key, value),
    }),
    where,
  }),
  fc.record({
    say: fc.constant('merge' as const),
    where,
    groups: some(fc.record({ keep: person, losers: people(8) }), 2),
    deleted: count,
    rule: fc.constantFrom(
      undefined,
      { by: 'phone', kept: 'oldest' as const },
      { by: 'x'.repeat(200), kept: 'newest' as const },
    ),
    left: fc.record({
      protected: fc.nat(9),
      too_large: fc.nat(9),
      unreadable: fc.nat(9),
      left_over: fc.nat(9),
    }),
  }),
  fc.record({
    say: fc.constant('import' as const),
    file: fc.option(file, { nil: undefined }),
    where,
    created: count,
    updated: count,
    fields: fc.constant([{ field: 'tags' as const, contacts: 3 }]),
    left,
    opted_out: people(5),
    rows: fc.record({ invalid: fc.nat(9), duplicate: fc.nat(9), skipped: fc.nat(9) }),
    refused: some(
      fc.record({ row: fc.nat(9_999), name: fullName, reason: fc.constant('the number is too short') }),
      3,
    ),
    tags: fc.array(word, { maxLength: 40 }),
    tagged: fc.constantFrom('all' as const, 'who stays in' as const),
  }),
  fc.record({
    say: fc.constant('undo' as const),
    plan_id: fc.constant('plan_x2345678'),
    undone: fc.record({ say: fc.constant('delete' as const), scope }),
    as_of: fc.constant('2026-11-30T15:15:00.000Z'),
    of: count,
    before: fc.nat(9),
    does: fc.record({ changed: fc.nat(9), created: fc.nat(9), deleted: fc.nat(9), replaced: fc.nat(9) }),
    parts,
    scope,
  }),
);

const pairs = fc.record({ pairs: some(fc.record({ loser: person, keep: person }), 10) });
const tags = fc.record({ tags: fc.array(word, { minLength: 1, maxLength: 40 }) });
const movedTags = {
  tags: fc.array(word, { minLength: 1, maxLength: 40 }),
  counts: some(tagCount, 40),
};
const moved = fc.record(movedTags, { requiredKeys: ['tags'] });
const caps = fc.constant({ plan: 500, deletions: 50 });

const INCLUDED = [
  'gets',
  'gets values',
  'opts in',
  'deleted',
  'merged',
  'renumbered',
  'back',
  'changed',
] as const;

const FACTS: { readonly [Say in WarningSay]?: fc.Arbitrary<WarningFacts[Say]> } = {
  permanent: fc.record({ deleted: fc.constant(10_000), lost: fc.oneof(none, people(50)) }),
  carried: fc.record({ tags: some(tagCount, 40), contacts: count }),
  'new number': fc.constant({}),
  unreachable: pairs,
  'same number': pairs,
  lost: fc.record({
    conflict: fc.record({
      keep: person,
      key,
      value,
      lost: fc.array(fc.record({ value, contact: person }), { minLength: 1, maxLength: 8 }),
    }),
  }),
  'more lost': fc.record({ attributes: count }),
  replaced: fc.record({
    key,
    examples: fc.array(fc.record({ value, contact: person }), { minLength: 1, maxLength: 2 }),
    contacts: count,
  }),
  'more replaced': fc.record({ attributes: count }),
  overwrites: fc.constant({}),
  'comes back': fc.record({
    does: fc.constantFrom('created' as const, 'deleted' as const, 'replaced' as const),
  }),
  'keeps name': contacts,
  'ends opt-outs': tags,
  'stays after': fc.record({
    of: fc.constantFrom('all' as const, 'some' as const),
    is_undo: fc.boolean(),
    contacts: count,
  }),
  overruled: fc.record(
    {
      done: fc.constantFrom('changed' as const, 'deleted' as const, 'merged' as const, 'included' as const),
      contacts: count,
      effects: fc.array(
        fc.record(
          {
            does: fc.constantFrom(...INCLUDED),
            names: fc.array(word, { minLength: 1, maxLength: 40 }),
            people: people(5),
          },
          { requiredKeys: ['does', 'people'] },
        ),
        { minLength: 1, maxLength: 3 },
      ),
    },
    { requiredKeys: ['done', 'contacts'] },
  ),
  'left whole': contacts,
  'back without': fc.record({
    contacts: count,
    tags: fc.array(word, { minLength: 1, maxLength: 40 }),
    keys: fc.array(key, { maxLength: 40 }),
  }),
  consent: fc.record({ key: consentKey, contacts: fc.constantFrom(3, 40, 10_000), noes: fc.nat(3) }),
  'both names': contacts,
  unreadable: fc.record({ contact: person }),
  'opts out': fc.record({ people: count }),
  'values kept': fc.record({
    contacts: count,
    fields: some(fc.oneof(contacts, fc.record({ key, contacts: count })), 10),
  }),
  'to mend': fc.record(
    {
      file: fixFile,
      refused: fc.nat(3),
      repeated: fc.nat(3),
      asked: fc.record(
        {
          columns: some(fc.record({ header: word, as: fc.oneof(fc.constant(''), word) }), 10),
          default_country: word,
          existing: fc.constantFrom('overwrite' as const, 'skip' as const),
          add_tags: fc.array(word, { maxLength: 40 }),
        },
        { requiredKeys: ['columns', 'add_tags'] },
      ),
    },
    { requiredKeys: ['file'] },
  ),
  drifted: fc.record({ people: people(8) }),
  'not undone': contacts,
  'over cap': fc.record({ does: fc.constant('change' as const), left_over: count, caps }),
  'opted out before': fc.record({ people: people(5), at: fc.constant(Date.UTC(2026, 10, 30)) }),
  reaches: moved,
  misses: moved,
  'passed on': fc.record({ ...movedTags, contacts: count }, { requiredKeys: ['tags', 'contacts'] }),
  'opt-out alone': contacts,
  aim: fc.record({
    renames: fc.array(fc.record({ name: word, olds: fc.array(word, { minLength: 1, maxLength: 40 }) }), {
      minLength: 1,
      maxLength: 40,
    }),
  }),
  'keeps old tag': fc.record({ tag: word, contacts: count }, { requiredKeys: ['tag'] }),
  joins: fc.record({ tag: word, contacts: count, others: count }, { requiredKeys: ['tag', 'contacts'] }),
  'stays in audience': fc.record(
    {
      contacts: count,
      reached: fc.record({ tags: fc.array(word, { minLength: 1, maxLength: 40 }), people: people(5) }),
    },
    { requiredKeys: ['contacts'] },
  ),
  alike: fc.record({ tag: word, others: fc.array(tagCount, { minLength: 1, maxLength: 40 }) }),
  'new tag': fc.record({ tag: word }),
  'spellings left': fc.record({
    names: fc.array(word, { minLength: 1, maxLength: 40 }),
    left: fc.array(tagCount, { minLength: 1, maxLength: 40 }),
  }),
  sharing: fc.record({ by: key }),
  'same name': contacts,
  ahead: fc.record({
    plan_id: fc.constant('plan_a2345678'),
    state: fc.constantFrom('queued' as const, 'waiting' as const, 'done' as const),
    contacts: count,
  }),
};

export const SAYS = [...Object.keys(FACTS), ...NOTE_SAYS];

type Fact = WarningFact | SheetRead;

/** The kind of a warning; a note on how a sheet was read has one of its own. */
export function sayOf(fact: Fact): string {
  return fact.say === 'sheet' ? fact.note.say : fact.say;
}

/** A warning of this kind. */
export function warningOf(say: string): fc.Arbitrary<Fact> {
  if (NOTE_SAYS.includes(say)) return fc.record({ say: fc.constant('sheet' as const), note: noteOf(say) });
  const [, facts] = Object.entries(FACTS).find(([name]) => name === say) ?? [];
  if (facts === undefined) throw new RangeError(`no facts for ${say}`);
  return fc
    .record({ say: fc.constant(say), facts })
    .map(({ facts: rest }) => Object.assign({ say }, rest)) as fc.Arbitrary<WarningFact>;
}
