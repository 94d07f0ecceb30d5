import { open, readdir, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Settings } from '../context.ts';
import { randomId } from '../lib/id.ts';
import { counted } from '../lib/text.ts';
import { listSheets } from '../sheets/files/listing.ts';
import { type Finding, fails, works } from './finding.ts';
import { failureOf, isThere, obstacleTo } from './room.ts';

const MAKE = 'Make that folder, or name another one in VOBIZ_FILES, the setting for the folder of sheets.';
const NAME = 'Name a folder for sheets in VOBIZ_FILES, or make that folder writable for you.';
const ALLOW =
  'Allow this program to use that folder (on a Mac: System Settings, Privacy & Security, Files and Folders), or name another one in VOBIZ_FILES.';

/** Each folder of sheets: is it there, can it be read, can it be written. */
export async function folderFindings({ files, filesNamed }: Settings): Promise<Finding[]> {
  return Promise.all(files.map((folder) => folderFinding(folder, filesNamed)));
}

/** A missing folder is only a mistake when somebody configured it. */
async function folderFinding(folder: string, isNamed: boolean): Promise<Finding> {
  if (!(await isThere(folder))) {
    if (isNamed) return fails(`Files: ${folder} is not there`, MAKE);
    const obstacle = await obstacleTo(folder);
    if (obstacle !== undefined) return fails(`Files: ${folder} cannot be made; ${obstacle}`, NAME);
    return works(`Files: ${folder} does not exist yet; it is made for the first file`);
  }
  if (await isNoFolder(folder)) return fails(`Files: ${folder} exists and is not a folder`, MAKE);
  const [unreadable, unwritable] = await Promise.all([
    failureOf(() => readdir(folder)),
    failureOf(() => writeIn(folder)),
  ]);
  const written = unwritable === undefined ? 'can be written' : `cannot be written (${unwritable})`;
  if (unreadable !== undefined)
    return fails(`Files: ${folder} is there, cannot be read (${unreadable}), ${written}`, ALLOW);
  const { sheets } = await listSheets([folder], Number.POSITIVE_INFINITY);
  const text = `Files: ${folder} is there, can be read, ${written}, ${counted(sheets.length, 'sheet')}`;
  return unwritable === undefined ? works(text) : fails(text, ALLOW);
}

async function isNoFolder(folder: string): Promise<boolean> {
  const found = await stat(folder).catch(() => undefined);
  return found !== undefined && !found.isDirectory();
}

/** Really writes: what a system calls writable, its protection of folders, or a network drive, may refuse. */
async function writeIn(folder: string): Promise<void> {
  const path = join(folder, `.check-${randomId()}`);
  const handle = await open(path, 'wx', 0o600);
  await handle.close();
  await unlink(path);
}
