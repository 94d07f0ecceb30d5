import { writtenValue } from '../../contacts/view.ts';
import { counted, listed, quoted, thousands } from '../../lib/text.ts';
import type { Parts, Renamed, Some, TagCount } from '../../model/facts.ts';
import { fittingWords, type Size } from '../lists.ts';

/** One part of a change: `add`, `the tag "vip"`, `to`, or several things of one sort with their list. */
interface Part {
  verb: keyof typeof DID;
  what: string;
  link: 'to' | 'from' | 'on';
  list?: string;
  /** Contacts that it concerns; none where the list says so. */
  contacts?: number;
}

const DID = { add: 'added', remove: 'removed', rename: 'renamed', set: 'set' } as const;

/** `Add the tag "vip" to 203 contacts`, or of several parts `Change 203 contacts: …`. `whom` are the contacts in words. */
export function partsWords(
  parts: Parts,
  { total, whom, done = false }: { total: number; whom: string; done?: boolean },
  size: Size,
): string {
  const all = partList(parts, total, size);
  const [only] = all;
  const change = done ? 'changed' : 'Change';
  if (only === undefined) return `${change} ${whom}`;
  if (all.length > 1) return `${change} ${whom}: ${partPhrases(parts, total, size, done)}`;
  const words = `${verbOf(only, done)} ${only.what} ${only.link} ${whom}${only.list ? `: ${only.list}` : ''}`;
  return done ? words : `${words[0]?.toUpperCase()}${words.slice(1)}`;
}

/** The parts without their counts: how many of each were done is not known where some of the contacts were not. */
export function uncounted(parts: Parts, total: number): Parts {
  const all = <T extends { contacts: number }>(some: readonly T[]): T[] =>
    some.map((one) => ({ ...one, contacts: total }));
  const tags = ({ first, count }: Some<TagCount>) => ({
    first: first.map(([tag]): TagCount => [tag, total]),
    count,
  });
  const { names, sets, unsets } = parts;
  return {
    ...parts,
    adds: tags(parts.adds),
    removes: tags(parts.removes),
    renames: all(parts.renames),
    names: { ...names, contacts: Math.min(names.contacts, total) },
    sets: { ...sets, first: all(sets.first) },
    unsets: { ...unsets, first: all(unsets.first) },
    moves: all(parts.moves),
  };
}

/** `remove the tag "lead" (44), set "city" to "Pune"`: each part, with its contacts unless it concerns all. */
export function partPhrases(parts: Parts, total: number, size: Size, done = false): string {
  if (size.list === 0) return size.name < 10 ? 'several changes' : counts(parts, done);
  const words = partList(parts, total, size).map((part) => {
    const count = part.list ?? (part.contacts === total ? '' : thousands(part.contacts ?? 0));
    return `${verbOf(part, done)} ${part.what}${count ? ` (${count})` : ''}`;
  });
  return listed(words, words.length);
}

/** `remove 2 tags and set 1 attribute`. */
function counts(parts: Parts, done: boolean): string {
  const verb = (present: keyof typeof DID) => (done ? DID[present] : present);
  const all = [
    [verb('remove'), parts.removes.count, 'tag'],
    [verb('add'), parts.adds.count, 'tag'],
    [verb('rename'), parts.renames.length, 'tag'],
    [verb('set'), parts.names.contacts > 0 ? 1 : 0, 'name'],
    [verb('set'), parts.sets.count, 'attribute'],
    [verb('remove'), parts.unsets.count, 'attribute'],
    [verb('rename'), parts.moves.length, 'attribute'],
  ] as const;
  const words = all.flatMap(([what, count, noun]) =>
    count === 0 ? [] : [`${what} ${counted(count, noun)}`],
  );
  return listed(words, words.length);
}

function verbOf({ verb }: Part, done: boolean): string {
  return done ? DID[verb] : verb;
}

function partList(parts: Parts, total: number, size: Size): Part[] {
  const { names, clears, removes, sets } = parts;
  return [
    ...(clears && removes.count > 0
      ? [
          part('remove', 'every tag except opt-outs', 'from', {
            list: listWords(tagsOf(removes), total, size, tagName(size)),
          }),
        ]
      : tags('remove', 'from', removes, total, size)),
    ...tags('add', 'to', parts.adds, total, size),
    ...renames('tag', parts.renames, total, size),
    ...(names.contacts === 0
      ? []
      : [
          part(
            'set',
            names.to === undefined ? 'the name' : `the name to ${quoted(names.to, size.name)}`,
            'on',
            {
              contacts: names.contacts,
            },
          ),
        ]),
    ...several('set', 'attribute', 'on', sets, total, size, ({ key, value }) =>
      value === undefined ? quoted(key, size.name) : `${quoted(key, size.name)} to ${writtenValue(value)}`,
    ),
    ...several('remove', 'attribute', 'from', parts.unsets, total, size, ({ key }) => quoted(key, size.name)),
    ...renames('attribute', parts.moves, total, size),
  ];
}

function part(verb: Part['verb'], what: string, link: Part['link'], rest: Partial<Part>): Part {
  return { verb, what, link, ...rest };
}

function tags(
  verb: 'add' | 'remove',
  link: Part['link'],
  all: Some<TagCount>,
  total: number,
  size: Size,
): Part[] {
  return several(verb, 'tag', link, tagsOf(all), total, size, tagName(size));
}

function tagsOf({ first, count }: Some<TagCount>): Some<{ tag: string; contacts: number }> {
  return { first: first.map(([tag, contacts]) => ({ tag, contacts })), count };
}

function tagName({ name }: Size): (one: { tag: string }) => string {
  return ({ tag }) => quoted(tag, name);
}

function renames(noun: 'tag' | 'attribute', all: readonly Renamed[], total: number, size: Size): Part[] {
  const some = { first: all, count: all.length };
  return several(
    'rename',
    noun,
    'on',
    some,
    total,
    size,
    ({ old, name }) => `${quoted(old, size.name)} to ${quoted(name, size.name)}`,
  );
}

/** One is named; several are counted, and listed with the contacts that each concerns. */
function several<T extends { contacts: number }>(
  verb: Part['verb'],
  noun: 'tag' | 'attribute',
  link: Part['link'],
  all: Some<T>,
  total: number,
  size: Size,
  words: (one: T) => string,
): Part[] {
  const [first] = all.first;
  if (first === undefined) return [];
  const the = verb === 'set' ? '' : `the ${noun} `;
  if (all.count === 1) return [part(verb, `${the}${words(first)}`, link, { contacts: first.contacts })];
  const list = listWords(all, total, size, words);
  return [part(verb, counted(all.count, noun), link, { list })];
}

/** `"lead" (44) and "gold"`: each with the contacts that it concerns, unless those are all. */
function listWords<T extends { contacts: number }>(
  all: Some<T>,
  total: number,
  size: Size,
  words: (one: T) => string,
): string {
  return fittingWords(
    all,
    size,
    (one) => `${words(one)}${one.contacts === total ? '' : ` (${thousands(one.contacts)})`}`,
  );
}
