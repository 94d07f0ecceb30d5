import type { Mode } from '../context.ts';
import { createContact } from './create_contact.ts';
import type { Effect, Tool } from './define.ts';
import { deleteContact } from './delete_contact.ts';
import { findContacts } from './find_contacts.ts';
import { getContact } from './get_contact.ts';
import { importContacts } from './import_contacts.ts';
import { listContacts } from './list_contacts.ts';
import { listTags } from './list_tags.ts';
import { updateContact } from './update_contact.ts';

/** Every tool, in the order that clients show them. */
export const tools: readonly Tool[] = [
  listContacts,
  getContact,
  createContact,
  updateContact,
  deleteContact,
  importContacts,
  findContacts,
  listTags,
];

const LEFT_OUT: Record<Mode, readonly Effect[]> = {
  full: [],
  'no-delete': ['destroy'],
  'read-only': ['write', 'destroy'],
};

/** The tools that a mode allows; the others are not listed. */
export function toolsFor(mode: Mode): Tool[] {
  return tools.filter(({ effect }) => !LEFT_OUT[mode].includes(effect));
}
