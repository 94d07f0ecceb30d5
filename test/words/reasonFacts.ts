/** Facts of reasons for tests: every kind, with the names, numbers and people that a test puts in. */
import fc from 'fast-check';
import type { Conflict, Person } from '../../src/model/facts.ts';
import type { Difference, ReasonFact, ReasonFacts, ReasonSay } from '../../src/model/reasons.ts';
import { person, phone, word } from './arbitrary.ts';

/** What a fact may hold that comes from outside. */
export interface Outside {
  /** Names, tags, keys, and what the service says. */
  word: fc.Arbitrary<string>;
  phone: fc.Arbitrary<string>;
  person: fc.Arbitrary<Person>;
}

export const HOSTILE: Outside = { word, phone, person };

type Facts = { readonly [Say in ReasonSay]: fc.Arbitrary<ReasonFacts[Say]> };

function factsFrom({ word, phone, person }: Outside): Facts {
  const count = fc.constantFrom(1, 2, 40, 10_000);
  const words = fc.array(word, { minLength: 1, maxLength: 20 });
  const value = fc.oneof(word, fc.dictionary(word, word, { minKeys: 1 }), fc.constant(7));
  const held = fc.record({ value });
  const given = fc.record({ tags: words, keys: words });
  const why: fc.Arbitrary<ReasonFact> = fc.oneof(
    fc.record({ say: fc.constant('error' as const), cause: word }),
    fc.record({ say: fc.constant('opted out' as const), contact: person }),
  );
  const differences = fc.array(differenceFrom(word, phone, held), { minLength: 1, maxLength: 12 });
  const conflict: fc.Arbitrary<Conflict> = fc.record({
    keep: person,
    key: word,
    value,
    lost: fc.array(fc.record({ value, contact: person }), { minLength: 1, maxLength: 4 }),
  });
  const conflicts = fc.array(conflict, { minLength: 1, maxLength: 4 });
  const pair = fc.tuple(word, value);
  const nothing = fc.constant({});
  return {
    forgotten: nothing,
    'so already': nothing,
    'is there': nothing,
    undone: nothing,
    'given up': fc.oneof(nothing, fc.constant({ begun: true as const })),
    'no longer': fc.record({ tags: words }),
    keeps: nothing,
    overruled: fc.record({ tags: words }),
    'stays on': fc.record({ contact: person, tags: words, whole: fc.boolean() }),
    'not given': fc.oneof(
      fc.record({ contact: person, opt_outs: words, tags: words, keys: words, whole: fc.boolean() }),
      fc
        .record({ contact: person, opt_outs: words, tags: words, keys: words, whole: fc.boolean() })
        .map((fact) => ({ ...fact, consents: fact.keys })),
    ),
    kept: fc.record({
      does: fc.constantFrom('delete' as const, 'merge' as const, 'return' as const),
      contact: person,
      opt_outs: words,
    }),
    'opted out': fc.record({ contact: person }),
    'back without': given,
    changed: fc.oneof(fc.record({ differences }), fc.record({ contact: person, differences })),
    deleted: fc.oneof(nothing, fc.record({ contact: person })),
    'number taken': fc.record({ contact: person }),
    'created unknown': nothing,
    'no return': fc.record({ field: fc.constantFrom('name' as const, 'number' as const) }),
    unreadable: fc.record({
      contact: person,
      fields: fc.tuple(
        fc.record({ field: fc.constant('phone_number' as const), holds: phone }),
        fc.record({ field: fc.constant('name' as const), holds: word }),
      ),
    }),
    'both names': fc.record({ conflicts: fc.array(fc.tuple(pair, pair), { minLength: 1, maxLength: 3 }) }),
    'too many': fc.record({ losers: count, most: count }),
    'too large': fc.record({ keep: person, others: count }),
    written: fc.record(
      {
        failed: differences,
        stored: differences,
        foreign: differences,
        overwrote: fc.constant(true as const),
        updated: count,
      },
      { requiredKeys: ['failed', 'stored', 'foreign'] },
    ),
    overwrote: nothing,
    'own number': nothing,
    'not created': fc.oneof(fc.record({ says: word }), fc.record({ says: word, there: person })),
    error: fc.record({ cause: word }),
    unsettled: fc.record({ cause: word }),
    'program ended': nothing,
    lost: fc.record({ conflicts }),
    merged: fc.record({ lost: conflicts, notes: fc.array(why, { minLength: 1, maxLength: 3 }) }),
    'half merged': fc.record({ deleted: count, why }),
    'not deleted': fc.record({
      left: fc.array(fc.record({ contact: person, why }), { minLength: 1, maxLength: 4 }),
    }),
    'half renumbered': fc.record({ made: person, why }),
  };
}

function differenceFrom(
  word: Outside['word'],
  phone: Outside['phone'],
  held: fc.Arbitrary<{ value: unknown }>,
): fc.Arbitrary<Difference> {
  const tag = fc.constant('tag' as const);
  const attribute = fc.constant('attribute' as const);
  return fc.oneof(
    fc.record({ field: fc.constant('name' as const), was: word, now: word }),
    fc.record({ field: fc.constant('number' as const), was: phone, now: phone }),
    fc.oneof(fc.record({ field: tag, was: word }), fc.record({ field: tag, now: word })),
    fc.record({ field: tag, was: word, now: word, kept: fc.constant(true as const) }),
    fc.oneof(
      fc.record({ field: attribute, key: word, was: held, now: held }),
      fc.record({ field: attribute, key: word, was: held }),
      fc.record({ field: attribute, key: word, now: held }),
    ),
    fc.record({
      field: fc.constantFrom('created_at' as const, 'updated_at' as const, 'last_active_at' as const),
    }),
  );
}

/** Some facts of each kind of reason. */
export function reasonsFrom(outside: Outside, numRuns: number): ReasonFact[] {
  return Object.entries(factsFrom(outside)).flatMap(([say, facts]) =>
    fc.sample<object>(facts, { seed: 7, numRuns }).map((fact) => Object.assign({ say }, fact) as ReasonFact),
  );
}

export const REASON_SAYS = Object.keys(factsFrom(HOSTILE));
