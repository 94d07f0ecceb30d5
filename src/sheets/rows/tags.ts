import { isEmptyWord, isEmptyWordInList } from './emptyWords.ts';
import { bracketedList, jsonList, separatedTexts } from './lists.ts';
import { mayBeEmptyWord, survives } from './survives.ts';

/** Google's separator of values in one cell. */
const JOINT = ' ::: ';
/** More tags are read from a list alone. */
const MOST = 100;
/** A text that is read as one tag between commas, and not as the beginning of a list. */
const PLAIN = /^(?![\s'[({<])(?!.*:::)[^,;|"]{1,200}(?<!\s)$/u;

/** The tags of one cell, with `system` without the groups that Google marks as its own. */
export function tagsIn(cell: string, system: boolean): string[] {
  if (cell === '') return [];
  const list = jsonList(cell) ?? bracketedList(cell)?.filter((tag) => tag.trim() !== '');
  if (list) return list;
  const joint = cell.includes(JOINT.trim());
  const parts = joint ? cell.split(JOINT.trim()).map((tag) => tag.trim()) : separatedTexts(cell);
  const tags = parts.filter((tag) => tag.trim() !== '' && !(system && tag.startsWith('* ')));
  return tags.every(isEmptyWord) ? [] : tags.filter((tag) => !isEmptyWordInList(tag));
}

/** A list as our own export writes it: its tags are meant, however many and long they are. */
export function isList(cell: string): boolean {
  return jsonList(cell.trim()) !== undefined;
}

/** One cell that `tagsIn` reads as these tags again: separated by commas, or as a list of JSON where commas would not do. */
export function tagsCell(tags: readonly string[]): string {
  if (tags.length === 0) return '';
  const cell = tags.join(',');
  const isPlain =
    tags.length <= MOST && survives(cell) && tags.every((tag) => PLAIN.test(tag) && !mayBeEmptyWord(tag));
  return isPlain ? cell : `[${tags.map((tag) => JSON.stringify(tag)).join(', ')}]`;
}
