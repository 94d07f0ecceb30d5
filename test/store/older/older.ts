import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { WireContact } from '../../../src/api/wire.ts';
import { MINUTE } from '../../../src/lib/time.ts';

/**
 * The store of an earlier version that was killed in the middle of a plan (`store.sql`, of store version 4), and its account at
 * that moment (`contacts.jsonl`). Contacts are named after their plans.
 */
const ACCOUNT = 'http://127.0.0.1:37907/api/v1/messaging#MA_SANDBOX';
const KILLED_AT = 1796004223274;

const fileOf = (name: string) => readFileSync(join(import.meta.dirname, name), 'utf8');

/** Makes a store one of before the budget of a day. */
export const WITHOUT_BUDGET = `DROP TABLE page_window; DROP TABLE untaken_row; DROP INDEX approval_by_time; ALTER TABLE approval DROP COLUMN changes; ALTER TABLE approval DROP COLUMN deletions;
  ALTER TABLE plan DROP COLUMN counted_deletions; ALTER TABLE plan DROP COLUMN replaced_by;`;

export function olderContacts(): WireContact[] {
  return fileOf('contacts.jsonl')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

/** The older store as it was. */
export function olderStore(file = ':memory:'): DatabaseSync {
  const database = new DatabaseSync(file);
  database.exec(fileOf('store.sql'));
  return database;
}

/** Makes the older store that of this account, killed two minutes ago. */
export function leaveOlderStore(dataDir: string, account: string): void {
  mkdirSync(dataDir, { recursive: true });
  const database = olderStore(join(dataDir, 'store.db'));
  const later = Date.now() - 2 * MINUTE - KILLED_AT;
  database.exec(`
    UPDATE plan SET created_at = created_at + ${later}, expires_at = expires_at + ${later}, finished_at = finished_at + ${later};
    UPDATE item SET settled_at = settled_at + ${later};
    UPDATE approval SET at = at + ${later};
    UPDATE selection SET created_at = created_at + ${later};
    UPDATE runner SET seen_at = seen_at + ${later}`);
  for (const table of ['plan', 'item', 'selection', 'runner'])
    database.prepare(`UPDATE ${table} SET account = ?`).run(account);
  for (const [planId, hash] of firstHashes(database, account))
    for (const table of ['plan', 'approval'])
      database.prepare(`UPDATE ${table} SET hash = ? WHERE plan_id = ?`).run(hash, planId);
  database.close();
}

/** The hash of each plan that has items, by the rules of that version. An item that was begun had been `pending`. */
export function firstHashes(database: DatabaseSync, account = ACCOUNT): Map<string, string> {
  const plans = database.prepare('SELECT * FROM plan WHERE plan_id IN (SELECT plan_id FROM item)').all();
  const itemsOf = database.prepare(`SELECT contact_id, task, iif(attempts > 0, 'pending', state) AS state
    FROM item WHERE plan_id = ? ORDER BY seq`);
  return new Map(
    plans.map(({ plan_id, kind, include_protected, undoes }) => {
      const options = JSON.stringify([account, kind, include_protected === 1, undoes]);
      const rows = itemsOf
        .all(String(plan_id))
        .map(({ contact_id, task, state }) => `["${contact_id}",${task},"${state}"]`);
      const hash = createHash('sha256').update([options, ...rows].join(''));
      return [String(plan_id), hash.digest('hex')];
    }),
  );
}
