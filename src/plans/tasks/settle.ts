import { byName } from '../../contacts/tags.ts';
import type { AccountReader } from '../../find/reader.ts';
import { listed, quotedList } from '../../lib/text.ts';
import type { Contact } from '../../model/contact.ts';
import type { Reason } from '../../model/facts.ts';
import type { ItemRecord, Settlement, Task } from '../../model/item.ts';
import { ItemState } from '../../model/lifecycle.ts';
import type { Comparison, Outcome } from '../../model/outcome.ts';
import { renamesOf } from '../change/drift.ts';
import { unite } from '../change/unite.ts';
import { kindOf } from './index.ts';
import { notSettled, numberTaken } from './world.ts';

/** What the journal keeps of an outcome. */
export function settlementOf(item: ItemRecord, outcome: Outcome): Settlement {
  const { plan_id, seq, task } = item;
  return {
    plan_id,
    seq,
    state: stateOf(outcome),
    after: 'after' in outcome ? outcome.after : undefined,
    reason: reasonOf(item, outcome),
    ...(outcome.overwrote && { overwrote: outcome.overwrote }),
    // The contact as it was found just now; a creation keeps the contact that is to be made.
    ...(!kindOf(task).creates && { before: outcome.before }),
  };
}

function stateOf({ state }: Outcome): Settlement['state'] {
  if (state === 'deleted') return ItemState.done;
  // Somebody was faster than the plan, which is no failure of the service.
  return state === 'exists' ? ItemState.drifted : state;
}

function reasonOf({ task, before }: ItemRecord, outcome: Outcome): Reason | undefined {
  switch (outcome.state) {
    case ItemState.done: {
      const lost = 'losers' in task ? unite(before, task.losers).conflicts : [];
      const noted = notes(outcome.comparison);
      return lost.length > 0 ? { say: 'merged', lost, notes: noted } : noted.join('; ') || undefined;
    }
    case 'deleted':
      return undefined;
    case ItemState.failed:
      return outcome.reason ?? notTaken(outcome.comparison);
    case ItemState.unchanged:
      return unchanged(task, outcome.before);
    case 'exists':
      return numberTaken(outcome.before);
    case ItemState.unknown:
      return outcome.reason ?? notSettled(outcome.cause.message);
    case ItemState.protected:
    case ItemState.drifted:
      return outcome.reason;
    case ItemState.gone:
      return 'somebody deleted it';
  }
}

function notTaken(comparison: Comparison): string {
  return [`the service did not take it: ${listed(comparison.failed)}`, ...notes(comparison)].join('; ');
}

/** What else the service, or somebody else, made of the contact. */
function notes({ storedAs, foreign }: Comparison): string[] {
  return [
    ...(storedAs.length > 0 ? [`stored ${listed(storedAs)}`] : []),
    ...(foreign.length > 0 ? [`changed by somebody else, or by the service: ${listed(foreign)}`] : []),
  ];
}

/** Who lost the old tag meanwhile is not given the new one, and does not have it already. */
function unchanged(task: Task, now: Contact): string {
  const renames = 'delta' in task ? renamesOf(task.delta) : [];
  const there = byName(now.tags);
  const gone = renames.map(([old]) => old).filter((old) => there(old).length === 0);
  return gone.length === 0 ? 'it was so already' : `${quotedList(gone)} is no longer on it`;
}

/** Has the account as it was read follow what was seen of a contact, whatever the outcome. */
export function updateReader(reader: AccountReader, outcome: Outcome): void {
  const { before, others = [] } = outcome;
  for (const [id, contact] of others) reader.wrote(id, contact);
  if (outcome.state === ItemState.gone || outcome.state === 'deleted') reader.wrote(before.id, undefined);
  else if (outcome.state === ItemState.unknown) reader.forget();
  else if ('after' in outcome) {
    reader.wrote(outcome.after.id, outcome.after);
    // A new number made a new contact of it.
    if (outcome.state === ItemState.done && before.id !== outcome.after.id)
      reader.wrote(before.id, undefined);
  } else reader.wrote(before.id, before);
}

/** Of an item that comes again. */
export function back({ plan_id, seq }: ItemRecord): Settlement {
  return { plan_id, seq, state: ItemState.pending, after: undefined, reason: undefined };
}

/** Nothing of it was begun, so what is found later is not ours, and it is again as it was planned; unless it was begun before. */
export function untried(item: ItemRecord): Settlement {
  return item.attempts > 1 ? back(item) : { ...back(item), before: item.before, untried: true };
}
