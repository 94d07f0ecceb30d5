import { isObject } from '../../src/lib/json.ts';
import { atOnce, medians, type Row, timed } from './measure.ts';
import { openPlanner, type Planner } from './planner.ts';
import { openSandbox, type RemoteSandbox } from './sandbox.ts';

const ROUNDS = 5;
const CONTACTS = 1000;
const LATENCY_MS = 20;
const WIDTH = 8;
const GOAL = 0.95;

/** Applying a plan, every outcome journaled, beside the same requests without plan, journal or comparison. */
export async function runner(): Promise<Row> {
  const sandbox = await openSandbox(CONTACTS, LATENCY_MS);
  const planner = await openPlanner(sandbox, { VOBIZ_CONCURRENCY: String(WIDTH) });
  const ids = await idsOf(sandbox);
  const { selection, total } = await planner.find({ ids });
  let round = 0;
  const ms = await medians(ROUNDS, {
    bare: () => timed(() => atOnce(WIDTH, ids.length, (n) => edit(sandbox, ids[n - 1] ?? '', `bare-${n}`))),
    ours: () => apply(planner, selection, { set_attributes: { round: ++round } }),
  });
  await planner.close();
  await sandbox.close();
  if (total !== CONTACTS) throw new Error(`${total} of ${CONTACTS} contacts were found`);
  const ratio = ms.bare / ms.ours;
  return {
    what: `a plan over ${CONTACTS} contacts, ${LATENCY_MS} ms a request, ${WIDTH} at once`,
    ours: `${perSecond(ms.ours)} contacts/s`,
    beside: `${perSecond(ms.bare)}/s, bare undici: GET, then PUT`,
    compared: `${(100 * ratio).toFixed(1)} %`,
    goal: `>= ${100 * GOAL} %`,
    met: ratio >= GOAL,
  };
}

/** From the approval to the answer that all is done; planning is not counted. */
async function apply(planner: Planner, selection: string, change: Record<string, unknown>): Promise<number> {
  const plan = await planner.planUpdate(selection, { ...change, include_protected: true });
  return timed(() => planner.apply(plan));
}

async function edit(sandbox: RemoteSandbox, id: string, mark: string): Promise<void> {
  const { body } = await sandbox.send('GET', `/contacts/${id}`);
  const before = isObject(body) ? body['custom_attributes'] : {};
  const custom_attributes = { ...(isObject(before) && before), bare: mark };
  const { status } = await sandbox.send('PUT', `/contacts/${id}`, { custom_attributes });
  if (status !== 200) throw new Error(`PUT was answered ${status}`);
}

async function idsOf(sandbox: RemoteSandbox): Promise<string[]> {
  const ids: string[] = [];
  for (let page = 1; page <= Math.ceil(CONTACTS / 100); page++) {
    const body = await sandbox.get(`/contacts?page=${page}&limit=100`);
    const items: unknown = isObject(body) ? body['items'] : [];
    for (const item of Array.isArray(items) ? items : []) ids.push(String(item.id));
  }
  return ids;
}

function perSecond(ms: number): string {
  return (CONTACTS / (ms / 1000)).toFixed(1);
}
