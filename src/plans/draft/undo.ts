import { digitsOf } from '../../contacts/numbers/phone.ts';
import { deletionRefusal } from '../../contacts/protection.ts';
import { byName, matcher, spellingIn } from '../../contacts/tags.ts';
import { AppError } from '../../errors.ts';
import { fold } from '../../lib/fold.ts';
import { counted, cutAtItem, editAroundQuotes, listed, plain, quoted } from '../../lib/text.ts';
import type { Contact } from '../../model/contact.ts';
import type { Delta, DraftItem, ItemRecord, PlanItem, Task } from '../../model/item.ts';
import { tally } from '../../model/lifecycle.ts';
import type { PlanRecord } from '../../model/plan.ts';
import { patchOf } from '../change/delta.ts';
import * as drift from '../change/drift.ts';
import * as plans from './draft.ts';
import { asSeen, leftToUndo, noReturn, type Part, parted } from './parts.ts';
import { deltaItem } from './update.ts';
import * as say from './warnings.ts';

export interface UndoOptions {
  /** Contact ids: undo only these. A contact that got a new id is found under either. */
  only?: ReadonlySet<string> | undefined;
  /** Contact ids that an earlier undo took back. */
  undone?: ReadonlySet<string> | undefined;
}

export interface Today {
  contacts: ReadonlyMap<string, Contact>;
  /** By the digits of their numbers. */
  byNumber: ReadonlyMap<string, Contact>;
  world: plans.Guard;
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
  const today = { contacts: current, byNumber, world };
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
  const chosen = only
    ? done.filter((item) => [...plans.touched(item), item.after?.id ?? ''].some((id) => only.has(id)))
    : done;
  if (chosen.length === 0)
    throw new AppError(
      `Plan ${plan_id} changed none of the contacts in \`contacts_in\`.`,
      'Select among its contacts: `get_plan` with `items` gives a selection of them.',
    );
  return chosen;
}

export function takenBack(item: ItemRecord, today: Today, undone?: ReadonlySet<string>): DraftItem[] {
  const back = leftToUndo(item, undone).map((part) => inverted(part, today));
  return item.task.do === 'merge' ? parted(back, today.contacts.get(item.contact_id), today.world) : back;
}

function inverted(item: Part, today: Today): DraftItem {
  switch (item.task.do) {
    case 'update':
      return undoUpdate(item, item.task.delta, today);
    case 'delete':
      return undoDelete(item, today);
    case 'create':
    case 'import':
      return undoCreate(item, today);
    case 'renumber':
      return undoRenumber(item, today);
  }
}

function undoUpdate(item: Part, delta: Delta, { contacts, world }: Today): DraftItem {
  const { before } = item;
  const after = item.after ?? { ...before, ...patchOf(before, delta) };
  const now = contacts.get(item.contact_id);
  const { back, differences } = inverse({ before, after, now: now ?? after, delta });
  const task: Task = { do: 'update', delta: back };
  if (now === undefined) return plans.itemOf(after, task, 'gone', 'somebody deleted it', item.contact_id);
  const reason = drift.said(differences);
  return reason === undefined
    ? deltaItem(now, back, false, world)
    : plans.itemOf(now, task, 'drifted', reason);
}

interface Story {
  before: Contact;
  after: Contact;
  now: Contact;
  delta: Delta;
}

/** The delta that takes back what was done, and what of it somebody else overwrote since. */
function inverse(story: Story): { back: Delta; differences: string[] } {
  const { before, after, now, delta } = story;
  const differences: string[] = [];
  // A name that was given to who had none stays: Vobiz takes no empty one.
  const named = delta.name !== undefined && before.name.trim() !== '';
  const renamed = named && before.name !== after.name && now.name !== before.name;
  if (renamed) differences.push(...drift.nameChange(after, now));
  const sets: [string, unknown][] = [];
  const unsets: string[] = [];
  for (const key of new Set([...Object.keys(delta.sets), ...delta.unsets])) {
    if (drift.sameAttribute(key, before, after) || drift.sameAttribute(key, before, now)) continue;
    differences.push(...drift.attributeChange(key, after, now));
    if (Object.hasOwn(before.custom_attributes, key)) sets.push([key, before.custom_attributes[key]]);
    else unsets.push(key);
  }
  const tags = inverseTags(story);
  const back = { ...(renamed && { name: before.name }), ...tags, sets: Object.fromEntries(sets), unsets };
  return { back, differences };
}

/** Tags that the item gave come off, those it took go back on; a rename goes back as one. */
function inverseTags({ before, after, now, delta }: Story): Pick<Delta, 'adds' | 'removes'> {
  const isTaken = matcher(delta.removes);
  const [earlier, later] = [new Set(before.tags), new Set(after.tags)];
  const gone = before.tags.filter((tag) => !later.has(tag));
  // The service wrote a tag anew that was there before: that is no tag given.
  const rewritten = new Set(gone.filter((tag) => !isTaken(tag)).map(fold));
  const fresh = after.tags.filter((tag) => !earlier.has(tag) && !rewritten.has(fold(tag)));
  const removes = [...new Set(delta.adds.flatMap(givenAmong(fresh)))];
  const adds = gone.filter(isTaken);
  const givenNow = givenAmong(removes);
  const [back, there] = [new Set(adds), new Set(now.tags)];
  const renames = drift
    .renamesOf(delta)
    .flatMap(([old, name]) => givenNow(name).map((tag) => [tag, old] as const))
    .filter(([tag, old]) => back.has(old) && there.has(tag));
  return { adds, removes, ...(renames.length > 0 && { renames }) };
}

/** The tag that an item gave, as the service stored it: it may trim and fold. */
function givenAmong(fresh: readonly string[]): (name: string) => readonly string[] {
  const [exact, spellingOf] = [byName(fresh), spellingIn(fresh)];
  return (name) => {
    const same = exact(name);
    return same.length > 0 ? same : [spellingOf(name)].filter((tag) => tag !== undefined);
  };
}

/** A deleted contact comes back under a new id, unless it is there. */
function undoDelete({ contact_id, before }: Part, { contacts, byNumber }: Today): DraftItem {
  const { phone_number, name, tags, custom_attributes } = before;
  const contact = { phone_number, name, tags, custom_attributes };
  const task: Task = { do: 'create', contact, replaces: contact_id };
  const item = (state: 'pending' | 'unchanged' | 'drifted' | 'gone', reason?: string) =>
    plans.itemOf(before, task, state, reason, contact_id);
  if (contacts.has(contact_id)) return item('unchanged', 'it is there');
  const other = byNumber.get(digitsOf(phone_number));
  if (other) return item('drifted', taken(other));
  const lost = noReturn(before);
  return lost === undefined ? item('pending') : item('gone', lost);
}

/** What was created goes again, unless somebody changed it. */
function undoCreate({ before, after, contact_id, overwrote }: Part, today: Today): DraftItem {
  const task: Task = { do: 'delete' };
  if (overwrote) return plans.itemOf(after ?? before, task, 'drifted', NOT_OURS, contact_id);
  if (!after) return plans.itemOf(before, task, 'drifted', NOT_KNOWN, contact_id);
  const now = today.contacts.get(after.id);
  if (!now) return plans.itemOf(after, task, 'gone', 'somebody deleted it');
  const reason = drift.said(drift.changes(after, now));
  if (reason !== undefined) return plans.itemOf(now, task, 'drifted', reason);
  const refusal = deletionRefusal(now, today.world.protectedFolds);
  return plans.judged(now, task, refusal, false, today.world);
}

function undoRenumber({ before, after, contact_id }: Part, today: Today): DraftItem {
  const task: Task = { do: 'renumber', phone_number: before.phone_number };
  if (!after) return plans.itemOf(before, task, 'drifted', NOT_KNOWN, contact_id);
  const now = today.contacts.get(after.id);
  if (!now) return plans.itemOf(after, task, 'gone', 'somebody deleted it');
  const lost = noReturn({ ...now, phone_number: before.phone_number });
  if (lost !== undefined) return plans.itemOf(now, task, 'gone', lost);
  const holder = today.byNumber.get(digitsOf(before.phone_number));
  const other = holder?.id === now.id ? undefined : holder;
  const reason = other
    ? taken(other)
    : drift.said([...drift.nameChange(after, now), ...drift.numberChange(after, now)]);
  if (reason !== undefined) return plans.itemOf(now, task, 'drifted', reason);
  const refusal = deletionRefusal(now, today.world.protectedFolds);
  return plans.judged(now, task, refusal, false, today.world);
}

const NOT_OURS = 'the contact was there before, and the service overwrote it: how it was is not known';
const NOT_KNOWN = 'which contact was created for it is not known';

function taken(other: Contact): string {
  return `${plain(other.phone_number, 40)} is the number of ${quoted(other.name, 60)} (id ${plain(other.id, 60)}) now`;
}

/** Long enough for all that most summaries say. */
const MOST_UNDONE = 500;

function sentence(plan: PlanRecord, items: readonly PlanItem[], { where }: plans.DraftWorld): string {
  const count = (kind: Task['do']) =>
    items.filter(({ state, task }) => state === 'pending' && task.do === kind).length;
  const parts = [
    say.words(count('update'), 'contact is changed back', 'contacts are changed back'),
    say.words(count('create'), 'deleted contact is created again', 'deleted contacts are created again'),
    say.words(
      count('delete'),
      'created contact is permanently deleted',
      'created contacts are permanently deleted',
    ),
    say.words(count('renumber'), 'contact gets its old number back', 'contacts get their old numbers back'),
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
  const does = new Set(items.filter(({ state }) => state === 'pending').map(({ task }) => task.do));
  return [
    ...(does.has('create')
      ? [
          'Deleted contacts come back with new ids; their created date, last activity and history do not come back.',
        ]
      : []),
    ...(does.has('delete')
      ? ['Contacts that were created are deleted for good, with their activity since then.']
      : []),
    ...(does.has('renumber')
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
    ({ task, before }) => task.do === 'update' && task.delta.name !== undefined && before.name.trim() === '',
  ).length;
  if (stay === 0) return [];
  return [
    `${counted(stay, 'contact')} had no name before and ${stay === 1 ? 'keeps the one it was' : 'keep the ones they were'} given: Vobiz takes no empty name.`,
  ];
}

function driftWarning(items: readonly PlanItem[]): string[] {
  const drifted = items.filter(({ state }) => state === 'drifted');
  const names = drifted.map(({ before }) => quoted(before.name, 60));
  return drifted.length === 0 ? [] : [`Changed by somebody else since, and left alone: ${listed(names)}.`];
}
