import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Dialect } from '../../src/sandbox/dialect.ts';
import type { Fault } from '../../src/sandbox/faults.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { pointTo } from '../pointTo.ts';
import { ended, pause, random, Server, waitForEnd } from './killing.ts';

export interface ImportOptions {
  kills: number;
  /** Servers on one data folder at the same time. */
  servers: number;
  seed: number;
  dialect?: Partial<Dialect>;
}

export interface ImportReport {
  kills: number;
  state: string;
  counts: Record<string, number>;
  /** Numbers of rows without a contact, or whose contact has not got what the row says; as many as the receipt calls unknown are none. */
  lost: string[];
  /** Contacts that lost a tag they had, or their name. */
  harmed: string[];
  /** Numbers that were created again after they had been, or that nobody asked for. */
  repeated: string[];
  /** Why items are not done, each reason once. */
  problems: string[];
}

/** Rows that share requests, those with an attribute, and those whose contact is there. */
const [PLAIN, WITH_CITY, THERE] = [360, 40, 40];
const ROWS = PLAIN + WITH_CITY + THERE;
const often = { times: Number.POSITIVE_INFINITY };
const FAULTS: readonly Fault[] = ['POST', 'PUT'].flatMap((method): Fault[] => [
  { method, ...often, rate: 0.05, action: { drop: 'after' } },
  { method, ...often, rate: 0.03, action: { drop: 'before' } },
  { method, ...often, rate: 0.03, action: { status: 500, applied: true } },
  { method, ...often, rate: 0.03, action: { status: 502 } },
  { ...often, rate: 0.005, action: { status: 429, headers: { 'retry-after': '0.05' } } },
]);

/** Runs one import over a sandbox with faults while its servers are killed, and looks at every contact afterwards. */
export async function importWithKills({
  kills,
  servers,
  seed,
  dialect,
}: ImportOptions): Promise<ImportReport> {
  const sandbox = await startSandbox({
    contacts: 0,
    seed,
    latencyMs: 4,
    dialect: { importMax: 50, ...dialect },
  });
  const dataDir = await mkdtemp(join(tmpdir(), 'vobiz-kill-'));
  sandbox.account.replaceAll(Array.from({ length: THERE }, (_, index) => curated(ROWS - index)));
  await writeFile(join(dataDir, 'people.csv'), sheet());
  const folders = { VOBIZ_DATA_DIR: dataDir, VOBIZ_FILES: dataDir };
  const env = { ...pointTo(sandbox), ...folders, VOBIZ_LOG_LEVEL: 'error' };
  const start = () => Promise.all(Array.from({ length: servers }, () => new Server(env).start()));
  let running = await start();
  try {
    const { plan_id, approval } = await plan(running[0]);
    for (const fault of FAULTS) sandbox.fault(fault);
    await running[0]?.call('apply_plan', { plan_id, approval, wait_seconds: 0 });
    let killed = 0;
    while (killed < kills && !(await ended(running[0], plan_id))) {
      await pause(10 + random(seed + killed) * 150);
      for (const server of running) server.kill();
      killed += running.length;
      running = await start();
    }
    const end = await waitForEnd(running[0], plan_id);
    const { lost, ...found } = look(sandbox);
    const problems = await problemsOf(running[0], plan_id);
    return { ...found, lost: lost.slice(end.counts['unknown'] ?? 0), ...end, problems, kills: killed };
  } finally {
    await Promise.all(running.map((server) => server.close()));
    await sandbox.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function plan(server: Server | undefined): Promise<{ plan_id: string; approval: string }> {
  if (!server) throw new Error('no server');
  const planned = await server.call('plan_import', { path: 'people.csv', columns: { city: 'city' } });
  return { plan_id: String(planned['plan_id']), approval: String(planned['approval_phrase']) };
}

async function problemsOf(server: Server | undefined, plan_id: string): Promise<string[]> {
  const { items } = (await server?.call('get_plan', { plan_id, items: 'problems' })) ?? {};
  const reasons = Array.isArray(items) ? items.map((item: unknown) => String(Object(item).reason)) : [];
  return [...new Set(reasons)];
}

function numberOf(row: number): string {
  return `+9198765${String(row).padStart(5, '0')}`;
}

function sheet(): string {
  const rows = Array.from({ length: ROWS }, (_, index) => {
    const city = index >= PLAIN && index < PLAIN + WITH_CITY ? 'Pune' : '';
    return `${numberOf(index + 1)},Guest ${index + 1},"expo,lead",${city}\n`;
  });
  return `phone,name,tags,city\n${rows.join('')}`;
}

function curated(row: number) {
  return { id: `there-${row}`, phone_number: numberOf(row), name: 'Curated', tags: ['vip'] };
}

function look({ account, requests }: Sandbox): Pick<ImportReport, 'lost' | 'harmed' | 'repeated'> {
  const numbers = Array.from({ length: ROWS }, (_, index) => numberOf(index + 1));
  const contacts = [...account.contacts.values()];
  const has = (number: string) => {
    const contact = account.byNumber(number);
    return ['expo', 'lead'].every((tag) => contact?.tags.includes(tag));
  };
  const harmed = contacts.filter(
    ({ id, name, tags }) => id.startsWith('there-') && (name !== 'Curated' || !tags.includes('vip')),
  );
  const created = new Map<string, number>();
  for (const { method, body, applied } of requests)
    if (method === 'POST' && applied)
      for (const [number] of JSON.stringify(body).matchAll(/\+9198765\d{5}/g))
        created.set(number, (created.get(number) ?? 0) + 1);
  const twice = [...created].filter(([, times]) => times > 1).map(([number]) => number);
  const extra = contacts.length - new Set(contacts.map(({ phone_number }) => phone_number)).size;
  return {
    lost: numbers.filter((number) => !has(number)),
    harmed: harmed.map(({ id }) => id),
    repeated: extra > 0 ? ['more contacts than numbers', ...twice] : twice,
  };
}
