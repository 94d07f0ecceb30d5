import { basename } from 'node:path';
import type { Config } from '../config.ts';
import { noBrowser } from '../lib/browser.ts';
import { shellWord } from '../lib/shell.ts';

/** Hosts such as Claude Desktop run servers by a program of their own. */
const PLAIN_NODE = /^node(js)?(\.exe)?$/i;

interface Place {
  platform: NodeJS.Platform;
  node: string;
  /** Whether a terminal that has a screen can open a browser. */
  opens: boolean;
}

/**
 * What a person types in a terminal of this computer to start this program over the same plans, before a command such as
 * `review`. Undefined where that would start nothing, or nothing that decides: the sandbox keeps its plans in a folder that
 * ends with it, a desktop's bundle has no `entry`, and in a container or over SSH no browser opens.
 */
export function programOf(
  { sandbox, dataDir, given }: Config,
  entry: string | undefined,
  { platform, node, opens }: Place = {
    platform: process.platform,
    node: process.execPath,
    opens: noBrowser(true) === undefined,
  },
): string | undefined {
  const isOwnFolder = given.includes('VOBIZ_DATA_DIR');
  if (entry === undefined || sandbox || !opens || !PLAIN_NODE.test(basename(node))) return undefined;
  if (platform === 'win32') {
    // Its shells have no common way to set a variable, and only one of them runs a program by its quoted path.
    return isOwnFolder ? undefined : `node ${shellWord(entry, platform)}`;
  }
  // The first Node of the terminal's PATH may be too old, or none.
  const words = [node, entry].map((word) => shellWord(word, platform));
  return [...(isOwnFolder ? [`VOBIZ_DATA_DIR=${shellWord(dataDir, platform)}`] : []), ...words].join(' ');
}
