import { lettersOf } from '../../lib/letters.ts';

/** The letters of each word in a table whose words stand between spaces; `_` is a space inside a word. */
export function keysOf(table: string): string[] {
  return table.trim().split(/\s+/).map(lettersOf);
}

/** The words of a header, separated by signs, spaces and `camelCase`. */
export function wordsIn(text: string): string[] {
  return text
    .replace(/(?<=\p{Ll})(?=\p{Lu})/gu, ' ')
    .split(/[^\p{L}\p{M}]+/u)
    .filter((word) => word !== '');
}
