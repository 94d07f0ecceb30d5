import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isObject } from '../../src/lib/json.ts';
import type { RemoteSandbox } from './sandbox.ts';
import { OURS, startServer } from './server.ts';

type Json = Record<string, unknown>;

/** A plan as the tools show it, as far as it matters here. */
interface Planned {
  id: string;
  toChange: number;
  phrase: string;
}

/** The built server with a store of its own, in a process of its own: it finds, plans and applies over stdio. */
export interface Planner {
  pid: number;
  /** Finds contacts, and keeps them as a selection. */
  find(filter: Json): Promise<{ selection: string; total: number }>;
  planUpdate(selection: string, change: Json): Promise<Planned>;
  planUndo(plan: Planned): Promise<Planned>;
  /** Applies the plan to its end; throws unless every item was done. */
  apply(plan: Planned): Promise<void>;
  close(): Promise<void>;
}

export async function openPlanner(
  sandbox: RemoteSandbox,
  env: Record<string, string> = {},
): Promise<Planner> {
  const dataDir = await mkdtemp(join(tmpdir(), 'vobiz-bench-'));
  const relay = { VOBIZ_APPROVAL: 'relay', VOBIZ_DATA_DIR: dataDir };
  const server = await startServer(OURS, { ...sandbox.env, ...relay, ...env });
  const call = async (name: string, args: Json): Promise<Json> => {
    const { structuredContent } = await server.call(name, args);
    if (!isObject(structuredContent)) throw new TypeError(`${name} gave no structured content`);
    return structuredContent;
  };
  return {
    pid: server.pid,
    async find(filter) {
      const { selection_id, total, complete } = await call('find_contacts', { sample: 0, ...filter });
      if (complete !== true) throw new Error('the account was not read to its end');
      return { selection: String(selection_id), total: Number(total) };
    },
    planUpdate: async (selection_id, change) =>
      planned(await call('plan_update', { selection_id, ...change })),
    planUndo: async ({ id }) => planned(await call('plan_undo', { plan_id: id })),
    async apply({ id, phrase, toChange }) {
      const args = { plan_id: id, approval: phrase, wait_seconds: 25 };
      let plan = await call('apply_plan', args);
      while (plan['state'] === 'running' || plan['state'] === 'queued') plan = await call('apply_plan', args);
      const done = isObject(plan['counts']) ? plan['counts']['done'] : undefined;
      if (plan['state'] !== 'done' || done !== toChange)
        throw new Error(`${id} is ${plan['state']} with ${done} of ${toChange} done: ${plan['reason']}`);
    },
    async close() {
      await server.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

function planned({ plan_id, approval_phrase, counts }: Json): Planned {
  const toChange = isObject(counts) ? Number(counts['to_change']) : Number.NaN;
  return { id: String(plan_id), toChange, phrase: String(approval_phrase) };
}
