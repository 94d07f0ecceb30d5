import { listed, quotedList } from '../lib/text.ts';
import type { Contact } from '../model/contact.ts';
import type { Warning } from '../model/facts.ts';
import { nameAndNumber } from './name.ts';
import { protectedAmong, unprotected } from './tags.ts';

/** The changes of an edit that protection judges. */
interface Touch {
  adds: readonly string[];
  removes: readonly string[];
  /** Names of fields whose value would be replaced. */
  overwrites: readonly string[];
}

/**
 * Why an edit must not be made, or none. Opt-outs stay on, and a contact that opted out gets no tags and is not overwritten.
 * An edit may always add an opt-out, which protects, and take other tags off, which stops messages.
 */
export function protectionRefusal(
  contact: Contact,
  touch: Touch,
  protectedFolds: ReadonlySet<string>,
): string | undefined {
  const taken = protectedAmong(touch.removes, protectedFolds);
  if (taken.length > 0)
    return `${nameAndNumber(contact)}: the protected tag ${quotedList(taken)} is not taken off.`;
  const optOut = optOutOf(contact, protectedFolds);
  if (optOut === undefined) return undefined;
  const added = unprotected(touch.adds, protectedFolds);
  if (added.length > 0)
    return `${nameAndNumber(contact)} carries the protected tag ${optOut} and is not given ${quotedList(added)}: a campaign sends to everyone with its tag.`;
  if (touch.overwrites.length > 0)
    return `${nameAndNumber(contact)} carries the protected tag ${optOut} and is not overwritten (${listed(touch.overwrites)}).`;
  return undefined;
}

/** Why a contact must not be deleted, or none: an opt-out would be forgotten, and the next import would bring the person back. */
export function deletionRefusal(contact: Contact, protectedFolds: ReadonlySet<string>): string | undefined {
  const optOut = optOutOf(contact, protectedFolds);
  return (
    optOut &&
    `${nameAndNumber(contact)} carries the protected tag ${optOut} and is not deleted: the opt-out would be forgotten, and a later import or message brings the number back without it.`
  );
}

/** Why a contact must not be merged with others, or none: it would be deleted, or get their tags. */
export function mergeRefusal(contact: Contact, protectedFolds: ReadonlySet<string>): string | undefined {
  const optOut = optOutOf(contact, protectedFolds);
  return (
    optOut &&
    `${nameAndNumber(contact)} carries the protected tag ${optOut}: merged, the opt-out would be forgotten, or the person given other tags`
  );
}

/** Why a contact that was merged away must not be created again beside the kept one, or none. */
export function reunionRefusal(kept: Contact, protectedFolds: ReadonlySet<string>): string | undefined {
  const optOut = optOutOf(kept, protectedFolds);
  return (
    optOut &&
    `it was merged into ${nameAndNumber(kept)}, which carries the protected tag ${optOut} by now: back again, it would be without`
  );
}

/** A campaign includes by tag and excludes by nothing: an opt-out tag alone stops no message. */
export function optOutHint(
  after: Pick<Contact, 'tags'>,
  added: readonly string[],
  protectedFolds: ReadonlySet<string>,
): Warning[] {
  const [tag] = protectedAmong(added, protectedFolds);
  const others = unprotected(after.tags, protectedFolds);
  return tag === undefined || others.length === 0 ? [] : [{ say: 'opt-out beside', tag, others }];
}

/** The protected tags of a contact in words, or none. */
function optOutOf({ tags }: Contact, protectedFolds: ReadonlySet<string>): string | undefined {
  const carried = protectedAmong(tags, protectedFolds);
  return carried.length === 0 ? undefined : quotedList(carried);
}
