import { dirname } from 'node:path';
import * as z from 'zod';
import type { Call } from '../../api/client.ts';
import { countryCode } from '../../contacts/countries/country.ts';
import { digitsOf, isE164 } from '../../contacts/numbers/phone.ts';
import type { Context } from '../../context.ts';
import { AppError } from '../../errors.ts';
import { candidates } from '../../find/candidates.ts';
import { locate } from '../../find/locate.ts';
import { Background } from '../../lib/background.ts';
import { quoted, thousands } from '../../lib/text.ts';
import { SECOND } from '../../lib/time.ts';
import type { Contact } from '../../model/contact.ts';
import { type CheckedRow, checkSheet } from '../../sheets/check.ts';
import { findFile } from '../../sheets/files/files.ts';
import { fixFile } from '../../sheets/files/fixFile.ts';
import { openSheet } from '../../sheets/sheet.ts';
import { fileSource, type Source, textSource } from '../../sheets/text/source.ts';
import { howFar } from '../../words/found.ts';
import { sheetName } from '../../words/summary.ts';
import type { CallScope } from '../define.ts';
import { newTags } from '../params.ts';
import { draftWorld } from './save.ts';
import { FEW_ROWS, fileOf, noRows, type PlannedSheet, Reading, type SheetInput } from './sheetReading.ts';

const MOST_PASTED = 1_000_000;

/** The arguments of the tools that take a sheet. */
export const sheetInput = {
  path: z.string().max(1000).optional(),
  csv: z.string().max(MOST_PASTED).optional(),
  columns: z.record(z.string(), z.string()).optional(),
  default_country: z.string().max(60).optional(),
  existing: z.enum(['fill', 'overwrite', 'skip']).optional(),
  add_tags: newTags.optional(),
};

/** Sheets up to this size may be so small that the account need not be read for them. */
const SMALL_BYTES = 64 * 1024;
const WAIT = 15 * SECOND;
const TELL_EVERY = 10_000;
/** Numbers looked up at once. */
const WIDTH = 8;

/** Work in the background does not end with the call that began it. */
const NEVER = new AbortController().signal;
const jobs = new WeakMap<Context, Background<PlannedSheet>>();
const handedOut = new WeakSet<PlannedSheet>();

/** Reads a sheet and plans its import, in `oneStep` where it is small, when rows without a country fail alone; a large one goes on in the background when it takes longer than a call may. */
export async function planSheet(
  input: SheetInput,
  context: Context,
  scope: CallScope,
  oneStep = false,
): Promise<PlannedSheet> {
  const country = countryOf(input, context);
  const { key, ...from } = await sourceOf(input, context);
  const background = jobs.get(context) ?? new Background<PlannedSheet>();
  jobs.set(context, background);
  const job = JSON.stringify([key, oneStep, scope.canAsk, { ...input, csv: undefined }]);
  const begin = (tell: (far: string) => void) =>
    readAndCompare({ ...from, country, input, context, oneStep, tell, scope: { ...scope, signal: NEVER } });
  const until = context.now() + WAIT;
  for (let left = WAIT; left > 0; left = until - context.now()) {
    const done = await background.wait(job, left, begin, scope.signal);
    if ('far' in done) throw unfinished(done.far);
    // Who called twice at once waited for the same plan: it is stored once, and the other makes its own.
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
  /** Where the sheet lies, if it is a file. */
  folder?: string;
}

async function sourceOf({ path, csv }: SheetInput, { files }: Context): Promise<Given & { key: string }> {
  if ((path === undefined) === (csv === undefined))
    throw new AppError(
      'A sheet is given as `path` or as `csv`, one of them.',
      '`plan_import` without arguments lists the files there are.',
    );
  if (csv !== undefined) return { source: textSource(csv), key: csv };
  const file = await findFile(path ?? '', files);
  return {
    source: fileSource(file),
    folder: dirname(file.path),
    key: `${file.path} ${file.bytes} ${file.changed}`,
  };
}

/** The name of a country instead of its code would have every local number refused, one by one. */
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
  country: string | undefined;
  input: SheetInput;
  context: Context;
  oneStep: boolean;
  tell(far: string): void;
  scope: CallScope;
}

async function readAndCompare(work: Work): Promise<PlannedSheet> {
  const { source, folder, country, input, context, oneStep, tell, scope } = work;
  assertMarkable(input, context);
  const sheet = await openSheet(source, { columns: input.columns });
  const checked = checkSheet(sheet, country, context);
  const all = source.bytes <= SMALL_BYTES ? await collected(checked) : undefined;
  if (all?.length === 0) throw noRows();
  const known = await accountOf(all, context, scope);
  const refused = folder === undefined ? undefined : fixFile(sheet, context.files, folder);
  const world = draftWorld(context, scope);
  const reading = new Reading(sheet, input, { context, world, known, country }, refused);
  try {
    let rows = 0;
    for await (const row of all ?? checked) {
      await reading.add(row);
      rows += 1;
      if (rows % TELL_EVERY === 0)
        tell(`${thousands(rows)} rows of ${sheetName(fileOf(sheet, input))} read so far`);
    }
    return await reading.finish(rows, oneStep && rows <= FEW_ROWS);
  } catch (error) {
    await refused?.discard();
    throw error;
  }
}

function assertMarkable({ columns = {} }: SheetInput, { optOutTag }: Context): void {
  if (optOutTag !== undefined || !Object.values(columns).includes('mark_opt_outs')) return;
  throw new AppError(
    'Nobody can be marked as opted out: VOBIZ_PROTECTED_TAGS in the configuration of this server names no tag.',
    'Call again with skip_opt_outs instead, or ask the person to name a tag there.',
  );
}

/** Whoever may have a number of the sheet, by number. */
async function accountOf(
  all: readonly CheckedRow[] | undefined,
  context: Context,
  scope: CallScope,
): Promise<Map<string, Contact>> {
  const taken = all?.flatMap((row) => (row.state === 'valid' ? [row.number] : []));
  // Of numbers that are written in several ways the service cannot be asked one by one.
  if (taken && taken.length <= FEW_ROWS && taken.every(isE164))
    return lookedUp(taken, context, { signal: scope.signal });
  let source = await candidates(context, {}, {}, scope);
  // Nobody waits for this: it may last as long as the account is large.
  while (source.running) source = await candidates(context, {}, {}, scope);
  if (source.complete) return byNumber(source.contacts);
  // Others write all the time, or the service does not say how many there are: then by number, where there are not too many.
  if (taken) return lookedUp(taken, context, { priority: 'bulk' });
  throw new AppError(`Nothing was planned: ${howFar(source)}`, 'Call again: the reading goes on meanwhile.');
}

async function lookedUp(
  numbers: readonly string[],
  { api }: Context,
  call: Call,
): Promise<Map<string, Contact>> {
  return byNumber((await locate(api, numbers, { width: WIDTH, call })).values());
}

/**
 * By the number as it is stored. Some accounts write numbers without their plus: who has the digits of one in E.164 has
 * that one as well, unless somebody has it to the letter.
 */
function byNumber(contacts: Iterable<Contact>): Map<string, Contact> {
  const known = new Map<string, Contact>();
  for (const contact of contacts) {
    const { phone_number: number } = contact;
    const whole = `+${digitsOf(number)}`;
    known.set(number, contact);
    if (!isE164(number) && !known.has(whole)) known.set(whole, contact);
  }
  return known;
}

async function collected<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const row of rows) list.push(row);
  return list;
}
