import { lstat, readFile, unlink } from 'node:fs/promises';
import type { WrittenSheet } from './write.ts';

/** Larger files are not compared, since both would be in memory. */
const MOST_BYTES = 10_000_000;

/**
 * The file just written or, where an earlier one of its name has the same content, the earlier one: a sheet that is planned
 * five times needs no five files of its refused rows. Only the new file is ever deleted.
 */
export async function withoutTwin(written: WrittenSheet): Promise<WrittenSheet> {
  const { path, bytes } = written;
  const [, stem = '', number] = /^(.*?)(?:-(\d+))?\.csv$/s.exec(path) ?? [];
  if (bytes > MOST_BYTES || number === undefined) return written;
  const content = await readFile(path).catch(() => undefined);
  for (let n = 1; n < Number(number); n += 1) {
    const earlier = `${stem}${n === 1 ? '' : `-${n}`}.csv`;
    if (content === undefined || !(await holds(earlier, content))) continue;
    await unlink(path).catch(() => undefined);
    return { ...written, path: earlier };
  }
  return written;
}

/** A link is not followed: it may lead anywhere. */
async function holds(path: string, content: Buffer): Promise<boolean> {
  const about = await lstat(path).catch(() => undefined);
  if (!about?.isFile() || about.size !== content.length) return false;
  const other = await readFile(path).catch(() => undefined);
  return other?.equals(content) ?? false;
}
