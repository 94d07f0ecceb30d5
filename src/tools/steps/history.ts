import { bareRef } from '../../contacts/numbers/phone.ts';
import type { Context } from '../../context.ts';
import { DAY } from '../../lib/time.ts';
import type { Contact } from '../../model/contact.ts';
import { contactNamed } from '../../plans/tasks/index.ts';

/** What this program already did, on any chat's behalf. */
export interface Earlier {
  plan_id: string;
  /** The contact as it was before: of a creation, as it was to be. */
  contact: Contact;
  /** For how long it has been done, in ms. */
  ago: number;
}

/** After these, a contact is there that was not, or the other way round. */
const PRESENCE = ['created', 'deleted', 'replaced'] as const;

/** The creation or deletion of this contact (id or number) within a day, so that repeating a call does not look like a failure. */
export async function doneBefore(
  { journal, rules, now }: Context,
  did: 'created' | 'deleted',
  contact: string,
): Promise<Earlier | undefined> {
  const { store } = await journal();
  const ref = bareRef(contact);
  const since = now() - DAY;
  const last = await store.lastDone(rules.account, { did: PRESENCE, contact: ref, since });
  // Who was deleted and came back is there again.
  if (last?.effect !== did) return undefined;
  const { plan_id } = last.item;
  return {
    plan_id,
    contact: contactNamed(last.item, ref),
    ago: now() - last.at,
  };
}
