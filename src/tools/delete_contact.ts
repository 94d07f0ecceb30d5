import * as z from 'zod';
import { deletionRefusal } from '../contacts/protection.ts';
import { writable } from '../contacts/unreadable.ts';
import { contactView, viewContact } from '../contacts/view.ts';
import type { Context } from '../context.ts';
import { AppError } from '../errors.ts';
import { NoSuchContact, resolveContact } from '../find/resolve.ts';
import { unended } from '../lib/text.ts';
import type { Contact } from '../model/contact.ts';
import { can, ITEM, ItemState, PLAN } from '../model/lifecycle.ts';
import type { PlanRecord } from '../model/plan.ts';
import { draftDelete } from '../plans/draft/update.ts';
import type { Journal } from '../plans/journal.ts';
import { line } from '../words/contact.ts';
import { doneAlready, protectedNext, wayBackNext } from '../words/outcome.ts';
import { type PlanView, planShape, sayPlan } from '../words/plan.ts';
import { reasonWords } from '../words/plans/reasons.ts';
import { AskedElsewhere, type CallScope, defineTool } from './define.ts';
import { contactRef } from './params.ts';
import { approve, planAsked } from './steps/approve.ts';
import { decidedBefore } from './steps/decide.ts';
import { doneBefore, type Earlier } from './steps/history.ts';
import { draftWorld, saveDraft } from './steps/save.ts';
import { findPlan, viewWithNext } from './steps/view.ts';
import { waitFor } from './steps/wait.ts';
import { resolve } from './steps/whom.ts';

const WAIT = 15;

const plan = z.object(planShape);

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
    ...plan.partial().shape,
    contact: contactView.optional().describe('As it was, once it is deleted'),
    plan_id: z.string(),
    warnings: z.array(z.string()).optional(),
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
        plan_id: found.plan_id,
        warnings: [doneAlready(found)],
      };
    if (plan) return viewWithNext(store, plan, context, scope);
    // The second of two calls at once finds the form of the first.
    const place = context.line.join(`the form to delete ${found.id}`);
    try {
      await place.turn(scope.signal);
      const asked = await store.formToDelete(context.rules.account, found.id, context.now());
      if (asked !== undefined) return new AskedElsewhere(asked);
      const draft = draftDelete([found], {}, draftWorld(context));
      const saved = await saveDraft(draft, context, scope.canAsk);
      if (!scope.canAsk) return saved;
      return await askAndDelete(await findPlan(store, context, saved.plan_id), context, scope);
    } finally {
      place.leave();
    }
  },
  say({ contact, warnings = [], ...rest }) {
    if (contact === undefined) return `Not deleted yet.\n${sayPlan(plan.parse(rest))}`;
    return `${warnings[0] ?? `Deleted (${rest.plan_id}).`} The contact was: ${line(contact)}`;
  },
});

/** The contact to delete, or its earlier deletion. */
async function find(ref: string, context: Context, signal: AbortSignal): Promise<Contact | Earlier> {
  const { protectedFolds } = context;
  const contact = await resolveContact(context, ref, { signal }).catch(async (error: unknown) => {
    const earlier = error instanceof NoSuchContact && (await doneBefore(context, 'deleted', ref));
    if (earlier) return earlier;
    if (error instanceof NoSuchContact) return resolve(context, ref, signal);
    throw error;
  });
  if ('ago' in contact) return contact;
  const refusal = deletionRefusal(contact, protectedFolds);
  if (refusal !== undefined)
    throw new AppError(`${reasonWords(refusal)}.`, protectedNext(contact, 'plan_delete'));
  return writable(contact);
}

/** Asks the person, or acts on the answer, and deletes. */
async function askAndDelete(plan: PlanRecord, context: Context, scope: CallScope) {
  const journal = await context.journal();
  if (can(plan.state, 'approve')) {
    const asked = await approve(journal, plan, undefined, context, scope);
    if (asked && 'waits' in asked) return viewWithNext(journal.store, plan, context, scope, asked.waits);
    if (asked) return asked;
  } else if (scope.answer || !PLAN[plan.state].approved) {
    throw await decidedBefore(journal.store, plan);
  }
  journal.runner.wake();
  const view = await waitFor(journal, plan.plan_id, WAIT, context, scope);
  const contact = viewContact(await deletedContact(journal, view));
  return { contact, plan_id: plan.plan_id, next: wayBackNext(plan.plan_id, 'delete') };
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
      `The deletion is approved but not done yet: ${plan_id} is ${state}, because ${unended(reason)}.`,
      next,
    );
  if (open)
    throw new AppError(
      `The deletion is approved but not done yet: ${plan_id} goes on in the background.`,
      `\`get_plan\` ${plan_id} tells how it ends; do not call \`delete_contact\` again.`,
    );
  const why = item?.reason === undefined ? `it ended as \`${item?.state}\`` : reasonWords(item.reason);
  throw new AppError(
    item?.state === ItemState.unknown
      ? `It is not certain whether the contact was deleted: ${unended(why)}.`
      : `The contact was not deleted, because ${unended(why)}.`,
    `Look at it with \`get_contact\`; \`get_plan\` ${plan_id} tells how it goes on.`,
  );
}
