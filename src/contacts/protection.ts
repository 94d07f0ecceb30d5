import { quotedList } from '../lib/text.ts';
import type { Contact } from '../model/contact.ts';
import type { Warning } from '../model/warnings.ts';
import { nameAndNumber } from './name.ts';
import { protectedAmong, unprotected } from './tags.ts';

/** The parts of a change that the rule for people who opted out judges: what takes away is free, what gives is not. */
interface Touch {
  adds: readonly string[];
  removes: readonly string[];
  /** Keys of attributes, or the name, whose value is replaced or given back. */
  values: readonly string[];
  /** The protected tags that the change gives back: whoever gets them has opted out. */
  optOuts: readonly string[];
  /** Whether something would come off that may come off. */
  takes: boolean;
}

/** Why a change must not be made without `include_protected`, or none. */
export function protectionRefusal(
  contact: Contact,
  touch: Touch,
  protectedFolds: ReadonlySet<string>,
): string | undefined {
  const ended = protectedAmong(touch.removes, protectedFolds);
  if (ended.length > 0)
    return `${nameAndNumber(contact)} opted out, and ${quotedList(ended)} stays on${wholly(touch)}`;
  const optOut = optOutOf({ tags: [...contact.tags, ...touch.optOuts] }, protectedFolds);
  const given = unprotected(touch.adds, protectedFolds);
  const refused = [
    ...(given.length > 0 ? [quotedList(given, 'or')] : []),
    ...(touch.values.length > 0 ? [`another value for ${quotedList(touch.values, 'or')}`] : []),
  ];
  if (optOut === undefined || refused.length === 0) return undefined;
  return `${nameAndNumber(contact)} opted out (${optOut}) and is not given ${refused.join(', or ')}${wholly(touch)}`;
}

function wholly({ takes }: Touch): string {
  return takes ? '; nothing else of the change is made either' : '';
}

/** Why a contact must not be deleted, or none: the opt-out would be forgotten, and the next import would bring the person back. */
export function deletionRefusal(contact: Contact, protectedFolds: ReadonlySet<string>): string | undefined {
  const optOut = optOutOf(contact, protectedFolds);
  return (
    optOut &&
    `${nameAndNumber(contact)} opted out (${optOut}) and is not deleted: the opt-out would be forgotten, and a later import or message brings the number back without it`
  );
}

/** Why a contact must not be merged into another one, or none: it would be deleted. */
export function mergeRefusal(contact: Contact, protectedFolds: ReadonlySet<string>): string | undefined {
  const optOut = optOutOf(contact, protectedFolds);
  return (
    optOut &&
    `${nameAndNumber(contact)} opted out (${optOut}) and is not merged away: that deletes the contact`
  );
}

/** Why a contact that was merged away must not be created again beside the kept one, or none. */
export function reunionRefusal(kept: Contact, protectedFolds: ReadonlySet<string>): string | undefined {
  const optOut = optOutOf(kept, protectedFolds);
  return (
    optOut &&
    `it was merged into ${nameAndNumber(kept)}, who opted out (${optOut}) since: back again, it would be without`
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
function optOutOf({ tags }: Pick<Contact, 'tags'>, protectedFolds: ReadonlySet<string>): string | undefined {
  const carried = protectedAmong([...new Set(tags)], protectedFolds);
  return carried.length === 0 ? undefined : quotedList(carried);
}
