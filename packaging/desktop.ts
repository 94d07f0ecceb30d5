import { cp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { packExtension } from '@anthropic-ai/mcpb';
import {
  AUTHOR,
  DESCRIPTION,
  KEYWORDS,
  LICENSE,
  OLDEST_NODE,
  PACKAGING,
  ROOT,
  SERVER,
  TITLE,
  VERSION,
} from './facts.ts';
import { copyProgram, write } from './files.ts';
import { userConfig, userEnv } from './settings.ts';

const ENTRY = 'server/dist/desktop.js';

/** The bundle that Claude Desktop installs, checked by its own tool. */
export async function desktop(out: string): Promise<void> {
  const folder = join(out, 'desktop');
  await copyProgram(join(folder, 'server'));
  await cp(join(PACKAGING, 'icon.png'), join(folder, 'icon.png'));
  await cp(join(ROOT, 'LICENSE'), join(folder, 'LICENSE'));
  await write(join(folder, 'manifest.json'), await manifest());
  const outputPath = join(out, `${SERVER}.mcpb`);
  if (!(await packExtension({ extensionPath: folder, outputPath, silent: true })))
    throw new Error(`mcpb refuses ${folder}`);
  await rm(folder, { recursive: true });
}

async function manifest(): Promise<object> {
  return {
    // 0.4 adds only what Python needs.
    manifest_version: '0.3',
    name: SERVER,
    display_name: TITLE,
    version: VERSION,
    description: DESCRIPTION,
    long_description: await readFile(join(PACKAGING, 'about.md'), 'utf8'),
    author: AUTHOR,
    license: LICENSE,
    keywords: KEYWORDS,
    icon: 'icon.png',
    server: {
      type: 'node',
      entry_point: ENTRY,
      mcp_config: { command: 'node', args: [`\${__dirname}/${ENTRY}`], env: userEnv() },
    },
    // Which there are depends on the mode.
    tools_generated: true,
    prompts_generated: true,
    compatibility: {
      platforms: ['darwin', 'win32', 'linux'],
      runtimes: { node: `>=${OLDEST_NODE}` },
    },
    user_config: userConfig(),
  };
}
