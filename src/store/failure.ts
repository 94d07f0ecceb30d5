import { dirname } from 'node:path';
import { AppError, messageOf, SETUP_HELP } from '../errors.ts';
import { SECOND, sleep } from '../lib/time.ts';
import { CODE, codeOf, isBroken, isBusy } from './sqlite.ts';

/** How long to wait for another process that is writing. */
const PATIENCE = 5 * SECOND;
/**
 * How much of it SQLite waits by itself, holding up everything in this process: just enough for a usual commit.
 * The rest is waited asynchronously, since the other writer may be in this process. Both are short on purpose: of four
 * processes that did nothing but write, one waited 0.15 s at most; with 20 ms, 0.34 s.
 */
export const ENGINE_PATIENCE_MS = 5;
const LONGEST_PAUSE_MS = 5;

type Kind = 'busy' | 'full' | 'damaged' | 'unusable' | 'moved' | 'foreign' | 'newer';

/** The store cannot be read or written, in words that name the folder. */
export class StoreError extends AppError {
  readonly kind: Kind;
  override readonly next: string;

  constructor(kind: Kind, message: string, next: string, options?: ErrorOptions) {
    super(message, next, options);
    this.kind = kind;
    this.next = next;
  }
}

/** Does synchronous work, again and again for up to `PATIENCE` while another writer is in the way. */
export async function patiently<T>(work: () => T): Promise<T> {
  const until = performance.now() + PATIENCE;
  for (;;) {
    try {
      return work();
    } catch (error) {
      if (!isBusy(error) || performance.now() > until) throw error;
    }
    // Of uneven length, so that processes that started together do not keep meeting.
    await sleep(Math.random() * LONGEST_PAUSE_MS);
  }
}

/** An error of the file system or of SQLite in words that name the folder; any other error as it is. */
export function inWords(error: unknown, file: string): unknown {
  const folder = dirname(file);
  const storeError = (kind: Kind, message: string, next: string) =>
    new StoreError(kind, message, next, { cause: error });
  if (isBusy(error)) {
    return storeError(
      'busy',
      `Another process has kept the store in ${folder} busy for ${PATIENCE / SECOND} s.`,
      'Call again; if it stays so, end the other processes of this program.',
    );
  }
  if (codeOf(error) === CODE.full || fileCodeOf(error) === 'ENOSPC') {
    return storeError(
      'full',
      `The disk is full: nothing more can be kept in ${folder}.`,
      'Make room on that disk, then call again.',
    );
  }
  if (isBroken(error)) {
    return storeError(
      'damaged',
      `The store in ${folder} is damaged: ${messageOf(error)}.`,
      'End all servers of this program, then start one: it sets the damaged file aside and says so. If it says this again, rename store.db there.',
    );
  }
  const unusable = [CODE.readOnly, CODE.ioError, CODE.cannotOpen].some((code) => code === codeOf(error));
  if (!unusable && fileCodeOf(error) === undefined) return error;
  return storeError(
    'unusable',
    `The store in ${folder} cannot be written: ${messageOf(error)}.`,
    `Make that folder writable for you, or name another one in VOBIZ_DATA_DIR. ${SETUP_HELP}`,
  );
}

/** `ENOSPC`, `EACCES` and the like; none for errors that are not the file system's. */
function fileCodeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('syscall' in error) || !('code' in error)) return undefined;
  return String(error.code);
}
