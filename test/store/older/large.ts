import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { olderStore } from './older.ts';

const ITEMS_A_PLAN = 10_000;

/**
 * Makes a store of the older version with so many more items, all done: most are updates, and each kind of work is among them.
 * All plans count as merges: in those each item is searched for contacts that it deletes.
 */
export function leaveLargeOlderStore(dataDir: string, items: number): void {
  mkdirSync(dataDir, { recursive: true });
  const database = olderStore(join(dataDir, 'store.db'));
  const plans = Math.ceil(items / ITEMS_A_PLAN);
  database.exec(`
    BEGIN;
    CREATE TEMP TABLE large AS
      WITH RECURSIVE counted (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < ${items})
      SELECT n, (n - 1) / ${ITEMS_A_PLAN} AS plan, n % 100 AS kind FROM counted;
    INSERT INTO plan (plan_id, account, kind, state, summary, hash, include_protected, left_over, warnings, created_at, expires_at, finished_at)
      WITH RECURSIVE counted (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM counted WHERE n < ${plans - 1})
      SELECT format('plan_large%04d', n), 'large', 'merge', 'done', 'Large', 'none', 0, 0, '[]', 1796000000000, 1796000000000, 1796000000000
      FROM counted;
    INSERT INTO item (plan_id, seq, account, contact_id, state, task, before, after, after_id, reason, attempts, settled_at)
      SELECT format('plan_large%04d', plan), n - plan * ${ITEMS_A_PLAN}, 'large', id, 'done', ${TASK}, ${contactOf('id', "'+9170' || n8")},
        iif(kind = 90, NULL, ${contactOf('new_id', "'+9170' || n8")}), iif(kind = 90, NULL, new_id), NULL, 1, 1796000000000
      FROM (SELECT *, format('%08d', n) AS n8, 'large' || n AS id, iif(kind > 90 AND kind < 99, 'new' || n, 'large' || n) AS new_id FROM large);
    DROP TABLE large;
    COMMIT`);
  database.close();
}

/** Of a hundred items ninety are updates, one a deletion, eight make a contact with a new id, and one is a merge. */
const TASK = `CASE
  WHEN kind < 90 THEN '{"do":"update","delta":{"adds":["vip"],"removes":[],"sets":{"city":"Pune"},"unsets":[]}}'
  WHEN kind = 90 THEN '{"do":"delete"}'
  WHEN kind < 96 THEN json_object('do', 'import', 'contact', json(${contactOf('id', "'+9170' || n8")}))
  WHEN kind < 98 THEN json_object('do', 'create', 'contact', json(${contactOf('id', "'+9170' || n8")}), 'replaces', id)
  WHEN kind = 98 THEN json_object('do', 'renumber', 'phone_number', '+9171' || n8)
  ELSE json_object('do', 'merge', 'delta', json('{"adds":[],"removes":[],"sets":{},"unsets":[]}'),
    'losers', json_array(json(${contactOf("'lost' || n", "'+91 72' || n8")})))
END`;

function contactOf(id: string, number: string): string {
  return `json_object('id', ${id}, 'phone_number', ${number}, 'name', 'Person ' || n, 'tags', json('["lead","expo-2026"]'),
    'custom_attributes', json('{"city":"Pune","company":"Acme Industries Private Limited","source":"website"}'),
    'created_at', '2026-01-01T00:00:00Z', 'updated_at', '2026-01-02T00:00:00Z')`;
}
