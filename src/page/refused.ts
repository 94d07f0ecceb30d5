import type { Context } from '../context.ts';
import type { AppError } from '../errors.ts';
import { unended } from '../lib/text.ts';
import { PlanState } from '../model/lifecycle.ts';
import type { PlanRecord } from '../model/plan.ts';
import type { Store } from '../store/contract.ts';
import type { Refused } from '../view/contract.ts';
import { decidedWords } from '../words/review.ts';

export const CHANGED: Refused = {
  refused: 'changed',
  title: 'The plan is not as this page showed it',
  text: 'It was changed in the meantime, so your press changed nothing.',
  again: true,
};
export const EARLY: Refused = {
  refused: 'early',
  title: 'One moment',
  text: 'A plan can be approved a second after it is shown.',
};

export function mistyped({ deletes }: PlanRecord): Refused {
  return {
    refused: 'typed',
    title: `That is not ${deletes}`,
    text: 'Type the number of contacts that are deleted.',
  };
}

/** The page offers none of what this server does not do; a request for it is refused all the same. */
export function notHere(context: Context): Refused {
  return { refused: 'error', title: 'Not from here', text: whyNot(context) };
}

/** Why nothing can be approved here although it waits. */
export function whyNot({ mode, problems }: Pick<Context, 'mode' | 'problems'>): string {
  return problems.length > 0
    ? 'It cannot be approved here while the configuration of this program has a mistake.'
    : `It cannot be approved here: this program runs with VOBIZ_MODE=${mode}.`;
}

/** The next step of an error is the agent's. */
export function failed({ message }: AppError): Refused {
  const next = 'Ask in the chat what can be done.';
  return { refused: 'error', title: 'This did not work', text: message, next, again: true };
}

/** Why a decision came too late: what was decided first, by which door and when. */
export async function decided(store: Store, plan: PlanRecord): Promise<Refused> {
  const { plan_id, state, reason } = plan;
  const text = 'Your press changed nothing.';
  switch (state) {
    case PlanState.expired:
      return {
        refused: 'late',
        title: 'This plan has expired',
        text: `${reason === undefined ? 'A plan waits for 24 hours.' : `Why: ${unended(reason)}.`} Nothing was sent.`,
        next: 'Ask in the chat for a new one.',
      };
    case PlanState.discarded:
      return {
        refused: 'replaced',
        title: 'This plan was discarded',
        text: `It can no longer be decided. ${text}`,
      };
    case PlanState.declined:
      return { refused: 'decided', title: 'This plan was declined', text: `Nothing was sent. ${text}` };
    default: {
      const how = decidedWords(await store.findApproval(plan_id)) ?? 'It was approved.';
      return { refused: 'decided', title: 'Approved before', text: `${how} ${text}` };
    }
  }
}
