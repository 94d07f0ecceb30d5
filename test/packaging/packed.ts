import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  getMcpConfigForManifest,
  type McpbManifestAny,
  type McpbUserConfigValues,
  unpackExtension,
} from '@anthropic-ai/mcpb';
import { ROOT } from '../../packaging/facts.ts';
import { atEnd } from '../bundle/bundle.ts';

/** How a host starts the server. */
export interface Command {
  command: string;
  args: string[];
  env: Record<string, string>;
}

/** The time that packing may take on a machine with other work. */
export const PACKING = 60_000;

const execute = promisify(execFile);

/** All that `npm run pack -- --published` makes, and what it says. */
export async function pack(): Promise<{ out: string; said: string }> {
  const out = join(emptyFolder(), 'out');
  const script = join(ROOT, 'packaging', 'pack.ts');
  const { stdout } = await execute(process.execPath, [script, '--published', out]);
  return { out, said: stdout };
}

/** As people's folders are called, and deleted after the file's tests. */
export function emptyFolder(): string {
  const made = mkdtempSync(join(tmpdir(), 'vobiz packed for Åsa '));
  atEnd(() => rmSync(made, { recursive: true, force: true, maxRetries: 5 }));
  return made;
}

export function readJson(...path: string[]): Record<string, unknown> {
  return { ...JSON.parse(readFileSync(join(...path), 'utf8')) };
}

export async function unpackDesktop(out: string): Promise<{ folder: string; manifest: McpbManifestAny }> {
  const folder = emptyFolder();
  const mcpbPath = join(out, 'vobiz-contacts.mcpb');
  if (!(await unpackExtension({ mcpbPath, outputDir: folder, silent: true })))
    throw new Error(`${mcpbPath} cannot be unpacked`);
  return { folder, manifest: JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) };
}

/** The bundle as a host of its format starts it, with what the person answered. */
export async function desktopCommand(out: string, userConfig: McpbUserConfigValues): Promise<Command> {
  const { folder, manifest } = await unpackDesktop(out);
  const config = await getMcpConfigForManifest({
    manifest,
    extensionPath: folder,
    systemDirs: {},
    userConfig,
    pathSeparator: '/',
  });
  if (!config) throw new Error('the manifest asks for more than was answered');
  return { command: config.command, args: config.args ?? [], env: config.env ?? {} };
}

/** The plugin as Claude Code starts it: its defaults, and nothing for what the person left empty. */
export function pluginCommand(out: string, answers: Record<string, string>): Command {
  const folder = emptyFolder();
  cpSync(join(out, 'claude-code', 'plugin'), folder, { recursive: true });
  const questions = Object(readJson(folder, '.claude-plugin', 'plugin.json')['userConfig']);
  const text = readFileSync(join(folder, '.mcp.json'), 'utf8')
    .replaceAll(/\$\{CLAUDE_PLUGIN_ROOT\}/g, folder)
    .replaceAll(/\$\{user_config\.(\w+)\}/g, (_, key) =>
      String(answers[key] ?? questions[key].default ?? ''),
    );
  return JSON.parse(text).mcpServers['vobiz-contacts'];
}

/** The tarball, installed where there is no network and no script runs. */
export async function npmCommand(out: string): Promise<Command> {
  const folder = emptyFolder();
  const tarball = readdirSync(out).find((name) => name.endsWith('.tgz')) ?? '';
  const flags = ['--ignore-scripts', '--offline', '--no-audit', '--no-fund', '--no-save'];
  await execute('npm', ['install', ...flags, join(out, tarball)], { cwd: folder });
  return { command: join(folder, 'node_modules', '.bin', 'vobiz-contacts-mcp'), args: [], env: {} };
}

/** What the container file says, with a folder in place of the image's root. */
export function containerCommand(out: string): Command & { data: string } {
  const root = emptyFolder();
  const text = readFileSync(join(out, 'container', 'Dockerfile'), 'utf8');
  const given = (instruction: string) => new RegExp(`^${instruction} (.*)$`, 'm').exec(text)?.[1] ?? '';
  const [from = '', to = ''] = given('COPY').split(' ');
  cpSync(join(out, 'container', from), join(root, to), { recursive: true });
  const [volume]: string[] = JSON.parse(given('VOLUME'));
  const data = join(root, volume ?? '');
  mkdirSync(data);
  const inside = (path: string) => (path.startsWith('/') ? join(root, path) : path);
  const env = given('ENV')
    .split(' ')
    .map((pair) => pair.split('='))
    .map(([name = '', value = '']) => [name, inside(value)]);
  const [command = '', ...args]: string[] = JSON.parse(given('ENTRYPOINT'));
  return { command, args: args.map(inside), env: Object.fromEntries(env), data };
}
