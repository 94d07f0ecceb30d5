import { contactView, viewContact } from '../contacts/view.ts';
import { line } from '../words/contact.ts';
import { defineTool } from './define.ts';
import { contactRef } from './params.ts';
import { resolve } from './steps/whom.ts';

export const getContact = defineTool({
  name: 'get_contact',
  title: 'Get a contact',
  effect: 'read',
  description: 'One contact with all its tags and attributes, as it is now.',
  input: { contact: contactRef },
  output: { contact: contactView },
  async run({ contact }, context, { signal }) {
    return { contact: viewContact(await resolve(context, contact, signal)) };
  },
  say: ({ contact }) => line(contact),
});
