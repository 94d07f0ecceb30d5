/** SQL for the digits of a text. Nearly all numbers are a plus and digits. */
function digits(text: string): string {
  const bare = `ltrim(${text}, '+')`;
  return `CASE WHEN ${bare} NOT GLOB '*[^0-9]*' THEN ${bare} ELSE (
    WITH RECURSIVE part (at, digits) AS (
      SELECT 1, ''
      UNION ALL
      SELECT at + 1, digits || iif(substr(${text}, at, 1) GLOB '[0-9]', substr(${text}, at, 1), '')
      FROM part WHERE at <= length(${text})
    )
    SELECT digits FROM part ORDER BY at DESC LIMIT 1) END`;
}

/** SQL that adds rows for the numbers of `source`. Existing rows stay: the kept contact of a merge may share its number with a loser. */
function numbers(source: string): string {
  return `
    INSERT OR IGNORE INTO item_contact (plan_id, seq, key, effect, alone)
    SELECT plan_id, seq, 'number:+' || digits, effect, effect IN ('created', 'replaced')
    FROM (SELECT plan_id, seq, effect, ${digits('number')} AS digits FROM (${source}))
    WHERE digits != '';`;
}

const EFFECT = `CASE task ->> '$.do' WHEN 'delete' THEN 'deleted' WHEN 'create' THEN 'created' WHEN 'import' THEN 'created'
  WHEN 'renumber' THEN 'replaced' ELSE 'changed' END`;

const LOSERS = `(SELECT item.plan_id, seq, value AS loser FROM plan JOIN item ON item.plan_id = plan.plan_id
  JOIN json_each(task, '$.losers') WHERE plan.kind = 'merge')`;

/**
 * The contacts that items touch, by id and by number. The indexes come after the rows, which is faster. Where two processes
 * have items under way for one number, that stays as it is.
 */
export const ITEM_CONTACT = `
  DROP INDEX item_by_contact;
  DROP INDEX item_by_after;
  DROP INDEX item_by_number;
  DROP INDEX item_one_write;

  CREATE TABLE item_contact (
    plan_id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    key TEXT NOT NULL,
    effect TEXT NOT NULL,
    alone INTEGER NOT NULL,
    writing TEXT,
    PRIMARY KEY (plan_id, seq, key)
  ) STRICT, WITHOUT ROWID;

  INSERT INTO item_contact (plan_id, seq, key, effect, alone) SELECT plan_id, seq, contact_id, ${EFFECT}, 1 FROM item;
  INSERT INTO item_contact (plan_id, seq, key, effect, alone)
  SELECT plan_id, seq, after_id, ${EFFECT}, 1 FROM item WHERE after_id != contact_id;
  ${numbers(`SELECT plan_id, seq, ${EFFECT} AS effect, before ->> '$.phone_number' AS number FROM item`)}
  ${numbers(`SELECT plan_id, seq, ${EFFECT} AS effect, "after" ->> '$.phone_number' AS number FROM item
    WHERE "after" ->> '$.phone_number' != before ->> '$.phone_number'`)}
  ${numbers(`SELECT plan_id, seq, ${EFFECT} AS effect, coalesce(task ->> '$.phone_number', task ->> '$.contact.phone_number') AS number
    FROM item WHERE task ->> '$.do' IN ('renumber', 'create', 'import')`)}
  INSERT OR IGNORE INTO item_contact (plan_id, seq, key, effect, alone)
  SELECT plan_id, seq, loser ->> '$.id', 'deleted', 1 FROM ${LOSERS};
  ${numbers(`SELECT plan_id, seq, 'deleted' AS effect, loser ->> '$.phone_number' AS number FROM ${LOSERS}`)}

  CREATE INDEX item_contact_by_key ON item_contact (key);
  CREATE UNIQUE INDEX item_contact_one_write ON item_contact (writing, key) WHERE writing IS NOT NULL;

  UPDATE OR IGNORE item_contact SET writing = item.account FROM item
  WHERE item.state = 'sending' AND item_contact.alone = 1
    AND item_contact.plan_id = item.plan_id AND item_contact.seq = item.seq;

  CREATE TRIGGER item_begun AFTER UPDATE OF state ON item WHEN new.state = 'sending' AND old.state != 'sending' BEGIN
    UPDATE item_contact SET writing = new.account WHERE plan_id = new.plan_id AND seq = new.seq AND alone = 1;
  END;
  CREATE TRIGGER item_ended AFTER UPDATE OF state ON item WHEN old.state = 'sending' AND new.state != 'sending' BEGIN
    UPDATE item_contact SET writing = NULL WHERE plan_id = new.plan_id AND seq = new.seq AND writing IS NOT NULL;
  END;
  CREATE TRIGGER item_deleted AFTER DELETE ON item BEGIN
    DELETE FROM item_contact WHERE plan_id = old.plan_id AND seq = old.seq;
  END;
`;
