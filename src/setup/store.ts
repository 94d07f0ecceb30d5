import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Context } from '../context.ts';
import { STORE_FILE } from '../store/file.ts';
import { openStore } from '../store/open.ts';
import type { OpenedStore } from '../store/store.ts';
import { seenClients } from './clients.ts';
import { type Finding, fails, failsBy, works } from './finding.ts';
import type { SeenFrom } from './origin.ts';
import { planFindings } from './plans.ts';
import { isThere, obstacleTo } from './room.ts';

/** The store, and what it knows: plans that have not ended, and clients. */
export async function storeFindings(context: Context, from: SeenFrom): Promise<Finding[]> {
  const { dataDir, node, account } = context.settings;
  const file = join(dataDir, STORE_FILE);
  if (node !== undefined)
    return [fails('Store: not opened; plans need a newer Node, and those that are kept are untouched')];
  if (!(await isThere(file))) return [await roomFinding(dataDir, file)];
  const title = `Store: ${file}, ${await sizeOf(file)}`;
  try {
    // Without an account the server has no journal. A check mends nothing.
    if (from === 'terminal' || !account) return await inOwnStore(context, title);
    return await inStore((await context.journal()).store, context, title);
  } catch (error) {
    return [failsBy(title, error)];
  }
}

/** Opening the store upgrades an older one; a damaged one is not moved. */
async function inOwnStore(context: Context, title: string): Promise<Finding[]> {
  const store = await openStore(context.settings.dataDir, { mend: false });
  try {
    return await inStore(store, context, title);
  } finally {
    await store.close();
  }
}

async function inStore(store: OpenedStore, context: Context, title: string): Promise<Finding[]> {
  return [
    await writingFinding(store, title),
    ...damages(store),
    ...(await planFindings(store, context)),
    await seenClients(store, context.now()),
  ];
}

async function writingFinding(store: OpenedStore, title: string): Promise<Finding> {
  try {
    await store.tryWriting();
    return works(title);
  } catch (error) {
    return failsBy(title, error);
  }
}

async function sizeOf(file: string): Promise<string> {
  const [bytes, log] = await Promise.all([bytesOf(file), bytesOf(`${file}-wal`)]);
  return `${inUnits(bytes)}, and ${inUnits(log)} of log`;
}

async function bytesOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}

const KILOBYTE = 1000;

function inUnits(bytes: number): string {
  if (bytes < KILOBYTE) return `${bytes} bytes`;
  const kilobytes = bytes / KILOBYTE;
  return kilobytes < KILOBYTE ? `${Math.round(kilobytes)} kB` : `${(kilobytes / KILOBYTE).toFixed(1)} MB`;
}

/** Whether a store could be made; the report makes none. */
async function roomFinding(dataDir: string, file: string): Promise<Finding> {
  const obstacle = await obstacleTo(dataDir);
  if (obstacle === undefined)
    return works(`Store: ${file} does not exist yet; it is made for the first plan or selection`);
  return fails(
    `Store: ${file} cannot be made; ${obstacle}`,
    'Make that folder writable for you, or name another one in VOBIZ_DATA_DIR.',
  );
}

function damages({ setAside, damagedLog }: OpenedStore): Finding[] {
  const damage = [
    setAside &&
      `an unreadable store was set aside as ${setAside}; this program no longer knows the plans in it.`,
    damagedLog &&
      `its log was damaged once and is kept as ${damagedLog}; the last entries before that are not known here.`,
  ];
  return damage
    .filter((text) => text !== undefined)
    .map((text) => fails(`Store: ${text}`, 'Delete that file when you do not need it any more.'));
}
