import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import manifest from '../package.json' with { type: 'json' };

export { TITLE } from '../src/version.ts';

/** What every artefact says of this program. */
export const { name: NAME, version: VERSION, description: DESCRIPTION, license: LICENSE } = manifest;
export const AUTHOR = { name: manifest.author };
export const KEYWORDS: readonly string[] = manifest.keywords;
/** Its name in the lists of clients, which know already that it is a server. */
export const SERVER = NAME.replace(/-mcp$/, '');
/**
 * The oldest Node on which it starts: there it reads contacts, and each write says what to install. Hosts refuse to
 * start what asks for a newer Node than theirs, and say less about it, so packages ask for this one.
 */
export const OLDEST_NODE = 20;

export const ROOT = fileURLToPath(new URL('..', import.meta.url));
export const DIST = join(ROOT, 'dist');
export const PACKAGING = join(ROOT, 'packaging');
