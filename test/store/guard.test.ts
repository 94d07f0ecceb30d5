import { copyFileSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { openStore } from '../../src/store/open.ts';
import type { OpenedStore } from '../../src/store/store.ts';
import { ACCOUNT, BUDGETS, contact, FORGETTING, item, items, plan, selection } from './samples.ts';
import { folder, open } from './world.ts';

type Write = (store: OpenedStore) => unknown;

const AT = { at: 5000 };
const HOW = { how: 'form', at: 5000 } as const;

/** All functions of the store that write. */
const WRITES: Record<string, Write> = {
  savePlan: (store) => store.savePlan(plan('p9'), items(2)),
  replacePlan: (store) => store.replacePlan('p1', plan('p7'), items(2)),
  movePlan: (store) => store.movePlan('p1', 'discard', AT),
  approvePlan: (store) => store.approvePlan({ plan_id: 'p1', hash: 'hash of p1', ...HOW }),
  openForm: (store) => store.openForm('p1', { at: 5000, until: 6000 }),
  closeForm: (store) => store.closeForm('p1', 6000),
  noteForms: (store) => store.noteForms({ name: 'client', version: '1' }, 'none', 5000),
  unblockPlans: (store) => store.unblockPlans(ACCOUNT),
  takeItems: (store) => store.takeItems('p2', 2),
  noteBefore: (store) => store.noteBefore({ ...item(1), plan_id: 'p2' }, contact(9)),
  retryUnknown: (store) => store.retryUnknown('p2'),
  takeOver: (store) => store.takeOver(ACCOUNT, 'p2'),
  giveUp: (store) => store.giveUp('p2', { changes: 0, deletions: 0 }, { at: 5000, reason: 'given up' }),
  giveUpSending: (store) => store.giveUpSending(ACCOUNT, 'nobody knows', 5000),
  settleItems: (store) => store.settleItems([{ ...item(1), plan_id: 'p2', state: 'done' }], 5000),
  beginSingle: (store) => store.beginSingle(plan('p8', { kind: 'single' }), item(9), BUDGETS),
  addSelection: (store) => store.addSelection(selection('s9')),
  prune: (store) => store.prune({ at: 5000, plansBefore: 0, draftsBefore: 0 }),
  forget: (store) => store.forget('+919800000001', FORGETTING),
  showRunner: (store) => store.showRunner({ account: ACCOUNT, pid: 1, plan_id: 'p2', seen_at: 5000 }),
  pauseAccount: (store) => store.pauseAccount(ACCOUNT, 5000, 10_000),
  tryWriting: (store) => store.tryWriting(),
  lockRunner: (store) => store.lockRunner(ACCOUNT),
};

/** Ways to lose a store that is open, and the words about each. */
const LOST: Record<string, [(dataDir: string) => void, RegExp]> = {
  deleted: [(dataDir) => forEach(dataDir, (file) => rmSync(file)), /was moved or deleted while/],
  moved: [(dataDir) => forEach(dataDir, (file) => renameSync(file, `${file}.old`)), /was moved or deleted/],
  'replaced by a copy': [
    (dataDir) => {
      forEach(dataDir, (file) => copyFileSync(file, `${file}.copy`));
      forEach(dataDir, (file) => file.endsWith('.copy') && renameSync(file, file.slice(0, -5)));
    },
    /was moved or deleted/,
  ],
  'robbed of its log': [(dataDir) => rmSync(join(dataDir, 'store.db-wal')), /was moved or deleted/],
  'upgraded by a newer program': [
    (dataDir) => {
      const newer = new DatabaseSync(join(dataDir, 'store.db'));
      newer.exec('PRAGMA user_version = 99');
      newer.close();
    },
    /has version 99, made by a newer vobiz-contacts-mcp; this one .* writes nothing there/,
  ],
};

function forEach(dataDir: string, work: (file: string) => unknown): void {
  for (const name of readdirSync(dataDir).filter((name) => name.startsWith('store.db')))
    work(join(dataDir, name));
}

/** A store with a plan that waits and one that runs. */
async function filled(dataDir: string): Promise<OpenedStore> {
  const store = await open(dataDir);
  await store.savePlan(plan('p1'), items(2));
  await store.savePlan(plan('p2', { state: 'running' }), items(3));
  return store;
}

describe.each(Object.entries(LOST))('a store that was %s while it is open', (_how, [lose, words]) => {
  test.each(Object.entries(WRITES))('is not written by %s (promise 4)', async (_name, write) => {
    const dataDir = folder();
    const store = await filled(dataDir);
    const rows = async () => [
      await store.listPlans(ACCOUNT, { page: 1, limit: 9 }),
      await store.countItems('p2'),
    ];
    const before = await rows();
    lose(dataDir);
    await expect(write(store)).rejects.toMatchObject({
      name: 'AppError',
      message: expect.stringMatching(words),
      next: expect.any(String),
    });
    expect(await rows()).toEqual(before);
  });

  test('says so before a request is sent (promise 4)', async () => {
    const dataDir = folder();
    const store = await filled(dataDir);
    store.refuseLost();
    lose(dataDir);
    expect(() => store.refuseLost()).toThrow(words);
  });
});

test('a store whose other processes come and go, and compact it, goes on being written', async () => {
  const dataDir = folder();
  const store = await filled(dataDir);
  for (const name of Object.keys(WRITES).filter((name) => name !== 'forget')) {
    const other = await openStore(dataDir);
    await other.forget('+919899999999', FORGETTING);
    await other.close();
    await WRITES[name]?.(store);
  }
  expect(await store.findPlan(ACCOUNT, 'p9')).toBeDefined();
});
