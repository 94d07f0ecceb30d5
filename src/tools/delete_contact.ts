import type { Contact } from '../api/wire.ts';
import { readContact } from '../api/wire.ts';
import { deletionRefusal } from '../contacts/protection.ts';
import { resolveContact } from '../contacts/resolve.ts';
import { contactView, line, viewContact } from '../contacts/view.ts';
import type { Context } from '../context.ts';
import { AppError } from '../errors.ts';
import { counted, listed, plain, quoted } from '../lib/text.ts';
import { SECOND } from '../lib/time.ts';
import { deleteItem } from '../plans/remove.ts';
import { PROTECTED_NEXT, settled } from '../plans/single.ts';
import { type Answer, defineTool, Question } from './define.ts';
import { contactRef } from './params.ts';

export const deleteContact = defineTool({
  name: 'delete_contact',
  title: 'Delete a contact',
  effect: 'destroy',
  description:
    'Deletes one contact for good, after the person approved it in a form; without forms in the client it refuses. To stop messages, take campaign tags off with `update_contact` instead.',
  input: { contact: contactRef },
  output: { contact: contactView.describe('As it was') },
  async run({ contact: ref }, context, { signal, canAsk, answer }) {
    if (!answer) return ask(await resolveContact(context.api, ref, { signal }), canAsk, context);
    const contact = approved(answer);
    settled(await deleteItem({ ...context, call: { signal } }, contact), context.account);
    context.account.wrote(contact.id, undefined);
    return { contact: viewContact(contact) };
  },
  say: ({ contact }) => `Deleted. It was: ${line(contact)}`,
});

function ask(contact: Contact, canAsk: boolean, { protectedFolds, where }: Context): Question {
  const refusal = deletionRefusal(contact, protectedFolds);
  if (refusal !== undefined) throw new AppError(refusal, PROTECTED_NEXT);
  if (!canAsk) throw new AppError(`Nothing was deleted: ${NO_FORM}`, NO_FORM_NEXT);
  const tags =
    contact.tags.length === 0 ? 'no tags' : `tags ${listed(contact.tags.map((tag) => quoted(tag, 60)))}`;
  const attributes = counted(Object.keys(contact.custom_attributes).length, 'attribute');
  return new Question(
    `Delete 1 contact from ${where}: ${quoted(contact.name)}, ${plain(contact.phone_number, 40)}, ${tags}, ${attributes}. ` +
      'This is permanent: created again, the contact gets a new id and starts without its history.',
    contact,
  );
}

const NO_FORM = 'deleting needs the approval of a person, and this client cannot show them a form.';
const NO_FORM_NEXT =
  'Tell the person; they can delete it in the Vobiz console, or use a client that shows forms.';
/** Nobody reads and declines a form this fast: it is a host that shows none. */
const TOO_FAST = SECOND;

/** The contact that the person said may be deleted, as they were shown it. */
function approved({ action, state, tookMs }: Answer): Contact {
  if (action === 'accept') return readContact(state);
  if (action === 'cancel')
    throw new AppError(
      'Nothing was deleted: the form was closed or not answered.',
      'Ask the person whether they still want it.',
    );
  if (tookMs < TOO_FAST)
    throw new AppError(`Nothing was deleted: ${NO_FORM} It declined by itself.`, NO_FORM_NEXT);
  throw new AppError('Nothing was deleted: the person declined.', 'Do not ask again unless they say so.');
}
