import { isBuiltin } from 'node:module';
import { NODE_NEEDED } from '../version.ts';

/**
 * Why this Node can read contacts and not change them, or nothing. Plans need its database and timely connections:
 * Claude Desktop brings a Node of its own, some builds of Electron are without `node:sqlite` (electron/electron#47706),
 * and other hosts take the first Node of the PATH, however old.
 */
export function nodeProblem(
  version = process.versions.node,
  hasDatabase = isBuiltin('node:sqlite'),
): string | undefined {
  if (isAtLeast(version, NODE_NEEDED) && hasDatabase) return undefined;
  const lacks = isAtLeast(version, NODE_NEEDED) ? `Node ${version} without node:sqlite` : `Node ${version}`;
  return `This program runs on ${lacks} (${process.execPath}): it reads contacts, but to change them it needs Node ${NODE_NEEDED} or newer. Install it from nodejs.org, or update the app that starts this program.`;
}

function isAtLeast(version: string, needed: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [neededMajor = 0, neededMinor = 0] = needed.split('.').map(Number);
  return major > neededMajor || (major === neededMajor && minor >= neededMinor);
}
