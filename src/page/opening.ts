import { readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { randomId } from '../lib/id.ts';
import { MINUTE } from '../lib/time.ts';
import { ownFolder } from '../store/folder.ts';

/** As long as its link. */
export const FILE_LASTS = 2 * MINUTE;

/**
 * Writes a file that leads to the link and that this user alone can read, for the browser to open: the arguments of a process
 * can be read by every user of this computer, and the file cannot.
 */
export async function writeLeading(
  link: string,
  dataDir: string,
): Promise<{ url: string; remove(): Promise<void> }> {
  const folder = join(dataDir, 'review');
  ownFolder(folder);
  await tidy(folder);
  const file = join(folder, `${randomId()}.html`);
  await writeFile(file, leadingTo(link), { mode: 0o600, flag: 'wx' });
  return { url: pathToFileURL(file).href, remove: () => rm(file, { force: true }) };
}

/** The link is made of our own origin, a plan's id and a secret of letters and digits. */
function leadingTo(link: string): string {
  return [
    '<!doctype html>',
    '<meta charset="utf-8">',
    '<meta name="referrer" content="no-referrer">',
    '<title>Opening the plan</title>',
    `<script>location.replace(${JSON.stringify(link)})</script>`,
    '<noscript>This page needs JavaScript. You can also decide in the chat.</noscript>',
    '',
  ].join('\n');
}

/** Deletes what processes left that died before they could. */
async function tidy(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const file = join(folder, name);
    const written = await stat(file).catch(() => undefined);
    if (written && Math.abs(Date.now() - written.mtimeMs) > FILE_LASTS) await rm(file, { force: true });
  }
}
