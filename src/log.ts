import type { Secrets } from './api/secrets.ts';
import type { LOG_LEVELS } from './config/variables.ts';
import type { Log } from './context.ts';

export type LogLevel = (typeof LOG_LEVELS)[number];

const SEVERITY: Record<LogLevel, number> = {
  silent: 9,
  fatal: 6,
  error: 5,
  warn: 4,
  info: 3,
  debug: 2,
  trace: 1,
};

interface OpenLog extends Log {
  /** Resolves when every line is written. */
  written(): Promise<void>;
}

/** The log, on stderr. The logger is loaded with the first line that the level lets through: most starts log none. */
export function createLog(level: LogLevel, secrets: Secrets): OpenLog {
  let loaded: Promise<Log> | undefined;
  let last = Promise.resolve();
  const at = (severity: 'debug' | 'info' | 'warn' | 'error') => (facts: object, message: string) => {
    if (SEVERITY[severity] < SEVERITY[level]) return;
    loaded ??= import('./stderr.ts').then(({ openStderr }) => openStderr(level, secrets));
    last = loaded
      .then((log) => log[severity](facts, message))
      .catch(() => {
        // The logger cannot be loaded: no free file descriptor, or another build replaced it. A lost line is no reason to end.
        loaded = undefined;
      });
  };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error'), written: () => last };
}
