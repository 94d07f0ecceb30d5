import * as z from 'zod';
import { fitted } from '../lib/fit.ts';
import { isNumber, numberOrDigits, textOf } from '../lib/json.ts';
import { listed, plain, quoted, shownShort } from '../lib/text.ts';
import type { Contact, UnreadableField } from '../model/contact.ts';
import type { Unreadable } from '../model/reasons.ts';

/** A contact as results show it: hidden characters escaped, long values shortened. */
export const contactView = z.strictObject({
  id: z.string(),
  phone_number: z.string(),
  name: z.string(),
  tags: z.array(z.string()),
  custom_attributes: z.record(z.string(), z.unknown()),
  last_active_at: z.string().optional(),
  created_at: z.string(),
  updated_at: z.string(),
  /** Tags and attributes beyond the limits, such as `12 more tags`. */
  not_shown: z.string().optional(),
  /** Fields that are not as documented: the contact is never written to. */
  unreadable: z.string().optional(),
});

export type ContactView = z.output<typeof contactView>;

/** Limits for the characters of a value and the entries of a list, tried from generous to strict. */
const SIZES = [
  { chars: 2000, entries: 200 },
  { chars: 300, entries: 50 },
  { chars: 100, entries: 20 },
  { chars: 40, entries: 8 },
  { chars: 16, entries: 3 },
] as const;
/** A shortened id would be of no use. */
const LONGEST_ID = 64;

/** All of the contacts; their long values are shortened until the list fits. */
export function viewContacts(contacts: readonly Contact[]): ContactView[] {
  return fitted(SIZES, ({ chars, entries }) => contacts.map((contact) => view(contact, chars, entries)));
}

export function viewContact(contact: Contact): ContactView {
  return fitted(SIZES, ({ chars, entries }) => view(contact, chars, entries));
}

function view(contact: Contact, chars: number, entries: number): ContactView {
  const attributes = Object.entries(contact.custom_attributes);
  const hidden = [
    more(contact.tags.length - entries, 'tag'),
    more(attributes.length - entries, 'attribute'),
  ].filter(Boolean);
  const text = (value: string) => shownShort(value, chars);
  const whole = (value: string) => shownShort(value, Math.max(chars, LONGEST_ID));
  return {
    id: whole(contact.id),
    phone_number: whole(contact.phone_number),
    name: text(contact.name),
    tags: contact.tags.slice(0, entries).map(text),
    custom_attributes: Object.fromEntries(
      attributes.slice(0, entries).map(([key, value]) => [text(key), viewValue(value, text)]),
    ),
    ...(contact.last_active_at !== undefined && { last_active_at: whole(contact.last_active_at) }),
    created_at: whole(contact.created_at),
    updated_at: whole(contact.updated_at),
    ...(hidden.length > 0 && { not_shown: hidden.join(', ') }),
    ...(contact.unreadable && { unreadable: unreadableWords(unreadableFields(contact.unreadable)) }),
  };
}

/** A plain value stays as it is, if that shows every digit; lists and objects become JSON text. */
export function viewValue(value: unknown, text: (value: string) => string): unknown {
  if (typeof value === 'string') return text(value);
  if (isNumber(value)) {
    const number = numberOrDigits(value);
    return typeof number === 'string' ? text(number) : number;
  }
  if (typeof value === 'object' && value !== null) return text(JSON.stringify(value));
  return value;
}

function more(count: number, noun: string): string {
  return count > 0 ? `${count} more ${noun}${count === 1 ? '' : 's'}` : '';
}

/** Texts in quotation marks, all else without: `"1"` is a text, `1` a number. */
export function writtenValue(value: unknown): string {
  return typeof value === 'string' ? quoted(value, 60) : plain(textOf(value), 60);
}

const DOCUMENTED: Readonly<Record<UnreadableField, string>> = {
  phone_number: 'a text',
  name: 'a text',
  tags: 'a list of texts',
  custom_attributes: 'an object',
};

export function unreadableFields(unreadable: NonNullable<Contact['unreadable']>): Unreadable[] {
  return (['phone_number', 'name', 'tags', 'custom_attributes'] as const).flatMap((field) => {
    const holds = unreadable[field];
    return holds === undefined ? [] : [{ field, holds }];
  });
}

/** `tags is [{"name":"vip"}] and not a list of texts`. */
export function unreadableWords(fields: readonly Unreadable[]): string {
  return listed(
    fields.map(({ field, holds }) => `\`${field}\` is ${plain(holds, 80)} and not ${DOCUMENTED[field]}`),
  );
}
