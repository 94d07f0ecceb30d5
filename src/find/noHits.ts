import { matcher } from '../contacts/tags.ts';
import { fold } from '../lib/fold.ts';
import { nearest } from '../lib/nearest.ts';
import { filterInTurns, inTurns } from '../lib/turns.ts';
import type { Contact } from '../model/contact.ts';
import type { TagCount } from '../model/facts.ts';
import { type AttributeTest, valuesOf } from './attributes.ts';
import { compileFilter, type Filter, type FilterWorld } from './filter.ts';
import type { LastRename } from './renamed.ts';
import { countTags, rankTags } from './tags/tagCounts.ts';
import { countValues, rankKeys, topOf } from './values.ts';

/** A filter that nobody passes, and what may have been meant instead, with its number of contacts. */
export interface Missed {
  part: Filter;
  /** `key`: nobody has the attribute, in whatever value. */
  of: 'tag' | 'key' | 'value' | 'text' | 'other';
  near: readonly TagCount[];
  renamed?: LastRename | undefined;
}

/** Why nobody was found. */
export interface NoHits {
  /** There is nobody to find. */
  empty: boolean;
  /** Contacts that pass every filter and that a selection of `except` leaves out. */
  excepted: number;
  missed: readonly Missed[];
  /** Where each filter finds somebody: those without which somebody would be found, and how many. */
  without: readonly { part: Filter; contacts: number }[];
}

const MOST_MISSED = 3;
const MOST_NEAR = 3;
/** Longer texts are compared by what looks alike alone, which takes no time. */
const LONGEST_WORD = 40;

/** Takes the filters one at a time. `contacts` are those among which somebody could have been found, `excepted` those left out beside them. */
export async function whyNobody(
  contacts: readonly Contact[],
  excepted: readonly Contact[],
  filter: Filter,
  world: FilterWorld,
): Promise<NoHits> {
  const parts = partsOf(filter).map((part) => {
    const { matches } = compileFilter(part, world);
    return { part, matches, hits: 0, contacts: 0 };
  });
  for await (const turn of inTurns(contacts))
    for (const contact of turn) {
      const failed = parts.filter((part) => {
        const matches = part.matches(contact);
        if (matches) part.hits += 1;
        return !matches;
      });
      if (failed.length === 1 && failed[0]) failed[0].contacts += 1;
    }
  const missed = parts.filter(({ hits }) => hits === 0).slice(0, MOST_MISSED);
  return {
    empty: contacts.length === 0,
    excepted: (await filterInTurns(excepted, compileFilter(filter, world).matches)).length,
    missed: await Promise.all(missed.map(({ part }) => missedBy(part, contacts))),
    without: parts.filter((part) => part.contacts > 0).sort((a, b) => b.contacts - a.contacts),
  };
}

/** The filter as filters of one condition each. */
function partsOf({ tags_all, attributes, ...others }: Filter): Filter[] {
  return [
    ...(tags_all ?? []).map((tag) => ({ tags_all: [tag] })),
    ...(attributes ?? []).map((condition) => ({ attributes: [condition] })),
    ...Object.entries(others).flatMap(([name, value]): Filter[] =>
      value === undefined || value === false ? [] : [{ [name]: value }],
    ),
  ];
}

async function missedBy(part: Filter, contacts: readonly Contact[]): Promise<Missed> {
  const tags = part.tags_all ?? part.tags_any;
  if (tags) return { part, of: 'tag', near: await nearTo(tags, rankTags(countTags(contacts).counts)) };
  if (part.text !== undefined)
    return { part, of: 'text', near: await nearTo([part.text], namesOf(contacts)) };
  const [condition] = part.attributes ?? [];
  if (!condition) return { part, of: 'other', near: [] };
  const keys = await rankKeys(contacts);
  const { key } = condition;
  if (!keys.some(([known]) => known === key)) return { part, of: 'key', near: await nearTo([key], keys) };
  return { part, of: 'value', near: await nearValues(condition, contacts) };
}

/** A text that is nowhere is most often a name. */
function namesOf(contacts: readonly Contact[]): TagCount[] {
  const counts = new Map<string, number>();
  for (const { name } of contacts) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts];
}

async function nearValues(condition: AttributeTest, contacts: readonly Contact[]): Promise<TagCount[]> {
  const { op, key } = condition;
  if (op !== 'equals' && op !== 'contains') return [];
  return nearTo(valuesOf(condition), (await countValues(contacts, key)).values);
}

/** What looks like one of the texts; else what is written nearly like the first. */
export async function nearTo(asked: readonly string[], counts: readonly TagCount[]): Promise<TagCount[]> {
  const isAsked = matcher(asked);
  const folds = new Set(asked.map(fold));
  const others = counts.filter(([text]) => !isAsked(text));
  const alike = await filterInTurns(others, ([text]) => folds.has(fold(text)));
  if (alike.length > 0) return topOf(alike, MOST_NEAR);
  const [first = ''] = asked;
  if (first.length > LONGEST_WORD) return [];
  const nearer: string[] = [];
  for await (const part of inTurns(others)) {
    const near = nearest(
      first,
      part.flatMap(([text]) => (text.length <= LONGEST_WORD ? [text] : [])),
    );
    if (near !== undefined) nearer.push(near);
  }
  const near = nearest(first, nearer);
  return others.filter(([text]) => text === near);
}
