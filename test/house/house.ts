import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Module, readModules } from './modules.ts';
import { GOALS, rowsOf } from './rows.ts';

const HOUSE = join(import.meta.dirname, '..', '..');

/**
 * `npm run house` prints `src` in numbers, `npm run house -- main` the numbers of a git revision beside them, and
 * `npm run house -- --list` each place that breaks a goal.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { list: { type: 'boolean', default: false } },
});

const now = readModules(join(HOUSE, 'src'));
if (values.list) {
  for (const [name, check] of GOALS) print(`${name}:`, ...check(now).map((place) => `  ${place}`));
} else {
  const before = positionals.map((revision) => modulesAt(revision));
  print(...aligned([['', ...positionals, 'working tree'], ...rowsOf([...before, now])]));
}

function modulesAt(revision: string): Module[] {
  const archive = archiveOf(revision);
  const folder = mkdtempSync(join(tmpdir(), 'house-'));
  try {
    execFileSync('tar', ['-x', '-C', folder], { input: archive });
    return readModules(join(folder, 'src'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function archiveOf(revision: string): Buffer {
  const git = spawnSync('git', ['archive', '--format=tar', '--end-of-options', revision, 'src'], {
    cwd: HOUSE,
    maxBuffer: 2 ** 26,
  });
  if (git.status === 0) return git.stdout;
  process.stderr.write(git.error ? `${git.error.message}\n` : git.stderr);
  process.exit(1);
}

function aligned(rows: readonly (readonly string[])[]): string[] {
  const widthOf = (column: number) => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widthOf(column)))
      .join('   ')
      .trimEnd(),
  );
}

function print(...lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}
