import { parseJson } from '../../lib/json.ts';

/** The closing bracket by the opening one: of JSON and Python, of Postgres and sets, of tuples. */
const BRACKETS: ReadonlyMap<string, string> = new Map([
  ['[', ']'],
  ['{', '}'],
  ['(', ')'],
]);
const EMPTY = /^.\s*.$/;
/** Programs write these into a list for no value. */
const NULL = /^(?:null|none|nil|nan|undefined)$/i;
/** A text in quotation marks, Python's behind `u` or `b`; marks inside it are escaped by a backslash, or doubled. */
const QUOTED = /[ub]?(?:"((?:[^"\\]|\\[\s\S]|"")*)"|'((?:[^'\\]|\\[\s\S])*)')/y;
const BARE = /[^\s,"'[\]{}()][^,[\]{}()]*/y;
const SPACES = /\s*/y;
const ESCAPE = /\\(u[0-9a-f]{4}|x[0-9a-f]{2}|[\s\S])|""/gi;
const ESCAPED: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

interface Part {
  text: string;
  quoted: boolean;
}

/** The texts of a list of texts as JSON writes it, to the letter; none for anything else. */
export function jsonList(cell: string): string[] | undefined {
  const list = cell.startsWith('[') ? parseJson(cell) : undefined;
  return Array.isArray(list) && list.every((tag) => typeof tag === 'string') ? list : undefined;
}

/**
 * The texts of a list as programs write one into a cell, to the letter: of JSON (`["vip","Diwali 2026"]`), Python
 * (`['vip']`, `{'a'}`, `('a',)`) or Postgres (`{vip,"Diwali 2026"}`). None for anything else: `[VIP]` may be a text.
 */
export function bracketedList(cell: string): string[] | undefined {
  const end = BRACKETS.get(cell.charAt(0));
  if (end === undefined || !cell.endsWith(end)) return cell === 'set()' ? [] : undefined;
  if (EMPTY.test(cell)) return [];
  const parts = partsOf(cell.slice(1, -1)) ?? [];
  const alone = parts.length === 1 && !parts[0]?.quoted && !cell.startsWith('{');
  if (parts.length === 0 || (alone && parseJson(cell) === undefined)) return undefined;
  return parts.filter(({ text, quoted }) => quoted || !NULL.test(text)).map(({ text }) => text);
}

/** The parts between the brackets, cut at commas; none where brackets stand within, or two texts between two commas. */
function partsOf(inner: string): Part[] | undefined {
  const parts: Part[] = [];
  let at = 0;
  const take = (pattern: RegExp) => {
    pattern.lastIndex = at;
    const found = pattern.exec(inner);
    if (found) at = pattern.lastIndex;
    return found;
  };
  while (at < inner.length) {
    take(SPACES);
    const quoted = take(QUOTED);
    const bare = quoted ? undefined : take(BARE)?.[0].trim();
    if (quoted) parts.push({ text: unescaped(quoted[1] ?? quoted[2] ?? ''), quoted: true });
    else if (bare === undefined) return undefined;
    else parts.push({ text: bare, quoted: false });
    const space = take(SPACES)?.[0] !== '';
    // numpy separates texts in quotation marks by a space alone; a tuple ends with a comma.
    if (at === inner.length || inner.charAt(at) === ',') at += 1;
    else if (!(quoted && space && /["']/.test(inner.charAt(at)))) return undefined;
  }
  return parts;
}

function unescaped(text: string): string {
  return text.replace(ESCAPE, (_found, code: string | undefined) => {
    if (code === undefined) return '"';
    if (code.length > 1) return String.fromCharCode(Number.parseInt(code.slice(1), 16));
    return ESCAPED[code] ?? code;
  });
}

const SEPARATORS = /[,;|]/;
const WHOLE = /\s*"((?:[^"\\]|\\[\s\S]|"")*)"\s*(?=[,;|]|$)/y;
const PIECE = /[^,;|]*/y;

/**
 * The texts of a cell between its separators, without outer spaces. A text that stands in quotation marks as a whole is taken
 * to the letter, as in Mailchimp's `"vip","Diwali, 2026"`; any other mark is part of its text: `5" pipe`.
 */
export function separatedTexts(cell: string): string[] {
  if (!cell.includes('"')) return cell.split(SEPARATORS).map((text) => text.trim());
  const texts: string[] = [];
  for (let at = 0; at <= cell.length; at += 1) {
    WHOLE.lastIndex = at;
    PIECE.lastIndex = at;
    const whole = WHOLE.exec(cell)?.[1];
    texts.push(
      whole?.replace(/""|\\(["\\])/g, (_, mark) => mark ?? '"') ?? PIECE.exec(cell)?.[0].trim() ?? '',
    );
    at = whole === undefined ? PIECE.lastIndex : WHOLE.lastIndex;
  }
  return texts;
}
