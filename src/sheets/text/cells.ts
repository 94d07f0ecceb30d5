/** Some spreadsheet takes this for a formula, or takes spaces and apostrophes off first and then does. */
const LIVE = /^['\s]*[=+\-@\uff1d\uff0b\uff0d\uff20\t\r\n]/;
/** `="00123"` protects a text from Excel. */
const CONSTANT = /^="(.*)"$/s;
/** A quoted cell with a space behind it, which the parser takes for an unquoted one. */
const QUOTED = /^"((?:[^"]|"")*)"\s+$/;

/**
 * The cell with an apostrophe before a text that a spreadsheet would take for a formula. `unguarded` takes it off again, and
 * leaves every other apostrophe.
 */
export function guarded(cell: string): string {
  return LIVE.test(cell) ? `'${cell}` : cell;
}

export function unguarded(cell: string): string {
  return cell.startsWith("'") && LIVE.test(cell.slice(1)) ? cell.slice(1) : cell;
}

/** The text of a cell without spaces around it and without its protection from Excel. */
export function cellText(cell: string): string {
  const inner = QUOTED.exec(cell)?.[1]?.replaceAll('""', '"') ?? cell;
  const text = inner.trim();
  return CONSTANT.exec(text)?.[1]?.replaceAll('""', '"').trim() ?? text;
}

/** The text of a cell that may be a number: also without apostrophes and marks around it, and without `.0` behind it. */
export function cellNumber(cell: string): string {
  const text = cellText(cell).replace(/^['"\s]+|['"\s]+$/g, '');
  return /^\+?\d+[.,]0+$/.test(text) ? text.replace(/[.,]0+$/, '') : text;
}

/** Quotation marks in the sheet are out of step: the cell holds lines that should be rows. */
export function isRunaway(cell: string): boolean {
  return cell.startsWith('"') && /[\r\n]/.test(cell);
}

export function linesIn(text: string): number {
  return text.match(/\r\n|\r|\n/g)?.length ?? 0;
}
