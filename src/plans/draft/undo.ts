import { digitsOf } from '../../contacts/numbers/phone.ts';
import { AppError } from '../../errors.ts';
import { counted, cutAtItem, editAroundQuotes, listed, quoted } from '../../lib/text.ts';
import type { Contact } from '../../model/contact.ts';
import type { Effect, ItemRecord, PlanItem } from '../../model/item.ts';
import { ItemState, tally } from '../../model/lifecycle.ts';
import type { PlanRecord } from '../../model/plan.ts';
import { asSeen, idsOf, kindOf, leftToUndo, takenBack } from '../tasks/index.ts';
import type { Today } from '../tasks/kind.ts';
import * as plans from './draft.ts';
import * as say from './warnings.ts';

export interface UndoOptions {
  /** Contact ids: undo only these. A contact that got a new id is found under either. */
  only?: ReadonlySet<string> | undefined;
  /** Contact ids that an earlier undo took back. */
  undone?: ReadonlySet<string> | undefined;
}

/**
 * The plan that takes back what this one did: each done item inverted, against the contact as it is now.
 * `current` holds the contacts that exist, by id: those of the items, those that took their place, and whoever has their numbers.
 */
export function draftUndo(
  plan: PlanRecord,
  all: readonly ItemRecord[],
  current: ReadonlyMap<string, Contact>,
  options: UndoOptions,
  world: plans.DraftWorld,
): plans.Draft {
  const items = all.map((item) => asSeen(item, current));
  const done = doneItems(plan, items, options);
  const byNumber = new Map([...current.values()].map((contact) => [digitsOf(contact.phone_number), contact]));
  const today: Today = { contacts: current, byNumber, world };
  // No cap: what a plan did fits into one plan, and is undone as a whole.
  const { items: inverse } = plans.capped(
    done.flatMap((item) => takenBack(item, today, options.undone)),
    Number.POSITIVE_INFINITY,
  );
  const summary = sentence(plan, inverse, world);
  const warnings = [
    ...returnWarnings(inverse),
    ...say.audienceWarnings(inverse, world.protectedFolds),
    ...driftWarning(inverse),
    ...say.unreadableWarnings(inverse),
    ...nameWarning(done),
    ...restWarning(items.filter((item) => leftToUndo(item).length > 0).length - done.length),
  ];
  return plans.waiting(inverse, world, {
    kind: 'undo',
    summary,
    warnings,
    include: false,
    leftOver: 0,
    undoes: plan.plan_id,
  });
}

function doneItems(
  { plan_id }: PlanRecord,
  items: readonly ItemRecord[],
  { only, undone }: UndoOptions,
): ItemRecord[] {
  const done = items.filter((item) => leftToUndo(item, undone).length > 0);
  if (done.length === 0)
    throw new AppError(`Plan ${plan_id} changed nothing, so there is nothing to undo.`, 'See `get_plan`.');
  const chosen = only ? done.filter((item) => idsOf(item).some((id) => only.has(id))) : done;
  if (chosen.length === 0)
    throw new AppError(
      `Plan ${plan_id} changed none of the contacts in \`contacts_in\`.`,
      'Select among its contacts: `get_plan` with `items` gives a selection of them.',
    );
  return chosen;
}

/** Long enough for all that most summaries say. */
const MOST_UNDONE = 500;

function sentence(plan: PlanRecord, items: readonly PlanItem[], { where }: plans.DraftWorld): string {
  const pending = items.filter(({ state }) => state === ItemState.pending);
  const count = (effect: Effect) => pending.filter(({ task }) => kindOf(task).effect === effect).length;
  const parts = [
    say.words(count('changed'), 'contact is changed back', 'contacts are changed back'),
    say.words(count('created'), 'deleted contact is created again', 'deleted contacts are created again'),
    say.words(
      count('deleted'),
      'created contact is permanently deleted',
      'created contacts are permanently deleted',
    ),
    say.words(count('replaced'), 'contact gets its old number back', 'contacts get their old numbers back'),
  ].flat();
  const undone = cutAtItem(withoutPlace(plan.summary, where), MOST_UNDONE);
  return `Undo plan ${plan.plan_id} (${undone}): in ${where}, ${listed(parts) || 'nothing is changed'}${say.leftAlone(tally(items), 0)}.`;
}

/** The account is named once, whether the plan changed in it, took out of it or put into it, or was an undo itself. */
function withoutPlace(summary: string, where: string): string {
  const without = (part: string) =>
    ['in', 'into', 'from'].reduce(
      (text, link) => text.replaceAll(`: ${link} ${where},`, ':').replaceAll(` ${link} ${where}`, ''),
      part,
    );
  return editAroundQuotes(summary, without).replace(/\.$/, '');
}

/** What an undo cannot bring back. */
function returnWarnings(items: readonly PlanItem[]): string[] {
  const pending = items.filter(({ state }) => state === ItemState.pending);
  const does = new Set(pending.map(({ task }) => kindOf(task).effect));
  return [
    ...(does.has('created')
      ? [
          'Deleted contacts come back with new ids; their created date, last activity and history do not come back.',
        ]
      : []),
    ...(does.has('deleted')
      ? ['Contacts that were created are deleted for good, with their activity since then.']
      : []),
    ...(does.has('replaced')
      ? [
          'Old numbers come back as new contacts with new ids; the ids, created dates, last activity and history from before do not come back.',
        ]
      : []),
  ];
}

function restWarning(rest: number): string[] {
  return rest === 0
    ? []
    : [`${counted(rest, 'more contact')} of the plan ${rest === 1 ? 'is' : 'are'} not part of this undo.`];
}

function nameWarning(done: readonly ItemRecord[]): string[] {
  const stay = done.filter(
    ({ task, before }) => 'delta' in task && task.delta.name !== undefined && before.name.trim() === '',
  ).length;
  if (stay === 0) return [];
  return [
    `${counted(stay, 'contact')} had no name before and ${stay === 1 ? 'keeps the one it was' : 'keep the ones they were'} given: Vobiz takes no empty name.`,
  ];
}

function driftWarning(items: readonly PlanItem[]): string[] {
  const drifted = items.filter(({ state }) => state === ItemState.drifted);
  const names = drifted.map(({ before }) => quoted(before.name, 60));
  return drifted.length === 0 ? [] : [`Changed by somebody else since, and left alone: ${listed(names)}.`];
}
