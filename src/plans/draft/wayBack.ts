import { judgedOnce, protectedAmong } from '../../contacts/tags.ts';
import { counted } from '../../lib/text.ts';
import type { Contact } from '../../model/contact.ts';
import type { PlanItem } from '../../model/item.ts';
import { ItemState } from '../../model/lifecycle.ts';
import type { PlanRecord } from '../../model/plan.ts';
import { kindOf, takenBack } from '../tasks/index.ts';
import type { Guard } from '../tasks/kind.ts';

const NO_WAY_BACK = [
  'None of this can be taken back',
  'Once undone, none of this can be done again',
] as const;
const PART_OF_THE_WAY = [
  'Not all of this can be taken back',
  'Once undone, not all of this can be done again',
] as const;

/** What of a drafted plan no undo will take back, since protection forbids that: an undo overrules none. */
export function returnRefusals(
  { kind }: Pick<PlanRecord, 'kind'>,
  items: readonly PlanItem[],
  world: Guard,
): string[] {
  const pending = items.filter(({ state }) => state === ItemState.pending);
  const guards = judgedOnce((tag) => protectedAmong([tag], world.protectedFolds).length > 0);
  const stay = pending.filter((item) => {
    const after = kindOf(item.task).after(item.task, item.before);
    return after?.tags.some(guards) && leftAlone(item, after, world);
  }).length;
  if (stay === 0) return [];
  const [back, again] = stay === pending.length ? NO_WAY_BACK : PART_OF_THE_WAY;
  // Who approves an undo must not read that the undo itself leaves them out.
  const how = kind === 'undo' ? again : back;
  const carry = `${counted(stay, 'contact')} ${stay === 1 ? 'carries' : 'carry'} a protected tag`;
  return [
    `${how}: ${carry} afterwards, and ${kind === 'undo' ? 'undoing the undo' : 'an undo'} leaves ${stay === 1 ? 'it' : 'them'} alone.`,
  ];
}

/** How much of a plan an undo takes back, as far as that was known when it was planned. */
export function wayBack({ warnings }: Pick<PlanRecord, 'warnings'>): 'all' | 'some' | 'none' {
  const begins = (words: readonly string[]) =>
    words.some((start) => warnings.some((warning) => warning.startsWith(start)));
  return begins(NO_WAY_BACK) ? 'none' : begins(PART_OF_THE_WAY) ? 'some' : 'all';
}

/** Whether an undo would leave this item alone if it were done as planned, and nobody else came. */
function leftAlone(item: PlanItem, after: Contact, world: Guard): boolean {
  const today = { contacts: new Map([[after.id, after]]), byNumber: new Map<string, Contact>(), world };
  const back = takenBack({ ...item, plan_id: '', state: ItemState.done, after }, today);
  return back.some(({ state }) => state === ItemState.protected);
}
