import { plain, unended } from '../lib/text.ts';
import { ItemState, PLAN, PlanState } from '../model/lifecycle.ts';

/** What a plan made of one contact: the state of its item, and why. */
interface Touched {
  state: ItemState;
  reason?: string | undefined;
}

/** A sentence behind a plan in the list of those that one contact is in. */
export function touchedWords({ state, reason }: Touched, plan: PlanState): string {
  const why = reason === undefined ? '' : `: ${unended(plain(reason, 300))}`;
  const sentence = stateWords(state, plan);
  return `${sentence}${why}.`;
}

function stateWords(state: ItemState, plan: PlanState): string {
  const { finished, approved } = PLAN[plan];
  switch (state) {
    case ItemState.pending:
      if (finished && !approved) return 'Nothing was sent for this contact';
      return plan === PlanState.waiting ? 'This contact is in it' : "This contact's turn has not come";
    case ItemState.sending:
      return 'This contact is being changed';
    case ItemState.done:
      return 'It did so for this contact';
    case ItemState.unchanged:
      return 'This contact needed no change';
    case ItemState.protected:
      return 'This contact opted out and is left alone';
    case ItemState.drifted:
      return 'This contact had changed meanwhile and was left alone';
    case ItemState.gone:
      return 'This contact was not there any more';
    case ItemState.failed:
      return 'This contact was not changed';
    case ItemState.unknown:
      return 'Whether this contact was changed is not known';
    default:
      return state satisfies never;
  }
}

/** Of a plan that left the contact alone. */
export function leftAloneNext(planId: string): string {
  return `\`get_plan\` ${planId} with items "protected" lists all whom it left alone, and why.`;
}
