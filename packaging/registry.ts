import { join } from 'node:path';
import manifest from '../package.json' with { type: 'json' };
import { VARIABLES, type Variable } from '../src/config/variables.ts';
import { DESCRIPTION, NAME, TITLE, VERSION } from './facts.ts';
import { write } from './files.ts';

interface Place {
  repository?: { url: string };
  /** The name under which the registry knows this program; whoever has the repository may choose it. */
  mcpName?: string;
}

const OURS: typeof manifest & Place = manifest;

/** `server.json` for the registry of MCP servers, or the reason why there is none. */
export async function registry(out: string, { repository, mcpName }: Place = OURS): Promise<string> {
  if (!repository || !mcpName)
    return 'server.json is left out: package.json names no `repository` and no `mcpName` yet.';
  const environmentVariables = Object.entries<Variable>(VARIABLES).map(
    ([name, { says, fallback, choices, isSecret }]) => ({
      name,
      description: says.replaceAll('`', ''),
      ...(fallback !== undefined && { default: fallback }),
      ...(choices && { choices }),
      ...(isSecret && { isSecret }),
    }),
  );
  const npm = { registryType: 'npm', identifier: NAME, version: VERSION, runtimeHint: 'npx' };
  await write(join(out, 'server.json'), {
    $schema: 'https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json',
    name: mcpName,
    title: TITLE,
    description: DESCRIPTION,
    version: VERSION,
    repository: placeOf(repository.url),
    packages: [{ ...npm, transport: { type: 'stdio' }, environmentVariables }],
  });
  return 'server.json for the registry';
}

/** The registry reads a repository by the name of its host: `github`, `gitlab`. */
function placeOf(repository: string): { url: string; source: string } {
  const url = repository.replace(/^git\+|\.git$/g, '');
  return { url, source: new URL(url).hostname.replace(/\.com$/, '') };
}
