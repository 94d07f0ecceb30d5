import { isE164 } from '../../contacts/numbers/phone.ts';
import type { Contact } from '../../model/contact.ts';
import type { Keep } from '../../model/request.ts';

/** Contacts of one person: one is kept, the others are merged into it. */
export interface MergeGroup {
  keep: Contact;
  merge: readonly Contact[];
}

/** The contact to keep among duplicates. A number in E.164 goes first: a number cannot be changed afterwards. */
export function chosen(contacts: readonly Contact[], keep: Keep): MergeGroup | undefined {
  const reachable = contacts.filter(({ phone_number }) => isE164(phone_number));
  const [best] = (reachable.length > 0 ? reachable : contacts).toSorted(
    (a, b) => rank(b, keep) - rank(a, keep) || (a.id < b.id ? -1 : 1),
  );
  return best && { keep: best, merge: contacts.filter(({ id }) => id !== best.id) };
}

function rank({ created_at, last_active_at }: Contact, keep: Keep): number {
  const created = Date.parse(created_at) || 0;
  if (keep === 'last_active') return last_active_at === undefined ? 0 : Date.parse(last_active_at) || 0;
  return keep === 'newest' ? created : -created;
}

/** Whether the kept contact is the one that the rule names: one with an incomplete number gives way. */
export function isByRule(
  { keep, losers }: { keep: Contact; losers: readonly Contact[] },
  kept: Keep,
): boolean {
  return losers.every((loser) => rank(loser, kept) <= rank(keep, kept));
}
