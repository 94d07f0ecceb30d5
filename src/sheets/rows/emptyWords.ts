import type { Column } from '../columns/columns.ts';
import { questionIn } from '../consent/consent.ts';

type Cells = readonly string[];

/** What programs write into an empty cell, and nobody calls a tag. */
const PROGRAMS =
  words(`null nan n/a n.a. n.a n/d n.d. undefined (null) <null> [null] (none) <none> (blank) (empty)
  (nil) <na> <nan> \\n k.a. s/d`);
/** What people write, and programs of some languages: as a whole cell, for in a list it may be a tag. */
const PEOPLE =
  words(`none nil keine keiner keines keins aucun aucune ninguno ninguna nenhum nenhuma nessuno nessuna
  sin_datos sin_dato sem_dados no_data not_available not_applicable not_provided keine_angabe keine_daten
  nicht_vorhanden nicht_verfügbar non_renseigné non_applicable pas_de_données non_disponibile nessun_dato no_disponible
  no_aplica não_informado não_disponível não_aplicável tidak_ada нет_данных لا_يوجد उपलब्ध_नहीं कोई_नहीं 无 無 なし 없음`);
/** Nothing, too, but also Namibia and North America. */
const NOT_AVAILABLE = words('na na?');
/** People are called Null, Nan, Nil and Na: as names these are nothing only as programs write them. */
const NAMES = new Set(['Null', 'NAN', 'Nan', 'Nil', 'nil', 'Na', 'na']);
const SIGNS = /^[\p{Pd}\u2212_.\u2026]+$/u;
const LONGEST = 24;
const [SPACE, LAST_ASCII] = [0x20, 0x7e];

/** What a spreadsheet shows where it looked for something in vain; where it is no tag, its row is refused. */
const NOT_FOUND = '#n/a';

const IN_LISTS = new Set([...PROGRAMS, NOT_FOUND]);
const IN_ATTRIBUTES = new Set([...PROGRAMS, ...PEOPLE]);
const IN_CELLS = new Set([...IN_ATTRIBUTES, ...NOT_AVAILABLE]);
const IN_TAGS = new Set([...IN_CELLS, NOT_FOUND]);
/** Most cells are told by their first sign alone, which takes a third of the time. */
const BEGINNINGS = new Set(
  [...IN_TAGS].flatMap((word) => [word.charCodeAt(0), word.toUpperCase().charCodeAt(0)]),
);

/** Case does not count. */
function words(table: string): string[] {
  return table.split(/\s+/).map((word) => word.replaceAll('_', ' '));
}

/** A text of a list that is there for nothing: `NULL` is no tag, while `none` may be one. */
export function isEmptyWordInList(text: string): boolean {
  return isAmong(IN_LISTS, text);
}

/** A cell that may be read as nothing, whatever its column holds. */
export function isEmptyWord(cell: string): boolean {
  return isAmong(IN_TAGS, cell);
}

function isAmong(nothing: ReadonlySet<string>, cell: string): boolean {
  if (cell === '' || cell.length > LONGEST) return false;
  const first = cell.charCodeAt(0);
  if (first > SPACE && first <= LAST_ASCII && !BEGINNINGS.has(first) && !SIGNS.test(cell.charAt(0)))
    return false;
  const text = cell.trim();
  return nothing.has(text.toLowerCase()) || SIGNS.test(text);
}

/**
 * Takes the words for nothing off the cells of a row, by what their columns hold, and counts them in `found`: as a tag
 * `NA` is nothing, as a country it is Namibia.
 */
export function emptyWordRemover(
  columns: readonly Column[],
  found: Map<string, number>,
): (cells: Cells) => Cells {
  const looked = columns.flatMap((column) => {
    const nothing = nothingIn(column);
    if (nothing === undefined) return [];
    const { index, role } = column;
    return [{ index, nothing, counts: role !== 'left_out', isName: role === 'name' }];
  });
  return (cells) => {
    let taken: string[] | undefined;
    for (const { index, nothing, counts, isName } of looked) {
      const cell = cells[index] ?? '';
      if (!isAmong(nothing, cell) || (isName && NAMES.has(cell.trim()))) continue;
      taken ??= [...cells];
      taken[index] = '';
      if (counts) found.set(cell.trim(), (found.get(cell.trim()) ?? 0) + 1);
    }
    return taken ?? cells;
  };
}

/**
 * None where cells are read by rules of their own: in the JSON of our own export, and where somebody says yes or no to
 * messages, which has words of its own for both.
 */
function nothingIn({ role, kind, own, header }: Column): ReadonlySet<string> | undefined {
  if (own?.json || (role === 'left_out' && kind === undefined)) return undefined;
  if (role === 'attribute' && questionIn(header) !== undefined) return undefined;
  if (role === 'attribute' || role === 'country_code') return IN_ATTRIBUTES;
  if (role === 'tags') return IN_TAGS;
  return role === 'name' || role === 'phone_number' || role === 'left_out' ? IN_CELLS : undefined;
}
