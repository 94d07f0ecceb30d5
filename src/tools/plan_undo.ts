import * as z from 'zod';
import type { Context } from '../context.ts';
import { AppError } from '../errors.ts';
import { type Candidates, candidates } from '../find/candidates.ts';
import { counted } from '../lib/text.ts';
import { MINUTE } from '../lib/time.ts';
import type { ItemRecord } from '../model/item.ts';
import { ItemState, PLAN } from '../model/lifecycle.ts';
import type { PlanRecord } from '../model/plan.ts';
import type { Draft } from '../plans/draft/draft.ts';
import { draftUndo } from '../plans/draft/undo.ts';
import { canBeSeen, idsOf, isOpen, leftToUndo } from '../plans/tasks/index.ts';
import type { Store } from '../store/contract.ts';
import { eachItem } from '../store/each.ts';
import { howFar, howOn } from '../words/found.ts';
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
    const undone = underOldIds(await store.contactsUndone(plan.plan_id), links);
    const items = await stillDone(store, plan, undone);
    if (items.length === 0 && undone.size > 0)
      throw new AppError(
        `${plan.plan_id} was undone already by ${await store.undoneBy(plan.plan_id)}.`,
        'Nothing is left to take back.',
      );
    const chosen =
      contacts_in === undefined ? undefined : await context.selections.whole(contacts_in, 'planned');
    const only = chosen && underOldIds(chosen.ids, links);
    const left = items.some((item) => stillOf(item, undone).some((id) => only?.has(id)));
    if (only && !left && [...only].some((id) => undone.has(id)))
      throw new AppError(
        `What ${plan.plan_id} did to the contacts in \`contacts_in\` was undone already by ${await store.undoneBy(plan.plan_id)}.`,
        `${counted(items.length, 'more contact')} of the plan can still be undone.`,
      );
    const draft = await onFresh(plan.plan_id, context, scope, ({ contacts }) => {
      const current = new Map(contacts.map((contact) => [contact.id, contact]));
      for (const { old, now } of links) {
        const contact = current.get(now);
        if (contact && !current.has(old)) current.set(old, contact);
      }
      return draftUndo(plan, items, current, { only, undone, include_protected }, draftWorld(context));
    });
    return saveDraft(draft, context, scope.canAsk);
  },
  say: sayPlan,
});

/** Undos for which the account takes more than one call to be read: when each was asked for first, and last. */
const asked = new WeakMap<Context, Map<string, { first: number; last: number }>>();
/** Who does not ask again for so long asks anew. */
const ASKED_ANEW = 5 * MINUTE;
/** The reading that there is, one that was begun before the call, and one of its own. */
const READINGS = 3;

/**
 * Drawn up on what was read of the account. What that leaves alone is never looked at again, so a reading from before this
 * undo was asked for counts only when it leaves nobody alone.
 */
async function onFresh(
  planId: string,
  context: Context,
  scope: CallScope,
  drawUp: (source: Candidates) => Draft,
): Promise<Draft> {
  const now = context.now();
  const undos = asked.get(context) ?? new Map<string, { first: number; last: number }>();
  asked.set(context, undos);
  const earlier = undos.get(planId);
  const since = earlier && Math.abs(now - earlier.last) < ASKED_ANEW ? earlier.first : now;
  for (let reading = 1; ; reading++) {
    const source = await candidates(context, {}, {}, scope);
    if (!source.complete) {
      // The next call goes on with this reading.
      undos.set(planId, { first: since, last: now });
      throw new AppError(`Nothing was planned: ${howFar(source)}`, howOn(source, 'Call `plan_undo` again'));
    }
    const draft = drawUp(source);
    const isFresh = source.asOf >= since || reading === READINGS;
    if (isFresh || draft.items.every(({ state }) => state === ItemState.pending)) {
      undos.delete(planId);
      return draft;
    }
    context.account.forget();
  }
}

/** Ids of the contacts for which an item can still be undone; of what is open, all that it is about. */
function stillOf(item: ItemRecord, undone: ReadonlySet<string>): string[] {
  if (isOpen(item)) return idsOf(item);
  return leftToUndo(item, undone).flatMap(({ contact_id, after }) => [contact_id, after?.id ?? contact_id]);
}

/** Throws unless the plan was begun and has ended. */
function checkEnded({ plan_id, state, reason }: PlanRecord, { mode }: Context): void {
  const mayStop = mode !== 'read-only';
  const { approved, finished } = PLAN[state];
  if (approved && finished) return;
  if (approved)
    throw new AppError(
      `${plan_id} is ${state}; only a plan that has ended is undone.`,
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

/** Of what takes several requests, or created somebody, an undo would not know what was done. */
async function refuseUnfinished(store: Store, { plan_id }: PlanRecord): Promise<void> {
  const { sending } = await store.countItems(plan_id);
  if (sending > 0)
    throw new AppError(
      `${counted(sending, 'request')} of ${plan_id} ${sending === 1 ? 'is' : 'are'} still under way.`,
      'Call again in a few seconds; if a process died in the middle, `apply_plan` it to its end first.',
    );
  let begun = 0;
  for await (const item of eachItem(store, plan_id, [ItemState.pending, ItemState.unknown]))
    if (isOpen(item) && !canBeSeen(item)) begun += 1;
  if (begun === 0) return;
  throw new AppError(
    `${counted(begun, 'item')} of ${plan_id} ${begun === 1 ? 'was' : 'were'} begun and not finished, or not settled: a part may be done.`,
    `\`apply_plan\` ${plan_id} to its end first; then undo all of it.`,
  );
}

type Link = Awaited<ReturnType<Store['successors']>>[number];

/** The ids that contacts of the plan have since they came back, or got a new number. */
async function linksOf(store: Store, { account, plan_id }: PlanRecord): Promise<Link[]> {
  const ids = new Set<string>();
  for await (const { contact_id, after } of eachItem(store, plan_id, [ItemState.done, ItemState.failed]))
    for (const id of [contact_id, after?.id ?? contact_id]) ids.add(id);
  return store.successors(account, [...ids]);
}

/** These ids, and those that the same contacts had in the plan. */
function underOldIds(ids: Iterable<string>, links: readonly Link[]): Set<string> {
  const all = new Set(ids);
  for (const { old, now } of links) if (all.has(now)) all.add(old);
  return all;
}

/** Each item is undone once: those that no earlier undo took back, and those that only the contact can tell of. */
async function stillDone(
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
    if (leftToUndo(item, undone).length > 0) items.push(item);
    if (!isOpen(item) || undone.has(item.contact_id)) continue;
    const query = { contact: item.contact_id, since: created_at };
    // Another plan wrote to it since, and may be the one that did what the contact shows.
    const last = await store.lastDone(account, query);
    if (last === undefined || last.item.plan_id === plan_id) items.push(item);
  }
  return items;
}
