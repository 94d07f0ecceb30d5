// node test/bench/bigSheet.ts [ROWS] [CONTACTS]: a huge sheet is planned and its first 10,000 rows are imported; a report.
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { isObject } from '../../src/lib/json.ts';
import { openSandbox } from './sandbox.ts';
import { OURS, type ServerProcess, startServer } from './server.ts';

const LATENCY_MS = 5;
const TAGS = ['expo', 'lead', 'vip', 'newsletter', 'pune, mumbai'];
const [rows = 1_000_000, contacts = 500] = process.argv.slice(2).map(Number);

async function writeSheet(file: string): Promise<void> {
  const out = createWriteStream(file);
  out.write('Full Name,Phone Number,Tags,City,Notes\n');
  for (let row = 0; row < rows; row += 1) {
    const number = 9_000_000_000 + row * 7;
    const line = `Asha Rao ${row},+91 ${String(number).slice(0, 5)} ${String(number).slice(5)},"${TAGS[row % 5]}",Pune,met at stand ${row % 40}\n`;
    if (!out.write(line)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'finish');
}

/** Resident memory now and at its highest, in MB; only Linux tells. */
async function memoryOf(pid: number): Promise<{ now: number; peak: number }> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const mb = (name: string) => Math.round(Number(new RegExp(`${name}:\\s*(\\d+)`).exec(status)?.[1]) / 1024);
  return { now: mb('VmRSS'), peak: mb('VmHWM') };
}

/** Calls again with the same arguments until it is done. */
async function untilDone(server: ServerProcess, name: string, args: Record<string, unknown>) {
  const seconds: number[] = [];
  for (;;) {
    const begun = performance.now();
    const answer = await server.call(name, args).catch((error: Error) => error);
    seconds.push((performance.now() - begun) / 1000);
    if (!(answer instanceof Error)) return { data: answer['structuredContent'], seconds };
    process.stdout.write(`  ${seconds.at(-1)?.toFixed(1)} s: ${answer.message.slice(0, 160)}\n`);
    if (!/Call again/.test(answer.message)) throw answer;
  }
}

/** How long other calls take meanwhile, in ms. */
async function watch(server: ServerProcess, work: Promise<unknown>): Promise<number[]> {
  let over = false;
  const end = () => {
    over = true;
  };
  work.then(end, end);
  const waits: number[] = [];
  while (!over) {
    const begun = performance.now();
    await server.call('list_contacts', { limit: 1 });
    waits.push(performance.now() - begun);
    await pause(100);
  }
  return waits;
}

const folder = await mkdtemp(join(tmpdir(), 'vobiz-big-'));
const sandbox = await openSandbox(contacts, LATENCY_MS);
try {
  await writeSheet(join(folder, 'big.csv'));
  const env = { ...sandbox.env, VOBIZ_FILES: folder, VOBIZ_DATA_DIR: folder, VOBIZ_APPROVAL: 'relay' };
  const server = await startServer(OURS, env);
  const say = (text: string) => process.stdout.write(`${text}\n`);
  say(`${rows} rows, ${contacts} contacts; at rest ${JSON.stringify(await memoryOf(server.pid))} MB`);
  const planning = untilDone(server, 'plan_import', { path: 'big.csv' });
  const waits = await watch(server, planning);
  const { data, seconds } = await planning;
  const plan = isObject(data) ? data : {};
  say(
    `planned in ${seconds.reduce((sum, one) => sum + one, 0).toFixed(1)} s, ${seconds.length} calls, the longest ${Math.max(...seconds).toFixed(1)} s; the longest other call ${Math.max(...waits).toFixed(0)} ms of ${waits.length}`,
  );
  say(
    `memory ${JSON.stringify(await memoryOf(server.pid))} MB; ${JSON.stringify(plan['counts'])} ${JSON.stringify(plan['rows'])}, ${plan['requests']} requests foreseen`,
  );
  const before = await sandbox.count();
  const begun = performance.now();
  const { plan_id, approval_phrase: approval } = plan;
  let state = await server.call('apply_plan', { plan_id, approval, wait_seconds: 20 });
  while (/"(queued|running)"/.test(JSON.stringify(state['structuredContent'])))
    state = await server.call('get_plan', { plan_id, wait_seconds: 20 });
  const receipt = isObject(state['structuredContent']) ? state['structuredContent'] : {};
  say(
    `applied in ${((performance.now() - begun) / 1000).toFixed(1)} s, ${(await sandbox.count()) - before} requests: ${receipt['state']} ${JSON.stringify(receipt['counts'])}`,
  );
  say(`memory ${JSON.stringify(await memoryOf(server.pid))} MB`);
  await server.close();
} finally {
  await sandbox.close();
  await rm(folder, { recursive: true, force: true });
}
