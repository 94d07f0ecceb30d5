import { cp, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DIST, ROOT } from './facts.ts';

/** Writes a file, and the folders that lead to it. */
export async function write(path: string, content: string | object): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const text = typeof content === 'string' ? content : `${JSON.stringify(content, undefined, 2)}\n`;
  await writeFile(path, text);
}

/** The built program with its licences, in a folder that needs nothing from outside. */
export async function copyProgram(folder: string): Promise<void> {
  await cp(DIST, join(folder, 'dist'), { recursive: true });
  await cp(join(ROOT, 'LICENSE'), join(folder, 'LICENSE'));
  // Without it, Node takes the files for CommonJS.
  await write(join(folder, 'package.json'), { type: 'module' });
}
