import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { validate } from 'dockerfile-utils';
import { PACKAGING } from './facts.ts';
import { copyProgram, write } from './files.ts';

/** A folder from which `docker build` makes an image: the program beside a container file that was checked. */
export async function container(out: string): Promise<void> {
  const folder = join(out, 'container');
  const text = await readFile(join(PACKAGING, 'Dockerfile'), 'utf8');
  const complaints = validate(text).map(({ range, message }) => `line ${range.start.line + 1}: ${message}`);
  if (complaints.length > 0) throw new Error(`The container file is wrong: ${complaints.join('; ')}`);
  await copyProgram(folder);
  await write(join(folder, 'Dockerfile'), text);
  await write(join(folder, '.dockerignore'), 'Dockerfile\n.dockerignore\n');
}
