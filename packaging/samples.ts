import { join } from 'node:path';
import { NAME, SERVER, VERSION } from './facts.ts';
import { write } from './files.ts';

/** How a client starts the program. */
export interface Start {
  command: string;
  args: readonly string[];
}

export const FROM_CLONE: Start = { command: 'node', args: [`/path/to/${NAME}/dist/main.js`] };
/** Only for what is published under our name: whoever registered it first would be handed people's tokens. */
export const FROM_NPM: Start = { command: 'npx', args: ['-y', `${NAME}@${VERSION}`] };

/** What people put their own in place of; where it is left, the program says so. */
const ID = 'MA_XXXXXXXX';
const TOKEN = 'your token from console.vobiz.ai';
const FOLDER = '/Users/you/Downloads';

/** A file for each client, by its path: in the home of the person or in a project. */
export function samples(start: Start): Record<string, string> {
  const env = { VOBIZ_AUTH_ID: ID, VOBIZ_AUTH_TOKEN: TOKEN, VOBIZ_FILES: FOLDER };
  const servers = json({ mcpServers: { [SERVER]: { ...start, env } } });
  return {
    'mcp.json': servers,
    '.cursor/mcp.json': servers,
    '.gemini/settings.json': servers,
    '.mcp.json': forProject(start),
    '.vscode/mcp.json': json(forVsCode(start)),
    '.codex/config.toml': forCodex(start, env),
  };
}

export async function writeSamples(folder: string, start: Start): Promise<void> {
  for (const [path, text] of Object.entries(samples(start))) await write(join(folder, path), text);
  await write(join(folder, 'claude-code.sh'), `${claudeCommand(start)}\n`);
}

/** For a person's own Claude Code. */
export function claudeCommand({ command, args }: Start): string {
  const env = `--env VOBIZ_AUTH_ID=${ID} --env VOBIZ_AUTH_TOKEN=your-token --env VOBIZ_FILES=${FOLDER}`;
  return `claude mcp add ${SERVER} ${env} -- ${[command, ...args].join(' ')}`;
}

/**
 * Claude Code's file for a project is shared, so it holds no token: each person's environment does. Claude Code reads no file
 * that names a variable which is not set, unless it says what holds then.
 */
function forProject(start: Start): string {
  const env = Object.fromEntries(['VOBIZ_AUTH_ID', 'VOBIZ_AUTH_TOKEN'].map((name) => [name, `\${${name}}`]));
  return json({ mcpServers: { [SERVER]: { ...start, env: { ...env, VOBIZ_FILES: `\${VOBIZ_FILES:-}` } } } });
}

/** VS Code asks for the id, the token and the folder, and keeps them. */
export function forVsCode(start: Start) {
  const ask = (id: string, description: string) => ({ type: 'promptString', id, description });
  const inputs = [
    ask('vobiz-id', 'Auth ID of your Vobiz account'),
    { ...ask('vobiz-token', 'Auth token of your Vobiz account'), password: true },
    ask('vobiz-files', `Folder for sheets, such as ${FOLDER}; empty: a folder of its own`),
  ];
  const [id, token, files] = inputs.map(({ id }) => `\${input:${id}}`);
  const env = { VOBIZ_AUTH_ID: id, VOBIZ_AUTH_TOKEN: token, VOBIZ_FILES: files };
  return { inputs, servers: { [SERVER]: { type: 'stdio', ...start, env } } };
}

/** TOML writes these texts and lists as JSON does. */
function forCodex({ command, args }: Start, env: Record<string, string>): string {
  const value = (given: unknown) => JSON.stringify(given).replaceAll('","', '", "');
  const lines = Object.entries(env).map(([name, text]) => `${name} = ${value(text)}`);
  return [
    `[mcp_servers.${SERVER}]`,
    `command = ${value(command)}`,
    `args = ${value(args)}`,
    '',
    `[mcp_servers.${SERVER}.env]`,
    ...lines,
    '',
  ].join('\n');
}

/** Lists of texts stand in one line, as people write them. */
function json(value: object): string {
  const text = JSON.stringify(value, undefined, 2);
  const inOneLine = (list: string) => list.replaceAll(/(?<=\[)\s+|\s+(?=\])/g, '').replaceAll(/,\s+/g, ', ');
  return `${text.replaceAll(/\[(?:\s+"[^"]*",?)+\s+\]/g, inOneLine)}\n`;
}
