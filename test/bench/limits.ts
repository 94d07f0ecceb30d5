import { setTimeout as pause } from 'node:timers/promises';
import type { Limit } from '../../src/sandbox/dialect.ts';
import { atOnce, type Row } from './measure.ts';
import { openPlanner } from './planner.ts';
import { openSandbox, type RemoteSandbox } from './sandbox.ts';

const RATE = 100;
const LATENCY_MS = 20;
const WIDTH = 8;
/** Two requests each: ten and twenty seconds at the limit. */
const CONTACTS = { known: 500, unknown: 1000 };

interface Traffic {
  /** Requests served per second, from the first of the plan to the last. */
  served: number;
  /** Share of all requests that were turned away. */
  refused: number;
}

/** A plan under a limit that VOBIZ_RATE states, and under one that nobody stated; beside a client that only obeys. */
export async function limits(tell: Limit['tell'] = 'body'): Promise<Row[]> {
  const sandbox = await openSandbox(Math.max(...Object.values(CONTACTS)), LATENCY_MS);
  const known = { what: 'stated', goal: { served: 0.95, refused: 0.01 }, contacts: CONTACTS.known };
  const unknown = { what: 'unknown', goal: { served: 0.85, refused: 0.1 }, contacts: CONTACTS.unknown };
  const rows = [
    await row(sandbox, { ...known, limit: { perSecond: RATE, tell }, env: { VOBIZ_RATE: `${RATE}` } }),
    await row(sandbox, { ...unknown, limit: { perSecond: RATE, tell }, env: {} }),
    await row(sandbox, { ...unknown, limit: { perSecond: RATE, burst: RATE / 10, tell }, env: {} }),
  ];
  await sandbox.close();
  return rows;
}

interface Case {
  what: string;
  goal: Traffic;
  contacts: number;
  limit: Limit & { perSecond: number };
  env: Record<string, string>;
}

async function row(sandbox: RemoteSandbox, { what, goal, contacts, limit, env }: Case): Promise<Row> {
  const ours = await traffic(sandbox, limit, await applying(sandbox, contacts, env));
  const bare = await traffic(sandbox, limit, async () => obeying(sandbox, contacts));
  const share = ours.served / RATE;
  const { perSecond, burst = perSecond } = limit;
  return {
    what: `plan under a limit of ${perSecond}/s, ${burst} at once; ${what}`,
    ours: said(ours),
    beside: `${said(bare)}, asking again after each refusal`,
    compared: `${(100 * share).toFixed(1)} % of the limit`,
    goal: `>= ${100 * goal.served} %, < ${100 * goal.refused} % refused`,
    met: share >= goal.served && ours.refused < goal.refused,
  };
}

/** What the sandbox saw while it was limited and the work went on. */
async function traffic(sandbox: RemoteSandbox, limit: Limit, work: () => Promise<void>): Promise<Traffic> {
  const before = await sandbox.count();
  await sandbox.limit(limit);
  await work();
  await sandbox.limit({});
  const seen = await sandbox.requests(before);
  const times = seen.map(({ at }) => at);
  const seconds = (Math.max(...times) - Math.min(...times)) / 1000;
  const refused = seen.filter(({ status }) => status === 429).length;
  return { served: (seen.length - refused) / seconds, refused: refused / seen.length };
}

/** A server that has not been refused anything yet, with a plan to apply. */
async function applying(
  sandbox: RemoteSandbox,
  contacts: number,
  env: Record<string, string>,
): Promise<() => Promise<void>> {
  const planner = await openPlanner(sandbox, {
    VOBIZ_CONCURRENCY: String(WIDTH),
    VOBIZ_MAX_PLAN: String(contacts),
    ...env,
  });
  const { selection } = await planner.find({});
  const change = { set_attributes: { changed: Date.now() }, include_protected: true };
  const plan = await planner.planUpdate(selection, change);
  return async () => {
    await planner.apply(plan);
    await planner.close();
  };
}

/** As many reads, eight at once, each sent again when the time is over that its refusal named. */
async function obeying(sandbox: RemoteSandbox, contacts: number): Promise<void> {
  await atOnce(WIDTH, contacts, async () => {
    while ((await sandbox.send('GET', `/contacts/${sandbox.contact}`)).status === 429) await pause(1000);
  });
}

function said({ served, refused }: Traffic): string {
  return `${served.toFixed(1)}/s, ${(100 * refused).toFixed(1)} % refused`;
}
