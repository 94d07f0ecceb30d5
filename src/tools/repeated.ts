import type { Contact } from '../api/wire.ts';
import type { Context } from '../context.ts';
import { DAY, span } from '../lib/time.ts';

export const ALREADY = 'It was already done';

/** What this program already did, on any chat's behalf. */
export interface Earlier {
  plan_id: string;
  /** The contact as it was before: of a creation, as it was to be. */
  contact: Contact;
  /** A sentence, which begins with `ALREADY`. */
  said: string;
}

/** The creation or deletion of this contact (id or number) within a day, so that repeating a call does not look like a failure. */
export async function doneBefore(
  { journal, rules, now }: Context,
  did: 'create' | 'delete',
  contact: string,
): Promise<Earlier | undefined> {
  const { store } = await journal();
  const all = ['create', 'delete', 'renumber'] as const;
  const last = await store.lastDone(rules.account, { did: all, contact, since: now() - DAY });
  // Who was deleted and came back is there again.
  if (last?.item.task.do !== did) return undefined;
  const { plan_id, before } = last.item;
  return {
    plan_id,
    contact: before,
    said: `${ALREADY} ${span(now() - last.at)} ago by ${plan_id}; nothing was sent.`,
  };
}
