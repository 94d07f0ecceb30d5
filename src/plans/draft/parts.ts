import { countTags } from '../../find/tags/tagCounts.ts';
import { sameValue } from '../../lib/json.ts';
import type { Contact } from '../../model/contact.ts';
import { type Parts, type Renamed, type Some, someOf, type TagCount } from '../../model/facts.ts';
import type { Delta, DraftItem } from '../../model/item.ts';
import { ItemState } from '../../model/lifecycle.ts';
import { renamesOf } from '../change/drift.ts';
import { kindOf } from '../tasks/index.ts';

/** Enough to fill the longest list in a text, however short the tags are. */
const MOST = 60;

interface Asked {
  clears?: boolean;
  /** Attributes that are renamed: in the delta they are set under the new key, and removed under the old one. */
  moves?: Readonly<Record<string, string>> | undefined;
}

type Item = Pick<DraftItem, 'state' | 'task' | 'before'>;

/** The change that the pending items make, each part counted by itself. */
export function partsOf(items: readonly Item[], { clears = false, moves = {} }: Asked = {}): Parts {
  const parts = new PartCounter(moves);
  // Who is made or deleted as a whole comes or goes with all tags.
  for (const { state, task, before } of items)
    if (state === ItemState.pending && 'delta' in task)
      parts.add(before, task.delta, kindOf(task).moves(task, before));
  return parts.result(clears);
}

class PartCounter {
  readonly #moves: readonly (readonly [old: string, name: string])[];
  readonly #isMoved: ReadonlySet<string>;
  readonly #adds = new Counter();
  readonly #removes = new Counter();
  readonly #renames = new Renames();
  readonly #names = new Values();
  readonly #sets = new Map<string, Values>();
  readonly #unsets = new Counter();
  readonly #moved = new Renames();

  constructor(moves: Readonly<Record<string, string>>) {
    this.#moves = Object.entries(moves);
    this.#isMoved = new Set(this.#moves.flat());
  }

  add(before: Contact, delta: Delta, tags: { adds: readonly string[]; removes: readonly string[] }): void {
    const pairs = renamedOn(before, delta);
    for (const [old, name] of pairs) this.#renames.add(old, name);
    const [olds, names] = [new Set(pairs.map(([old]) => old)), new Set(pairs.map(([, name]) => name))];
    for (const tag of tags.adds) if (!names.has(tag)) this.#adds.add(tag);
    for (const tag of tags.removes) if (!olds.has(tag)) this.#removes.add(tag);
    if (delta.name !== undefined && delta.name !== before.name) this.#names.add(delta.name);
    this.#addAttributes(before.custom_attributes, delta);
  }

  #addAttributes(has: Contact['custom_attributes'], { sets, unsets }: Delta): void {
    for (const [old, name] of this.#moves) if (Object.hasOwn(has, old)) this.#moved.add(old, name);
    for (const [key, value] of Object.entries(sets)) {
      if (this.#isMoved.has(key) || (Object.hasOwn(has, key) && sameValue(has[key], value))) continue;
      const values = this.#sets.get(key) ?? new Values();
      values.add(value);
      this.#sets.set(key, values);
    }
    const gone = unsets.filter((key) => !this.#isMoved.has(key) && Object.hasOwn(has, key));
    for (const key of gone) this.#unsets.add(key);
  }

  result(clears: boolean): Parts {
    const { only, count } = this.#names;
    return {
      adds: this.#adds.ranked(tagCount),
      removes: this.#removes.ranked(tagCount),
      clears,
      renames: this.#renames.all(),
      names: { ...(only !== undefined && { to: String(only) }), contacts: count },
      sets: someOf([...this.#sets], MOST, ([key, values]) => ({
        key,
        ...(values.only !== undefined && { value: values.only }),
        contacts: values.count,
      })),
      unsets: this.#unsets.ranked(([key, contacts]) => ({ key, contacts })),
      moves: this.#moved.all(),
    };
  }
}

function renamedOn({ tags }: Contact, delta: Delta): readonly (readonly [string, string])[] {
  const renames = renamesOf(delta);
  if (renames.length === 0) return [];
  const there = new Set(tags);
  return renames.filter(([old]) => there.has(old));
}

function tagCount(entry: TagCount): TagCount {
  return entry;
}

class Counter {
  readonly #counts = new Map<string, number>();

  add(key: string): void {
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
  }

  ranked<Named>(as: (entry: TagCount) => Named): Some<Named> {
    return ranked(this.#counts, as);
  }
}

/** The most frequent first. */
function ranked<Named>(counts: ReadonlyMap<string, number>, as: (entry: TagCount) => Named): Some<Named> {
  return someOf(
    [...counts].toSorted(([, a], [, b]) => b - a),
    MOST,
    as,
  );
}

class Renames {
  readonly #renames = new Map<string, Renamed>();

  add(old: string, name: string): void {
    const key = JSON.stringify([old, name]);
    this.#renames.set(key, { old, name, contacts: (this.#renames.get(key)?.contacts ?? 0) + 1 });
  }

  all(): Renamed[] {
    return [...this.#renames.values()];
  }
}

/** Values that contacts get; `only` is the one value where all get the same. */
class Values {
  count = 0;
  only: unknown;

  add(value: unknown): void {
    if (this.count === 0) this.only = value;
    else if (!sameValue(this.only, value)) this.only = undefined;
    this.count += 1;
  }
}

/** How many of the contacts have each tag, opt-outs apart. */
export function carriedBy(contacts: readonly Contact[], isOptOut: (tag: string) => boolean): Some<TagCount> {
  return ranked(countTags(contacts, (tag) => !isOptOut(tag)).counts, tagCount);
}
