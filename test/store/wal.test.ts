import {
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { openStore } from '../../src/store/open.ts';
import { isDamaged } from '../../src/store/wal.ts';
import { start } from '../harness.ts';
import { accountApart } from '../plans/apart.ts';
import { FORGETTING, items, plan } from './samples.ts';
import { child, folder, kill } from './world.ts';

const STORE = 'store.db';
const LOG = 'store.db-wal';
const HEADER = 32;

/** A folder as a crash leaves it: a plan saved, and 30 outcomes, each written by itself, in the log. */
async function crashed(): Promise<string> {
  const dataDir = folder();
  const store = await openStore(dataDir);
  await store.savePlan(plan('p1', { state: 'running' }), items(40));
  await store.close();
  const writing = child('settleOneByOne', dataDir, 'p1');
  for (let seq: unknown = 0; seq !== 30; ) seq = await writing.next();
  await kill(writing);
  return dataDir;
}

/** The content of a crashed folder with this log. */
function copyOf(dataDir: string, change: (log: string) => void = () => undefined): string {
  const copy = folder();
  for (const name of [STORE, LOG]) copyFileSync(join(dataDir, name), join(copy, name));
  change(join(copy, LOG));
  return copy;
}

function flip(at: number): (log: string) => void {
  return (log) => {
    const bytes = readFileSync(log);
    bytes.writeUInt8(bytes.readUInt8(at) ^ 0x10, at);
    writeFileSync(log, bytes);
  };
}

/** Where the frame begins that ends the last transaction: damage to that is like a write that was cut short. */
function lastCommit(bytes: Buffer): number {
  const length = 24 + bytes.readUInt32BE(8);
  let last = HEADER;
  for (let at = HEADER; at + length <= bytes.length; at += length) {
    const ours = bytes.compare(bytes, 16, 24, at + 8, at + 16) === 0;
    if (ours && bytes.readUInt32BE(at + 4) > 0) last = at;
  }
  return last;
}

async function openedOnce(dataDir: string) {
  const store = await openStore(dataDir);
  const { damagedLog } = store;
  const counts = await store.countItems('p1');
  await store.close();
  return { damagedLog, counts };
}

describe('the log of a process that was killed', () => {
  test('is no damage, and all that was written is read from it', async () => {
    const { damagedLog, counts } = await openedOnce(await crashed());
    expect([damagedLog, counts.done]).toEqual([undefined, expect.toSatisfy((done: number) => done >= 30)]);
  });

  test('is no damage wherever the last write was cut short', async () => {
    const dataDir = await crashed();
    const { size } = statSync(join(dataDir, LOG));
    for (let length = 0; length < size; length += 7919) {
      const copy = copyOf(dataDir, (log) => truncateSync(log, length));
      expect([length, isDamaged(join(copy, LOG))]).toEqual([length, false]);
    }
  });

  test('is no damage with the rest of a transaction that was taken back and written over by a smaller one', () => {
    const dataDir = folder();
    const database = new DatabaseSync(join(dataDir, STORE));
    database.exec('PRAGMA journal_mode = WAL; PRAGMA cache_size = 5; CREATE TABLE t (a)');
    const insert = database.prepare('INSERT INTO t VALUES (?)');
    database.exec('BEGIN');
    for (let n = 0; n < 50; n++) insert.run('x'.repeat(3000));
    database.exec('ROLLBACK');
    insert.run('small');
    const copy = copyOf(dataDir);
    database.close();
    const bytes = readFileSync(join(copy, LOG));
    expect(bytes.length - lastCommit(bytes)).toBeGreaterThan(20 * 4120);
    expect(isDamaged(join(copy, LOG))).toBe(false);
  });

  test('is no damage after kills at any moment', async () => {
    const lanes = Array.from({ length: 4 }, async () => {
      const dataDir = folder();
      for (let kills = 0; kills < 6; kills++) {
        const writing = child('churn', dataDir);
        await writing.next();
        await pause(Math.random() * 60);
        await kill(writing);
        expect(isDamaged(join(dataDir, LOG))).toBe(false);
      }
      expect(readdirSync(dataDir).filter((name) => name.includes('broken'))).toEqual([]);
    });
    await Promise.all(lanes);
  });
});

describe('a log that was damaged', () => {
  test('is noticed wherever a byte of it was changed', async () => {
    const dataDir = await crashed();
    const last = lastCommit(readFileSync(join(dataDir, LOG)));
    const places = [0, 3, 8, 12, 16, 24, 31, HEADER + 2, HEADER + 5, HEADER + 9, HEADER + 17, last - 1];
    for (let at = HEADER; at < last; at += 3163) places.push(at);
    for (let field = 0; field < 24; field += 3) places.push(last - 4120 + field);
    for (const at of places) {
      const copy = copyOf(dataDir, flip(at));
      expect([at, isDamaged(join(copy, LOG))]).toEqual([at, true]);
    }
  });

  test('is kept for its owner alone and named until somebody deletes it; the store opens with what came before', async () => {
    const dataDir = copyOf(await crashed(), flip(HEADER + 60 * 4120));
    const damaged = readFileSync(join(dataDir, LOG));
    const { damagedLog = '', counts } = await openedOnce(dataDir);
    expect(damagedLog).toMatch(/store\.db\.broken-log-\d{4}-\d\d-\d\dT\d+Z$/);
    expect(readFileSync(damagedLog).equals(damaged)).toBe(true);
    expect((statSync(damagedLog).mode & 0o777).toString(8)).toBe('600');
    expect(counts.done).toBeLessThan(30);
    expect(counts.done + counts.sending).toBe(40);
    expect((await openedOnce(dataDir)).damagedLog).toBe(damagedLog);
    const store = await openStore(dataDir);
    await store.forget('+919800000001', FORGETTING);
    await store.close();
    expect(readdirSync(dataDir).filter((name) => name.includes('broken'))).toEqual([]);
  });

  test('is noticed by a process that only wants to look, and by one of several that start at once', async () => {
    const dataDir = copyOf(await crashed(), flip(HEADER + 100));
    await Promise.all([1, 2, 3].map(() => child('open', dataDir).rest()));
    const store = await openStore(dataDir, { mend: false });
    await store.close();
    expect(readdirSync(dataDir).filter((name) => name.includes('broken-log-'))).toHaveLength(1);
  });

  test('is named with every result (promise 18)', async () => {
    const world = await start();
    const dataDir = copyOf(await crashed(), flip(HEADER + 100));
    const { call } = await start({ beside: { ...world, dataDir } });
    await call('list_plans');
    for (const tool of ['list_plans', 'find_contacts'])
      expect((await call(tool)).data['note']).toMatch(/its log was damaged once.*store\.db\.broken-log-/);
  });
});

test('a copy of the file alone holds a plan once it is saved, and how it ended (promise 4)', async () => {
  const account = await accountApart(20, { latencyMs: 0 });
  const fileAlone = async (name: string) => {
    const copy = join(folder(), name);
    mkdirSync(copy);
    copyFileSync(join(account.dataDir, STORE), join(copy, STORE));
    const store = await openStore(copy);
    const [row] = (await store.listPlans(account.key, { page: 1, limit: 1 })).plans;
    const counts = row && (await store.countItems(row.plan_id));
    await store.close();
    return [row?.state, counts?.pending, counts?.done];
  };
  const server = await account.start();
  const { data: found } = await server.call('find_contacts');
  const change = { selection_id: found['selection_id'], add_tags: ['vip'] };
  const { data } = await server.call('plan_update', change);
  await server.kill();
  expect(await fileAlone('saved')).toEqual(['waiting', 20, 0]);
  const again = await account.start();
  const { plan_id, approval_phrase: approval } = data;
  expect((await again.call('apply_plan', { plan_id, approval })).data['state']).toBe('done');
  await again.kill();
  expect(await fileAlone('ended')).toEqual(['done', 0, 20]);
});
