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
  const [adds, removes, unsets] = [new Counter(), new Counter(), new Counter()];
  const [renames, moved] = [new Renames(), new Renames()];
  const names = new Values();
  const sets = new Map<string, Values>();
  const isMoved = new Set(Object.entries(moves).flat());
  for (const { state, task, before } of items) {
    if (state !== ItemState.pending) continue;
    const delta = 'delta' in task ? task.delta : undefined;
    const pairs = renamedOn(before, delta);
    for (const [old, name] of pairs) renames.add(old, name);
    // Who is made or deleted as a whole comes or goes with all tags.
    if (!delta) continue;
    const { adds: given, removes: taken } = kindOf(task).moves(task, before);
    const renamed = { from: new Set(pairs.map(([old]) => old)), to: new Set(pairs.map(([, name]) => name)) };
    for (const tag of given) if (!renamed.to.has(tag)) adds.add(tag);
    for (const tag of taken) if (!renamed.from.has(tag)) removes.add(tag);
    if (delta.name !== undefined && delta.name !== before.name) names.add(delta.name);
    const has = before.custom_attributes;
    for (const [old, name] of Object.entries(moves)) if (Object.hasOwn(has, old)) moved.add(old, name);
    for (const [key, value] of Object.entries(delta.sets)) {
      if (isMoved.has(key) || (Object.hasOwn(has, key) && sameValue(has[key], value))) continue;
      const values = sets.get(key) ?? new Values();
      values.add(value);
      sets.set(key, values);
    }
    for (const key of delta.unsets) if (!isMoved.has(key) && Object.hasOwn(has, key)) unsets.add(key);
  }
  return {
    adds: adds.ranked(tagCount),
    removes: removes.ranked(tagCount),
    clears,
    renames: renames.all(),
    names: { ...(names.only !== undefined && { to: String(names.only) }), contacts: names.count },
    sets: someOf([...sets], MOST, ([key, { only, count }]) => ({
      key,
      ...(only !== undefined && { value: only }),
      contacts: count,
    })),
    unsets: unsets.ranked(([key, contacts]) => ({ key, contacts })),
    moves: moved.all(),
  };
}

function renamedOn({ tags }: Contact, delta: Delta | undefined): (readonly [string, string])[] {
  const renames = delta ? renamesOf(delta) : [];
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

  /** The most frequent first. */
  ranked<Named>(as: (entry: TagCount) => Named): Some<Named> {
    const all = [...this.#counts].toSorted(([, a], [, b]) => b - a);
    return someOf(all, MOST, as);
  }
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

/** How many of the contacts carry each tag, opt-outs apart. */
export function carriedBy(contacts: readonly Contact[], isOptOut: (tag: string) => boolean): Some<TagCount> {
  const tags = new Counter();
  for (const contact of contacts) for (const tag of new Set(contact.tags)) if (!isOptOut(tag)) tags.add(tag);
  return tags.ranked(tagCount);
}
