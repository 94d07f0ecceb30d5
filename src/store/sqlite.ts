import type * as Sqlite from 'node:sqlite';

let loading: Promise<typeof Sqlite> | undefined;

/** The database that comes with Node, without its warning that it is experimental; loaded once, when first used. */
export function loadSqlite(): Promise<typeof Sqlite> {
  loading ??= loadQuietly();
  return loading;
}

/** Node 22 warns on stderr during the import, so the warning is held back by its name and words meanwhile. */
async function loadQuietly(): Promise<typeof Sqlite> {
  const emit = process.emitWarning;
  process.emitWarning = (warning: string | Error, ...rest: unknown[]) => {
    const expected = rest[0] === 'ExperimentalWarning' && String(warning).startsWith('SQLite');
    if (!expected) Reflect.apply(emit, process, [warning, ...rest]);
  };
  try {
    return await import('node:sqlite');
  } finally {
    process.emitWarning = emit;
  }
}

/** Primary result codes, https://www.sqlite.org/rescode.html. */
export const CODE = {
  busy: 5,
  locked: 6,
  readOnly: 8,
  ioError: 10,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  notADatabase: 26,
} as const;

/** The primary result code of an error from SQLite; none for other errors. */
export function codeOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error)) return undefined;
  // Node gives the extended code, whose low byte is the primary one.
  return typeof error.errcode === 'number' ? error.errcode & 0xff : undefined;
}

export function isBusy(error: unknown): boolean {
  const code = codeOf(error);
  return code === CODE.busy || code === CODE.locked;
}

export function isBroken(error: unknown): boolean {
  const code = codeOf(error);
  return code === CODE.corrupt || code === CODE.notADatabase;
}
