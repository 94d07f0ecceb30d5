import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { VARIABLES } from '../src/config/variables.ts';
import { AUTHOR, DESCRIPTION, KEYWORDS, LICENSE, NAME, PACKAGING, SERVER, TITLE, VERSION } from './facts.ts';
import { copyProgram, write } from './files.ts';
import { userConfig, userEnv } from './settings.ts';

/** A marketplace of one plugin for Claude Code, which has the program inside. */
export async function claudeCode(out: string): Promise<void> {
  const marketplace = join(out, 'claude-code');
  const plugin = join(marketplace, 'plugin');
  await write(join(marketplace, '.claude-plugin', 'marketplace.json'), {
    name: NAME,
    description: `${TITLE} as a plugin of Claude Code`,
    owner: AUTHOR,
    plugins: [{ name: SERVER, source: './plugin', version: VERSION, description: DESCRIPTION }],
  });
  await write(join(plugin, '.claude-plugin', 'plugin.json'), {
    name: SERVER,
    displayName: TITLE,
    version: VERSION,
    description: DESCRIPTION,
    author: AUTHOR,
    license: LICENSE,
    keywords: KEYWORDS,
    icon: './icon.png',
    network: { hosts: [new URL(VARIABLES.VOBIZ_BASE_URL.fallback).host] },
    userConfig: userConfig('options'),
  });
  await write(join(plugin, '.mcp.json'), {
    mcpServers: {
      [SERVER]: {
        command: 'node',
        args: [`\${CLAUDE_PLUGIN_ROOT}/server/dist/main.js`],
        env: userEnv(),
      },
    },
  });
  await copyProgram(join(plugin, 'server'));
  await cp(join(PACKAGING, 'skills'), join(plugin, 'skills'), { recursive: true });
  await cp(join(PACKAGING, 'about.md'), join(plugin, 'README.md'));
  await cp(join(PACKAGING, 'icon.png'), join(plugin, 'icon.png'));
}
