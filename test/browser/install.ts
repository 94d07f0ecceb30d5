import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The packages of this folder are apart, so that nobody waits for them who only wants to build or use the program. */
if (!isInstalled()) {
  const { status } = spawnSync('npm', ['ci', '--prefix', import.meta.dirname], {
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error('The packages of test/browser could not be installed.');
}

function isInstalled(): boolean {
  const { dependencies } = JSON.parse(readFileSync(join(import.meta.dirname, 'package.json'), 'utf8'));
  return Object.entries(dependencies).every(([name, version]) => versionOf(name) === version);
}

function versionOf(name: string): string | undefined {
  try {
    const path = join(import.meta.dirname, 'node_modules', name, 'package.json');
    return JSON.parse(readFileSync(path, 'utf8')).version;
  } catch {
    return undefined;
  }
}
