import { createHash } from 'node:crypto';
import type { Context } from '../../context.ts';
import { PlanState } from '../../model/lifecycle.ts';
import type { PlanRecord } from '../../model/plan.ts';
import type { Draft } from '../../plans/draft/draft.ts';
import { subjectOf } from '../../plans/draft/subject.ts';

/** The plan that this process made last for a subject: the plans of another process, which is another chat, are left alone. */
const made = new WeakMap<Context, Map<string, string>>();
/** More plans than a person has in mind. */
const MOST = 200;

/**
 * Saves a draft. It takes the place of a plan that waits where this process made that one for the same contacts, and both name
 * the same tags, attributes or fields; never while a form for that one is open. `finished` gives the plan as it is saved, with
 * what depends on the plan that it replaces.
 */
export async function saveInPlace(
  draft: Draft,
  runs: 'when approved' | 'at once',
  context: Context,
  finished: (replaced: string | undefined) => Promise<PlanRecord>,
): Promise<{ plan: PlanRecord; replaced?: string }> {
  const { store } = await context.journal();
  const latest = made.get(context) ?? new Map<string, string>();
  made.set(context, latest);
  // Calls at once must not take a plan from each other that is run without being asked for.
  const waits = draft.plan.state === PlanState.waiting && runs === 'when approved';
  const subject = waits ? createHash('sha256').update(subjectOf(draft)).digest('hex') : '';
  const old = latest.get(subject);
  const replacing = old === undefined ? undefined : await finished(old);
  if (
    old !== undefined &&
    replacing &&
    (await store.replacePlan(old, replacing, draft.items, draft.untaken))
  ) {
    remember(latest, subject, replacing.plan_id);
    return { plan: replacing, replaced: old };
  }
  const plan = await finished(undefined);
  await store.savePlan(plan, draft.items, draft.untaken);
  if (waits) remember(latest, subject, plan.plan_id);
  return { plan };
}

function remember(latest: Map<string, string>, subject: string, planId: string): void {
  latest.delete(subject);
  latest.set(subject, planId);
  const [oldest] = latest.keys();
  if (latest.size > MOST && oldest !== undefined) latest.delete(oldest);
}
