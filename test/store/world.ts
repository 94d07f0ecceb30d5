import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { openStore } from '../../src/store/open.ts';

const CHILD = fileURLToPath(new URL('./child.ts', import.meta.url));

/** A folder of its own for one test. */
export function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'vobiz-store-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

/** A store that is closed with the test. */
export async function open(dataDir = join(folder(), 'data')) {
  const store = await openStore(dataDir);
  onTestFinished(() => store.close());
  return store;
}

export interface Child {
  process: ChildProcessWithoutNullStreams;
  /** The next line of what it prints, read as JSON. */
  next(): Promise<unknown>;
  /** All lines until it ends by itself. */
  rest(): Promise<unknown[]>;
  stderr(): string;
}

/** A process that does the work of `child.ts` with that name; killed with the test. */
export function child(work: string, dataDir: string, ...args: string[]): Child {
  const started = spawn(process.execPath, [CHILD, work, dataDir, ...args]);
  onTestFinished(() => void started.kill('SIGKILL'));
  let stderr = '';
  started.stderr.on('data', (data) => (stderr += String(data)));
  const lines = createInterface({ input: started.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`the child ended: ${stderr}`);
    return JSON.parse(value);
  };
  const rest = async () => {
    const all: unknown[] = [];
    for await (const line of { [Symbol.asyncIterator]: () => lines }) all.push(JSON.parse(line));
    if (stderr !== '') throw new Error(stderr);
    return all;
  };
  return { process: started, next, rest, stderr: () => stderr };
}

export async function kill({ process: started }: Child): Promise<void> {
  const ended = once(started, 'exit');
  started.kill('SIGKILL');
  await ended;
}

/** Everything in a folder's files. Not while this process has the store open: reading would end its locks. */
export function bytesIn(dataDir: string): string {
  const files = readdirSync(dataDir, { recursive: true, withFileTypes: true }).filter((file) =>
    file.isFile(),
  );
  return files.map((file) => readFileSync(join(file.parentPath, file.name), 'latin1')).join('\n');
}
