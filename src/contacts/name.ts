import { plain, quoted } from '../lib/text.ts';
import type { Contact } from '../model/contact.ts';

/** Name and number, as a sentence speaks of a contact. */
export function nameAndNumber({ name, phone_number }: Pick<Contact, 'name' | 'phone_number'>): string {
  return `${quoted(name, 60)} (${plain(phone_number, 40)})`;
}
