import { protectedAmong } from '../../contacts/tags.ts';
import type { Context } from '../../context.ts';
import type { Contact, NewContact } from '../../model/contact.ts';
import { peopleOf } from '../../model/facts.ts';
import type { Warning } from '../../model/warnings.ts';

/** So many are named. */
const MOST = 5;

/**
 * Warns of new contacts without an opt-out whose people had one when their earlier contacts were deleted, as far as the
 * journal goes back: a deletion is no way back into campaigns.
 */
export async function optedOutBefore(
  { journal, rules, protectedFolds }: Context,
  made: readonly NewContact[],
): Promise<Warning[]> {
  const isOut = ({ tags }: { tags: readonly string[] }) => protectedAmong(tags, protectedFolds).length > 0;
  const numbers = made.filter((contact) => !isOut(contact)).map(({ phone_number }) => phone_number);
  if (numbers.length === 0) return [];
  const { store } = await journal();
  const deleted = await store.deletedNumbers(rules.account, numbers);
  const people = new Map<string, { contact: Contact; at: number }>();
  for (const one of deleted.filter(({ contact }) => isOut(contact)))
    if (!people.has(one.contact.phone_number)) people.set(one.contact.phone_number, one);
  const found = [...people.values()];
  if (found.length === 0) return [];
  const at = Math.min(...found.map((one) => one.at));
  return [
    {
      say: 'opted out before',
      people: peopleOf(
        found.map(({ contact }) => contact),
        MOST,
      ),
      at,
    },
  ];
}
