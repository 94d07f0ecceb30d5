import { createReadStream } from 'node:fs';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse';
import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import { ImportDraft } from '../../src/plans/draft/import.ts';
import { checkSheet } from '../../src/sheets/check.ts';
import { openSheet } from '../../src/sheets/sheet.ts';
import { fileSource } from '../../src/sheets/text/source.ts';
import { medians, type Row, timed } from './measure.ts';

const ROUNDS = 5;
const ROWS = 100_000;
const GOAL = 0.5;
const NUMBER_AT = 1;

/** Rows a second of planning an import, beside what it is made of: reading CSV, and reading numbers. */
export async function planning(): Promise<Row> {
  const folder = await mkdtemp(join(tmpdir(), 'vobiz-bench-'));
  const file = join(folder, 'people.csv');
  await writeFile(
    file,
    `Full Name,Phone,Tags,City\n${Array.from({ length: ROWS }, (_, n) => rowOf(n)).join('')}`,
  );
  const ms = await medians(ROUNDS, {
    ours: () => timed(() => planned(file)),
    bare: () => timed(() => bare(file)),
  });
  await rm(folder, { recursive: true });
  const ratio = ms.bare / ms.ours;
  return {
    what: `rows per second of a sheet that is planned, of ${ROWS.toLocaleString('en')}`,
    ours: perSecond(ms.ours),
    beside: `${perSecond(ms.bare)}, csv-parse and then libphonenumber-js alone`,
    compared: `x ${ratio.toFixed(2)}`,
    goal: `>= x ${GOAL}`,
    met: ratio >= GOAL,
  };
}

/** Numbers as people write them, all different: two fifths with their country code, as many without, the rest from elsewhere. */
function rowOf(n: number): string {
  const mobile = String(9_800_000_000 + n);
  const number = [
    `+91${mobile}`,
    `+91 ${mobile.slice(0, 5)} ${mobile.slice(5)}`,
    `0${mobile}`,
    `${mobile.slice(0, 5)}-${mobile.slice(5)}`,
    `+44 7${String(400_000_000 + n)}`,
  ][n % 5];
  return `Asha Rao ${n},${number},"expo, lead",Pune\n`;
}

async function planned(file: string): Promise<void> {
  const { size: bytes, mtimeMs: changed } = await stat(file);
  const sheet = await openSheet(fileSource({ path: file, name: 'people.csv', bytes, changed }));
  const request = { file: sheet.name, existing: 'fill', add_tags: [] } as const;
  const protectedFolds = new Set(['optedout']);
  const survey = sheet.survey();
  const draft = new ImportDraft(request, {
    account: 'bench',
    where: 'the account bench',
    protectedFolds,
    caps: { plan: 10_000, deletions: 500 },
    now: Date.now(),
    planId: 'plan_bench',
    ttlMs: 1,
  });
  let taken = 0;
  for await (const row of checkSheet(sheet, 'IN', { protectedFolds, optOutTag: 'opted-out' })) {
    survey.add(row.row);
    if (row.state !== 'valid') continue;
    const { number: phone_number, name, nameFrom, optOuts } = row;
    const { tags, attributes, untyped } = row.row;
    const standIn = nameFrom !== undefined;
    draft.add({ phone_number, name, standIn, tags, attributes, untyped, optOuts }, undefined);
    taken += 1;
  }
  const { plan } = draft.finish({
    rows: { invalid: 0, duplicate: 0, skipped: 0 },
    refused: [],
    columns: undefined,
  });
  if (taken !== ROWS || plan.left_over !== ROWS - 10_000) throw new Error(`${taken} rows were taken`);
}

async function bare(file: string): Promise<void> {
  let valid = 0;
  const parser = createReadStream(file).pipe(parse({ from_line: 2 }));
  parser.on('readable', () => {
    for (let record: unknown = parser.read(); Array.isArray(record); record = parser.read())
      if (parsePhoneNumberFromString(String(record[NUMBER_AT]), 'IN')?.isPossible()) valid += 1;
  });
  await new Promise((resolve, reject) => parser.once('end', resolve).once('error', reject));
  if (valid !== ROWS) throw new Error(`${valid} numbers were read`);
}

function perSecond(ms: number): string {
  return Math.round(ROWS / (ms / 1000)).toLocaleString('en');
}
