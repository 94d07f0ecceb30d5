import * as z from 'zod';
import { nameAndNumber } from '../contacts/name.ts';
import type { Context } from '../context.ts';
import { AppError } from '../errors.ts';
import { counted, listed, quoted, shownShort, thousands } from '../lib/text.ts';
import type { Contact } from '../model/contact.ts';
import type { Nobody } from '../model/warnings.ts';
import { createSheet } from '../sheets/files/write.ts';
import { asOf } from '../words/found/found.ts';
import { nobodyHasWords } from '../words/plans/leftAlone.ts';
import { type InJson, inJsonWords } from '../words/sheets/exported.ts';
import { type CallScope, defineTool } from './define.ts';
import { planTargets } from './params.ts';
import { exportColumns } from './steps/sheets/exportColumns.ts';
import { allContacts, resolveAll } from './steps/whom.ts';

const REPORT_EVERY = 10_000;

export const exportContacts = defineTool({
  name: 'export_contacts',
  title: 'Export contacts',
  effect: 'file',
  description:
    'Writes contacts, by default everybody, to a new CSV file on this computer. It imports again without changing anything.',
  input: {
    ...planTargets,
    path: z.string().max(1000).optional().describe('Default contacts.csv'),
    columns: z
      .array(z.string().min(1))
      .max(200)
      .optional()
      .describe('Fields of contacts, or attribute keys: `attribute: name` where one is called like a field'),
  },
  output: {
    path: z.string(),
    rows: z.number(),
    bytes: z.number(),
    columns: z.array(z.string()),
    as_of: z.string(),
    notes: z.array(z.string()).optional(),
  },
  async run({ selection_id, contacts: named, path = 'contacts.csv', columns }, context, scope) {
    const { contacts, as_of, nobody } = await chosen({ selection_id, named }, context, scope);
    const written = await exportColumns(contacts, columns);
    const headers = written.map(({ header }) => header);
    const sheet = await createSheet(path, context.files, headers);
    try {
      for (const [index, contact] of contacts.entries()) {
        scope.signal.throwIfAborted();
        await sheet.write(written.map((column) => column.cell(contact)));
        if (index % REPORT_EVERY === 0)
          scope.progress(index, contacts.length, `${thousands(index)} contacts written`);
      }
    } catch (error) {
      await sheet.discard();
      throw error;
    }
    const file = await sheet.close();
    return {
      ...file,
      columns: headers.map((header) => shownShort(header, 100)),
      as_of,
      ...notesOf(
        contacts,
        nobody,
        written.flatMap(({ inJson }) => inJson ?? []),
      ),
    };
  },
  say({ path, rows, bytes, columns, as_of, notes = [] }) {
    const file = `${counted(rows, 'contact')} in ${quoted(path, 500)} (${thousands(bytes)} bytes) as of ${as_of}, column${columns.length === 1 ? '' : 's'} ${listed(
      columns.map((column) => quoted(column, 60)),
      60,
    )}.`;
    return [file, ...notes].join('\n');
  },
});

/** Fields that are not as documented are left out of the file, where they look empty. */
function notesOf(
  contacts: readonly Contact[],
  nobody: readonly Nobody[],
  inJson: readonly InJson[],
): { notes?: string[] } {
  const unreadable = contacts.filter((contact) => contact.unreadable !== undefined);
  const names = listed(unreadable.map(nameAndNumber), 5);
  const notes = [
    ...(nobody.length === 0 ? [] : [`Not in the file: ${nobodyHasWords(nobody)}.`]),
    ...(unreadable.length === 0
      ? []
      : [
          `Data of ${counted(unreadable.length, 'contact')} that this program cannot read is not in the file: ${names}. \`get_contact\` shows it.`,
        ]),
    ...inJsonWords(inJson),
  ];
  return notes.length === 0 ? {} : { notes };
}

interface Chosen {
  contacts: readonly Contact[];
  as_of: string;
  /** Of those that were named, those that nobody has. */
  nobody: readonly Nobody[];
}

async function chosen(
  { selection_id: id, named }: { selection_id: string | undefined; named: readonly string[] | undefined },
  context: Context,
  scope: CallScope,
): Promise<Chosen> {
  if (id !== undefined && named !== undefined)
    throw new AppError(
      'Nothing was written: `selection_id` and `contacts` do not go together.',
      'Give one of them.',
    );
  if (named) {
    const as_of = asOf({ asOf: context.now() });
    const { contacts: read, nobody } = await resolveAll(context, named, scope.signal);
    // Somebody may be named by number and by id.
    return { contacts: [...new Map([...read.values()].map((one) => [one.id, one])).values()], as_of, nobody };
  }
  const source = await allContacts(context, id, 'written', scope);
  if (source.contacts.length > 0) return { contacts: source.contacts, as_of: asOf(source), nobody: [] };
  throw new AppError(
    'There is nobody to export.',
    'Find the contacts again with `find_contacts`: they may have been deleted since.',
  );
}
