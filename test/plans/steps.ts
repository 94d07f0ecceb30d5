import fc from 'fast-check';
import type { WireContact } from '../../src/api/wire.ts';
import type { Dialect } from '../../src/sandbox/dialect.ts';
import type { Action } from '../../src/sandbox/faults.ts';

/** A change that a plan makes; arguments of `plan_update`. */
export interface Change {
  add_tags?: string[];
  remove_tags?: string[];
  rename_tags?: Record<string, string>;
  name?: string;
  set_attributes?: Record<string, unknown>;
  remove_attributes?: string[];
  rename_attributes?: Record<string, string>;
}

/** A change by somebody else to the n-th person. */
export interface Foreign {
  person: number;
  edit: { tag: string; on: boolean } | { name: string } | { key: string; value?: unknown } | { gone: true };
}

/** What happens while a plan runs. */
export interface Mishaps {
  /** Transport: the n-th request of a kind meets the action. */
  faults: { of: 'reads' | 'writes'; nth: number; action: Action }[];
  /** Just before the n-th reading of the person. */
  foreign: (Foreign & { nth: number })[];
  /** How the run is interrupted, at which request. */
  cut: { how: 'crash' | 'stop'; of: 'reads' | 'writes'; nth: number } | undefined;
}

export type Step =
  | { do: 'update'; change: Change; people: number[]; between: Foreign[]; mishaps: Mishaps }
  | { do: 'delete'; people: number[]; between: Foreign[]; mishaps: Mishaps }
  /** Takes back the last plan that is not taken back, or does what was taken back last. */
  | { do: 'undo' | 'redo'; between: Foreign[]; mishaps: Mishaps };

export interface Story {
  dialect: Partial<Dialect>;
  people: Pick<WireContact, 'name' | 'tags' | 'custom_attributes'>[];
  /** Requests at once. */
  width: number;
  steps: Step[];
}

export const TAGS = ['a', 'b', 'c', 'd', 'e'];
export const KEYS = ['x', 'y'];
/** Those that keep what they are given as it is. */
const DIALECTS: Partial<Dialect>[] = [
  {},
  { putReply: 'empty' },
  { putReply: 'stale' },
  { tagStyle: 'sorted', nullFields: true },
  { order: 'updated', listShape: 'data', maxLimit: 3 },
  { existing: 'upsert', searchPlus: 'breaks' },
];
const NAMES = ['Asha', 'Bela', 'Chitra'];
const MOST = 8;

const tag = fc.constantFrom(...TAGS);
const key = fc.constantFrom(...KEYS);
const name = fc.constantFrom(...NAMES);
const value = fc.constantFrom<unknown>(1, 'one', null);
const attributes = fc.dictionary(key, value, { maxKeys: 2 }).map((all) => ({ ...all }));
const person = fc.record({ name, tags: fc.subarray(TAGS), custom_attributes: attributes });
const place = fc.nat(MOST - 1);
const places = fc.uniqueArray(place, { minLength: 1, maxLength: MOST });

/** Each tag and each attribute is given, taken, moved or left: nothing contradicts itself. */
const change: fc.Arbitrary<Change> = fc
  .record({
    tags: fc.array(fc.constantFrom('leave', 'leave', 'add', 'remove', 'rename'), {
      minLength: TAGS.length,
      maxLength: TAGS.length,
    }),
    keys: fc.array(fc.constantFrom('leave', 'leave', 'set', 'remove', 'rename', 'rename'), {
      minLength: KEYS.length,
      maxLength: KEYS.length,
    }),
    name: fc.option(name, { nil: undefined, freq: 2 }),
    value,
  })
  .map(({ tags, keys, name: called, value: given }) => {
    const of = (names: readonly string[], fates: readonly string[], fate: string) =>
      names.filter((_, index) => fates[index] === fate);
    const [old, fresh] = of(TAGS, tags, 'rename');
    const [oldKey, newKey] = of(KEYS, keys, 'rename');
    return {
      ...some('add_tags', of(TAGS, tags, 'add')),
      ...some('remove_tags', of(TAGS, tags, 'remove')),
      ...(old !== undefined && fresh !== undefined && { rename_tags: { [old]: fresh } }),
      ...(called !== undefined && { name: called }),
      ...(keys.includes('set') && {
        set_attributes: Object.fromEntries(of(KEYS, keys, 'set').map((one) => [one, given])),
      }),
      ...some('remove_attributes', of(KEYS, keys, 'remove')),
      ...(oldKey !== undefined && newKey !== undefined && { rename_attributes: { [oldKey]: newKey } }),
    };
  })
  .filter((asked) => Object.keys(asked).length > 0);

function some(field: 'add_tags' | 'remove_tags' | 'remove_attributes', names: string[]): Change {
  return names.length > 0 ? { [field]: names } : {};
}

const edit: fc.Arbitrary<Foreign['edit']> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ tag, on: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ name: fc.constantFrom('Theirs', ...NAMES) }) },
  { weight: 2, arbitrary: fc.record({ key, value }, { requiredKeys: ['key'] }) },
  { weight: 1, arbitrary: fc.constant({ gone: true } as const) },
);
const foreign: fc.Arbitrary<Foreign> = fc.record({ person: place, edit });

const nth = fc.integer({ min: 1, max: 6 });
const of = fc.constantFrom('reads' as const, 'writes' as const);

/** Longer than the server waits. */
export const TOO_LONG = 600;
const action = fc.constantFrom<Action>(
  { drop: 'before' },
  { drop: 'after' },
  { status: 500 },
  { status: 500, applied: true },
  { status: 429, headers: { 'retry-after': '0.02' } },
  { status: 429 },
  { truncate: true },
  { delay: TOO_LONG },
);

const duringRun = fc
  .record({ person: place, edit, nth: fc.integer({ min: 1, max: 2 }) })
  // Open: a name or attribute that changes between two attempts of ours is overwritten; see `truths.test.ts`.
  .map((all) => ('name' in all.edit || 'key' in all.edit ? { ...all, nth: 1 } : all));

function mishaps(calm: boolean): fc.Arbitrary<Mishaps> {
  return fc.record({
    faults: fc.array(fc.record({ of, nth, action }), { maxLength: 3 }),
    foreign: fc.array(duringRun, { maxLength: calm ? 0 : 3 }),
    cut: fc.option(fc.record({ how: fc.constantFrom('crash' as const, 'stop' as const), of, nth }), {
      nil: undefined,
      freq: 2,
    }),
  });
}

function step(calm: boolean): fc.Arbitrary<Step> {
  const around = { between: fc.array(foreign, { maxLength: calm ? 0 : 3 }), mishaps: mishaps(calm) };
  return fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({ do: fc.constant('update' as const), change, people: places, ...around }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('delete' as const), people: places, ...around }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('undo' as const), ...around }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('redo' as const), ...around }) },
  );
}

/** A small account and what is done to it; `calm` where nobody else writes. */
export function story(calm: boolean): fc.Arbitrary<Story> {
  return fc.record({
    dialect: fc.constantFrom(...DIALECTS),
    people: fc.array(person, { minLength: 5, maxLength: MOST }),
    width: fc.constantFrom(1, 4),
    steps: fc.array(step(calm), { minLength: 2, maxLength: 5 }),
  });
}
