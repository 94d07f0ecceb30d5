import { listed, quotedList } from '../lib/text.ts';
import type { Contact } from '../model/contact.ts';
import { protectedAmong, unprotected } from './tags.ts';
import { nameAndNumber } from './view.ts';

/** What an edit would do to a contact, as far as protection is concerned. */
interface Touch {
  adds: readonly string[];
  removes: readonly string[];
  /** Names of fields whose present value would be replaced. */
  overwrites: readonly string[];
}

/**
 * Why an edit must not be made, or none. Opt-outs stay on, and who opted out gets no tags and is not overwritten.
 * Adding an opt-out and taking other tags off is always allowed: the first protects, the second stops messages.
 */
export function protectionRefusal(
  contact: Contact,
  touch: Touch,
  protectedFolds: ReadonlySet<string>,
): string | undefined {
  const taken = protectedAmong(touch.removes, protectedFolds);
  if (taken.length > 0)
    return `${nameAndNumber(contact)}: the protected tag ${tags(taken)} is not taken off.`;
  const carried = protectedAmong(contact.tags, protectedFolds);
  if (carried.length === 0) return undefined;
  const given = unprotected(touch.adds, protectedFolds);
  if (given.length > 0)
    return `${nameAndNumber(contact)} carries the protected tag ${tags(carried)} and is not given ${tags(given)}: a campaign sends to everyone with its tag.`;
  if (touch.overwrites.length > 0)
    return `${nameAndNumber(contact)} carries the protected tag ${tags(carried)} and is not overwritten (${listed(touch.overwrites)}).`;
  return undefined;
}

/** Why a contact must not be deleted, or none. Deleted, an opt-out is forgotten and the next import brings the person back. */
export function deletionRefusal(contact: Contact, protectedFolds: ReadonlySet<string>): string | undefined {
  const carried = protectedAmong(contact.tags, protectedFolds);
  if (carried.length === 0) return undefined;
  return `${nameAndNumber(contact)} carries the protected tag ${tags(carried)} and is not deleted: the opt-out would be forgotten, and a later import or message brings the number back without it.`;
}

/** Why a contact must not be merged with others, or none: it would be deleted, or given tags. */
export function mergeRefusal(contact: Contact, protectedFolds: ReadonlySet<string>): string | undefined {
  const carried = protectedAmong(contact.tags, protectedFolds);
  if (carried.length === 0) return undefined;
  return `${nameAndNumber(contact)} carries the protected tag ${tags(carried)}: merged, the opt-out would be forgotten, or the person given other tags`;
}

/** Why a contact that was merged away must not come back beside the one that was kept, or none. */
export function reunionRefusal(kept: Contact, protectedFolds: ReadonlySet<string>): string | undefined {
  const carried = protectedAmong(kept.tags, protectedFolds);
  if (carried.length === 0) return undefined;
  return `it was merged into ${nameAndNumber(kept)}, which carries the protected tag ${tags(carried)} by now: back again, it would be without`;
}

/** A campaign includes by tag and excludes by nothing: an opt-out tag alone stops no message. */
export function optOutHint(
  after: Pick<Contact, 'tags'>,
  given: readonly string[],
  protectedFolds: ReadonlySet<string>,
): string[] {
  const [optOut] = protectedAmong(given, protectedFolds);
  const others = unprotected(after.tags, protectedFolds);
  if (optOut === undefined || others.length === 0) return [];
  return [
    `${tags([optOut])} alone keeps nobody out of a campaign: the contact still carries ${tags(others)}. Take ${others.length === 1 ? 'it' : 'those'} off to stop messages.`,
  ];
}

function tags(names: readonly string[]): string {
  return quotedList(names);
}
