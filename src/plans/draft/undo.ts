import { digitsOf } from '../../contacts/numbers/phone.ts';
import { AppError } from '../../errors.ts';
import type { Contact, Effect } from '../../model/contact.ts';
import { peopleOf, type SummaryFact } from '../../model/facts.ts';
import type { ItemRecord, PlanItem } from '../../model/item.ts';
import { ItemState } from '../../model/lifecycle.ts';
import type { PlanRecord } from '../../model/plan.ts';
import type { Warning } from '../../model/warnings.ts';
import { asSeen, idsOf, kindOf, leftToUndo, takenBack } from '../tasks/index.ts';
import type { Today } from '../tasks/kind.ts';
import { consentWarnings } from './consent.ts';
import * as plans from './draft.ts';
import { includeWarning } from './included.ts';
import { partsOf } from './parts.ts';
import { freeAmong } from './renames.ts';
import * as say from './warnings.ts';

export interface UndoOptions {
  /** Ids of the only contacts to undo. A contact that got a new id is found under either. */
  only?: ReadonlySet<string> | undefined;
  /** Contact ids that an earlier undo took back. */
  undone?: ReadonlySet<string> | undefined;
  include_protected?: boolean | undefined;
  /** The key by which numbers are compared; by default their digits. */
  keyOf?: ((number: string) => string | undefined) | undefined;
}

type Undone = Pick<PlanRecord, 'plan_id' | 'summary'> &
  Partial<Pick<PlanRecord, 'created_at' | 'finished_at'>>;

/**
 * The plan that takes this one back: each done item inverted, against the contact as it is now. `current` holds, by id, the
 * contacts that exist: those of the items, those that took their place, and those that have their numbers.
 */
export function draftUndo(
  plan: Undone,
  all: readonly ItemRecord[],
  current: ReadonlyMap<string, Contact>,
  options: UndoOptions,
  world: plans.DraftWorld,
): plans.Draft {
  const items = all.map((item) => asSeen(item, current));
  const done = doneItems(plan, items, options);
  const { include_protected: include = false, keyOf = digitsOf } = options;
  const isFree = freeAmong(current.values(), new Set(done.flatMap(idsOf)));
  const today: Today = {
    contacts: current,
    holderOf: holderAmong(current.values(), keyOf),
    world: { ...world, isFree },
    include,
  };
  // No cap: the items of one plan fit into one plan, and are undone as a whole.
  const { items: inverse } = plans.capped(
    done.flatMap((item) => takenBack(item, today, options.undone)),
    Number.POSITIVE_INFINITY,
  );
  const of = items.filter((item) => leftToUndo(item).length > 0).length;
  const before = contactsOf(items) - contactsOf(items, options.undone);
  const summary = summaryOf(plan, { of, ...(before > 0 && { before }) }, inverse, world);
  const warnings = [
    ...returnWarnings(inverse),
    ...includeWarning(include, 'included', inverse, world),
    ...backWithout(inverse),
    ...say.leftWhole(inverse, world.protectedFolds),
    ...consentWarnings(inverse),
    ...say.audienceWarnings(inverse, world.protectedFolds),
    ...driftWarning(inverse),
    ...say.unreadableWarnings(inverse),
    ...nameWarning(done),
    ...notUndone(items, done, options.undone),
  ];
  return plans.waiting(inverse, world, {
    kind: 'undo',
    summary,
    warnings,
    include,
    leftOver: 0,
    undoes: plan.plan_id,
  });
}

function holderAmong(
  contacts: Iterable<Contact>,
  keyOf: (number: string) => string | undefined,
): Today['holderOf'] {
  const byNumber = new Map<string, Contact>();
  const keysOf = (number: string) => [digitsOf(number), keyOf(number)].filter((key) => key !== undefined);
  for (const contact of contacts) for (const key of keysOf(contact.phone_number)) byNumber.set(key, contact);
  return (number) => keysOf(number).flatMap((key) => byNumber.get(key) ?? [])[0];
}

function doneItems(
  { plan_id }: Pick<PlanRecord, 'plan_id'>,
  items: readonly ItemRecord[],
  { only, undone }: UndoOptions,
): ItemRecord[] {
  const done = items.filter((item) => leftToUndo(item, undone).length > 0);
  if (done.length === 0)
    throw new AppError(`${plan_id} changed nothing, so there is nothing to undo.`, '`get_plan` tells why.');
  const chosen = only ? done.filter((item) => idsOf(item).some((id) => only.has(id))) : done;
  if (chosen.length === 0)
    throw new AppError(
      `${plan_id} changed none of the contacts in \`contacts_in\`.`,
      'Select among its contacts: `get_plan` with `items` gives a selection of them.',
    );
  return chosen;
}

function summaryOf(
  { plan_id, summary, created_at, finished_at = created_at }: Undone,
  extent: { of: number; before?: number },
  items: readonly PlanItem[],
  world: plans.DraftWorld,
): SummaryFact {
  const pending = items.filter(({ state }) => state === ItemState.pending);
  const count = (effect: Effect) => pending.filter(({ task }) => kindOf(task).effect === effect).length;
  return {
    say: 'undo',
    plan_id,
    undone: summary,
    ...(finished_at !== undefined && { as_of: new Date(finished_at).toISOString() }),
    ...extent,
    does: {
      changed: count('changed'),
      created: count('created'),
      deleted: count('deleted'),
      replaced: count('replaced'),
    },
    parts: partsOf(items),
    scope: say.scope(items, 0, world),
  };
}

/** How many contacts these items changed, those that they deleted included, and no earlier undo took back. */
function contactsOf(items: readonly ItemRecord[], undone?: ReadonlySet<string>): number {
  return items.reduce((sum, item) => sum + leftToUndo(item, undone).length, 0);
}

/** The warning of contacts that this undo could take back and leaves out. */
function notUndone(
  items: readonly ItemRecord[],
  done: readonly ItemRecord[],
  undone: ReadonlySet<string> | undefined,
): Warning[] {
  const contacts = contactsOf(items, undone) - contactsOf(done, undone);
  return say.when(contacts > 0, { say: 'not undone', contacts });
}

/** What an undo cannot bring back. */
function returnWarnings(items: readonly PlanItem[]): Warning[] {
  const pending = items.filter(({ state }) => state === ItemState.pending);
  const effects = new Set(pending.map(({ task }) => kindOf(task).effect));
  const lossy = ['created', 'deleted', 'replaced'] as const;
  return lossy.filter((effect) => effects.has(effect)).map((does) => ({ say: 'comes back', does }));
}

/** What people who opted out do not get back. */
function backWithout(items: readonly PlanItem[]): Warning[] {
  const less = items.flatMap(({ state, reason }) =>
    state === ItemState.pending && typeof reason === 'object' && reason.say === 'back without'
      ? [reason]
      : [],
  );
  const tags = [...new Set(less.flatMap((fact) => fact.tags))];
  const keys = [...new Set(less.flatMap((fact) => fact.keys))];
  return say.when(less.length > 0, { say: 'back without', contacts: less.length, tags, keys });
}

function nameWarning(done: readonly ItemRecord[]): Warning[] {
  const stay = done.filter(
    ({ task, before }) => 'delta' in task && task.delta.name !== undefined && before.name.trim() === '',
  ).length;
  return say.when(stay > 0, { say: 'keeps name', contacts: stay });
}

const MOST_DRIFTED = 8;

function driftWarning(items: readonly PlanItem[]): Warning[] {
  const drifted = items.filter(({ state }) => state === ItemState.drifted).map(({ before }) => before);
  const people = peopleOf(drifted, MOST_DRIFTED);
  return say.when(people.count > 0, { say: ItemState.drifted, people });
}
