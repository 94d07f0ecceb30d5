import * as z from 'zod';
import type { Contact } from '../api/wire.ts';
import { deletionRefusal } from '../contacts/protection.ts';
import { resolveContact } from '../contacts/resolve.ts';
import { contactView, line, viewContact } from '../contacts/view.ts';
import type { Context } from '../context.ts';
import { AppError } from '../errors.ts';
import { counted, listed, plain, quoted } from '../lib/text.ts';
import { type Draft, draftDelete } from '../plans/draft.ts';
import type { Journal } from '../plans/journal.ts';
import { PROTECTED_NEXT } from '../plans/single.ts';
import type { PlanRecord } from '../store/records.ts';
import { approve } from './approving.ts';
import { defineTool } from './define.ts';
import { contactRef } from './params.ts';
import { draftWorld, saveDraft } from './planning.ts';
import { findPlan } from './planView.ts';
import { waitFor } from './waiting.ts';

const WAIT = 15;

export const deleteContact = defineTool({
  name: 'delete_contact',
  title: 'Delete a contact',
  effect: 'destroy',
  deletes: true,
  waits: true,
  description:
    'Deletes one contact for good, after the person approved it in a form; without forms it gives the plan, for `apply_plan`. To stop messages, take campaign tags off with `update_contact` instead.',
  input: { contact: contactRef },
  output: {
    contact: contactView.describe('As it was'),
    deleted: z.boolean(),
    plan_id: z.string(),
    approval_phrase: z.string().optional(),
  },
  async run({ contact: ref }, context, scope) {
    const journal = await context.journal();
    const asked = scope.answer === undefined ? undefined : String(scope.answer.state);
    const contact = asked === undefined ? await deletable(ref, context, scope.signal) : undefined;
    const draft = contact && named(draftDelete([contact], {}, draftWorld(context)), contact, context);
    const saved = draft && (await saveDraft(draft, context, scope.canAsk));
    const plan = await findPlan(journal.store, context, asked ?? saved?.plan_id ?? '');
    if (contact && saved && !scope.canAsk) {
      const { plan_id, approval_phrase, next } = saved;
      return {
        contact: viewContact(contact),
        deleted: false,
        plan_id,
        ...(approval_phrase !== undefined && { approval_phrase }),
        next,
      };
    }
    const question = await approve(journal, plan, undefined, context, scope);
    if (question) return question;
    journal.runner.wake();
    await waitFor(journal, plan.plan_id, WAIT, context, scope);
    return { contact: viewContact(await deleted(journal, plan)), deleted: true, plan_id: plan.plan_id };
  },
  say({ contact, deleted: gone, plan_id, approval_phrase }) {
    if (gone) return `Deleted (${plan_id}). It was: ${line(contact)}`;
    const how = approval_phrase === undefined ? '' : ` To approve, the person types: ${approval_phrase}`;
    return `Not deleted yet: ${plan_id} waits for approval.${how}\n${line(contact)}`;
  },
});

/** One contact can be named: its name, number and tags say more than a count. */
function named({ plan, items }: Draft, contact: Contact, { where }: Context): Draft {
  const tags =
    contact.tags.length === 0 ? 'no tags' : `tags ${listed(contact.tags.map((tag) => quoted(tag, 60)))}`;
  const attributes = counted(Object.keys(contact.custom_attributes).length, 'attribute');
  const who = `${quoted(contact.name)}, ${plain(contact.phone_number, 40)}, ${tags}, ${attributes}`;
  return { plan: { ...plan, summary: `Delete 1 contact from ${where}: ${who}.` }, items };
}

async function deletable(
  ref: string,
  { api, protectedFolds }: Context,
  signal: AbortSignal,
): Promise<Contact> {
  const contact = await resolveContact(api, ref, { signal });
  const refusal = deletionRefusal(contact, protectedFolds);
  if (refusal !== undefined) throw new AppError(refusal, PROTECTED_NEXT);
  return contact;
}

/** The contact as it was; an error that says why it is still there. */
async function deleted({ store }: Journal, { plan_id }: PlanRecord): Promise<Contact> {
  const [item] = await store.listItems(plan_id, { limit: 1 });
  if (item?.state === 'done') return item.before;
  throw new AppError(
    `The contact was not deleted: ${item?.reason ?? `its item is ${item?.state}`}.`,
    `Look at it with \`get_contact\`; \`get_plan\` ${plan_id} tells how it goes on.`,
  );
}
