import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { pointTo } from '../pointTo.ts';
import { findWritable, pause, Server } from './killing.ts';

/** So slow that the plan is killed in the middle, however long it has run. */
const LATENCY_MS = 40;
const GIVE_UP_MS = 10_000;
/** What a killed process had sent before arrives within a moment. */
const ARRIVES_MS = 5;

/** What is looked at meanwhile in the process that takes over, from the moment when it knows that the plan runs. */
type Watch = (pid: number) => Promise<void>;
/** A process that has nothing to run looks every 3 s. */
const KNOWS_AFTER_MS = 4000;

/**
 * A server runs a plan over so many contacts; another one on the same data folder has nothing to do. The first is killed with
 * SIGKILL when the plan has run for `afterMs`. Gives how many milliseconds later the service hears from the second.
 */
export async function takeoverMs(
  contacts: number,
  afterMs: number,
  watch: Watch = async () => undefined,
): Promise<number> {
  const sandbox = await startSandbox({ contacts, latencyMs: LATENCY_MS });
  const dataDir = await mkdtemp(join(tmpdir(), 'vobiz-takeover-'));
  const store = { VOBIZ_DATA_DIR: dataDir, VOBIZ_APPROVAL: 'relay', VOBIZ_LOG_LEVEL: 'error' };
  const env = { ...pointTo(sandbox), ...store };
  const [first, second] = await Promise.all([new Server(env).start(), new Server(env).start()]);
  try {
    await run(first);
    await pause(KNOWS_AFTER_MS);
    await watch(second.pid);
    await pause(afterMs - KNOWS_AFTER_MS);
    await watch(second.pid);
    first.kill();
    const killedAt = Date.now();
    await pause(ARRIVES_MS);
    const seen = sandbox.requests.length;
    while (sandbox.requests.length === seen && Date.now() - killedAt < GIVE_UP_MS) await pause(1);
    return (sandbox.requests[seen]?.at ?? Number.POSITIVE_INFINITY) - killedAt;
  } finally {
    await Promise.all([first.close(), second.close()]);
    await sandbox.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function run(server: Server): Promise<void> {
  const { selection_id } = await findWritable(server);
  const plan = await server.call('plan_update', { selection_id, add_tags: ['takeover'] });
  const { plan_id, approval_phrase: approval } = plan;
  await server.call('apply_plan', { plan_id, approval, wait_seconds: 0 });
}
