import { dirname } from 'node:path';
import type { Call } from '../../../api/client.ts';
import { countryCode } from '../../../contacts/countries/country.ts';
import { numberKeys } from '../../../contacts/numbers/keys.ts';
import { digitsOf, isE164 } from '../../../contacts/numbers/phone.ts';
import type { Context } from '../../../context.ts';
import { AppError } from '../../../errors.ts';
import { candidates } from '../../../find/candidates.ts';
import { locate } from '../../../find/locate.ts';
import { Background } from '../../../lib/background.ts';
import { quoted, thousands } from '../../../lib/text.ts';
import { SECOND } from '../../../lib/time.ts';
import { inTurns } from '../../../lib/turns.ts';
import type { Contact } from '../../../model/contact.ts';
import { kindOf } from '../../../plans/tasks/index.ts';
import { type CheckedRow, checkSheet } from '../../../sheets/check.ts';
import { findFile } from '../../../sheets/files/files.ts';
import { fixFile } from '../../../sheets/files/fixFile.ts';
import { openSheet } from '../../../sheets/sheet.ts';
import { fileSource, type Source, textSource } from '../../../sheets/text/source.ts';
import { howFar } from '../../../words/found/found.ts';
import { sheetName } from '../../../words/plans/summary.ts';
import type { CallScope } from '../../define.ts';
import type { SheetInput } from '../../params.ts';
import { optedOutBefore } from '../optedOutBefore.ts';
import { draftWorld } from '../save.ts';
import { noRows } from './sheetErrors.ts';
import { FEW_ROWS, fileOf, type PlannedSheet, SheetReading } from './sheetReading.ts';

/** Larger sheets have too many rows to look up their numbers one by one. */
const SMALL_BYTES = 64 * 1024;
const WAIT = 15 * SECOND;
const REPORT_EVERY = 10_000;
/** Numbers looked up at once. */
const WIDTH = 8;

/** Work in the background goes on when the call that began it is cancelled. */
const NEVER = new AbortController().signal;
const jobs = new WeakMap<Context, Background<PlannedSheet>>();
const handedOut = new WeakSet<PlannedSheet>();

/**
 * Reads a sheet and plans its import; what takes longer than a call may goes on in the background. With `oneStep`, rows of a
 * small sheet whose number lacks its country fail alone, rather than refuse the sheet.
 */
export async function planSheet(
  input: SheetInput,
  context: Context,
  scope: CallScope,
  oneStep = false,
): Promise<PlannedSheet> {
  const country = countryOf(input, context);
  const { key, ...given } = await sourceOf(input, context);
  const background = jobs.get(context) ?? new Background<PlannedSheet>();
  jobs.set(context, background);
  const job = JSON.stringify([key, oneStep, scope.canAsk, { ...input, csv: undefined }]);
  const begin = (report: (progress: string) => void) =>
    readAndCompare({
      ...given,
      key,
      country,
      input,
      context,
      oneStep,
      report,
      scope: { ...scope, signal: NEVER },
    });
  const until = context.now() + WAIT;
  for (let left = WAIT; left > 0; left = until - context.now()) {
    const done = await background.wait(job, left, begin, scope.signal);
    if ('far' in done) throw unfinished(done.far);
    // Two equal calls at once waited for the same plan: one stores it, the other makes its own.
    if (!handedOut.has(done.result)) {
      handedOut.add(done.result);
      return done.result;
    }
  }
  throw unfinished('');
}

function unfinished(far: string): AppError {
  return new AppError(
    `Nothing is planned yet: ${far || 'the account is being read'}.`,
    'Call again with the same arguments: the reading goes on meanwhile.',
  );
}

interface Given {
  source: Source;
  /** The folder of the sheet, if it is a file. */
  folder?: string;
}

async function sourceOf({ path, csv }: SheetInput, { files }: Context): Promise<Given & { key: string }> {
  if (csv !== undefined && path === undefined) return { source: textSource(csv), key: csv };
  if (path === undefined || csv !== undefined)
    throw new AppError(
      'Give the sheet either as `path` or as `csv`.',
      '`plan_import` without arguments lists the files there are.',
    );
  const file = await findFile(path, files);
  return {
    source: fileSource(file),
    folder: dirname(file.path),
    key: `${file.path} ${file.bytes} ${file.changed}`,
  };
}

/** With a name in place of the code, every local number would be refused, row by row. */
function countryOf({ default_country: stated }: SheetInput, { country }: Context): string | undefined {
  if (stated === undefined) return country;
  const code = countryCode(stated);
  if (code !== undefined) return code;
  throw new AppError(
    `\`default_country\` must be the two letters of a country, such as IN, not ${quoted(stated, 60)}.`,
    'Call again with the ISO code of the country that the person stated.',
  );
}

interface Work extends Given {
  /** What tells the sheet from others. */
  key: string;
  country: string | undefined;
  input: SheetInput;
  context: Context;
  oneStep: boolean;
  report(progress: string): void;
  scope: CallScope;
}

async function readAndCompare(work: Work): Promise<PlannedSheet> {
  const { source, key, folder, country, input, context, oneStep, report, scope } = work;
  const sheet = await openSheet(source, { columns: input.columns });
  const checked = checkSheet(sheet, country, context);
  const all = source.bytes <= SMALL_BYTES ? await Array.fromAsync(checked) : undefined;
  if (all?.length === 0) throw noRows();
  const known = await contactsByNumber(all, context, scope);
  const refused = folder === undefined ? undefined : fixFile(sheet, context.files, folder);
  const world = draftWorld(context);
  const reading = new SheetReading(sheet, input, { context, world, known, country }, refused);
  try {
    let rows = 0;
    for await (const row of all ?? checked) {
      await reading.add(row);
      rows += 1;
      if (rows % REPORT_EVERY === 0)
        report(`${thousands(rows)} rows of ${sheetName(fileOf(sheet, input))} read so far`);
    }
    const read = await reading.finish(rows, oneStep && rows <= FEW_ROWS);
    return await withEarlierOptOuts({ ...read, source: key }, context);
  } catch (error) {
    await refused?.discard();
    throw error;
  }
}

/** The same, with a warning of new contacts of people who had opted out when they were deleted. */
async function withEarlierOptOuts(sheet: PlannedSheet, context: Context): Promise<PlannedSheet> {
  const { plan, items } = sheet.draft;
  const made = items.flatMap(({ task }) => (kindOf(task).creates && 'contact' in task ? [task.contact] : []));
  const before = await optedOutBefore(context, made);
  return { ...sheet, draft: { ...sheet.draft, plan: { ...plan, warnings: [...plan.warnings, ...before] } } };
}

/** All contacts that may have a number of the sheet. */
async function contactsByNumber(
  rows: readonly CheckedRow[] | undefined,
  context: Context,
  scope: CallScope,
): Promise<Map<string, Contact>> {
  const numbers = rows?.flatMap((row) => (row.state === 'valid' ? [row.number] : []));
  // A number that is not in E.164 may be stored in several spellings, so it cannot be searched for.
  if (numbers && numbers.length <= FEW_ROWS && numbers.every(isE164))
    return lookUp(numbers, context, { signal: scope.signal });
  let source = await candidates(context, {}, {}, scope);
  // This runs in the background, so it may take as long as the account is large.
  while (source.running) source = await candidates(context, {}, {}, scope);
  if (source.complete) return byNumber(source.contacts, context);
  // The account changes all the time, or its total is not known: the numbers of a small sheet can still be searched for.
  if (numbers) return lookUp(numbers, context, { priority: 'bulk' });
  throw new AppError(`Nothing was planned: ${howFar(source)}`, 'Call again: the reading goes on meanwhile.');
}

async function lookUp(
  numbers: readonly string[],
  context: Context,
  call: Call,
): Promise<Map<string, Contact>> {
  return byNumber((await locate(context, numbers, { width: WIDTH, call })).values(), context);
}

/**
 * Contacts by their number as it is stored, and by the same number in E.164 where it is stored in another writing, unless
 * another contact has exactly that.
 */
async function byNumber(contacts: Iterable<Contact>, { country }: Context): Promise<Map<string, Contact>> {
  const keyOf = await numberKeys(country);
  const known = new Map<string, Contact>();
  for await (const part of inTurns([...contacts])) {
    for (const contact of part) {
      const { phone_number: number } = contact;
      const others = [`+${digitsOf(number)}`, keyOf(number)].filter((other) => other !== undefined);
      known.set(number, contact);
      for (const other of others) if (!known.has(other)) known.set(other, contact);
    }
  }
  return known;
}
