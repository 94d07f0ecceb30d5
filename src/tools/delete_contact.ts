import * as z from 'zod';
import { deletionRefusal } from '../contacts/protection.ts';
import { writable } from '../contacts/unreadable.ts';
import { contactView, viewContact } from '../contacts/view.ts';
import type { Context } from '../context.ts';
import { AppError } from '../errors.ts';
import { NoSuchContact, resolveContact } from '../find/resolve.ts';
import type { Contact } from '../model/contact.ts';
import { personOf } from '../model/facts.ts';
import { can, ITEM, ItemState, PLAN } from '../model/lifecycle.ts';
import type { PlanRecord } from '../model/plan.ts';
import { type Draft, draftDelete } from '../plans/draft/update.ts';
import type { Journal } from '../plans/journal.ts';
import { line } from '../words/contact.ts';
import { nextOf } from '../words/next.ts';
import { doneAlready, protectedNext } from '../words/outcome.ts';
import type { PlanView } from '../words/plan.ts';
import { reasonWords } from '../words/reasons.ts';
import { AskedElsewhere, type CallScope, defineTool } from './define.ts';
import { contactRef } from './params.ts';
import { approve, decidedBefore, planAsked } from './steps/approve.ts';
import { doneBefore, type Earlier } from './steps/history.ts';
import { draftWorld, saveDraft } from './steps/save.ts';
import { findPlan, viewPlan, waysOf } from './steps/view.ts';
import { waitFor } from './steps/wait.ts';
import { resolve } from './steps/whom.ts';

const WAIT = 15;

export const deleteContact = defineTool({
  name: 'delete_contact',
  title: 'Delete a contact',
  effect: 'destroy',
  deletes: true,
  waits: true,
  description:
    'Deletes one contact for good, after the person approved it in a form; without forms it gives the plan, for `apply_plan`. To stop messages, take campaign tags off instead (`update_contact`).',
  input: { contact: contactRef },
  output: {
    contact: contactView.describe('As it was'),
    deleted: z.boolean(),
    plan_id: z.string(),
    summary: z.string().optional(),
    approval_phrase: z.string().optional(),
    warnings: z.array(z.string()),
  },
  async run({ contact: ref }, context, scope) {
    const { journal } = context;
    const { store } = await journal();
    const plannedBefore = scope.answer ? planAsked(scope.answer) : scope.waitedFor;
    const plan = plannedBefore === undefined ? undefined : await findPlan(store, context, plannedBefore);
    if (plan && (scope.canAsk || !can(plan.state, 'approve'))) return askAndDelete(plan, context, scope);
    const found = await find(ref, context, scope.signal);
    if ('ago' in found)
      return {
        contact: viewContact(found.contact),
        deleted: true,
        plan_id: found.plan_id,
        warnings: [doneAlready(found)],
      };
    if (plan) return waiting(found, await viewWaiting(plan, context, scope));
    // The second of two calls at once finds the form of the first.
    const place = context.line.join(`the form to delete ${found.id}`);
    try {
      await place.turn(scope.signal);
      const asked = await store.formToDelete(context.rules.account, found.id, context.now());
      if (asked !== undefined) return new AskedElsewhere(asked);
      const draft = named(draftDelete([found], {}, draftWorld(context)), found, context);
      const saved = await saveDraft(draft, context, scope.canAsk);
      if (!scope.canAsk) return waiting(found, saved);
      return await askAndDelete(await findPlan(store, context, saved.plan_id), context, scope);
    } finally {
      place.leave();
    }
  },
  say({ contact, deleted: isDeleted, plan_id, summary, approval_phrase, warnings }) {
    const [already] = warnings;
    if (isDeleted) return `${already ?? `Deleted (${plan_id}).`} The contact was: ${line(contact)}`;
    return [
      `Not deleted yet: ${plan_id} waits for approval: ${summary}`,
      ...warnings.map((warning) => `Warning: ${warning}`),
      ...(approval_phrase === undefined ? [] : [`To approve, the person types: ${approval_phrase}`]),
      line(contact),
    ].join('\n');
  },
});

/** The result when the plan waits for the phrase. */
function waiting(contact: Contact, plan: PlanView & { next?: string }) {
  const { plan_id, summary, approval_phrase, warnings, next } = plan;
  const phrase = approval_phrase !== undefined && { approval_phrase };
  return { contact: viewContact(contact), deleted: false, plan_id, summary, ...phrase, warnings, next };
}

/** The plan that waits after its form, which the client did not draw. */
async function viewWaiting(plan: PlanRecord, context: Context, { canAsk }: CallScope) {
  const { store } = await context.journal();
  const view = await viewPlan(store, plan, context, { canAsk });
  return { ...view, ...nextOf(plan, view, waysOf(context, canAsk)) };
}

/** The draft with the contact in its summary, which tells more than a count of one. */
function named({ plan, items }: Draft, contact: Contact, { where }: Context): Draft {
  const { tags, custom_attributes } = contact;
  const attributes = Object.keys(custom_attributes).length;
  const summary = { say: 'delete one', contact: personOf(contact), tags, attributes, where } as const;
  return { plan: { ...plan, summary }, items };
}

/** The contact to delete, or its earlier deletion. */
async function find(ref: string, context: Context, signal: AbortSignal): Promise<Contact | Earlier> {
  const { api, protectedFolds } = context;
  const contact = await resolveContact(api, ref, { signal }).catch(async (error: unknown) => {
    const earlier = error instanceof NoSuchContact && (await doneBefore(context, 'deleted', ref));
    if (earlier) return earlier;
    if (error instanceof NoSuchContact) return resolve(context, ref, signal);
    throw error;
  });
  if ('ago' in contact) return contact;
  const refusal = deletionRefusal(contact, protectedFolds);
  if (refusal !== undefined) throw new AppError(`${refusal}.`, protectedNext('plan_delete'));
  return writable(contact);
}

/** Asks the person, or acts on the answer, and deletes. */
async function askAndDelete(plan: PlanRecord, context: Context, scope: CallScope) {
  const journal = await context.journal();
  if (can(plan.state, 'approve')) {
    const question = await approve(journal, plan, undefined, context, scope);
    if (question) return question;
  } else if (scope.answer || !PLAN[plan.state].approved) {
    throw await decidedBefore(journal.store, plan);
  }
  journal.runner.wake();
  const view = await waitFor(journal, plan.plan_id, WAIT, context, scope);
  const contact = viewContact(await deletedContact(journal, view));
  return { contact, deleted: true, plan_id: plan.plan_id, warnings: [] };
}

/** The contact as it was; throws when it was not deleted. */
async function deletedContact(
  { store }: Journal,
  { plan_id, state, reason, next }: PlanView & { next?: string },
): Promise<Contact> {
  const [item] = await store.listItems(plan_id, { limit: 1 });
  if (item?.state === ItemState.done) return item.before;
  const open = item !== undefined && ITEM[item.state].open;
  if (open && reason !== undefined)
    throw new AppError(
      `The deletion is approved but not done yet: ${plan_id} is ${state}, because ${reason}`,
      next,
    );
  if (open)
    throw new AppError(
      `The deletion is approved but not done yet: ${plan_id} goes on in the background.`,
      `\`get_plan\` ${plan_id} tells how it ends; nothing needs to be called again for it.`,
    );
  const why = item?.reason === undefined ? `its item is ${item?.state}` : reasonWords(item.reason);
  throw new AppError(
    `The contact was not deleted, because ${why}.`,
    `Look at it with \`get_contact\`; \`get_plan\` ${plan_id} tells how it goes on.`,
  );
}
