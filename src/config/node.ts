import { isBuiltin } from 'node:module';
import type { LesserNode } from '../context.ts';
import { AppError } from '../errors.ts';
import { NODE_NEEDED } from '../version.ts';

/**
 * This Node, where it can read contacts and not change them. Plans need its database and timely connections:
 * Claude Desktop brings a Node of its own, some builds of Electron are without `node:sqlite` (electron/electron#47706),
 * and other hosts take the first Node of the PATH, however old.
 */
export function lesserNode(
  version = process.versions.node,
  hasDatabase = isBuiltin('node:sqlite'),
): LesserNode | undefined {
  if (isAtLeast(version, NODE_NEEDED) && hasDatabase) return undefined;
  const name = isAtLeast(version, NODE_NEEDED) ? `Node ${version} without node:sqlite` : `Node ${version}`;
  return {
    name,
    problem: `This program runs on ${name} (${process.execPath}): it reads contacts, but to change them it needs Node ${NODE_NEEDED} or newer. Install it from nodejs.org, or update the app that starts this program.`,
  };
}

/** Refuses what only the store can do; `undone` says what did not happen. */
export function refuseOn(node: LesserNode | undefined, undone: string): void {
  if (node === undefined) return;
  throw new AppError(
    `${undone}: this needs Node ${NODE_NEEDED} or newer, and this is ${node.name} (${process.execPath}).`,
  );
}

function isAtLeast(version: string, needed: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [neededMajor = 0, neededMinor = 0] = needed.split('.').map(Number);
  return major > neededMajor || (major === neededMajor && minor >= neededMinor);
}
