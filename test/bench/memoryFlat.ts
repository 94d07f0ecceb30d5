import type { Row } from './measure.ts';
import { peakMb } from './memory.ts';
import { openPlanner } from './planner.ts';
import { openSandbox, type RemoteSandbox } from './sandbox.ts';

const MANY = 10_000;
const FEW = 1000;
const GOAL_MB = 100;

/** The most memory ever resident while a plan is made, applied and undone: for many contacts, beside the same for few. */
export async function memoryFlat(): Promise<Row> {
  // The same account for both, since what is read of it stays in memory, too.
  const sandbox = await openSandbox(MANY);
  const few = await peakOf(sandbox, FEW);
  const many = await peakOf(sandbox, MANY);
  await sandbox.close();
  const [most, least] = [MANY, FEW].map((count) => count.toLocaleString('en'));
  return {
    what: `peak memory, ${most} contacts planned, applied and undone`,
    ours: `${many.toFixed(0)} MB`,
    beside: `${few.toFixed(0)} MB, ${least} contacts`,
    compared: `+ ${(many - few).toFixed(0)} MB`,
    goal: `<= + ${GOAL_MB} MB`,
    met: many - few <= GOAL_MB,
  };
}

async function peakOf(sandbox: RemoteSandbox, count: number): Promise<number> {
  const planner = await openPlanner(sandbox, { VOBIZ_MAX_PLAN: String(count) });
  const { selection } = await planner.find({});
  const plan = await planner.planUpdate(selection, { add_tags: ['flat'], include_protected: true });
  if (plan.toChange !== count) throw new Error(`${plan.toChange} of ${count} are planned`);
  await planner.apply(plan);
  await planner.apply(await planner.planUndo(plan));
  const peak = await peakMb(planner.pid);
  await planner.close();
  return peak;
}
