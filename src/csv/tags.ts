import { parseJson } from '../lib/json.ts';
import { isNothing, survives } from './survives.ts';

/** Google writes several values of a cell like this. */
const JOINT = ' ::: ';
const SEPARATORS = /[,;|]/;
/** More, or longer ones, are taken from lists alone. */
const MOST = 100;
/** What is one tag between commas, and does not begin like a list of some language. */
const PLAIN = /^(?![\s'[({<])(?!.*:::)[^,;|"]{1,200}(?<!\s)$/u;

/** The tags of one cell. With `system`, those that Google marks as its own are left out. */
export function tagsIn(cell: string, system: boolean): string[] {
  if (cell === '') return [];
  const list = listIn(cell);
  if (list) return list;
  const parts = cell.split(cell.includes(JOINT.trim()) ? JOINT.trim() : SEPARATORS).map((tag) => tag.trim());
  return parts.filter((tag) => tag !== '' && !(system && tag.startsWith('* ')));
}

/** The texts of a list as JSON writes it, to the letter; none for anything else. */
function listIn(cell: string): string[] | undefined {
  const list = cell.startsWith('[') ? parseJson(cell) : undefined;
  return Array.isArray(list) && list.every((tag) => typeof tag === 'string') ? list : undefined;
}

export function isList(cell: string): boolean {
  return listIn(cell.trim()) !== undefined;
}

/** One cell that `tagsIn` reads as these tags again: commas between them, or a list of JSON where those would not do. */
export function tagsCell(tags: readonly string[]): string {
  if (tags.length === 0) return '';
  const cell = tags.join(',');
  const isPlain =
    tags.length <= MOST && survives(cell) && tags.every((tag) => PLAIN.test(tag) && !isNothing(tag));
  return isPlain ? cell : `[${tags.map((tag) => JSON.stringify(tag)).join(', ')}]`;
}
