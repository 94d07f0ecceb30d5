import type { Context } from '../../../context.ts';
import { AppError } from '../../../errors.ts';
import { tagHints } from '../../../find/tags/hints.ts';
import { shownShort } from '../../../lib/text.ts';
import type { Contact } from '../../../model/contact.ts';
import { someOf } from '../../../model/facts.ts';
import type { SheetNote } from '../../../model/sheetNotes.ts';
import type { Warning } from '../../../model/warnings.ts';
import { ImportDraft } from '../../../plans/draft/import.ts';
import type { Draft, DraftWorld } from '../../../plans/draft/update.ts';
import { gainedBy } from '../../../plans/draft/warnings.ts';
import type { CheckedRow, RefusedRow, TakenRow } from '../../../sheets/check.ts';
import type { Understood } from '../../../sheets/columns/columns.ts';
import { consentNotes } from '../../../sheets/consent/notes.ts';
import { optOutIn } from '../../../sheets/consent/optOuts.ts';
import type { FixFile } from '../../../sheets/files/fixFile.ts';
import { refusedNotes, rowNotes } from '../../../sheets/notes.ts';
import type { Sheet } from '../../../sheets/sheet.ts';
import type { Consent, Survey } from '../../../sheets/survey.ts';
import type { RowError } from '../../../words/sheet.ts';
import {
  type CountryQuestion,
  consentQuestion,
  countryHint,
  OVERWRITE,
} from '../../../words/sheets/hints.ts';
import type { SheetInput } from '../../params.ts';
import { allRefused, lacksCountry, noRows } from './sheetErrors.ts';
import { leftOutHints } from './sheetHints.ts';
import { type Given, givenIn, mending } from './sheetMend.ts';
import { countryNotes, countryQuestion, unansweredConsents } from './sheetQuestions.ts';
import { UntakenRows } from './untakenRows.ts';

/** A sheet that was read and compared with the account. */
export interface PlannedSheet {
  draft: Draft;
  /** The file by path, size and time, or the pasted text. */
  source: string;
  columns: Understood[];
  rows: { valid: number; invalid: number; duplicate: number; skipped?: number };
  /** The first refused rows. */
  errors: RowError[];
  fixFile: string | undefined;
  given: Given;
  /** The row numbers of the first rows that are taken, by phone number. */
  rowOf: ReadonlyMap<string, number>;
  /** Rows say no to messages, and the caller did not say what to do with them. */
  isUndecided: boolean;
  /** How the sheet was read: for the person who approves, as far as the text has room. */
  notes: SheetNote[];
  /** Tell the agent, not the person who approves, what to ask first, and how it can get more out of the sheet. */
  hints: string[];
}

/** The number begins with its country code, perhaps behind other characters. */
const INTERNATIONAL = /^\D*(?:\+|\b00)\d/;
const ERRORS_SHOWN = 50;
/** The first rows that the text of the plan names. */
const REFUSED_NAMED = 3;
/** The columns that the plan keeps. */
const COLUMNS_KEPT = 100;
const TAGS_CHECKED = 50;
/** An import of at most this many rows is done in one step. */
export const FEW_ROWS = 20;

/** Takes the rows of a sheet, and makes the plan of its import. */
export class SheetReading {
  readonly #sheet: Sheet;
  readonly #context: Context;
  readonly #known: ReadonlyMap<string, Contact>;
  readonly #draft: ImportDraft;
  readonly #fixFile: FixFile | undefined;
  readonly #survey: Survey;
  readonly #country: string | undefined;
  readonly #given: Given;
  readonly #counts = { valid: 0, invalid: 0, duplicate: 0, needs_country: 0, skipped: 0 };
  readonly #errors: RowError[] = [];
  readonly #untaken = new UntakenRows();
  readonly #rowOf = new Map<string, number>();
  readonly #standIns = new Map<string, number>();
  #severalNumbers = 0;
  /** Rows that are taken although neither their number nor another cell tells its country. */
  #local = 0;
  #optOutsRefused = 0;
  #unwritten: string | undefined;

  constructor(
    sheet: Sheet,
    input: SheetInput,
    {
      context,
      world,
      known,
      country,
    }: {
      context: Context;
      world: DraftWorld;
      known: ReadonlyMap<string, Contact>;
      country: string | undefined;
    },
    refused: FixFile | undefined,
  ) {
    const { existing = 'fill', add_tags = [] } = input;
    this.#sheet = sheet;
    this.#survey = sheet.survey();
    this.#country = country;
    this.#given = givenIn(input);
    this.#context = context;
    this.#known = known;
    this.#draft = new ImportDraft({ file: fileOf(sheet, input), existing, add_tags }, world);
    this.#fixFile = refused;
  }

  async add(checked: CheckedRow): Promise<void> {
    const row = this.#compared(checked);
    this.#counts[row.state] += 1;
    this.#survey.add(row.row, row.state === 'valid' ? row.number : undefined);
    if (row.state === 'valid') this.#take(row, this.#known.get(row.number));
    else {
      this.#untaken.keep(row);
      if (row.state !== 'skipped') await this.#refuse(row);
    }
  }

  #take(taken: TakenRow, known: Contact | undefined): void {
    const { row, number, name, nameFrom, optOuts, others } = taken;
    const { tags, attributes, untyped } = row;
    const standIn = nameFrom !== undefined;
    const contact = { phone_number: number, name, standIn, tags, attributes, untyped, optOuts };
    if (this.#draft.add(contact, known)) this.#untaken.keep(taken);
    // The item of a contact that is there has the number as it is stored.
    if (this.#rowOf.size < FEW_ROWS) this.#rowOf.set(known?.phone_number ?? number, row.row);
    if (nameFrom !== undefined) this.#standIns.set(nameFrom, (this.#standIns.get(nameFrom) ?? 0) + 1);
    if (others.length > 0) this.#severalNumbers += 1;
    if (row.countries.length === 0 && !row.numbers.some(({ text }) => INTERNATIONAL.test(text)))
      this.#local += 1;
  }

  /** Refuses a number that would not do for a new contact, unless a contact has exactly this number. */
  #compared(row: CheckedRow): CheckedRow {
    if (row.state !== 'valid' || row.onlyStored === undefined) return row;
    if (this.#known.get(row.number)?.phone_number === row.number) return row;
    return { state: 'invalid', row: row.row, number: row.number, reason: row.onlyStored };
  }

  async #refuse(refused: RefusedRow): Promise<void> {
    const { row, number, reason, state } = refused;
    if (state !== 'duplicate' && optOutIn(row, this.#context).tags.length > 0) this.#optOutsRefused += 1;
    if (this.#errors.length < ERRORS_SHOWN)
      this.#errors.push({
        row: row.row,
        name: shownShort(row.name, 60),
        phone_number: shownShort(number, 60),
        reason,
      });
    if (this.#unwritten !== undefined) return;
    await this.#fixFile?.add(refused).catch((error: unknown) => {
      if (!(error instanceof AppError)) throw error;
      this.#unwritten = error.message;
    });
  }

  /** Throws when numbers lack their country or no row can be taken; with `lenient`, those rows fail alone. */
  async finish(count: number, lenient: boolean): Promise<Omit<PlannedSheet, 'source'>> {
    const { needs_country: stateless, skipped, ...counts } = this.#counts;
    if (count === 0) throw noRows();
    const question = await countryQuestion(this.#survey, {
      stateless,
      local: this.#local,
      country: this.#country,
    });
    const hint = question === undefined ? '' : countryHint(question);
    if (stateless > 0 && !lenient) throw lacksCountry(stateless, count, hint);
    if (counts.valid === 0 && !lenient) throw allRefused(this.#errors, count - skipped, skipped);
    const refused = { invalid: counts.invalid + stateless, duplicate: counts.duplicate };
    const columns = columnsOf(this.#sheet);
    const rows = { ...refused, skipped };
    const named = this.#untaken.refused(REFUSED_NAMED);
    const { plan, items } = this.#draft.finish({ rows, refused: named, columns });
    const { account, api } = this.#context;
    const tags = gainedBy(items).slice(0, TAGS_CHECKED);
    const hints = await tagHints(account, api, { tags }, {});
    const written = this.#unwritten === undefined ? await this.#fixFile?.close() : undefined;
    const consents = this.#survey.consents();
    const unanswered = unansweredConsents(consents);
    const leftOut = await leftOutHints(this.#sheet.leftOut(), this.#known.values(), this.#context);
    const notes = this.#notes(consents, question);
    const mend = mending({ sheet: this.#sheet, given: this.#given, file: written?.path, rows: refused });
    const warnings = [
      ...plan.warnings,
      ...hints,
      ...mend.warnings,
      ...notes.map((note) => ({ say: 'sheet' as const, note })),
    ];
    return {
      draft: { plan: { ...plan, warnings }, items, untaken: this.#untaken.all() },
      columns: this.#sheet.columns,
      rows: { valid: counts.valid, ...refused, ...(skipped > 0 && { skipped }) },
      errors: this.#errors,
      fixFile: written?.path,
      given: this.#given,
      rowOf: this.#rowOf,
      isUndecided: unanswered.length > 0,
      notes,
      hints: [
        ...consentQuestion(unanswered.map(({ header }) => header)),
        ...leftOut,
        ...(plan.warnings.some(isKept) ? [OVERWRITE] : []),
        ...(stateless > 0 ? [`${hint} What is there already stays as it is.`] : hint === '' ? [] : [hint]),
        ...mend.hints,
      ],
    };
  }

  #notes(consents: readonly Consent[], question: CountryQuestion | undefined): SheetNote[] {
    return [
      ...consentNotes(consents),
      ...refusedNotes(this.#optOutsRefused),
      ...countryNotes(question),
      ...this.#sheet.notes,
      ...this.#survey.lostLetters(),
      ...rowNotes({
        valid: this.#counts.valid,
        standIns: this.#standIns,
        severalNumbers: this.#severalNumbers,
        leftOut: this.#sheet.leftOut(),
        unwritten: this.#unwritten,
      }),
    ];
  }
}

function columnsOf({ columns }: Sheet) {
  return someOf(columns, COLUMNS_KEPT, ({ column, header, as }) => ({
    header: shownShort(header, 60) || `column ${column}`,
    as: shownShort(as, 120),
  }));
}

function isKept(warning: Warning): boolean {
  return typeof warning === 'object' && warning.say === 'values kept';
}

/** The name of a file; pasted rows have none. */
export function fileOf({ name }: Pick<Sheet, 'name'>, { csv }: SheetInput): string | undefined {
  return csv === undefined ? name : undefined;
}
