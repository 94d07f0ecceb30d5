import * as z from 'zod';
import { toE164 } from '../contacts/phone.ts';
import type { Context } from '../context.ts';
import { readAllowedFile } from '../csv/files.ts';
import { readSheet, type SheetRow } from '../csv/read.ts';
import { AppError, messageOf } from '../errors.ts';
import { counted, quoted, shownShort } from '../lib/text.ts';
import { type ImportRow, importRows } from '../plans/import.ts';
import { tagHints } from '../selections/hints.ts';
import { defineTool } from './define.ts';

const MOST_ROWS = 20;
const MOST_BYTES = 1_000_000;

export const importContacts = defineTool({
  name: 'import_contacts',
  title: 'Import contacts',
  effect: 'write',
  description:
    'Creates or completes up to 20 contacts from CSV with the header phone_number,name,tags (tags comma-separated, may be left out). Pass rows exactly as given: do not reformat or complete numbers. Contacts that exist keep their name and tags and gain the new tags.',
  input: {
    csv: z.string().max(MOST_BYTES).optional().describe('The rows; or:'),
    path: z.string().max(1000).optional().describe('A CSV file in the allowed folders'),
  },
  output: {
    total: z.number(),
    created: z.number(),
    updated: z.number(),
    unchanged: z.number(),
    failed: z.number(),
    errors: z.array(z.strictObject({ row: z.number(), phone_number: z.string(), reason: z.string() })),
    warnings: z.array(z.string()),
  },
  async run(input, context, { signal }) {
    const rows = await readRows(input, context);
    const { valid, errors } = await checkRows(rows, context.country);
    const { api, account, protectedFolds } = context;
    const world = { api, protectedFolds, reader: account, call: { signal } };
    const { outcomes, warnings } = await importRows(world, valid);
    for (const outcome of outcomes) {
      if (outcome.state === 'failed') {
        errors.push(rowError(outcome.row.row, outcome.row.phone_number, outcome.reason));
        continue;
      }
      warnings.push(...outcome.warnings);
    }
    const given = [...new Set(valid.flatMap(({ tags }) => tags))];
    const count = (state: string) => outcomes.filter((outcome) => outcome.state === state).length;
    return {
      total: rows.length,
      created: count('created'),
      updated: count('updated'),
      unchanged: count('unchanged'),
      failed: errors.length,
      errors: errors.sort((a, b) => a.row - b.row),
      warnings: [...warnings, ...(await tagHints(account, api, given, { signal }))],
      ...(errors.length > 0 && {
        next: 'Show the person the failed rows with their reasons; only what they correct is sent again.',
      }),
    };
  },
  say({ total, created, updated, unchanged, failed, errors, warnings }) {
    return [
      `${counted(total, 'row')}: ${created} created, ${updated} updated, ${unchanged} unchanged, ${failed} failed.`,
      ...errors.map(
        ({ row, phone_number, reason }) => `- row ${row}, ${phone_number || 'no number'}: ${reason}`,
      ),
      ...warnings.map((warning) => `Warning: ${warning}`),
    ].join('\n');
  },
});

async function readRows(
  { csv, path }: { csv?: string | undefined; path?: string | undefined },
  { files }: Context,
): Promise<SheetRow[]> {
  if ((csv === undefined) === (path === undefined))
    throw new AppError(
      '`import_contacts` takes `csv` or `path`, one of them.',
      'Pass the rows as `csv`, or the name of a file as `path`.',
    );
  const rows = await readSheet(csv ?? (await readAllowedFile(path ?? '', files, MOST_BYTES)));
  if (rows.length === 0)
    throw new AppError(
      'The sheet has a header but no rows.',
      'Nothing was sent; add the rows below the header.',
    );
  if (rows.length <= MOST_ROWS) return rows;
  throw new AppError(
    `The sheet has ${counted(rows.length, 'row')}; at most ${MOST_ROWS} are imported at once, and nothing was sent.`,
    `Import it in parts of ${MOST_ROWS} rows, each under the header.`,
  );
}

/** Refuses here what the service would refuse or, worse, guess. */
async function checkRows(
  rows: readonly SheetRow[],
  country: string | undefined,
): Promise<{ valid: ImportRow[]; errors: ReturnType<typeof rowError>[] }> {
  const valid: ImportRow[] = [];
  const errors: ReturnType<typeof rowError>[] = [];
  const seen = new Map<string, number>();
  for (const row of rows) {
    try {
      if (row.problem !== undefined) throw new AppError(row.problem);
      if (row.name === '') throw new AppError('the name is missing');
      const number = await toE164(row.phone_number, country);
      const earlier = seen.get(number);
      if (earlier !== undefined) throw new AppError(`the same number as row ${earlier}`);
      seen.set(number, row.row);
      valid.push({ ...row, phone_number: number });
    } catch (error) {
      errors.push(rowError(row.row, row.phone_number, messageOf(error)));
    }
  }
  return { valid, errors };
}

function rowError(
  row: number,
  number: string,
  reason: string,
): { row: number; phone_number: string; reason: string } {
  return {
    row,
    phone_number: shownShort(number, 60),
    reason: reason === '' ? quoted('unknown') : reason,
  };
}
