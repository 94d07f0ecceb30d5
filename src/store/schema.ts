import type { DatabaseSync } from 'node:sqlite';
import type { Effect } from '../model/contact.ts';
import type { ItemState, PlanState } from '../model/lifecycle.ts';
import type { Approval, PlanKind, Undoable } from '../model/plan.ts';
import type { UntakenRow } from '../model/untaken.ts';
import type { RunnerSign } from './contract.ts';
import type { FormsSeen } from './formContract.ts';
import { STEPS } from './steps/steps.ts';

export interface PlanTable {
  plan_id: string;
  account: string;
  kind: PlanKind;
  state: PlanState;
  /** A finished sentence by an older version; otherwise empty, and `summary_fact` holds the fact. */
  summary: string;
  summary_fact: string | null;
  hash: string;
  hash_version: number;
  include_protected: 0 | 1;
  left_over: number;
  /** JSON, as are all columns that hold more than one value. */
  warnings: string;
  created_at: number;
  expires_at: number;
  finished_at: number | null;
  reason: string | null;
  undoes: string | null;
  replaced_by: string | null;
  deletes: number;
  counted_deletions: number;
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
  /** When it ended. */
  settled_at: number | null;
  overwrote: 0 | 1;
  /** Whether its person was erased before its plan had ended. */
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
  /** What it allows; null where the plan's items say that. */
  changes: number | null;
  deletions: number | null;
}

interface OpenFormTable {
  plan_id: string;
  until: number;
}

interface UntakenTable extends UntakenRow {
  plan_id: string;
}

interface WindowTable {
  account: string;
  at: number;
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
  page_window: WindowTable;
  untaken_row: UntakenTable;
}

/** The version that this program writes. */
export const STORE_VERSION = STEPS.length;

/** The version and the number of tables tell which program made a store. */
export function stampOf(database: DatabaseSync): { version: number; tables: number } {
  const row = database
    .prepare(
      'SELECT user_version AS version, (SELECT count(*) FROM sqlite_schema) AS tables FROM pragma_user_version',
    )
    .get();
  return { version: Number(row?.['version']), tables: Number(row?.['tables']) };
}

/** Brings the store to this program's version, all or nothing; of several processes one does so, the others find it done. */
export function upgrade(database: DatabaseSync): void {
  if (stampOf(database).version >= STORE_VERSION) return;
  inTransaction(database, () => {
    for (const step of STEPS.slice(stampOf(database).version)) database.exec(step);
    database.exec(`PRAGMA user_version = ${STORE_VERSION}`);
  });
}

function inTransaction(database: DatabaseSync, work: () => void): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    work();
    database.exec('COMMIT');
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}
