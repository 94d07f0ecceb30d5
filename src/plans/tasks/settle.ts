import type { AccountReader } from '../../find/reader.ts';
import type { Contact } from '../../model/contact.ts';
import type { ItemRecord, Settlement, Task } from '../../model/item.ts';
import { ItemState } from '../../model/lifecycle.ts';
import type { Outcome } from '../../model/outcome.ts';
import type { ReasonFact } from '../../model/reasons.ts';
import { isExact } from '../change/compare.ts';
import { missingOlds } from '../change/drift.ts';
import { unite } from '../change/unite.ts';
import { kindOf } from './index.ts';
import { numberTaken, type WriteOutcome } from './world.ts';

/** The settlement that the journal keeps of an outcome. */
export function settlementOf(item: ItemRecord, outcome: Outcome): Settlement {
  const { plan_id, seq, task } = item;
  return {
    plan_id,
    seq,
    state: stateOf(outcome),
    after: 'after' in outcome ? outcome.after : undefined,
    reason: reasonOf(item, outcome),
    ...(outcome.overwrote && { overwrote: outcome.overwrote }),
    // The contact as it was found just now; the item of a creation keeps the contact that is to be made.
    ...(!kindOf(task).creates && { before: outcome.before }),
  };
}

function stateOf({ state }: Outcome): Settlement['state'] {
  if (state === 'deleted') return ItemState.done;
  // Somebody created the contact before the plan did, which is no failure of the service.
  return state === 'exists' ? ItemState.drifted : state;
}

function reasonOf({ task, before }: ItemRecord, outcome: Outcome): ReasonFact | undefined {
  switch (outcome.state) {
    case ItemState.done:
      return doneReason(task, before, outcome);
    case 'deleted':
      return undefined;
    case ItemState.failed:
      return outcome.reason ?? writtenOf(outcome);
    case ItemState.unchanged:
      return unchangedReason(task, outcome.before);
    case 'exists':
      return numberTaken(outcome.before);
    case ItemState.unknown:
      return outcome.reason ?? { say: 'unsettled', cause: outcome.cause.message };
    case ItemState.protected:
    case ItemState.drifted:
      return outcome.reason;
    case ItemState.gone:
      return { say: 'deleted' };
  }
}

function doneReason(task: Task, before: Contact, outcome: WriteOutcome): ReasonFact | undefined {
  const lost = 'losers' in task ? unite(before, task.losers).conflicts : [];
  const { comparison, overwrote, updated } = outcome;
  const isAsAsked = isExact(comparison) && !overwrote && updated === undefined;
  const notes = isAsAsked ? [] : [writtenOf(outcome)];
  return lost.length > 0 ? { say: 'merged', lost, notes } : notes[0];
}

function writtenOf({ comparison, overwrote, updated }: WriteOutcome): ReasonFact {
  return {
    say: 'written',
    ...comparison,
    ...(overwrote && { overwrote }),
    ...(updated !== undefined && { updated }),
  };
}

/** Why nothing was sent. A contact that lost the old tag of a rename meanwhile does not have the new one already. */
function unchangedReason(task: Task, now: Contact): ReasonFact {
  const tags = 'delta' in task ? missingOlds(task.delta, now) : [];
  return tags.length === 0 ? { say: 'so already' } : { say: 'no longer', tags };
}

/** Updates the account as it was read with the contact as this outcome shows it. */
export function updateReader(reader: AccountReader, outcome: Outcome): void {
  const { before, others = [] } = outcome;
  for (const [id, contact] of others) reader.wrote(id, contact);
  if (outcome.state === ItemState.gone || outcome.state === 'deleted') reader.wrote(before.id, undefined);
  else if (outcome.state === ItemState.unknown) reader.forget();
  else if ('after' in outcome) {
    reader.wrote(outcome.after.id, outcome.after);
    // A new number replaced the contact.
    if (outcome.state === ItemState.done && before.id !== outcome.after.id)
      reader.wrote(before.id, undefined);
  } else reader.wrote(before.id, before);
}

/** The settlement of an item that comes again. */
export function backToPending({ plan_id, seq }: ItemRecord): Settlement {
  return { plan_id, seq, state: ItemState.pending, after: undefined, reason: undefined };
}

/** The settlement of an item that was not begun: it is again as planned, unless an earlier attempt may have begun it. */
export function untried(item: ItemRecord): Settlement {
  return item.attempts > 1
    ? backToPending(item)
    : { ...backToPending(item), before: item.before, untried: true };
}
