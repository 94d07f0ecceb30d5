import type { Context } from '../context.ts';
import { thousands } from '../lib/text.ts';
import { PlanState, plansThat, UNDER_WAY } from '../model/lifecycle.ts';
import type { PlanRecord } from '../model/plan.ts';
import { findHanging, hangingReason } from '../plans/run/stuck.ts';
import type { OpenedStore } from '../store/store.ts';
import { type Finding, fails, works } from './finding.ts';

type World = Pick<Context, 'now'> & { account: string };

const SHOWN = 3;
/** States of plans that have not ended: the plan that runs comes first. */
const OPEN = [...UNDER_WAY.toReversed(), ...plansThat((is) => !is.finished && !is.underWay).toReversed()];

/** The plans that have not ended, the reasons why they do not go on, and whether the process that runs them is alive. */
export async function planFindings(
  store: OpenedStore,
  { settings, rules: { account }, now }: Context,
): Promise<Finding[]> {
  if (!settings.account) return [];
  const at = now();
  const found = await Promise.all(
    OPEN.map((state) => store.listPlans(account, { page: 1, limit: SHOWN, state, at })),
  );
  const counts = found.map(({ total }, index) => `${total} ${OPEN[index]}`);
  const blocked = found.flatMap(({ plans }) => plans).filter(({ state }) => state === PlanState.blocked);
  const first = found[0]?.plans[0] ?? found[1]?.plans[0];
  return [
    works(`Plans: ${counts.join(', ')}`),
    ...blocked.map(({ plan_id, reason }) => fails(`Plans: ${plan_id} is blocked: ${reason}`)),
    ...(await runnerFindings(store, { account, now }, first)),
  ];
}

async function runnerFindings(
  store: OpenedStore,
  { account, now }: World,
  plan: PlanRecord | undefined,
): Promise<Finding[]> {
  // The lock is tried also when there is nothing to run: no plan ever runs without it.
  const isLocked = await store.isRunnerLocked(account);
  if (!plan) return [];
  const { plan_id } = plan;
  const { done, pending, sending } = await store.countItems(plan_id);
  const far = `Plans: ${plan_id} has ${thousands(done)} done, ${thousands(pending + sending)} to go`;
  if (!isLocked) return [works(`${far}; no process runs it now, it goes on when a server starts`)];
  const sign = await findHanging(store, account, now);
  if (!sign) return [works(`${far}; it is being run`)];
  return [
    fails(
      `${far}; ${hangingReason(sign, now())}`,
      'End that process; another server goes on with the plan then.',
    ),
  ];
}
