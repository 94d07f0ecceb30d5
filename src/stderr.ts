import { writeSync } from 'node:fs';
import pino from 'pino';
import type { Secrets } from './api/secrets.ts';
import type { Log } from './context.ts';

const STDERR = 2;

/** Logs lines of JSON on stderr alone: stdout belongs to the protocol. Secrets are taken out of every line. */
export function openStderr(level: string, secrets: Secrets): Log {
  const write = (line: string) => {
    try {
      writeSync(STDERR, secrets.hush(line));
    } catch {
      // Nobody reads stderr any more, which is no reason to stop.
    }
  };
  const options = { level, base: { pid: process.pid }, timestamp: pino.stdTimeFunctions.isoTime };
  return pino(options, { write });
}
