import { importContacts } from '../api/endpoints.ts';
import { ApiError, isAmbiguous } from '../api/error.ts';
import type { Contact, WireImportReply } from '../api/wire.ts';
import { findByNumber, searchFindsNumbers } from '../contacts/resolve.ts';
import { csvLine } from '../csv/write.ts';
import { AppError, messageOf } from '../errors.ts';
import { counted, listed, quoted } from '../lib/text.ts';
import type { AccountReader } from '../selections/account.ts';
import type { Delta } from '../store/records.ts';
import { compare } from './compare.ts';
import { blank, OVERWRITTEN, wasThereBefore } from './create.ts';
import type { ItemWorld } from './item.ts';
import { settled } from './single.ts';
import { updateItem } from './update.ts';

/** A row that was checked: a number in E.164, and what it gives to the contact. */
export interface ImportRow {
  row: number;
  phone_number: string;
  name: string;
  tags: string[];
}

export type RowOutcome =
  | {
      row: ImportRow;
      state: 'created' | 'updated' | 'unchanged';
      contact: Contact;
      warnings: readonly string[];
    }
  | { row: ImportRow; state: 'failed'; reason: string };

export interface ImportWorld extends ItemWorld {
  reader: AccountReader;
}

export interface Imported {
  outcomes: RowOutcome[];
  warnings: string[];
}

/**
 * Imports checked rows with different numbers. New numbers go through the import endpoint in one request, which is found
 * by number afterwards and never repeated; contacts that exist are merged one by one, so that they keep their tags.
 */
export async function importRows(world: ImportWorld, rows: readonly ImportRow[]): Promise<Imported> {
  const found = await Promise.all(
    rows.map(async (row) => ({ row, contact: await findByNumber(world.api, row.phone_number, world.call) })),
  );
  const fresh = found.filter(({ contact }) => contact === undefined).map(({ row }) => row);
  const created = fresh.length > 0 ? await createAll(world, fresh) : { outcomes: [], warnings: [] };
  const merged = await Promise.all(
    found.map(({ row, contact }) => (contact ? merge(world, row, contact) : undefined)),
  );
  const outcomes = [...created.outcomes, ...merged.filter((outcome) => outcome !== undefined)];
  return { outcomes: outcomes.sort((a, b) => a.row.row - b.row.row), warnings: created.warnings };
}

async function createAll(world: ImportWorld, rows: readonly ImportRow[]): Promise<Imported> {
  if (!(await searchFindsNumbers(world.api, world.call))) throw new AppError(NO_SEARCH, NO_SEARCH_NEXT);
  const reply = await send(world, rows);
  const outcomes = await Promise.all(rows.map((row) => verify(world, row, reply)));
  const known = outcomes.filter(({ state }) => state === 'updated').length;
  const unseen = reply instanceof ApiError ? 0 : reply.updated - known;
  if (unseen <= 0) return { outcomes, warnings: [] };
  const contacts = counted(unseen, 'contact');
  return {
    outcomes,
    warnings: [`The service says that it updated ${contacts} of these rows: ${OVERWRITTEN}.`],
  };
}

/** The import endpoint updates numbers that exist, and may replace their tags: who exists must be known before. */
const NO_SEARCH =
  'The search of the service does not find a number that is there, so it cannot be told who exists already; nothing was sent.';
const NO_SEARCH_NEXT =
  'Create them one by one with `create_contact`, which the service refuses for a number that exists.';

async function send(world: ItemWorld, rows: readonly ImportRow[]): Promise<WireImportReply | ApiError> {
  const lines = rows.map((row) => csvLine([row.phone_number, row.name, row.tags.join(',')]));
  try {
    return await world.api.call(
      importContacts,
      { csv: csvLine(['phone_number', 'name', 'tags']) + lines.join('') },
      world.call,
    );
  } catch (error) {
    if (!(error instanceof ApiError) || !isAmbiguous(error)) throw error;
    await world.api.rest(1, world.call);
    return error;
  }
}

/** What is stored decides, whatever the reply said; failed rows are matched by number, since their row numbers may count the header. */
async function verify(
  world: ImportWorld,
  row: ImportRow,
  reply: WireImportReply | ApiError,
): Promise<RowOutcome> {
  const fail = (reason: string): RowOutcome => ({ row, state: 'failed', reason });
  try {
    const contact = await findByNumber(world.api, row.phone_number, world.call);
    if (!contact) return fail(reasonFor(row, reply));
    world.reader.wrote(contact.id, contact);
    const { failed, storedAs, foreign } = compare(blank(row), deltaOf(row, ''), contact);
    if (failed.length > 0) return fail(`created, but ${listed(failed)}`);
    const before = wasThereBefore(contact) || (!(reply instanceof ApiError) && reply.created === 0);
    const said = [...storedAs, ...foreign, ...(before ? [OVERWRITTEN] : [])];
    const warnings = said.map((what) => `Row ${row.row}: ${what}.`);
    return { row, state: before ? 'updated' : 'created', contact, warnings };
  } catch (error) {
    return fail(`whether it was created is not known: ${messageOf(error)}`);
  }
}

function reasonFor(row: ImportRow, reply: WireImportReply | ApiError): string {
  if (reply instanceof ApiError) return `not there yet; whether it will be is not known: ${reply.message}`;
  const said = reply.errors.find(({ phone_number }) => phone_number === row.phone_number)?.reason;
  return said ? `the service says ${quoted(said)}` : 'the service did not create it and does not say why';
}

async function merge(world: ImportWorld, row: ImportRow, contact: Contact): Promise<RowOutcome> {
  try {
    const { state, after, warnings } = settled(
      await updateItem(world, contact, deltaOf(row, contact.name)),
      world.reader,
    );
    return { row, state: state === 'done' ? 'updated' : 'unchanged', contact: after, warnings };
  } catch (error) {
    return { row, state: 'failed', reason: messageOf(error) };
  }
}

/** A name that somebody gave the contact is kept; the sheet's fills an empty one. */
function deltaOf(row: ImportRow, presentName: string): Delta {
  return {
    name: presentName === '' ? row.name : undefined,
    adds: row.tags,
    removes: [],
    sets: {},
    unsets: [],
  };
}
