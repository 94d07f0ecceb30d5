import { nameAndNumber } from '../contacts/name.ts';
import { counted, listed, quoted, thousands } from '../lib/text.ts';
import type { People, Some, TagCount } from '../model/facts.ts';

/** How much a text names. */
export interface Size {
  people: number;
  /** Characters of a list of tags or attributes; with 0 they are only counted. */
  list: number;
  /** Other examples; with 0 a sentence is as short as can be. */
  examples: number;
  /** Characters of a name. */
  name: number;
}

const MORE_NAMED = 5;

/** A text that nothing limits. */
export const WIDE: Size = { people: 5, list: 400, examples: 10, name: 60 };

/** `"Asha" (+91…), "Bela" (+91…) and 201 others`. */
export function namesOf(people: People, { people: most }: Size): string {
  return someWords(people, most, nameAndNumber, 'other');
}

/** `: "Asha" (+91…) and 2 others`; nothing where no one is to be named. */
export function behindNames(people: People, size: Size): string {
  return size.people === 0 || people.first.length === 0 ? '' : `: ${namesOf(people, size)}`;
}

/** The same of people whom a reader must know: those who opted out, or were left out. */
export function behindMoreNames(people: People, size: Size): string {
  return behindNames(people, { ...size, people: Math.min(size.examples, MORE_NAMED) });
}

/** `a, b and 7 more`; `7` where none is shown. */
export function someWords<T>(
  { first, count }: Some<T>,
  most: number,
  words: (one: T) => string,
  noun = 'more',
): string {
  const shown = first.slice(0, most).map(words);
  const rest = count - shown.length;
  const more = noun === 'other' ? counted(rest, noun) : `${thousands(rest)} ${noun}`;
  if (shown.length === 0) return thousands(count);
  return listed([...shown, ...(rest > 0 ? [more] : [])], shown.length + 1);
}

/** As many of the words as fit into the characters of a list, and how many more there are. */
export function fittingWords<T>(
  { first, count }: Some<T>,
  { list: most }: Size,
  words: (one: T) => string,
): string {
  const texts: string[] = [];
  let length = 0;
  for (const text of first.map(words)) {
    length += text.length + 2;
    if (length > most) break;
    texts.push(text);
  }
  return someWords({ first: texts, count }, texts.length, String);
}

/** `"lead" (44), "gold" (9) and 3 more`: all of them where they fit. */
export function tagCountWords(tags: Some<TagCount>, size: Size): string {
  return fittingWords(tags, size, ([tag, count]) => `${quoted(tag, 60)} (${thousands(count)})`);
}

/** `9 opted out`; empty for none. */
export function some(count: number, one: string, more: string): string[] {
  return count === 0 ? [] : [`${thousands(count)} ${count === 1 ? one : more}`];
}

/** `1 contact has`, `9 contacts have`. */
export function contactsDo(count: number, one: string, more: string): string {
  return `${counted(count, 'contact')} ${count === 1 ? one : more}`;
}
