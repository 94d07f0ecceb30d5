import type { ContactView } from '../contacts/view.ts';

/** One line of text about a contact, saying all that the data says; every value in quotation marks, so that none can pass for another. */
export function line(contact: ContactView): string {
  return `${described(contact)} | id ${contact.id}`;
}

/** The same without the id: where a line is cut, the id has to stand outside of it. */
export function described(contact: ContactView): string {
  const attributes = Object.entries(contact.custom_attributes).map(
    ([key, value]) => `${marked(key)}: ${marked(value)}`,
  );
  return [
    `${contact.name === '' ? '(no name)' : marked(contact.name)} ${contact.phone_number}`,
    contact.tags.length > 0 ? `tags ${contact.tags.map(marked).join(', ')}` : 'no tags',
    ...(attributes.length > 0 ? [`attributes ${attributes.join(', ')}`] : []),
    contact.last_active_at ? `last active ${contact.last_active_at}` : 'never active',
    `created ${contact.created_at}, updated ${contact.updated_at}`,
    ...(contact.not_shown ? [`(${contact.not_shown})`] : []),
    ...(contact.unreadable ? [`not as documented, so nothing is written to it: ${contact.unreadable}`] : []),
  ].join(' | ');
}

function marked(value: unknown): string {
  return typeof value === 'string' ? `"${value.replaceAll('"', '\\"')}"` : String(value);
}

export function lines(contacts: readonly ContactView[]): string {
  return contacts.map((contact) => `- ${line(contact)}`).join('\n');
}
