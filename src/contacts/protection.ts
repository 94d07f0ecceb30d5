import type { Contact } from '../model/contact.ts';
import { personOf } from '../model/facts.ts';
import type { ReasonFact } from '../model/reasons.ts';
import type { Warning } from '../model/warnings.ts';
import { protectedAmong, unprotected } from './tags.ts';

/** The parts of a change that the rule for people who opted out judges: what takes away is free, what gives is not. */
interface Touch {
  adds: readonly string[];
  removes: readonly string[];
  /** Keys of attributes, or the name, whose value is replaced or given back. */
  values: readonly string[];
  /** Keys that say who may be written to, where nothing is replaced. */
  consents: readonly string[];
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
): ReasonFact | undefined {
  const person = personOf(contact);
  const { takes: whole, consents } = touch;
  const keys = [...touch.values, ...consents];
  const ended = protectedAmong(touch.removes, protectedFolds);
  if (ended.length > 0) return { say: 'stays on', contact: person, tags: ended, whole };
  const opt_outs = optOutsOf({ tags: [...contact.tags, ...touch.optOuts] }, protectedFolds);
  const tags = unprotected(touch.adds, protectedFolds);
  if (opt_outs.length === 0 || tags.length + keys.length === 0) return undefined;
  const fact = { say: 'not given', contact: person, opt_outs, tags, keys, whole } as const;
  return consents.length === 0 ? fact : { ...fact, consents };
}

/** Why a contact must not be deleted, or none: the opt-out would be forgotten, and the next import would bring the person back. */
export function deletionRefusal(
  contact: Contact,
  protectedFolds: ReadonlySet<string>,
): ReasonFact | undefined {
  return kept('delete', contact, protectedFolds);
}

/** Why a contact must not be merged into another one, or none: it would be deleted. */
export function mergeRefusal(contact: Contact, protectedFolds: ReadonlySet<string>): ReasonFact | undefined {
  return kept('merge', contact, protectedFolds);
}

/** Why a contact that was merged away must not be created again beside the kept one, or none. */
export function reunionRefusal(
  survivor: Contact,
  protectedFolds: ReadonlySet<string>,
): ReasonFact | undefined {
  return kept('return', survivor, protectedFolds);
}

function kept(
  does: ReasonFact<'kept'>['does'],
  contact: Contact,
  protectedFolds: ReadonlySet<string>,
): ReasonFact | undefined {
  const opt_outs = optOutsOf(contact, protectedFolds);
  return opt_outs.length === 0 ? undefined : { say: 'kept', does, contact: personOf(contact), opt_outs };
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

/** The protected tags of a contact. */
function optOutsOf({ tags }: Pick<Contact, 'tags'>, protectedFolds: ReadonlySet<string>): string[] {
  return protectedAmong([...new Set(tags)], protectedFolds);
}
