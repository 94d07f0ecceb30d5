import { createHash } from 'node:crypto';
import type { Context } from '../../context.ts';
import { PlanState } from '../../model/lifecycle.ts';
import type { PlanRecord } from '../../model/plan.ts';
import type { Draft } from '../../plans/draft/draft.ts';
import { subjectOf } from '../../plans/draft/subject.ts';

/** The plan that this process made last of a sheet or for a subject: the plans of another process, which is another chat, are left alone. */
const made = new WeakMap<Context, Map<string, string>>();
/** More plans than a person has in mind. */
const MOST = 200;

/** How a draft is saved. */
export interface Saving {
  /** Calls at once must not take a plan from each other that is run without being asked for. */
  runs?: 'when approved' | 'at once';
  /** What tells the sheet of an import from others: of one sheet a person wants one plan, however its columns are read. */
  sheet?: string;
}

/**
 * Saves a draft. It takes the place of a plan that waits where this process made that one of the same sheet, or for the same
 * contacts and both name the same tags, attributes or fields; never while a form for that one is open. `finished` gives the
 * plan as it is saved, with what depends on the plan that it replaces.
 */
export async function saveInPlace(
  draft: Draft,
  { runs = 'when approved', sheet }: Saving,
  context: Context,
  finished: (replaced: string | undefined) => Promise<PlanRecord>,
): Promise<{ plan: PlanRecord; replaced?: string }> {
  const { store } = await context.journal();
  const latest = made.get(context) ?? new Map<string, string>();
  made.set(context, latest);
  const waits = draft.plan.state === PlanState.waiting;
  const subjects = waits
    ? [...(sheet === undefined ? [] : [`sheet ${sheet}`]), subjectOf(draft)].map(hashed)
    : [];
  const remembered = runs === 'when approved' ? subjects : [];
  for (const old of new Set(subjects.flatMap((subject) => latest.get(subject) ?? []))) {
    const plan = await finished(old);
    if (!(await store.replacePlan(old, plan, draft.items, draft.untaken))) continue;
    remember(latest, remembered, plan.plan_id);
    return { plan, replaced: old };
  }
  const plan = await finished(undefined);
  await store.savePlan(plan, draft.items, draft.untaken);
  remember(latest, remembered, plan.plan_id);
  return { plan };
}

function hashed(subject: string): string {
  return createHash('sha256').update(subject).digest('hex');
}

function remember(latest: Map<string, string>, subjects: readonly string[], planId: string): void {
  for (const subject of subjects) {
    latest.delete(subject);
    latest.set(subject, planId);
    const [oldest] = latest.keys();
    if (latest.size > MOST && oldest !== undefined) latest.delete(oldest);
  }
}
