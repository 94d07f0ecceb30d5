import * as z from 'zod';
import { numberKeys } from '../contacts/numbers/keys.ts';
import type { Context } from '../context.ts';
import { AppError } from '../errors.ts';
import { type Candidates, candidates } from '../find/candidates.ts';
import { counted } from '../lib/text.ts';
import { MINUTE } from '../lib/time.ts';
import type { Contact } from '../model/contact.ts';
import type { ItemRecord } from '../model/item.ts';
import { ItemState, PLAN } from '../model/lifecycle.ts';
import type { PlanRecord } from '../model/plan.ts';
import type { Draft } from '../plans/draft/draft.ts';
import { draftUndo } from '../plans/draft/undo.ts';
import { canBeSeen, idsOf, isOpen, leftToUndo } from '../plans/tasks/index.ts';
import type { Store } from '../store/contract.ts';
import { eachItem } from '../store/each.ts';
import { howFar, howOn } from '../words/found/found.ts';
import { planShape, sayPlan, standing } from '../words/plan.ts';
import { type CallScope, defineTool } from './define.ts';
import { planId } from './params.ts';
import { draftWorld, saveDraft } from './steps/save.ts';
import { findPlan } from './steps/view.ts';

export const planUndo = defineTool({
  name: 'plan_undo',
  title: 'Plan an undo',
  effect: 'plan',
  description:
    'Plans to take back what a plan did; later changes stay. Nothing is sent until it is approved.',
  input: {
    plan_id: planId,
    contacts_in: z.string().optional().describe('Selection id: undo only these'),
    include_protected: z.boolean().optional(),
  },
  output: planShape,
  async run({ plan_id, contacts_in, include_protected }, context, scope) {
    const { store } = await context.journal();
    const plan = await findPlan(store, context, plan_id);
    checkEnded(plan, context);
    await refuseUnfinished(store, plan);
    const links = await linksOf(store, plan);
    const undone = withOldIds(await store.contactsUndone(plan.plan_id), links);
    const items = await undoableItems(store, plan, undone);
    const selection =
      contacts_in === undefined ? undefined : await context.selections.whole(contacts_in, 'planned');
    const only = selection && withOldIds(selection.ids, links);
    if (only) await refuseUndone(store, plan, items, only, undone);
    const keyOf = await numberKeys(context.country);
    const options = { only, undone, include_protected, keyOf };
    const draft = await draftOnFreshReading(plan.plan_id, context, scope, ({ contacts }) =>
      draftUndo(plan, items, byAllIds(contacts, links), options, draftWorld(context)),
    );
    return saveDraft(draft, context, scope.canAsk);
  },
  say: sayPlan,
});

type UndoCalls = Map<string, { first: number; last: number }>;
/** The times of the first and last call for each undo for which the account is still being read. */
const callsOf = new WeakMap<Context, UndoCalls>();
/** After this time, another call is a first one. */
const FORGOTTEN_AFTER = 5 * MINUTE;
/** A finished reading, one that began before the call, and one that begins in it. */
const READINGS = 3;

/**
 * Contacts that a draft leaves alone are not read again before the plan runs. So a reading of the account that began before
 * the first call for this undo is good enough only if the draft leaves no contact alone.
 */
async function draftOnFreshReading(
  planId: string,
  context: Context,
  scope: CallScope,
  draftOn: (source: Candidates) => Draft,
): Promise<Draft> {
  const now = context.now();
  const calls: UndoCalls = callsOf.get(context) ?? new Map();
  callsOf.set(context, calls);
  const earlier = calls.get(planId);
  const since = earlier && Math.abs(now - earlier.last) < FORGOTTEN_AFTER ? earlier.first : now;
  for (let reading = 1; ; reading++) {
    const source = await candidates(context, {}, {}, scope);
    if (!source.complete) {
      // The next call continues this reading.
      calls.set(planId, { first: since, last: now });
      throw new AppError(`Nothing was planned: ${howFar(source)}`, howOn(source, 'Call `plan_undo` again'));
    }
    const draft = draftOn(source);
    const isFresh = source.asOf >= since || reading === READINGS;
    if (isFresh || draft.items.every(({ state }) => state === ItemState.pending)) {
      calls.delete(planId);
      return draft;
    }
    context.account.forget();
  }
}

/** Ids of the contacts for which an item can still be undone; for an open item, of all its contacts. */
function undoableIds(item: ItemRecord, undone: ReadonlySet<string>): string[] {
  if (isOpen(item)) return idsOf(item);
  return leftToUndo(item, undone).flatMap(({ contact_id, after }) => [contact_id, after?.id ?? contact_id]);
}

function isLeft(item: ItemRecord, undone: ReadonlySet<string>): boolean {
  return undoableIds(item, undone).length > 0;
}

function checkEnded({ plan_id, state, reason }: PlanRecord, { mode }: Context): void {
  const mayStop = mode !== 'read-only';
  const { approved, finished } = PLAN[state];
  if (approved && finished) return;
  if (approved)
    throw new AppError(
      `${plan_id} is ${state}; only a plan that has ended can be undone.`,
      `${mayStop ? 'Stop it first with `stop_plan`, or wait' : 'Wait'} with \`get_plan\`.`,
    );
  if (finished)
    throw new AppError(
      `${plan_id} is ${standing({ state, reason })}: nothing was done, so there is nothing to undo.`,
      '`list_plans` lists the plans that there are.',
    );
  throw new AppError(
    `${plan_id} waits for approval: nothing was done yet, so there is nothing to undo.`,
    mayStop ? 'If the person does not want it, discard it with `stop_plan`.' : 'Nothing has to be done.',
  );
}

/** Refuses when everything that the plan did to these contacts was undone before. */
async function refuseUndone(
  store: Store,
  { plan_id }: PlanRecord,
  items: readonly ItemRecord[],
  only: ReadonlySet<string>,
  undone: ReadonlySet<string>,
): Promise<void> {
  if (![...only].some((id) => undone.has(id))) return;
  if (items.some((item) => undoableIds(item, undone).some((id) => only.has(id)))) return;
  throw new AppError(
    `What ${plan_id} did to the contacts in \`contacts_in\` was undone already by ${await store.undoneBy(plan_id)}.`,
    `${counted(items.filter((item) => isLeft(item, undone)).length, 'more contact')} of the plan can still be undone.`,
  );
}

/** Refuses when an undo could not see in the contacts how far an item came. */
async function refuseUnfinished(store: Store, { plan_id }: PlanRecord): Promise<void> {
  const { sending } = await store.countItems(plan_id);
  if (sending > 0)
    throw new AppError(
      `${counted(sending, 'request')} of ${plan_id} ${sending === 1 ? 'is' : 'are'} still under way.`,
      'Call again in a few seconds. If that does not help, a process died in the middle: finish the plan with `apply_plan` first.',
    );
  let begun = 0;
  for await (const item of eachItem(store, plan_id, [ItemState.pending, ItemState.unknown]))
    if (isOpen(item) && !canBeSeen(item)) begun += 1;
  if (begun === 0) return;
  throw new AppError(
    `${counted(begun, 'item')} of ${plan_id} may be done in part: ${begun === 1 ? 'it was' : 'they were'} begun and did not finish.`,
    `Finish ${plan_id} with \`apply_plan\` first, then undo all of it.`,
  );
}

type Link = Awaited<ReturnType<Store['successors']>>[number];

/** The new ids of contacts that came back or got a new number after the plan. */
async function linksOf(store: Store, { account, plan_id }: PlanRecord): Promise<Link[]> {
  const ids = new Set<string>();
  for await (const { contact_id, after } of eachItem(store, plan_id, [ItemState.done, ItemState.failed]))
    for (const id of [contact_id, after?.id ?? contact_id]) ids.add(id);
  return store.successors(account, [...ids]);
}

/** The contacts by their ids, and by the ids that they had in the plan. */
function byAllIds(contacts: readonly Contact[], links: readonly Link[]): Map<string, Contact> {
  const all = new Map(contacts.map((contact) => [contact.id, contact]));
  for (const { old, now } of links) {
    const contact = all.get(now);
    if (contact && !all.has(old)) all.set(old, contact);
  }
  return all;
}

/** These ids, and the ids that the same contacts had in the plan. */
function withOldIds(ids: Iterable<string>, links: readonly Link[]): Set<string> {
  const all = new Set(ids);
  for (const { old, now } of links) if (all.has(now)) all.add(old);
  return all;
}

/** Items that were done, those that an earlier undo took back included, and open items, which may have been done: the contact will tell. */
async function undoableItems(
  store: Store,
  { account, plan_id, created_at }: PlanRecord,
  undone: ReadonlySet<string>,
): Promise<ItemRecord[]> {
  const items: ItemRecord[] = [];
  for await (const item of eachItem(store, plan_id, [
    ItemState.done,
    ItemState.failed,
    ItemState.unknown,
    ItemState.pending,
  ])) {
    if (leftToUndo(item).length > 0) items.push(item);
    if (!isOpen(item) || undone.has(item.contact_id)) continue;
    const query = { contact: item.contact_id, since: created_at };
    // If another plan wrote to the contact since, the contact does not tell what this item did.
    const last = await store.lastDone(account, query);
    if (last === undefined || last.item.plan_id === plan_id) items.push(item);
  }
  if (undone.size === 0 || items.some((item) => isLeft(item, undone))) return items;
  throw new AppError(
    `${plan_id} was undone already by ${await store.undoneBy(plan_id)}.`,
    'Nothing is left to undo.',
  );
}
