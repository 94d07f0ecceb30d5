import * as z from 'zod';
import { nameAndNumber } from '../contacts/name.ts';
import type { Context } from '../context.ts';
import { AppError } from '../errors.ts';
import { candidates } from '../find/candidates.ts';
import { counted, listed, quoted, shownShort, thousands } from '../lib/text.ts';
import type { Contact } from '../model/contact.ts';
import { createSheet } from '../sheets/files/write.ts';
import { asOf, howFar, howOn } from '../words/found.ts';
import { type CallScope, defineTool } from './define.ts';
import { planTargets } from './params.ts';
import { exportColumns } from './steps/exportColumns.ts';
import { resolveAll } from './steps/whom.ts';

const TOLD_EVERY = 10_000;

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
    const { contacts, as_of } = await chosen({ selection_id, named }, context, scope);
    const written = await exportColumns(contacts, columns);
    const headers = written.map(({ header }) => header);
    const sheet = await createSheet(path, context.files, headers);
    try {
      for (const [index, contact] of contacts.entries()) {
        scope.signal.throwIfAborted();
        await sheet.write(written.map((column) => column.cell(contact)));
        if (index % TOLD_EVERY === 0)
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

/** What cannot be read as documented is in no file, and looks like nothing there. */
function notesOf(contacts: readonly Contact[]): { notes?: string[] } {
  const some = contacts.filter(({ unreadable }) => unreadable !== undefined);
  if (some.length === 0) return {};
  const who = listed(some.map(nameAndNumber), 5);
  return {
    notes: [
      `What ${counted(some.length, 'contact')} ${some.length === 1 ? 'holds' : 'hold'} that is not as documented is not in the file: ${who}. \`get_contact\` shows what it is.`,
    ],
  };
}

interface Chosen {
  contacts: readonly Contact[];
  as_of: string;
}

async function chosen(
  { selection_id: id, named }: { selection_id: string | undefined; named: readonly string[] | undefined },
  context: Context,
  scope: CallScope,
): Promise<Chosen> {
  if (id !== undefined && named !== undefined)
    throw new AppError(
      'Nothing was written: give `selection_id` or `contacts`, not both.',
      'Give one of them.',
    );
  if (named) {
    const as_of = new Date(context.now()).toISOString();
    const read = await resolveAll(context, named, scope.signal);
    // Somebody may be named by number and by id.
    return { contacts: [...new Map([...read.values()].map((one) => [one.id, one])).values()], as_of };
  }
  const within = id === undefined ? undefined : await context.selections.whole(id, 'written');
  const source = await candidates(context, {}, { within }, scope);
  if (!source.complete)
    throw new AppError(
      `Nothing was written: ${howFar(source)}`,
      howOn(source, 'Call again with the same arguments'),
    );
  if (source.contacts.length > 0) return { contacts: source.contacts, as_of: asOf(source) };
  throw new AppError(
    'There is nobody to export.',
    'Find contacts with `find_contacts`; they may have been deleted since.',
  );
}
