import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Kysely } from 'kysely';
import { describe, expect, test } from 'vitest';
import { dialectOf } from '../../src/store/dialect.ts';
import { guardOf } from '../../src/store/guard.ts';
import { openStore } from '../../src/store/open.ts';
import { findPlan, savePlan } from '../../src/store/plans.ts';
import { STORE_VERSION, type Tables } from '../../src/store/schema.ts';
import { MADE_EARLIER } from '../../src/store/steps/steps.ts';
import { WITHOUT_BUDGET } from './older/older.ts';
import { ACCOUNT, item, items, plan } from './samples.ts';
import { child, folder, kill, open } from './world.ts';

const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);

/** A closed store with one plan in it. */
async function filled(count = 300): Promise<string> {
  const dataDir = folder();
  const store = await openStore(dataDir);
  await store.savePlan(plan('p1'), items(count));
  await store.close();
  return join(dataDir, 'store.db');
}

describe('a store', () => {
  test('and all beside it belong to its owner alone, whatever the umask (promise 14)', async () => {
    const dataDir = join(folder(), 'a', 'b');
    const usual = process.umask(0);
    try {
      const store = await open(dataDir);
      await store.savePlan(plan('p1'), items(1));
      await store.lockRunner(ACCOUNT);
      expect(process.umask()).toBe(0);
    } finally {
      process.umask(usual);
    }
    expect([dirname(dataDir), dataDir, join(dataDir, 'locks')].map(modeOf)).toEqual(['700', '700', '700']);
    const files = readdirSync(dataDir, { recursive: true, withFileTypes: true }).filter((f) => f.isFile());
    expect(files.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['store.db', 'store.db-wal', 'store.db-shm']),
    );
    expect(new Set(files.map((file) => modeOf(join(file.parentPath, file.name))))).toEqual(new Set(['600']));
  });

  test('that others could read is closed to them, its folder left as it was (promise 14)', async () => {
    const file = await filled();
    chmodSync(file, 0o644);
    chmodSync(dirname(file), 0o755);
    await open(dirname(file));
    expect([modeOf(file), modeOf(dirname(file))]).toEqual(['600', '755']);
  });

  test('opens again with what was in it', async () => {
    const store = await open(dirname(await filled()));
    expect(store.setAside).toBeUndefined();
    expect(await store.countItems('p1')).toMatchObject({ pending: 300 });
  });

  test('keeps Node from warning that its database is experimental', async () => {
    const one = child('open', folder());
    await one.rest();
    expect(one.stderr()).toBe('');
  });
});

describe('a store of an older program', () => {
  test('is brought up to date with what is in it', async () => {
    const dataDir = folder();
    const before = await openStore(dataDir);
    await before.savePlan(plan('p1'), [item(1, { task: { do: 'delete' } }), item(2)]);
    await before.close();
    const database = new DatabaseSync(join(dataDir, 'store.db'));
    database.exec(`${WITHOUT_BUDGET} DROP TRIGGER plan_of_older_program; DROP TRIGGER item_begun; DROP TRIGGER item_ended; DROP TRIGGER item_deleted; DROP TABLE item_contact;
      CREATE INDEX item_by_contact ON item (contact_id); CREATE INDEX item_by_after ON item (after_id);
      CREATE UNIQUE INDEX item_one_write ON item (account, contact_id) WHERE state = 'sending';
      DROP INDEX item_by_settled; ALTER TABLE item DROP COLUMN settled_at;
      ALTER TABLE plan DROP COLUMN deletes; ALTER TABLE plan DROP COLUMN retired;
      ALTER TABLE plan DROP COLUMN unchanged; ALTER TABLE plan DROP COLUMN hash_version;
      ALTER TABLE approval DROP COLUMN client; ALTER TABLE approval DROP COLUMN client_version;
      DROP TABLE runner; DROP TABLE pause; DROP TABLE open_form; DROP TABLE client; ALTER TABLE item DROP COLUMN overwrote;
      ALTER TABLE plan DROP COLUMN summary_fact; ALTER TABLE plan DROP COLUMN undoable;
      ALTER TABLE item DROP COLUMN reason_fact; ALTER TABLE item DROP COLUMN forgotten; PRAGMA user_version = 1`);
    database.close();
    const store = await open(dataDir);
    const expired = { state: 'expired', reason: MADE_EARLIER, finished_at: 2000 } as const;
    expect(await store.findPlan(ACCOUNT, 'p1')).toEqual(
      plan('p1', { deletes: 1, counted_deletions: 1, hash_version: 1, ...expired }),
    );
    expect(await store.listItems('p1', { limit: 9 })).toHaveLength(2);
  });

  test('keeps its sentences, and knows the facts that were read out of them', async () => {
    const dataDir = folder();
    const before = await openStore(dataDir);
    const said = [
      ['none', 'None of this can be taken back: 1 contact carries a protected tag afterwards'],
      ['some', 'Once undone, not all of this can be done again: 2 contacts carry a protected tag'],
      ['all', 'Deleting is permanent.'],
    ] as const;
    for (const [id, warning] of said)
      await before.savePlan(plan(id, { summary: `Say ${id}.`, warnings: [warning] }), [
        item(1, { state: 'failed', reason: 'forgotten' }),
        item(2, { state: 'failed', reason: 'somebody deleted it' }),
      ]);
    await before.close();
    const database = new DatabaseSync(join(dataDir, 'store.db'));
    database.exec(`${WITHOUT_BUDGET} DROP TRIGGER plan_of_older_program; ALTER TABLE plan DROP COLUMN summary_fact; ALTER TABLE plan DROP COLUMN undoable;
      ALTER TABLE item DROP COLUMN reason_fact; ALTER TABLE item DROP COLUMN forgotten; PRAGMA user_version = 7`);
    database.close();
    const store = await open(dataDir);
    for (const [undoable, warning] of said) {
      const kept = { summary: `Say ${undoable}.`, warnings: [warning], undoable };
      expect(await store.findPlan(ACCOUNT, undoable)).toMatchObject(kept);
      const items = await store.listItems(undoable, { limit: 9 });
      expect(items.map(({ reason }) => reason)).toEqual([{ say: 'forgotten' }, 'somebody deleted it']);
    }
  });
});

describe('a store of a newer program', () => {
  test('is refused in words, and not touched', async () => {
    const file = await filled();
    const database = new DatabaseSync(file);
    database.exec(`PRAGMA user_version = ${STORE_VERSION + 1}`);
    database.close();
    const bytes = readFileSync(file);
    const error = await openStore(dirname(file)).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      name: 'AppError',
      message: expect.stringMatching(`version ${STORE_VERSION + 1}.*up to version ${STORE_VERSION}`),
    });
    expect(error).toMatchObject({ next: expect.stringMatching(/Update/) });
    expect(readFileSync(file).equals(bytes)).toBe(true);
    expect(readdirSync(dirname(file)).sort()).toEqual(['locks', 'store.db']);
  });
});

describe('a store of another program', () => {
  test.each([0, -5])('is refused in words, and not touched, at version %i', async (version) => {
    const file = join(folder(), 'store.db');
    const database = new DatabaseSync(file);
    database.exec(`CREATE TABLE theirs (a); PRAGMA user_version = ${version}`);
    database.close();
    const bytes = readFileSync(file);
    await expect(openStore(dirname(file))).rejects.toMatchObject({
      name: 'AppError',
      message: expect.stringContaining(`${file} is not a store of vobiz-contacts-mcp`),
      next: expect.stringContaining('Rename store.db'),
    });
    expect(readFileSync(file).equals(bytes)).toBe(true);
  });
});

describe('a file that is no sound store', () => {
  test('is set aside and kept as it was, and the store says so', async () => {
    const dataDir = folder();
    writeFileSync(join(dataDir, 'store.db'), 'these are my notes, not a database\n'.repeat(300));
    const store = await open(dataDir);
    expect(store.setAside).toMatch(/store\.db\.broken-\d{4}-\d\d-\d\dT\d+Z$/);
    expect(readFileSync(store.setAside ?? '', 'utf8')).toMatch(/^these are my notes/);
    await store.savePlan(plan('p1'), items(1));
    expect(await store.latestPlan(ACCOUNT)).toMatchObject({ plan_id: 'p1' });
  });

  test('is noticed when damaged in the middle, its log set aside with it', async () => {
    const file = await filled();
    const bytes = readFileSync(file);
    bytes.fill(0xa5, 3 * 4096, 12 * 4096);
    writeFileSync(file, bytes);
    writeFileSync(`${file}-wal`, '');
    const store = await open(dirname(file));
    expect(store.setAside).toBeDefined();
    expect(existsSync(`${store.setAside}`)).toBe(true);
    expect(await store.latestPlan(ACCOUNT)).toBeUndefined();
  });

  test('is set aside by one of several processes only', async () => {
    const dataDir = folder();
    writeFileSync(join(dataDir, 'store.db'), 'x'.repeat(9000));
    const said = await Promise.all([1, 2, 3, 4].map(() => child('open', dataDir).rest()));
    const broken = readdirSync(dataDir).filter((name) => name.includes('broken'));
    expect(broken).toHaveLength(1);
    expect(new Set(said.flat())).toEqual(new Set([join(dataDir, broken[0] ?? '')]));
  });

  test('is named each time the store is opened, until somebody deletes it', async () => {
    const dataDir = folder();
    writeFileSync(join(dataDir, 'store.db'), 'x'.repeat(9000));
    const { setAside = '' } = await open(dataDir);
    expect((await open(dataDir)).setAside).toBe(setAside);
    rmSync(setAside);
    expect((await open(dataDir)).setAside).toBeUndefined();
  });

  test('is not set aside from under a process that has it open (promise 4)', async () => {
    const file = await filled();
    const holder = child('hold', dirname(file), ACCOUNT);
    await holder.next();
    const bytes = readFileSync(file);
    bytes.fill(0xa5, 3 * 4096, 12 * 4096);
    writeFileSync(file, bytes);
    await expect(openStore(dirname(file))).rejects.toMatchObject({
      name: 'AppError',
      message: expect.stringMatching(/not set aside, because another process has it open/),
      next: expect.stringContaining('End the other servers'),
    });
    expect(readdirSync(dirname(file)).filter((name) => name.includes('broken'))).toEqual([]);
    await kill(holder);
    expect((await open(dirname(file))).setAside).toBeDefined();
  });

  test('is left where it is by a process that only wants to look', async () => {
    const dataDir = folder();
    writeFileSync(join(dataDir, 'store.db'), 'x'.repeat(9000));
    await expect(openStore(dataDir, { mend: false })).rejects.toThrow(/is damaged/);
    expect(readdirSync(dataDir).filter((name) => name.includes('broken'))).toEqual([]);
  });
});

describe('a folder that cannot be used', () => {
  test.each([
    ['is a file', (base: string) => base],
    ['lies below a file', (base: string) => join(base, 'data')],
    ['is not on a disk', () => '/proc/vobiz'],
  ])('is named when it %s, with what to do', async (_how, dataDirOf) => {
    const base = join(folder(), 'plain');
    writeFileSync(base, 'a file');
    const dataDir = dataDirOf(base);
    await expect(openStore(dataDir)).rejects.toMatchObject({
      name: 'AppError',
      message: expect.stringContaining(dataDir),
      next: expect.stringContaining('VOBIZ_DATA_DIR'),
    });
  });

  test('is named when a folder has the name of the store', async () => {
    const dataDir = folder();
    mkdirSync(join(dataDir, 'store.db'));
    await expect(openStore(dataDir)).rejects.toMatchObject({ message: expect.stringContaining(dataDir) });
  });
});

describe('a full disk', () => {
  // SQLite's own limit on a file answers as a full disk does, and needs no disk of one's own.
  test('is reported in words; a half-written transaction is taken back, and the store goes on when there is room', async () => {
    const file = await filled(1);
    const database = new DatabaseSync(file);
    database.exec('PRAGMA foreign_keys = ON; PRAGMA max_page_count = 40');
    const db = new Kysely<Tables>({ dialect: dialectOf(database, file, guardOf(database, file)) });
    await expect(savePlan(db, plan('p2'), items(1000))).rejects.toMatchObject({
      name: 'AppError',
      message: `The disk is full: nothing more can be kept in ${dirname(file)}.`,
      next: expect.stringContaining('Make room'),
    });
    expect(await findPlan(db, ACCOUNT, 'p2')).toBeUndefined();
    database.exec('PRAGMA max_page_count = 4000');
    await savePlan(db, plan('p2'), items(1000));
    expect(await findPlan(db, ACCOUNT, 'p2')).toBeDefined();
    await db.destroy();
  });
});
