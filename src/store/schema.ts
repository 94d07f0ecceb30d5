import type { DatabaseSync } from 'node:sqlite';
import type { Effect } from '../model/contact.ts';
import type { ItemState, PlanState } from '../model/lifecycle.ts';
import type { Approval, PlanKind, Undoable } from '../model/plan.ts';
import type { FormsSeen, RunnerSign } from './contract.ts';
import { ITEM_CONTACT } from './steps/itemContact.ts';

export interface PlanTable {
  plan_id: string;
  account: string;
  kind: PlanKind;
  state: PlanState;
  /** A finished sentence, of older versions; else it is empty, and `summary_fact` says what the plan does. */
  summary: string;
  summary_fact: string | null;
  hash: string;
  hash_version: number;
  include_protected: 0 | 1;
  left_over: number;
  /** JSON, as are all columns that hold more than one value: facts, and finished sentences. */
  warnings: string;
  created_at: number;
  expires_at: number;
  finished_at: number | null;
  reason: string | null;
  undoes: string | null;
  deletes: number;
  retired: string;
  unchanged: number;
  undoable: Undoable;
}

export interface ItemTable {
  plan_id: string;
  seq: number;
  /** The plan's, repeated for the indexes. */
  account: string;
  contact_id: string;
  state: ItemState;
  task: string;
  before: string;
  after: string | null;
  /** The id in `after`, for looking up the plans of a contact. */
  after_id: string | null;
  /** A finished sentence; where the reason is a fact, `reason_fact` holds it. */
  reason: string | null;
  reason_fact: string | null;
  attempts: number;
  /** When it came to its state; none before that. */
  settled_at: number | null;
  overwrote: 0 | 1;
  /** Its person was erased while its plan had not ended. */
  forgotten: 0 | 1;
}

/** A contact that an item touches, by an id or a number: see `contacts/refs`. */
interface ItemContactTable {
  plan_id: string;
  seq: number;
  key: string;
  effect: Effect;
  /** Whether only one item at a time may be written with this key. */
  alone: 0 | 1;
  /** The item's account while the item is `sending`: triggers keep it so. */
  writing: string | null;
}

export interface SelectionTable {
  selection_id: string;
  account: string;
  filter: string;
  ids: string;
  complete: 0 | 1;
  created_at: number;
}

interface PauseTable {
  account: string;
  until: number;
}

interface ApprovalTable extends Pick<Approval, 'plan_id' | 'hash' | 'how' | 'at'> {
  client: string | null;
  client_version: string | null;
}

interface OpenFormTable {
  plan_id: string;
  until: number;
}

interface ClientTable {
  name: string;
  version: string;
  forms: FormsSeen;
  at: number;
}

export interface Tables {
  plan: PlanTable;
  item: ItemTable;
  item_contact: ItemContactTable;
  approval: ApprovalTable;
  selection: SelectionTable;
  runner: RunnerSign;
  pause: PauseTable;
  open_form: OpenFormTable;
  client: ClientTable;
}

/** Why a plan cannot be approved any more that waited when the program was updated: its hash holds less than is approved now. */
export const MADE_EARLIER =
  'an earlier version of this program made it, and it was not approved before the update; plan it again';

/** What takes a store from version n to n + 1; once released, a step stays as it is. */
const STEPS: readonly string[] = [
  `
  CREATE TABLE plan (
    plan_id TEXT PRIMARY KEY,
    account TEXT NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    summary TEXT NOT NULL,
    hash TEXT NOT NULL,
    include_protected INTEGER NOT NULL,
    left_over INTEGER NOT NULL,
    warnings TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    finished_at INTEGER,
    reason TEXT,
    undoes TEXT
  ) STRICT;
  CREATE INDEX plan_by_time ON plan (account, created_at);
  CREATE INDEX plan_by_state ON plan (account, state);
  CREATE INDEX plan_by_undone ON plan (undoes) WHERE undoes IS NOT NULL;

  CREATE TABLE item (
    plan_id TEXT NOT NULL REFERENCES plan ON DELETE CASCADE,
    seq INTEGER NOT NULL,
    account TEXT NOT NULL,
    contact_id TEXT NOT NULL,
    state TEXT NOT NULL,
    task TEXT NOT NULL,
    before TEXT NOT NULL,
    after TEXT,
    after_id TEXT,
    reason TEXT,
    attempts INTEGER NOT NULL,
    PRIMARY KEY (plan_id, seq)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX item_by_state ON item (plan_id, state);
  CREATE INDEX item_by_contact ON item (contact_id);
  CREATE INDEX item_by_after ON item (after_id) WHERE after_id IS NOT NULL;
  CREATE UNIQUE INDEX item_one_write ON item (account, contact_id) WHERE state = 'sending';

  CREATE TABLE approval (
    plan_id TEXT PRIMARY KEY REFERENCES plan ON DELETE CASCADE,
    hash TEXT NOT NULL,
    how TEXT NOT NULL,
    at INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE selection (
    selection_id TEXT PRIMARY KEY,
    account TEXT NOT NULL,
    filter TEXT NOT NULL,
    ids TEXT NOT NULL,
    complete INTEGER NOT NULL,
    created_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX selection_by_time ON selection (created_at);
  `,
  `
  ALTER TABLE plan ADD COLUMN deletes INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE plan ADD COLUMN retired TEXT NOT NULL DEFAULT '[]';
  ALTER TABLE plan ADD COLUMN unchanged INTEGER NOT NULL DEFAULT 0;
  UPDATE plan SET deletes = (
    SELECT count(*) FROM item
    WHERE item.plan_id = plan.plan_id AND item.task ->> '$.do' IN ('delete', 'renumber')
      AND item.state NOT IN ('unchanged', 'protected', 'drifted', 'gone')
  );
  ALTER TABLE item ADD COLUMN settled_at INTEGER;
  CREATE INDEX item_by_settled ON item (account, settled_at) WHERE settled_at IS NOT NULL;

  CREATE TABLE runner (
    account TEXT PRIMARY KEY,
    pid INTEGER NOT NULL,
    plan_id TEXT NOT NULL,
    seen_at INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE pause (
    account TEXT PRIMARY KEY,
    until INTEGER NOT NULL
  ) STRICT;
  `,
  'ALTER TABLE item ADD COLUMN overwrote INTEGER NOT NULL DEFAULT 0;',
  "CREATE INDEX item_by_number ON item (before ->> '$.phone_number');",
  `
  ALTER TABLE plan ADD COLUMN hash_version INTEGER NOT NULL DEFAULT 1;
  UPDATE plan SET state = 'expired', reason = '${MADE_EARLIER}',
    finished_at = min(expires_at, CAST(unixepoch('subsec') * 1000 AS INTEGER))
  WHERE state = 'waiting';
  `,
  `
  ALTER TABLE approval ADD COLUMN client TEXT;
  ALTER TABLE approval ADD COLUMN client_version TEXT;

  CREATE TABLE open_form (
    plan_id TEXT PRIMARY KEY REFERENCES plan ON DELETE CASCADE,
    until INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE client (
    name TEXT NOT NULL,
    version TEXT NOT NULL,
    forms TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (name, version)
  ) STRICT;
  `,
  ITEM_CONTACT,
  `
  ALTER TABLE plan ADD COLUMN summary_fact TEXT;
  ALTER TABLE plan ADD COLUMN undoable TEXT NOT NULL DEFAULT 'all';
  UPDATE plan SET undoable = 'some' WHERE EXISTS (
    SELECT 1 FROM json_each(warnings)
    WHERE value LIKE 'Not all of this can be taken back%' OR value LIKE 'Once undone, not all of this can be done again%'
  );
  UPDATE plan SET undoable = 'none' WHERE EXISTS (
    SELECT 1 FROM json_each(warnings)
    WHERE value LIKE 'None of this can be taken back%' OR value LIKE 'Once undone, none of this can be done again%'
  );
  ALTER TABLE item ADD COLUMN reason_fact TEXT;
  ALTER TABLE item ADD COLUMN forgotten INTEGER NOT NULL DEFAULT 0;
  UPDATE item SET forgotten = 1 WHERE state = 'failed' AND reason = 'forgotten';
  `,
];

/** The version that this program writes. */
export const STORE_VERSION = STEPS.length;

/** What tells whose store it is, as it was at one moment. */
export function stampOf(database: DatabaseSync): { version: number; tables: number } {
  const row = database
    .prepare(
      'SELECT user_version AS version, (SELECT count(*) FROM sqlite_schema) AS tables FROM pragma_user_version',
    )
    .get();
  return { version: Number(row?.['version']), tables: Number(row?.['tables']) };
}

/** Brings the store to this program's version, all or nothing; of several processes one does, the others find it done. */
export function upgrade(database: DatabaseSync): void {
  if (stampOf(database).version >= STORE_VERSION) return;
  atOnce(database, () => {
    for (const step of STEPS.slice(stampOf(database).version)) database.exec(step);
    database.exec(`PRAGMA user_version = ${STORE_VERSION}`);
  });
}

function atOnce(database: DatabaseSync, work: () => void): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    work();
    database.exec('COMMIT');
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}
