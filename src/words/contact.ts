import type { ContactView } from '../contacts/view.ts';

/** All of a contact's data in one line. Texts are in quotation marks, so that none can pass for another field. */
export function line(contact: ContactView): string {
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
    ...(contact.unreadable
      ? [`this program cannot read all of it, so nothing is written to it: ${contact.unreadable}`]
      : []),
    `id ${contact.id}`,
  ].join(' | ');
}

/** A text in quotation marks: spaces at its ends are part of it, and a comma or colon is not its end. */
export function marked(value: unknown): string {
  return typeof value === 'string' ? `"${value.replaceAll('"', '\\"')}"` : String(value);
}

export function lines(contacts: readonly ContactView[]): string {
  return contacts.map((contact) => `- ${line(contact)}`).join('\n');
}
