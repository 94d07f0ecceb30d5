/** What some spreadsheet takes for a formula; spaces and apostrophes before it, which some take off, do not count. */
const LIVE = /^['\s]*[=+\-@\uff1d\uff0b\uff0d\uff20\t\r\n]/;
/** `="00123"` and `"x" ` as `="…"` and `"…"`: the ways in which text is protected from Excel, and a space behind a quoted cell. */
const CONSTANT = /^="(.*)"$/s;
const QUOTED = /^"((?:[^"]|"")*)"\s+$/;

/**
 * The cell as it is safe in a spreadsheet: an apostrophe before what it would take for a formula. `unguarded` takes it
 * off again, and none that was there before.
 */
export function guarded(cell: string): string {
  return LIVE.test(cell) ? `'${cell}` : cell;
}

export function unguarded(cell: string): string {
  return cell.startsWith("'") && LIVE.test(cell.slice(1)) ? cell.slice(1) : cell;
}

/** The text that a cell was meant to hold: without spaces around it, and without what protected it from Excel. */
export function cellText(cell: string): string {
  const inner = QUOTED.exec(cell)?.[1]?.replaceAll('""', '"') ?? cell;
  const text = inner.trim();
  return CONSTANT.exec(text)?.[1]?.replaceAll('""', '"').trim() ?? text;
}

/** The same for a cell of digits, which begins with no apostrophe and ends in no `.0` either. */
export function cellNumber(cell: string): string {
  const text = cellText(cell).replace(/^['"\s]+|['"\s]+$/g, '');
  return /^\+?\d+[.,]0+$/.test(text) ? text.replace(/[.,]0+$/, '') : text;
}

/** Quotation marks in the sheet are out of step: the cell holds lines that were rows. */
export function isRunaway(cell: string): boolean {
  return cell.startsWith('"') && /[\r\n]/.test(cell);
}

export function linesIn(text: string): number {
  return text.match(/\r\n|\r|\n/g)?.length ?? 0;
}
