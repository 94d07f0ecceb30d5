import type { WireContact } from '../api/wire.ts';
import type { Change } from './account.ts';
import type { Dialect } from './dialect.ts';
import type { Page } from './listing.ts';

/** A reply before it is sent. */
export interface Reply {
  status: number;
  type: string;
  text: string;
  headers?: Record<string, string>;
}

const plainTexts = new WeakMap<WireContact, string>();
const nullingTexts = new WeakMap<WireContact, string>();

export function jsonReply(status: number, value: unknown): Reply {
  return { status, type: 'application/json', text: JSON.stringify(value) };
}

export function contactReply(status: number, contact: WireContact, dialect: Dialect): Reply {
  return { status, type: 'application/json', text: contactText(contact, dialect) };
}

/** The reply of PUT in the shapes of `putReply`. */
export function updateReply({ before, after }: Change, dialect: Dialect): Reply {
  switch (dialect.putReply) {
    case 'contact':
      return contactReply(200, after, dialect);
    case 'stale':
      return contactReply(200, before, dialect);
    case 'wrapped':
      return { status: 200, type: 'application/json', text: `{"data":${contactText(after, dialect)}}` };
    case 'empty':
      return { status: 200, type: 'application/json', text: '' };
  }
}

export function pageReply({ contacts, total, page, limit }: Page, dialect: Dialect): Reply {
  const list = `[${contacts.map((contact) => contactText(contact, dialect)).join(',')}]`;
  const text =
    dialect.listShape === 'data'
      ? `{"data":${list},"meta":{"total":${total},"page":${page},"limit":${limit}}}`
      : `{"items":${list},"total":${total},"page":${page},"limit":${limit},"has_more":${page * limit < total}}`;
  return { status: 200, type: 'application/json', text };
}

/** Each contact is written once: stored contacts never change, they are replaced. */
function contactText(contact: WireContact, { nullFields }: Dialect): string {
  const texts = nullFields ? nullingTexts : plainTexts;
  let text = texts.get(contact);
  if (text === undefined) {
    text = JSON.stringify(nullFields ? withNulls(contact) : contact);
    texts.set(contact, text);
  }
  return text;
}

function withNulls(contact: WireContact): object {
  const isEmpty = Object.keys(contact.custom_attributes).length === 0;
  return {
    ...contact,
    tags: contact.tags.length === 0 ? null : contact.tags,
    custom_attributes: isEmpty ? null : contact.custom_attributes,
  };
}
