import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { OLDEST_NODE, ROOT } from '../../packaging/facts.ts';
import { registry } from '../../packaging/registry.ts';
import { MODES, VARIABLE_NAMES } from '../../src/config/variables.ts';
import { NODE_NEEDED } from '../../src/version.ts';
import { run, tidyUp } from '../bundle/bundle.ts';
import { emptyFolder, PACKING, pack, readJson, unpackDesktop } from './packed.ts';

const { name, version, description, license } = manifest;
const AUTHOR = { name: manifest.author };
const execute = promisify(execFile);

let out: string;
let said: string;
beforeAll(async () => {
  ({ out, said } = await pack());
}, PACKING);
afterAll(tidyUp);

const textOf = (...path: string[]) => readFileSync(join(...path), 'utf8');

/** The files in a tarball that npm would make of a folder. */
async function filesOfTarball(cwd: string): Promise<string[]> {
  const { stdout } = await execute('npm', ['pack', '--dry-run', '--json', '--offline', '--ignore-scripts'], {
    cwd,
  });
  // npm 11 lists packages, later ones name them.
  const packed: { files: { path: string }[] }[] = Object.values(JSON.parse(stdout));
  return packed.flatMap(({ files }) => files.map(({ path }) => path));
}

test('name, version, description, author and licence are those of package.json everywhere', async () => {
  const { manifest: bundle } = await unpackDesktop(out);
  const [plugin, server] = ['claude-code/plugin/.claude-plugin/plugin.json', 'package-lock.json'];
  expect(bundle).toMatchObject({ name: 'vobiz-contacts', version, description, license, author: AUTHOR });
  expect(readJson(out, plugin)).toMatchObject({
    name: 'vobiz-contacts',
    version,
    description,
    license,
    author: AUTHOR,
  });
  expect(readJson(out, 'claude-code/.claude-plugin/marketplace.json')).toMatchObject({
    name,
    owner: AUTHOR,
    plugins: [{ name: 'vobiz-contacts', version, description }],
  });
  expect(readdirSync(out)).toContain(`${name}-${version}.tgz`);
  expect(readJson(ROOT, server)).toMatchObject({ name, version });
  expect(textOf(ROOT, 'LICENSE')).toContain(`Copyright (c) 2026 ${manifest.author}`);
  expect((await run(['--version'])).stdout.trim()).toBe(version);
});

test('each variable that an artefact sets is one that the program knows, and --help names them all', async () => {
  const { folder } = await unpackDesktop(out);
  const texts = [
    textOf(folder, 'manifest.json'),
    textOf(out, 'claude-code/plugin/.mcp.json'),
    textOf(out, 'container/Dockerfile'),
    textOf(ROOT, 'mcp.json'),
    textOf(ROOT, 'README.md'),
    ...['samples', 'published'].flatMap((samples) =>
      readdirSync(join(out, samples), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ parentPath, name: file }) => textOf(parentPath, file)),
    ),
  ];
  const { stdout: help } = await run(['--help']);
  for (const text of [...texts, help]) {
    const named = new Set(text.match(/\bVOBIZ_[A-Z_]+\b/g));
    expect([...named].filter((variable) => !VARIABLE_NAMES.some((known) => known === variable))).toEqual([]);
  }
  expect(VARIABLE_NAMES.filter((known) => !help.includes(`  ${known} `))).toEqual([]);
});

test('every question of an installer becomes a variable, and only the token is a secret', async () => {
  const { manifest: bundle } = await unpackDesktop(out);
  const plugin = readJson(out, 'claude-code/plugin/.claude-plugin/plugin.json');
  const { mcpServers } = Object(readJson(out, 'claude-code/plugin/.mcp.json'));
  const questions = Object.entries(bundle.user_config ?? {});
  // A manifest of Claude Desktop lists no choices, so they stand in words, too.
  const mode = bundle.user_config?.['mode'];
  expect(plugin['userConfig']).toEqual({ ...bundle.user_config, mode: { ...mode, options: MODES } });
  for (const choice of MODES) expect(mode?.description).toContain(`${choice}:`);
  const env = questions.map(([key]) => [`VOBIZ_${key.toUpperCase()}`, `\${user_config.${key}}`]);
  expect(bundle.server?.mcp_config?.env).toEqual(Object.fromEntries(env));
  expect(mcpServers['vobiz-contacts'].env).toEqual(Object.fromEntries(env));
  const secrets = questions.filter(([, { sensitive }]) => sensitive).map(([key]) => key);
  expect(secrets).toEqual(['auth_token']);
  // The answer without credentials, and README, name the switch.
  for (const path of ['src/open.ts', 'README.md', 'packaging/about.md'])
    expect(textOf(ROOT, path).replaceAll('\n', ' ')).toContain('Try it in the sandbox');
  expect(bundle.user_config?.['sandbox']?.title).toMatch(/^Try it in the sandbox/);
  // System variables in defaults are not always filled in.
  expect(JSON.stringify(bundle.user_config)).not.toContain('${');
});

test('the Node that is needed, and the oldest one that reads, are the same everywhere', async () => {
  const { manifest: bundle } = await unpackDesktop(out);
  expect(bundle.compatibility?.runtimes?.node).toBe(`>=${OLDEST_NODE}`);
  expect(textOf(ROOT, 'src/start.ts')).toContain(`const OLDEST = ${OLDEST_NODE};`);
  expect(textOf(ROOT, 'README.md')).toContain(
    `**Node ${NODE_NEEDED} or newer**; on Node ${OLDEST_NODE} it reads contacts`,
  );
  const [, image] = /^FROM node:(\d+)-slim$/m.exec(textOf(out, 'container/Dockerfile')) ?? [];
  expect(Number(image)).toBeGreaterThanOrEqual(Number.parseInt(NODE_NEEDED, 10));
});

test('a tarball holds what runs and nothing else, and the one for npm depends on nothing', async () => {
  const runs = /^(dist\/.*|package\.json|README\.md|LICENSE)$/;
  expect((await filesOfTarball(ROOT)).filter((path) => !runs.test(path))).toEqual([]);
  const folder = emptyFolder();
  await execute('tar', ['-xzf', join(out, `${name}-${version}.tgz`), '-C', folder]);
  const { dependencies, devDependencies, scripts, ...staged } = readJson(folder, 'package', 'package.json');
  expect([dependencies, devDependencies, scripts]).toEqual([undefined, undefined, undefined]);
  expect(staged).toMatchObject({ name, version, bin: manifest.bin, engines: manifest.engines });
  const files = await filesOfTarball(join(folder, 'package'));
  expect(files).toEqual(
    expect.arrayContaining(['dist/main.js', 'dist/LICENSES.txt', 'LICENSE', 'README.md']),
  );
  expect(files.filter((path) => !runs.test(path))).toEqual([]);
});

test('only what is for a published package names npx', async () => {
  const files = readdirSync(out, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const naming = files
    .filter(({ name: file }) => /\.(json|toml|sh|md)$/.test(file))
    .map(({ parentPath, name: file }) => join(parentPath, file))
    .filter((path) => textOf(path).includes('npx'));
  expect(naming.length).toBeGreaterThan(0);
  expect(naming.filter((path) => !path.startsWith(join(out, 'published')))).toEqual([]);
  expect(textOf(ROOT, 'README.md')).not.toContain('npx -y');
});

test("what is for a published package says that the name may be another one's", () => {
  const warning = /Give these to nobody before vobiz-contacts-mcp on npm is yours/;
  expect(said).toMatch(warning);
  expect(textOf(out, 'published', 'links.md')).toMatch(new RegExp(`^# Install .*\\n\\n${warning.source}`));
});

test('each sample sets what the program needs to find the sheets that people mean', () => {
  for (const samples of ['samples', 'published']) {
    const files = readdirSync(join(out, samples), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name !== 'links.md')
      .map(({ parentPath, name: file }) => join(parentPath, file));
    expect(files.length).toBeGreaterThan(5);
    for (const path of files)
      expect([path, textOf(path)]).toEqual([path, expect.stringContaining('VOBIZ_FILES')]);
  }
});

test('links that install hold what the samples say', () => {
  const links = [...textOf(out, 'published', 'links.md').matchAll(/\((https:\/\/\S+)\)/g)];
  const [cursor, code] = links.map(([, link = '']) => new URL(link).searchParams);
  const published = { command: 'npx', args: ['-y', `${name}@${version}`] };
  const decoded = Buffer.from(cursor?.get('config') ?? '', 'base64').toString();
  expect(JSON.parse(decoded)).toMatchObject(published);
  const { inputs, servers } = readJson(out, 'published', '.vscode', 'mcp.json');
  expect(JSON.parse(code?.get('inputs') ?? '')).toEqual(inputs);
  expect(JSON.parse(code?.get('config') ?? '')).toEqual(Object(servers)['vobiz-contacts']);
});

test('server.json is left out while there is no repository, and said; with one it names every variable', async () => {
  expect(readdirSync(out)).not.toContain('server.json');
  expect(said).toContain('server.json is left out');
  const folder = emptyFolder();
  await registry(folder, {
    repository: { url: 'git+https://gitlab.com/a/b.git' },
    mcpName: 'example.code/a',
  });
  const made = readJson(folder, 'server.json');
  expect(made).toMatchObject({
    version,
    description,
    repository: { url: 'https://gitlab.com/a/b', source: 'gitlab' },
  });
  expect(description.length).toBeLessThanOrEqual(100);
  const [npm] = Object(made)['packages'];
  expect(npm.environmentVariables.map(({ name: variable }: { name: string }) => variable)).toEqual(
    VARIABLE_NAMES,
  );
});
