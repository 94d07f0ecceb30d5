import type { Context } from '../../../context.ts';
import { glance } from '../../../find/tags/hints.ts';
import { fold } from '../../../lib/fold.ts';
import type { Contact } from '../../../model/contact.ts';
import { leftOutHint } from '../../../words/sheets/hints.ts';

/** Columns that the hint names. */
const MOST_KNOWN = 8;

/** Tells the agent what of the columns that are left out it can still import, first of all attributes of the account. */
export async function leftOutHints(
  headers: readonly string[],
  known: Iterable<Contact>,
  context: Context,
): Promise<string[]> {
  if (headers.length === 0) return [];
  const keys = keysIn(known, await contactsOf(context));
  const attributes = headers.flatMap((header) => {
    const key = keys.get(fold(header));
    return key === undefined ? [] : [[header, key] as const];
  });
  return leftOutHint(headers.length, Object.fromEntries(attributes.slice(0, MOST_KNOWN)));
}

/** None where the account is large and was not read lately, or cannot be read: a hint is worth no failure. */
async function contactsOf({ account, api }: Context): Promise<Iterable<Contact>> {
  const read = await glance(account, api, {}).catch(() => undefined);
  return read?.contacts.values() ?? [];
}

/** The keys of attributes by how headers may be written. */
function keysIn(...some: readonly Iterable<Contact>[]): Map<string, string> {
  const keys = new Set<string>();
  for (const contacts of some)
    for (const { custom_attributes } of contacts)
      for (const key of Object.keys(custom_attributes)) keys.add(key);
  return new Map([...keys].map((key) => [fold(key), key]));
}
