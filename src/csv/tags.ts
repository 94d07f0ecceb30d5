/** Joins tags that hold a separator themselves; Google writes several values of a cell like this. */
const JOINT = ' ::: ';
const SEPARATORS = /[,;|]/;

/** The tags of one cell. With `system`, those that Google marks as its own are left out. */
export function tagsIn(cell: string, system: boolean): string[] {
  if (cell === '') return [];
  const parts = cell.split(cell.includes(JOINT.trim()) ? JOINT.trim() : SEPARATORS).map((tag) => tag.trim());
  return parts.filter((tag) => tag !== '' && !(system && tag.startsWith('* ')));
}

/** One cell that `tagsIn` reads as these tags again. */
export function tagsCell(tags: readonly string[]): string {
  const plain = !tags.some((tag) => SEPARATORS.test(tag));
  if (plain) return tags.join(',');
  return tags.length === 1 ? `${tags[0]}${JOINT}` : tags.join(JOINT);
}
