import * as z from 'zod';
import type { Contact } from '../api/wire.ts';
import type { Context } from '../context.ts';
import { type CheckedRow, checkRows } from '../csv/check.ts';
import { findFile } from '../csv/files.ts';
import { fixFile } from '../csv/fixFile.ts';
import { openSheet } from '../csv/sheet.ts';
import { fileSource, type Source, textSource } from '../csv/source.ts';
import { AppError } from '../errors.ts';
import { Background } from '../lib/background.ts';
import { quoted, thousands } from '../lib/text.ts';
import { SECOND } from '../lib/time.ts';
import { candidates } from '../selections/candidates.ts';
import { locate } from '../selections/locate.ts';
import { howFar } from '../selections/summary.ts';
import type { CallScope } from './define.ts';
import { newTags } from './params.ts';
import { digitsOf, FEW_ROWS, noRows, type PlannedSheet, Reading, type SheetInput } from './sheetReading.ts';

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

/** Work in the background does not end with the call that began it. */
const NEVER = new AbortController().signal;
const jobs = new WeakMap<Context, Background<PlannedSheet>>();

/** Reads a sheet and plans its import, in `oneStep` where it is small, when rows without a country fail alone; a large one goes on in the background when it takes longer than a call may. */
export async function planSheet(
  input: SheetInput,
  context: Context,
  scope: CallScope,
  oneStep = false,
): Promise<PlannedSheet> {
  const { source, key } = await sourceOf(input, context);
  const background = jobs.get(context) ?? new Background<PlannedSheet>();
  jobs.set(context, background);
  const done = await background.wait(
    `${key} ${JSON.stringify({ ...input, csv: undefined })}`,
    WAIT,
    (tell) => readAndCompare({ source, input, context, oneStep, tell, scope: { ...scope, signal: NEVER } }),
    scope.signal,
  );
  if ('result' in done) return done.result;
  throw new AppError(
    `Nothing is planned yet: ${done.far || 'the account is being read'}.`,
    'Call again with the same arguments: the reading goes on meanwhile.',
  );
}

async function sourceOf(
  { path, csv }: SheetInput,
  { files }: Context,
): Promise<{ source: Source; key: string }> {
  if ((path === undefined) === (csv === undefined))
    throw new AppError(
      'A sheet is given as `path` or as `csv`, one of them.',
      '`plan_import` without arguments lists the files there are.',
    );
  if (csv !== undefined) return { source: textSource(csv), key: csv };
  const file = await findFile(path ?? '', files);
  return { source: fileSource(file), key: `${file.path} ${file.bytes} ${file.changed}` };
}

interface Work {
  source: Source;
  input: SheetInput;
  context: Context;
  oneStep: boolean;
  tell(far: string): void;
  scope: CallScope;
}

async function readAndCompare({ source, input, context, oneStep, tell, scope }: Work): Promise<PlannedSheet> {
  const sheet = await openSheet(source, { columns: input.columns });
  const country = input.default_country?.toUpperCase() ?? context.country;
  const checked = checkRows(sheet.rows(), country);
  const all = source.bytes <= SMALL_BYTES ? await collected(checked) : undefined;
  if (all?.length === 0) throw noRows();
  const known = await accountOf(all, context, scope);
  const refused = input.path === undefined ? undefined : fixFile(sheet, context.files);
  const reading = new Reading(sheet, input, context, known, refused);
  try {
    let rows = 0;
    for await (const row of all ?? checked) {
      await reading.add(row);
      rows += 1;
      if (rows % TELL_EVERY === 0) tell(`${thousands(rows)} rows of ${quoted(sheet.name, 60)} read so far`);
    }
    return await reading.finish(rows, oneStep && rows <= FEW_ROWS);
  } catch (error) {
    await refused?.discard();
    throw error;
  }
}

/** Whoever may have a number of the sheet, by its digits: some accounts write numbers without their plus. */
async function accountOf(
  all: readonly CheckedRow[] | undefined,
  context: Context,
  scope: CallScope,
): Promise<Map<string, Contact>> {
  const { api } = context;
  const taken = all?.filter((row) => row.state === 'valid');
  if (taken && taken.length <= FEW_ROWS) {
    const found = await locate(
      api,
      taken.map(({ number }) => number),
      { width: 8, call: { signal: scope.signal } },
    );
    return byDigits(found.values());
  }
  const source = await candidates(context, {}, {}, scope);
  if (source.complete) return byDigits(source.contacts);
  throw new AppError(`Nothing was planned: ${howFar(source)}`, 'Call again: the reading goes on meanwhile.');
}

function byDigits(contacts: Iterable<Contact>): Map<string, Contact> {
  return new Map([...contacts].map((contact) => [digitsOf(contact.phone_number), contact]));
}

async function collected<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const row of rows) list.push(row);
  return list;
}
