import * as z from 'zod';
import type { Context } from '../context.ts';
import { SETUP_HELP } from '../errors.ts';
import { counted, listed, plain, quoted, thousands } from '../lib/text.ts';
import { listSheets } from '../sheets/files/listing.ts';
import { planShape, sayPlan } from '../words/plan.ts';
import { rowError, saySheet } from '../words/sheet.ts';
import { defineTool } from './define.ts';
import { sheetInput } from './params.ts';
import { saveDraft } from './steps/save.ts';
import { planSheet } from './steps/sheets/sheet.ts';
import { viewSheet } from './steps/sheets/sheetView.ts';

const plan = z.object(planShape);

export const planImport = defineTool({
  name: 'plan_import',
  title: 'Plan an import',
  effect: 'file',
  description:
    'Plans to import a CSV sheet, to be approved. Without `path` or `csv` it lists the sheets there are. Headers known in many languages: phone, name, first and last name, country, tags; others only by `columns`. Numbers have + and country code, or `default_country`: never reformat or complete one.',
  input: sheetInput,
  output: {
    ...plan.partial().shape,
    columns: z.record(z.string(), z.string()).optional(),
    rows: z.record(z.string(), z.number()).optional(),
    errors: z.array(rowError).optional(),
    fix_file: z.string().optional(),
    files: z.array(z.strictObject({ path: z.string(), bytes: z.number(), changed: z.string() })).optional(),
    folders: z.array(z.string()).optional(),
    warnings: z.array(z.string()).optional(),
  },
  async run(input, context, scope) {
    if (input.path === undefined && input.csv === undefined) return listFiles(context);
    const sheet = await planSheet(input, context, scope);
    const plan = await saveDraft(sheet.draft, context, scope.canAsk, { sheet: sheet.source });
    return viewSheet(plan, sheet);
  },
  say(output) {
    const { files: sheets, folders = [], warnings = [], columns, rows, errors } = output;
    if (sheets) {
      const list = sheets.map(
        ({ path, bytes, changed }) => `- ${quoted(path, 200)}, ${thousands(bytes)} bytes, changed ${changed}`,
      );
      return [
        `${counted(sheets.length, 'sheet')} can be imported${sheets.length > 0 ? ', the newest first' : ''}.`,
        ...list,
        `Folders that may be read: ${listed(folders.map((folder) => quoted(folder, 200)))}.`,
        ...warnings,
      ].join('\n');
    }
    return [sayPlan(plan.parse(output)), saySheet({ columns, rows, errors, warnings })].join('\n');
  },
});

const CHOOSE = 'Call `plan_import` with the `path` that the person means';
const NONE_YET =
  'Ask the person to put the sheet into one of these folders as CSV, or to paste its rows: those go into `csv`';

const NO_FOLDER =
  'Ask the person to make that folder and to put the sheet there as CSV, to name another folder in VOBIZ_FILES, or to paste the rows: those go into `csv`.';

/** For a person who says "the file in my Downloads": the sheets, and the files that have to be saved as CSV first. */
async function listFiles({ files: folders }: Context) {
  const { sheets, others, leftOut, missing } = await listSheets(folders);
  const warnings = [
    ...others.map(({ path, what, how }) => `${quoted(path, 100)} is ${what}: ${plain(how, 200)}`),
    ...(leftOut > 0 ? [`${counted(leftOut, 'more file')} not listed.`] : []),
    ...missing.map((folder) => `The folder ${quoted(folder, 200)} is not there yet, or not readable.`),
  ];
  return {
    files: sheets.map(({ path, bytes, changed }) => ({
      path,
      bytes,
      changed: new Date(changed).toISOString(),
    })),
    folders: [...folders],
    ...(warnings.length > 0 && { warnings }),
    next: [nextOf(sheets.length, folders.length - missing.length), missing.length > 0 ? SETUP_HELP : '']
      .filter(Boolean)
      .join(' '),
  };
}

function nextOf(sheets: number, readable: number): string {
  if (readable === 0) return NO_FOLDER;
  return `${sheets > 0 ? CHOOSE : NONE_YET}; with more folders in VOBIZ_FILES there is more to read.`;
}
