import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const NAMED = process.env['OLDER_NODE'] ?? '/usr/bin/node';

/** A Node without the database: `npm run smoke` names Node 20; else it is the one of the machine, if that is old. */
export const OLDER = existsSync(NAMED) && majorOf(NAMED) < 22 ? NAMED : undefined;

function majorOf(node: string): number {
  return Number(/^v(\d+)/.exec(execFileSync(node, ['--version'], { encoding: 'utf8' }))?.[1]);
}
