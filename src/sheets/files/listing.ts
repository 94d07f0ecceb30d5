import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { kindOfName } from '../text/kinds.ts';
import { allowedFile, realFolders } from './files.ts';

/** A sheet that can be read. Tools take `path`: the bare name where it is enough. */
interface ListedSheet {
  path: string;
  bytes: number;
  /** Milliseconds since 1970. */
  changed: number;
}

/** A file that has to be saved as CSV before it can be read. */
interface OtherFile {
  path: string;
  what: string;
  how: string;
}

interface SheetList {
  /** Newest first, like the others. */
  sheets: ListedSheet[];
  others: OtherFile[];
  /** Number of files beyond the most that are listed. */
  leftOut: number;
  /** Allowed folders that cannot be read, mostly because they do not exist. */
  missing: string[];
}

const SHEET = /\.(csv|tsv|txt)$/i;
/** Hidden files, and the locks that office programs put beside an open file. */
const NO_SHEETS = /^(\.|~\$)/;

/** The sheets in the allowed folders, without their subfolders; at most `most` sheets and as many other files. */
export async function listSheets(folders: readonly string[], most = 30): Promise<SheetList> {
  const places = await realFolders(folders);
  const listings = await Promise.all(folders.map((folder) => filesIn(folder, places)));
  const files = byBareName(listings.flatMap((listing) => listing ?? []));
  files.sort((a, b) => b.changed - a.changed);
  const sheets = files.filter(({ path }) => SHEET.test(path));
  const others = files.flatMap(({ path }) => {
    const kind = kindOfName(path);
    return kind ? [{ path, what: kind.what, how: kind.how }] : [];
  });
  return {
    sheets: sheets.slice(0, most),
    others: others.slice(0, most),
    leftOut: Math.max(0, sheets.length - most) + Math.max(0, others.length - most),
    missing: folders.filter((_, index) => listings[index] === undefined),
  };
}

interface Listed {
  folder: string;
  name: string;
  bytes: number;
  changed: number;
}

/** None when the folder cannot be read. */
async function filesIn(folder: string, places: readonly string[]): Promise<Listed[] | undefined> {
  const names = await readdir(folder).catch(() => undefined);
  const listed = names?.filter((name) => !NO_SHEETS.test(name) && (SHEET.test(name) || kindOfName(name)));
  const found = listed?.map(async (name) => {
    const file = await allowedFile(join(folder, name), places);
    return file && { folder, name, bytes: file.bytes, changed: file.changed };
  });
  return found && (await Promise.all(found)).filter((file) => file !== undefined);
}

/** A bare name stands for the file in the first folder that has it; a second one needs its folder. */
function byBareName(files: readonly Listed[]): ListedSheet[] {
  const taken = new Set<string>();
  return files.map(({ folder, name, bytes, changed }) => {
    const path = taken.has(name) ? join(folder, name) : name;
    taken.add(name);
    return { path, bytes, changed };
  });
}
