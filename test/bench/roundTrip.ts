// node test/bench/roundTrip.ts [CONTACTS]: everybody is exported and imported again, in three encodings; a report.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isObject } from '../../src/lib/json.ts';
import { openSandbox } from './sandbox.ts';
import { OURS, type ServerProcess, startServer } from './server.ts';

const [contacts = 100_000] = process.argv.slice(2).map(Number);
const ENCODINGS: Readonly<Record<string, (text: string) => Buffer>> = {
  'UTF-8': (text) => Buffer.from(text),
  'UTF-16LE': (text) => Buffer.from(text, 'utf16le'),
  // Without the rows whose letters it does not have.
  'Windows-1252': (text) => Buffer.from(text.slice(1).replace(/^.*[^\0-\xff].*\n/gmu, ''), 'latin1'),
};

/** Resident memory at its highest, in MB; only Linux tells. */
async function peakOf({ pid }: ServerProcess): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Math.round(Number(/VmHWM:\s*(\d+)/.exec(status)?.[1]) / 1024);
}

async function timed(server: ServerProcess, name: string, args: Record<string, unknown>) {
  const begun = performance.now();
  for (;;) {
    const answer = await server.call(name, args).catch((error: Error) => error);
    if (answer instanceof Error && !/Call again/.test(answer.message)) throw answer;
    if (answer instanceof Error) continue;
    const { structuredContent: data } = answer;
    const seconds = ((performance.now() - begun) / 1000).toFixed(2);
    return { data: isObject(data) ? data : {}, seconds, peak: await peakOf(server) };
  }
}

const say = (text: string) => process.stdout.write(`${text}\n`);
const folder = await mkdtemp(join(tmpdir(), 'vobiz-round-'));
const sandbox = await openSandbox(contacts);
try {
  const env = { ...sandbox.env, VOBIZ_FILES: folder, VOBIZ_DATA_DIR: folder, VOBIZ_MAX_PLAN: '100000' };
  const server = await startServer(OURS, env);
  await timed(server, 'find_contacts', { sample: 0 });
  say(`${contacts} contacts read: peak ${await peakOf(server)} MB`);
  const { data, seconds, peak } = await timed(server, 'export_contacts', {});
  say(
    `exported in ${seconds} s, ${data['bytes']} bytes, peak ${peak} MB: ${JSON.stringify(data['columns'])}`,
  );
  const text = await readFile(String(data['path']), 'utf8');
  await server.close();
  for (const [name, encoded] of Object.entries(ENCODINGS)) {
    const path = join(folder, `${name}.csv`);
    await writeFile(path, encoded(text));
    const again = await startServer(OURS, env);
    await timed(again, 'find_contacts', { sample: 0 });
    const planned = await timed(again, 'plan_import', { path, existing: 'overwrite' });
    const { counts, rows } = planned.data;
    say(
      `${name}: planned in ${planned.seconds} s, peak ${planned.peak} MB: ${JSON.stringify(counts)} ${JSON.stringify(rows)}`,
    );
    await again.close();
  }
} finally {
  await sandbox.close();
  await rm(folder, { recursive: true, force: true });
}
