import { judgedOnce, protectedAmong } from '../../contacts/tags.ts';
import type { Contact } from '../../model/contact.ts';
import type { Warning } from '../../model/facts.ts';
import type { PlanItem } from '../../model/item.ts';
import { ItemState } from '../../model/lifecycle.ts';
import type { PlanRecord, Undoable } from '../../model/plan.ts';
import { kindOf, takenBack } from '../tasks/index.ts';
import type { Protection } from '../tasks/kind.ts';
import { when } from './warnings.ts';

/** The warning of changes that no undo will take back, because an undo never overrules protection. */
export function returnRefusals(
  { kind }: Pick<PlanRecord, 'kind'>,
  items: readonly PlanItem[],
  world: Protection,
): Warning[] {
  const pending = items.filter(({ state }) => state === ItemState.pending);
  const guards = judgedOnce((tag) => protectedAmong([tag], world.protectedFolds).length > 0);
  const stay = pending.filter((item) => {
    const after = kindOf(item.task).after(item.task, item.before);
    return after?.tags.some(guards) && leftAlone(item, after, world);
  }).length;
  const of = stay === pending.length ? 'all' : 'some';
  return when(stay > 0, { say: 'stays after', of, is_undo: kind === 'undo', contacts: stay });
}

/** How much of a plan with these warnings an undo takes back, as far as is known when it is planned. */
export function undoableBy(warnings: readonly Warning[]): Undoable {
  for (const warning of warnings)
    if (typeof warning === 'object' && warning.say === 'stays after')
      return warning.of === 'all' ? 'none' : 'some';
  return 'all';
}

/** Whether an undo would leave this item alone, if it is done as planned and nobody else changes the contact. */
function leftAlone(item: PlanItem, after: Contact, world: Protection): boolean {
  const today = { contacts: new Map([[after.id, after]]), byNumber: new Map<string, Contact>(), world };
  const back = takenBack({ ...item, plan_id: '', state: ItemState.done, after }, today);
  return back.some(({ state }) => state === ItemState.protected);
}
