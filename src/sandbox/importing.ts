import { parse } from 'csv-parse/sync';
import type { WireImportReply } from '../api/wire.ts';
import type { Account } from './account.ts';
import { Failure } from './failures.ts';
import { isE164, notE164, storedTags } from './fields.ts';

interface Row {
  phone_number: string;
  name: string;
  /** Undefined when the file has no such column. */
  tags: string[] | undefined;
}

/** Serves the import endpoint: rows that fail are reported, the other rows taken. */
export function importCsv(account: Account, csv: string): WireImportReply {
  const rows = readRows(csv);
  const { importMax, importRow } = account.dialect;
  if (importMax > 0 && rows.length > importMax)
    throw new Failure(413, `an import takes at most ${importMax} rows`);
  const reply: WireImportReply = { total: rows.length, created: 0, updated: 0, failed: 0, errors: [] };
  rows.forEach((row, index) => {
    const reason = complaint(row);
    if (reason === undefined) {
      reply[importRowInto(account, row)] += 1;
      return;
    }
    reply.failed += 1;
    const number = index + (importRow === 'file' ? 2 : 1);
    reply.errors.push({ row: number, phone_number: row.phone_number, reason });
  });
  return reply;
}

function complaint(row: Row): string | undefined {
  if (!isE164(row.phone_number)) return notE164;
  return row.name.trim() === '' ? 'name is required' : undefined;
}

function importRowInto(account: Account, row: Row): 'created' | 'updated' {
  const existing = account.byNumber(row.phone_number);
  if (!existing) {
    account.create({ ...row, tags: row.tags ?? [] });
    return 'created';
  }
  const { importTags, nameStyle, tagStyle } = account.dialect;
  const name = nameStyle === 'trim' ? row.name.trim() : row.name;
  const merged = importTags === 'merge' ? [...new Set([...existing.tags, ...(row.tags ?? [])])] : row.tags;
  account.edit(existing.id, { name, tags: storedTags(merged ?? existing.tags, tagStyle) });
  return 'updated';
}

function readRows(csv: string): Row[] {
  const [header = [], ...lines] = readLines(csv);
  const numberAt = header.indexOf('phone_number');
  const nameAt = header.indexOf('name');
  const tagsAt = header.indexOf('tags');
  if (numberAt < 0 || nameAt < 0)
    throw new Failure(422, 'the CSV must include phone_number and name columns', 'INVALID_CSV');
  return lines.map((cells) => ({
    phone_number: cells[numberAt]?.trim() ?? '',
    name: cells[nameAt] ?? '',
    tags: tagsAt < 0 ? undefined : splitTags(cells[tagsAt] ?? ''),
  }));
}

function readLines(csv: string): string[][] {
  try {
    return parse(csv, { bom: true, relax_column_count: true, skip_empty_lines: true });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Failure(422, `the CSV cannot be read: ${reason}`, 'INVALID_CSV');
  }
}

function splitTags(cell: string): string[] {
  const tags = cell.split(',').map((tag) => tag.trim());
  return tags.filter((tag) => tag !== '');
}
