import { bareRef } from '../../contacts/numbers/phone.ts';
import type { Context } from '../../context.ts';
import { DAY } from '../../lib/time.ts';
import type { Contact } from '../../model/contact.ts';
import { contactNamed } from '../../plans/tasks/index.ts';

/** A creation or deletion that this program made before, for any chat. */
export interface Earlier {
  plan_id: string;
  /** The contact as it was deleted, or as it was to be created. */
  contact: Contact;
  /** How long ago it was done, in ms. */
  ago: number;
}

/** The effects by which a contact comes or goes. */
const PRESENCE = ['created', 'deleted', 'replaced'] as const;

/** The creation or deletion of this contact (id or number) within a day: to repeat that call is no failure. */
export async function doneBefore(
  { journal, rules, now }: Context,
  did: 'created' | 'deleted',
  contact: string,
): Promise<Earlier | undefined> {
  const { store } = await journal();
  const ref = bareRef(contact);
  const since = now() - DAY;
  const last = await store.lastDone(rules.account, { did: PRESENCE, contact: ref, since });
  // The last effect counts: a deleted contact may have come back.
  if (last?.effect !== did) return undefined;
  return { plan_id: last.item.plan_id, contact: contactNamed(last.item, ref), ago: now() - last.at };
}
