import { judgedOnce, protectedAmong } from '../../contacts/tags.ts';
import type { Contact } from '../../model/contact.ts';
import { personOf } from '../../model/facts.ts';
import type { PlanItem } from '../../model/item.ts';
import { ItemState } from '../../model/lifecycle.ts';
import type { PlanRecord, Undoable } from '../../model/plan.ts';
import { isFact } from '../../model/reasons.ts';
import type { Warning } from '../../model/warnings.ts';
import type { Protection } from '../change/rule.ts';
import { kindOf, takenBack } from '../tasks/index.ts';
import { optedOutIn, when } from './warnings.ts';

/** The warning of changes to people who opted out that an undo takes back only where it includes them. */
export function returnRefusals(
  { kind }: Pick<PlanRecord, 'kind'>,
  items: readonly PlanItem[],
  world: Protection,
): Warning[] {
  const pending = items.filter(({ state }) => state === ItemState.pending);
  const guards = judgedOnce((tag) => protectedAmong([tag], world.protectedFolds).length > 0);
  const stay = pending.filter((item) => {
    const after = kindOf(item.task).after(item.task, item.before);
    const tags = [...item.before.tags, ...(after?.tags ?? [])];
    return tags.some(guards) && staysAfter(item, after, world);
  });
  const of = stay.length === pending.length ? 'all' : 'some';
  const contacts = optedOutIn(stay, world.protectedFolds);
  const [only] = contacts === 1 ? stay : [];
  const person = only && personOf(theirs(only, guards));
  return when(stay.length > 0, {
    say: 'stays after',
    of,
    is_undo: kind === 'undo',
    contacts,
    ...(person && { person }),
  });
}

/** The contact of an item that opted out, be it one that is merged away; else the one that does so by it. */
function theirs({ before, task }: PlanItem, guards: (tag: string) => boolean): Contact {
  const losers = 'losers' in task ? task.losers : [];
  return [before, ...losers].find(({ tags }) => tags.some(guards)) ?? before;
}

/** How much of a plan with these warnings an undo takes back that does not include people who opted out. */
export function undoableBy(warnings: readonly Warning[]): Undoable {
  for (const warning of warnings)
    if (typeof warning === 'object' && warning.say === 'stays after')
      return warning.of === 'all' ? 'none' : 'some';
  return 'all';
}

/** Whether an undo would leave something of this item, if it is done as planned and nobody else changes the account since. */
function staysAfter(item: PlanItem, after: Contact | undefined, { protectedFolds }: Protection): boolean {
  const today = {
    contacts: new Map(after && [[after.id, after]]),
    holderOf: () => undefined,
    world: { protectedFolds, isFree: () => true },
    include: false,
  };
  const back = takenBack({ ...item, plan_id: '', state: ItemState.done, after }, today);
  return back.some(({ state, reason }) => state === ItemState.protected || isFact(reason, 'back without'));
}
