import { writeSync } from 'node:fs';
import pino from 'pino';
import type { Secrets } from './api/secrets.ts';
import type { Log } from './context.ts';

const STDERR = 2;

/** Lines of JSON on stderr alone: stdout belongs to the protocol. The secrets are taken out of every line, wherever they come from. */
export function openStderr(level: string, secrets: Secrets): Log {
  const write = (line: string) => {
    try {
      writeSync(STDERR, secrets.hush(line));
    } catch {
      // Nobody reads stderr any more; that is no reason to stop.
    }
  };
  const options = { level, base: { pid: process.pid }, timestamp: pino.stdTimeFunctions.isoTime };
  return pino(options, { write });
}
