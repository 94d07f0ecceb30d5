import { ResourceNotFoundError } from '@modelcontextprotocol/server';
import type { Context } from '../../context.ts';
import { shownShort } from '../../lib/text.ts';
import { asOf, countsOf } from '../../plans/draft/draft.ts';
import { whyPlanStuck } from '../../plans/run/stuck.ts';
import { summaryWords } from '../../words/summary.ts';
import { planWarnings } from '../../words/warnings.ts';

/** A plan's receipt: its changes, approval, progress and times. */
export async function readPlan(
  { journal, rules, now }: Context,
  uri: string,
  planId: string,
): Promise<object> {
  const opened = await journal();
  const { store } = opened;
  const found = await store.findPlan(rules.account, planId);
  if (!found)
    throw new ResourceNotFoundError(uri, `There is no plan ${shownShort(planId, 60)} of this account.`);
  const plan = asOf(found, now());
  const undone = await store.undoneBy(planId);
  const stuck = await whyPlanStuck(opened, plan, now);
  const reason = stuck?.reason ?? plan.reason;
  const approval = await store.findApproval(planId);
  return {
    plan_id: plan.plan_id,
    kind: plan.kind,
    state: stuck?.state ?? plan.state,
    summary: summaryWords(plan.summary),
    counts: countsOf(await store.countItems(planId), plan),
    warnings: planWarnings(plan),
    created_at: new Date(plan.created_at).toISOString(),
    // `relayed` means that an agent reported the approval, and nobody verified it.
    ...(approval && {
      approved: approval.how,
      ...(approval.client && {
        approved_in: shownShort(`${approval.client.name} ${approval.client.version}`, 80),
      }),
      approved_at: new Date(approval.at).toISOString(),
    }),
    ...(plan.finished_at !== undefined && { finished_at: new Date(plan.finished_at).toISOString() }),
    ...(reason !== undefined && { reason }),
    ...(undone !== undefined && { undone_by: undone }),
  };
}
