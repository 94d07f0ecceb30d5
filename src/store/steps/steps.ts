import { ITEM_CONTACT } from './itemContact.ts';

/** Why a plan that waited while the program was updated cannot be approved any more: its hash covers too little. */
export const MADE_EARLIER =
  'an earlier version of this program made it, and it was not approved before the update; plan it again';

/** Each step takes a store from version n to n + 1; once released, it stays as it is. */
export const STEPS: readonly string[] = [
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
  // The first versions look at the version of the store only before they run plans, and hash as version 1: their single edits
  // and new plans end here, with this reason.
  `
  CREATE TRIGGER plan_of_older_program BEFORE INSERT ON plan WHEN NEW.hash_version = 1 BEGIN
    SELECT RAISE(ABORT, 'a newer vobiz-contacts-mcp has upgraded the store, so nothing was done; restart this client to go on with the newer one');
  END;
  `,
  // Facts of summaries have other parts since: what older ones say is put into general words.
  `
  UPDATE plan SET summary_fact = NULL, warnings = '[]', summary =
    CASE summary_fact ->> '$.say'
      WHEN 'delete' THEN 'Delete contacts'
      WHEN 'delete one' THEN 'Delete a contact'
      WHEN 'edit' THEN 'Change a contact'
      WHEN 'create' THEN 'Create a contact'
      WHEN 'merge' THEN 'Merge contacts'
      WHEN 'import' THEN 'Import a sheet'
      WHEN 'undo' THEN 'Undo a plan'
      ELSE 'Change contacts'
    END || ' (planned by an older version of this program)'
  WHERE summary_fact IS NOT NULL;
  `,
  `
  ALTER TABLE approval ADD COLUMN changes INTEGER;
  ALTER TABLE approval ADD COLUMN deletions INTEGER;
  CREATE INDEX approval_by_time ON approval (at);
  ALTER TABLE plan ADD COLUMN replaced_by TEXT;
  ALTER TABLE plan ADD COLUMN counted_deletions INTEGER NOT NULL DEFAULT 0;
  UPDATE plan SET counted_deletions = deletes;
  -- An item that has ended does not say any more that its person had opted out.
  UPDATE plan SET counted_deletions = counted_deletions + (
    SELECT count(*) FROM item
    WHERE item.plan_id = plan.plan_id AND item.reason_fact ->> '$.say' = 'overruled'
      AND item.task ->> '$.do' NOT IN ('delete', 'renumber', 'merge')
  ) WHERE include_protected = 1;
  `,
  `
  CREATE TABLE page_window (
    account TEXT NOT NULL,
    at INTEGER NOT NULL
  ) STRICT;
  `,
  // The rows that older plans name as refused are kept in their summaries.
  `
  CREATE TABLE untaken_row (
    plan_id TEXT NOT NULL,
    row INTEGER NOT NULL,
    why TEXT NOT NULL,
    name TEXT NOT NULL,
    number TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (plan_id, row)
  ) STRICT, WITHOUT ROWID;
  INSERT OR IGNORE INTO untaken_row (plan_id, row, why, name, number, reason)
    SELECT plan_id, value ->> '$.row', 'refused', value ->> '$.name', '', value ->> '$.reason'
    FROM plan, json_each(summary_fact, '$.refused.first') WHERE summary_fact ->> '$.say' = 'import';
  `,
];
