import * as z from 'zod';
import { nameAndNumber } from '../contacts/name.ts';
import type { Context } from '../context.ts';
import { AppError } from '../errors.ts';
import type { Candidates } from '../find/candidates.ts';
import { counted, listed, quoted, shownShort, thousands } from '../lib/text.ts';
import type { Contact } from '../model/contact.ts';
import { createSheet } from '../sheets/files/write.ts';
import { type CallScope, defineTool } from './define.ts';
import { exportColumns } from './steps/exportColumns.ts';
import { allContacts } from './steps/whom.ts';

const REPORT_EVERY = 10_000;

export const exportContacts = defineTool({
  name: 'export_contacts',
  title: 'Export contacts',
  effect: 'file',
  description:
    'Writes a selection, or without one everybody, to a new CSV file on the computer. It is never sent anywhere, and imports again without changing anything.',
  input: {
    selection_id: z.string().optional(),
    path: z.string().max(1000).optional().describe('Default contacts.csv'),
    columns: z
      .array(z.string().min(1))
      .max(200)
      .optional()
      .describe(
        'phone_number, name, tags, id, created_at, updated_at, last_active_at or attribute keys; `attribute: name` where one is called so',
      ),
  },
  output: {
    path: z.string(),
    rows: z.number(),
    bytes: z.number(),
    columns: z.array(z.string()),
    as_of: z.string(),
    notes: z.array(z.string()).optional(),
  },
  async run({ selection_id, path = 'contacts.csv', columns }, context, scope) {
    const { contacts, asOf } = await contactsToExport(selection_id, context, scope);
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
      as_of: new Date(asOf).toISOString(),
      ...notesOf(contacts),
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
function notesOf(contacts: readonly Contact[]): { notes?: string[] } {
  const unreadable = contacts.filter((contact) => contact.unreadable !== undefined);
  if (unreadable.length === 0) return {};
  const names = listed(unreadable.map(nameAndNumber), 5);
  return {
    notes: [
      `What ${counted(unreadable.length, 'contact')} ${unreadable.length === 1 ? 'holds' : 'hold'} that is not as documented is not in the file: ${names}. \`get_contact\` shows what it is.`,
    ],
  };
}

async function contactsToExport(
  id: string | undefined,
  context: Context,
  scope: CallScope,
): Promise<Candidates> {
  const source = await allContacts(context, id, 'written', scope);
  if (source.contacts.length > 0) return source;
  throw new AppError(
    'There is nobody to export.',
    'Find contacts with `find_contacts`; they may have been deleted since.',
  );
}
