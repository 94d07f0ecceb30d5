import { byName } from '../../contacts/tags.ts';
import type { AccountReader } from '../../find/reader.ts';
import { listed, quotedList } from '../../lib/text.ts';
import type { Contact } from '../../model/contact.ts';
import type { ItemRecord, Settlement, Task } from '../../model/item.ts';
import type { Comparison, Outcome } from '../../model/outcome.ts';
import { renamesOf } from '../change/drift.ts';
import { unite } from '../change/unite.ts';
import { notSettled } from './world.ts';

/** What the journal keeps of an outcome. */
export function settlementOf(item: ItemRecord, outcome: Outcome): Settlement {
  const { plan_id, seq, task } = item;
  const base = {
    plan_id,
    seq,
    after: 'after' in outcome ? outcome.after : undefined,
    ...(outcome.overwrote && { overwrote: outcome.overwrote }),
    // As it was found just now; a `create` keeps the contact that is to be made.
    ...(task.do !== 'create' && task.do !== 'import' && { before: outcome.before }),
  };
  switch (outcome.state) {
    case 'done': {
      const lost = task.do === 'merge' ? unite(item.before, task.losers).conflicts : [];
      return {
        ...base,
        state: 'done',
        reason: [...lost, ...notes(outcome.comparison)].join('; ') || undefined,
      };
    }
    case 'deleted':
      return { ...base, state: 'done', reason: undefined };
    case 'failed':
      return {
        ...base,
        state: 'failed',
        reason:
          outcome.reason ??
          [
            `the service did not take it: ${listed(outcome.comparison.failed)}`,
            ...notes(outcome.comparison),
          ].join('; '),
      };
    case 'unchanged':
      return { ...base, state: 'unchanged', reason: unchanged(task, outcome.before) };
    case 'exists':
      return {
        ...base,
        // Somebody was faster than the plan, which is no failure of the service.
        state: task.do === 'renumber' ? 'failed' : 'drifted',
        reason: `another contact (id ${outcome.before.id}) has the number`,
      };
    case 'unknown':
      return {
        ...base,
        state: 'unknown',
        reason: outcome.reason ?? notSettled(outcome.cause.message),
      };
    case 'protected':
    case 'drifted':
      return { ...base, state: outcome.state, reason: outcome.reason };
    case 'gone':
      return { ...base, state: 'gone', reason: 'somebody deleted it' };
  }
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
  const renames = task.do === 'update' ? renamesOf(task.delta) : [];
  const there = byName(now.tags);
  const gone = renames.map(([old]) => old).filter((old) => there(old).length === 0);
  return gone.length === 0 ? 'it was so already' : `${quotedList(gone)} is no longer on it`;
}

/** The account as it was read follows what was seen of a contact, whatever the outcome. */
export function told(reader: AccountReader, outcome: Outcome): void {
  const { before, others = [] } = outcome;
  for (const [id, contact] of others) reader.wrote(id, contact);
  if (outcome.state === 'gone' || outcome.state === 'deleted') reader.wrote(before.id, undefined);
  else if (outcome.state === 'unknown') reader.forget();
  else if ('after' in outcome) {
    reader.wrote(outcome.after.id, outcome.after);
    // A new number made a new contact of it.
    if (outcome.state === 'done' && before.id !== outcome.after.id) reader.wrote(before.id, undefined);
  } else reader.wrote(before.id, before);
}

/** Of an item that comes again. */
export function back({ plan_id, seq }: ItemRecord): Settlement {
  return { plan_id, seq, state: 'pending', after: undefined, reason: undefined };
}

/** Nothing of it was begun, so what is found later is not ours, and it is again as it was planned; unless it was begun before. */
export function untried(item: ItemRecord): Settlement {
  return item.attempts > 1 ? back(item) : { ...back(item), before: item.before, untried: true };
}
