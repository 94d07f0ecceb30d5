// npm run migration [-- items]: brings a store of the older version with so many items up to date, and tells time and size.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import { leaveLargeOlderStore } from '../store/older/large.ts';

const items = Number(process.argv[2] ?? 1_000_000);
const dataDir = mkdtempSync(join(tmpdir(), 'vobiz-migration-'));
const file = join(dataDir, 'store.db');
const CHILD = join(import.meta.dirname, '..', 'store', 'child.ts');
const SECONDS = 1000;

function tell(line: string): void {
  process.stdout.write(`${line}\n`);
}

function sizes(): string {
  const size = (end: string) =>
    Math.round((statSync(file + end, { throwIfNoEntry: false })?.size ?? 0) / 1e6);
  return `${size('')} MB, and a log of ${size('-wal')} MB`;
}

function counted(): string {
  const database = new DatabaseSync(file, { readOnly: true });
  const { user_version: version } = database.prepare('PRAGMA user_version').get() ?? {};
  const { n } = database.prepare('SELECT count(*) AS n FROM item').get() ?? {};
  database.close();
  return `version ${version}, ${n} items`;
}

/** A process that opens the store; says how that ended, and after how long. */
function opening(folder = dataDir) {
  const began = performance.now();
  const child = spawn(process.execPath, [CHILD, 'open', folder], { stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.on('data', (data) => (stderr += String(data)));
  const ended = once(child, 'exit').then(([code]) => {
    const seconds = ((performance.now() - began) / SECONDS).toFixed(1);
    const why = /(?:The store in|Another process)[^\n]*/.exec(stderr)?.[0] ?? 'no reason';
    return `${code === 0 ? 'opened it' : `was refused ("${why.replace(dataDir, '…')}")`} after ${seconds} s`;
  });
  return { child, ended };
}

/** How long an upgrade takes that nobody kills, tried on a copy, and how long a process takes that has nothing to upgrade. */
async function timed(): Promise<{ start: number; whole: number }> {
  const copy = mkdtempSync(join(tmpdir(), 'vobiz-migration-copy-'));
  try {
    copyFileSync(file, join(copy, 'store.db'));
    const whole = await timeOf(copy);
    return { start: await timeOf(copy), whole };
  } finally {
    rmSync(copy, { recursive: true });
  }
}

async function timeOf(folder: string): Promise<number> {
  const began = performance.now();
  await opening(folder).ended;
  return performance.now() - began;
}

try {
  leaveLargeOlderStore(dataDir, items);
  tell(`older store: ${counted()}, ${sizes()}`);

  const { start, whole } = await timed();
  const killed = opening();
  await setTimeout(start + (whole - start) / 2);
  killed.child.kill('SIGKILL');
  await killed.ended;
  const half = ((whole - start) / 2 / SECONDS).toFixed(1);
  tell(`killed half way, after ${half} s of upgrading: ${counted()}, ${sizes()}`);

  const first = opening();
  await setTimeout(SECONDS / 2);
  const second = opening();
  const both = [await first.ended, await second.ended];
  tell(`two processes that start half a second apart: the first ${both[0]}, the second ${both[1]}`);
  tell(`the next one ${await opening().ended}`);
  tell(`upgraded store: ${counted()}, ${sizes()}`);
} finally {
  rmSync(dataDir, { recursive: true });
}
