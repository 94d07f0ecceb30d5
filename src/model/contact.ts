/**
 * A contact as this program holds it. `last_active_at` is left out when the contact has had no activity;
 * the times are RFC 3339, UTC.
 */
export interface Contact {
  id: string;
  phone_number: string;
  name: string;
  tags: string[];
  custom_attributes: Record<string, unknown>;
  last_active_at?: string;
  created_at: string;
  updated_at: string;
  /** Fields whose value is not as documented, each with a description of the value: such a contact is never written to. */
  unreadable?: Readonly<Partial<Record<UnreadableField, string>>>;
}

export type UnreadableField = 'phone_number' | 'name' | 'tags' | 'custom_attributes';

/** The fields that the service lets us write. */
export interface ContactFields {
  name: string;
  tags: string[];
  custom_attributes: Record<string, unknown>;
}

export type NewContact = Pick<Contact, 'phone_number'> & ContactFields;

/** Has the fields of a contact, and nothing in them. */
export const BLANK: Contact = {
  id: '',
  phone_number: '',
  name: '',
  tags: [],
  custom_attributes: {},
  created_at: '',
  updated_at: '',
};

/** How an item leaves a contact. `replaced`: a contact with the new number takes its place. */
export type Effect = 'created' | 'changed' | 'replaced' | 'deleted';
