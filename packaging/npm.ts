import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from './facts.ts';
import { copyProgram, write } from './files.ts';

/** Of our own package.json these are for people who build; what runs is in the bundle. */
const FOR_BUILDING = ['dependencies', 'devDependencies', 'scripts', 'allowScripts'];

/** Pictures stay where the code is. */
const PICTURE = /^!\[[^\]]*\]\(packaging\/.*\n\n/gm;

/** The tarball for npm. It depends on nothing and runs no scripts, so that nothing is downloaded after it. */
export async function npm(out: string): Promise<void> {
  const folder = join(out, 'npm');
  await copyProgram(folder);
  const readme = await readFile(join(ROOT, 'README.md'), 'utf8');
  await write(join(folder, 'README.md'), readme.replaceAll(PICTURE, ''));
  const ours: Record<string, unknown> = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
  const staged = Object.entries(ours).filter(([key]) => !FOR_BUILDING.includes(key));
  await write(join(folder, 'package.json'), Object.fromEntries(staged));
  await promisify(execFile)('npm', ['pack', '--ignore-scripts', '--offline', '--pack-destination', out], {
    cwd: folder,
  });
  await rm(folder, { recursive: true });
}
