import type { Column } from '../columns/columns.ts';
import { questionIn } from '../consent/consent.ts';

type Cells = readonly string[];

/** Programs write these into empty cells, and nobody uses them as tags. */
const PROGRAMS =
  words(`null nan n/a n.a. n.a n/d n.d. undefined (null) <null> [null] (none) <none> (blank) (empty)
  (nil) <na> <nan> \\n k.a. s/d`);
/** People write these, and programs of some languages, as a whole cell; in a list they may be tags. */
const PEOPLE =
  words(`none nil keine keiner keines keins aucun aucune ninguno ninguna nenhum nenhuma nessuno nessuna
  sin_datos sin_dato sem_dados no_data not_available not_applicable not_provided keine_angabe keine_daten
  nicht_vorhanden nicht_verfügbar non_renseigné non_applicable pas_de_données non_disponibile nessun_dato no_disponible
  no_aplica não_informado não_disponível não_aplicável tidak_ada нет_данных لا_يوجد उपलब्ध_नहीं कोई_नहीं 无 無 なし 없음`);
/** Empty as a name or tag, but also Namibia and North America. */
const NOT_AVAILABLE = words('na na?');
/** People are called Null, Nan, Nil and Na: a name in this spelling is kept, one as programs write it is not. */
const NAMES = new Set(['Null', 'NAN', 'Nan', 'Nil', 'nil', 'Na', 'na']);
const SIGNS = /^[\p{Pd}\u2212_.\u2026]+$/u;
const LONGEST = 24;
const [SPACE, LAST_ASCII] = [0x20, 0x7e];

/** A spreadsheet shows this for a lookup without a result; outside of tags its row is refused. */
const NOT_FOUND = '#n/a';

const IN_LISTS = new Set([...PROGRAMS, NOT_FOUND]);
const IN_ATTRIBUTES = new Set([...PROGRAMS, ...PEOPLE]);
const IN_CELLS = new Set([...IN_ATTRIBUTES, ...NOT_AVAILABLE]);
const IN_TAGS = new Set([...IN_CELLS, NOT_FOUND]);
/** The first sign alone rules most cells out, which takes a third of the time. */
const BEGINNINGS = new Set(
  [...IN_TAGS].flatMap((word) => [word.charCodeAt(0), word.toUpperCase().charCodeAt(0)]),
);

function words(table: string): string[] {
  return table.split(/\s+/).map((word) => word.replaceAll('_', ' '));
}

/** A text of a list that is no tag, such as `NULL`; `none` may be one. */
export function isEmptyWordInList(text: string): boolean {
  return isAmong(IN_LISTS, text);
}

/** A cell that is read as empty in some column. */
export function isEmptyWord(cell: string): boolean {
  return isAmong(IN_TAGS, cell);
}

function isAmong(emptyWords: ReadonlySet<string>, cell: string): boolean {
  if (cell === '' || cell.length > LONGEST) return false;
  const first = cell.charCodeAt(0);
  if (first > SPACE && first <= LAST_ASCII && !BEGINNINGS.has(first) && !SIGNS.test(cell.charAt(0)))
    return false;
  const text = cell.trim();
  return emptyWords.has(text.toLowerCase()) || SIGNS.test(text);
}

/**
 * Empties the cells of a record that hold an empty word of their column, and counts them in `counts`: `NA` is one for a
 * tag, and Namibia for a country.
 */
export function emptyWordRemover(
  columns: readonly Column[],
  counts: Map<string, number>,
): (cells: Cells) => Cells {
  const tested = columns.flatMap((column) => {
    const emptyWords = emptyWordsOf(column);
    return emptyWords === undefined ? [] : [{ index: column.index, role: column.role, emptyWords }];
  });
  return (cells) => {
    let emptied: string[] | undefined;
    for (const { index, role, emptyWords } of tested) {
      const cell = cells[index] ?? '';
      if (!isAmong(emptyWords, cell) || (role === 'name' && NAMES.has(cell.trim()))) continue;
      emptied ??= [...cells];
      emptied[index] = '';
      if (role !== 'left_out') counts.set(cell.trim(), (counts.get(cell.trim()) ?? 0) + 1);
    }
    return emptied ?? cells;
  };
}

/** None where cells are read by rules of their own: the JSON of exported sheets, and answers to messages. */
function emptyWordsOf({ role, kind, own, header }: Column): ReadonlySet<string> | undefined {
  if (own?.json || (role === 'left_out' && kind === undefined)) return undefined;
  if (role === 'attribute' && questionIn(header) !== undefined) return undefined;
  if (role === 'attribute' || role === 'country_code') return IN_ATTRIBUTES;
  if (role === 'tags') return IN_TAGS;
  return role === 'name' || role === 'phone_number' || role === 'left_out' ? IN_CELLS : undefined;
}
