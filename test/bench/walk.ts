import { isObject } from '../../src/lib/json.ts';
import { atOnce, medians, type Row, timed } from './measure.ts';
import { openSandbox, type RemoteSandbox } from './sandbox.ts';
import { OURS, startServer } from './server.ts';

const ROUNDS = 3;
const CONTACTS = 100_000;
const PAGES = CONTACTS / 100;
const LATENCY_MS = 20;
const WIDTH = 8;
const GOAL_S = 3;

/** The whole of a large account, through `list_tags` of a server that has read nothing yet. */
export async function walk(): Promise<Row> {
  const sandbox = await openSandbox(CONTACTS, LATENCY_MS);
  const bare = () => atOnce(WIDTH, PAGES, (page) => sandbox.get(`/contacts?page=${page}&limit=100`));
  // The round that does not count also writes every contact's JSON, which the sandbox then keeps.
  const ms = await medians(ROUNDS, { bare: () => timed(bare), ours: () => listTags(sandbox) });
  await sandbox.close();
  const ideal = (PAGES / WIDTH) * LATENCY_MS;
  return {
    what: `walk over ${CONTACTS.toLocaleString('en')} contacts, ${LATENCY_MS} ms a page, ${WIDTH} at once`,
    ours: `${seconds(ms.ours)} s`,
    beside: `${seconds(ms.bare)} s, bare undici; ${seconds(ideal)} s ideal`,
    compared: `x ${(ms.ours / ms.bare).toFixed(2)}`,
    goal: `<= ${seconds(GOAL_S * 1000)} s`,
    met: ms.ours <= GOAL_S * 1000,
  };
}

async function listTags({ env }: RemoteSandbox): Promise<number> {
  const server = await startServer(OURS, { ...env, VOBIZ_CONCURRENCY: String(WIDTH) });
  const begun = performance.now();
  const { structuredContent } = await server.call('list_tags', {});
  const ms = performance.now() - begun;
  await server.close();
  const all = isObject(structuredContent) && structuredContent['complete'] === true;
  if (!all || structuredContent['total_contacts'] !== CONTACTS) throw new Error('the walk was not complete');
  return ms;
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(2);
}
