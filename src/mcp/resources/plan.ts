import { ResourceNotFoundError } from '@modelcontextprotocol/server';
import type { Context } from '../../context.ts';
import { shownShort } from '../../lib/text.ts';
import { asOf } from '../../plans/draft/draft.ts';
import { whyPlanStuck } from '../../plans/run/stuck.ts';
import { overview, viewPlan } from '../../tools/steps/view.ts';
import { waysOf } from '../../tools/steps/ways.ts';

/** A plan's receipt: its changes, approval, progress and times. */
export async function readPlan(context: Context, uri: string, planId: string): Promise<object> {
  const { rules, now } = context;
  const opened = await context.journal();
  const { store } = opened;
  const found = await store.findPlan(rules.account, planId);
  if (!found) throw new ResourceNotFoundError(uri, `This account has no plan ${shownShort(planId, 60)}.`);
  const plan = asOf(found, now());
  const stuck = await whyPlanStuck(opened, plan, now);
  const approval = await store.findApproval(planId);
  const { state = plan.state, reason = plan.reason } = stuck ?? {};
  const view = await viewPlan(
    store,
    { ...plan, state, reason },
    context,
    await waysOf(store, plan, context, { canAsk: true }),
  );
  return {
    ...(await overview(store, plan, { now }, stuck)),
    kind: plan.kind,
    text: view.text,
    // `relayed` means that an agent reported the approval, and nobody verified it.
    ...(approval && {
      approved: approval.how,
      ...(approval.client && {
        approved_in: shownShort(`${approval.client.name} ${approval.client.version}`, 80),
      }),
      approved_at: new Date(approval.at).toISOString(),
    }),
  };
}
