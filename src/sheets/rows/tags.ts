import { isEmptyWord, isEmptyWordInList } from './emptyWords.ts';
import { bracketedList, jsonList, separatedTexts } from './lists.ts';
import { mayBeEmptyWord, survives } from './survives.ts';

/** Google writes several values of a cell like this. */
const JOINT = ' ::: ';
/** More, or longer ones, are taken from lists alone. */
const MOST = 100;
/** What is one tag between commas, and does not begin like a list of some language. */
const PLAIN = /^(?![\s'[({<])(?!.*:::)[^,;|"]{1,200}(?<!\s)$/u;

/** The tags of one cell. With `system`, those that Google marks as its own are left out. */
export function tagsIn(cell: string, system: boolean): string[] {
  if (cell === '') return [];
  const list = jsonList(cell) ?? bracketedList(cell)?.filter((tag) => tag.trim() !== '');
  if (list) return list;
  const joint = cell.includes(JOINT.trim());
  const parts = joint ? cell.split(JOINT.trim()).map((tag) => tag.trim()) : separatedTexts(cell);
  const tags = parts.filter((tag) => tag.trim() !== '' && !(system && tag.startsWith('* ')));
  return tags.every(isEmptyWord) ? [] : tags.filter((tag) => !isEmptyWordInList(tag));
}

/** A list as our own export writes one: what is in it is meant, however many and long the texts are. */
export function isList(cell: string): boolean {
  return jsonList(cell.trim()) !== undefined;
}

/** One cell that `tagsIn` reads as these tags again: commas between them, or a list of JSON where those would not do. */
export function tagsCell(tags: readonly string[]): string {
  if (tags.length === 0) return '';
  const cell = tags.join(',');
  const isPlain =
    tags.length <= MOST && survives(cell) && tags.every((tag) => PLAIN.test(tag) && !mayBeEmptyWord(tag));
  return isPlain ? cell : `[${tags.map((tag) => JSON.stringify(tag)).join(', ')}]`;
}
