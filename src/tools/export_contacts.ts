import * as z from 'zod';
import type { Contact } from '../api/wire.ts';
import type { Context } from '../context.ts';
import { tagsCell } from '../csv/tags.ts';
import { createSheet } from '../csv/write.ts';
import { AppError } from '../errors.ts';
import { textOf } from '../lib/json.ts';
import { counted, listed, quoted, quotedList, shownShort, thousands } from '../lib/text.ts';
import { type Candidates, candidates } from '../selections/candidates.ts';
import { howFar, howOn } from '../selections/summary.ts';
import { type CallScope, defineTool } from './define.ts';

/** Without `columns`; then the attributes that most contacts have. */
const USUAL = ['phone_number', 'name', 'tags'] as const;
const FIELDS = ['id', 'last_active_at', 'created_at', 'updated_at'] as const;
const MOST_ATTRIBUTES = 50;
const TOLD_EVERY = 10_000;

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
      .describe('phone_number, name, tags, id, created_at, updated_at, last_active_at or attribute keys'),
  },
  output: {
    path: z.string(),
    rows: z.number(),
    bytes: z.number(),
    columns: z.array(z.string()),
    as_of: z.string(),
  },
  async run({ selection_id, path = 'contacts.csv', columns }, context, scope) {
    const { contacts, asOf } = await chosen(selection_id, context, scope);
    const header = [...new Set(columns ?? [...USUAL, ...attributesOf(contacts)])];
    if (columns) refuseUnknown(header, contacts);
    const sheet = await createSheet(path, context.files, header);
    try {
      for (const [index, contact] of contacts.entries()) {
        scope.signal.throwIfAborted();
        await sheet.write(header.map((column) => cellOf(contact, column)));
        if (index % TOLD_EVERY === 0)
          scope.progress(index, contacts.length, `${thousands(index)} contacts written`);
      }
    } catch (error) {
      await sheet.discard();
      throw error;
    }
    const written = header.map((column) => shownShort(column, 100));
    return { ...(await sheet.close()), columns: written, as_of: new Date(asOf).toISOString() };
  },
  say({ path, rows, bytes, columns, as_of }) {
    return `${counted(rows, 'contact')} in ${quoted(path, 500)} (${thousands(bytes)} bytes) as of ${as_of}, column${columns.length === 1 ? '' : 's'} ${listed(
      columns.map((column) => quoted(column, 60)),
      60,
    )}.`;
  },
});

async function chosen(id: string | undefined, context: Context, scope: CallScope): Promise<Candidates> {
  const within = id === undefined ? undefined : await context.selections.whole(id, 'written');
  const source = await candidates(context, {}, { within }, scope);
  if (!source.complete)
    throw new AppError(
      `Nothing was written: ${howFar(source)}`,
      howOn(source, 'Call again with the same arguments'),
    );
  if (source.contacts.length > 0) return source;
  throw new AppError(
    'There is nobody to export.',
    'Find contacts with `find_contacts`; they may have been deleted since.',
  );
}

/** Those that most contacts have come first. */
function attributesOf(contacts: readonly Contact[]): string[] {
  const counts = new Map<string, number>();
  for (const { custom_attributes } of contacts)
    for (const key of Object.keys(custom_attributes)) counts.set(key, (counts.get(key) ?? 0) + 1);
  return [...counts]
    .sort((a, b) => b[1] - a[1])
    .slice(0, MOST_ATTRIBUTES)
    .map(([key]) => key);
}

function refuseUnknown(columns: readonly string[], contacts: readonly Contact[]): void {
  const known = new Set<string>([...USUAL, ...FIELDS]);
  const unknown = columns.filter(
    (column) =>
      !known.has(column) &&
      !contacts.some(({ custom_attributes }) => Object.hasOwn(custom_attributes, column)),
  );
  if (unknown.length === 0) return;
  throw new AppError(
    `No contact here has ${quotedList(unknown)}, so nothing was written.`,
    `\`columns\` are ${listed([...known], 20)}, or the keys of attributes; \`list_tags\` names those.`,
  );
}

function cellOf(contact: Contact, column: string): string {
  if (column === 'tags') return tagsCell(contact.tags);
  const field = [...USUAL, ...FIELDS].find((name) => name === column);
  if (field !== undefined && field !== 'tags') return contact[field] ?? '';
  const value = Object.hasOwn(contact.custom_attributes, column) ? contact.custom_attributes[column] : '';
  return textOf(value);
}
