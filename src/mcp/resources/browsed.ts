import type { Context, Listed } from '../../context.ts';
import { pages } from '../../find/walk.ts';
import { counted, thousands } from '../../lib/text.ts';
import type { Contact } from '../../model/contact.ts';
import { hasAddress } from './uri.ts';

/** Nobody browses more contacts. */
const MOST = 1000;
/** Pages requested at once. */
const WIDTH = 8;

/** The contacts that a client can browse. */
interface Browsed {
  contacts: readonly Listed[];
  /** A sentence about which contacts these are, and how to find the others. */
  sentence: string;
}

/**
 * The contacts that were updated last, if the whole account is read already or is small; else the first ones in the service's
 * order, since reading a large account costs thousands of requests, and nobody may look at the list.
 */
export async function browsed({ api, account }: Context, signal: AbortSignal): Promise<Browsed> {
  const known = await account.finished();
  if (known) return updatedLast(known.contacts, known.total);
  const read = new Map<string, Contact>();
  let total: number | undefined;
  let goesOn = false;
  // A service may not count its contacts; then the last page shows whether more follow.
  for await (const page of pages(api, { width: WIDTH, call: { signal }, most: MOST })) {
    for (const contact of page.contacts) read.set(contact.id, contact);
    total = page.total;
    goesOn = page.contacts.length > 0 && page.hasMore;
  }
  if (total === undefined ? !goesOn : total <= read.size) return updatedLast(read, total);
  if (total !== undefined && total <= MOST) {
    // The list shifted while it was read; the account is small enough for a walk that finds everybody.
    const whole = await account.read(undefined, { signal });
    return updatedLast(whole.contacts, whole.total);
  }
  const first = [...read.values()].slice(0, MOST);
  const of = total === undefined ? '' : ` of ${thousands(total)}`;
  const which = `the first ${thousands(first.length)}${of}, in the order of Vobiz`;
  return listing(first, `Listed here are ${which}; ${REST}`);
}

const REST = '`find_contacts` finds the rest.';

function updatedLast(read: ReadonlyMap<string, Contact>, total = read.size): Browsed {
  const byTime = Array.from(read.values(), (contact) => ({
    contact,
    at: Date.parse(contact.updated_at) || 0,
  }));
  const latest = byTime.sort((a, b) => b.at - a.at).slice(0, MOST);
  const sentence =
    latest.length < total
      ? `Listed here are the ${thousands(latest.length)} of ${thousands(total)} that were updated last; ${REST}`
      : `Listed here: all there are (${counted(latest.length, 'contact')}), those updated last first.`;
  return listing(
    latest.map(({ contact }) => contact),
    sentence,
  );
}

/** Who has no address is left out, and that is said. */
function listing(all: readonly Contact[], sentence: string): Browsed {
  const contacts = all.filter(({ id }) => hasAddress(id)).map(slim);
  const out = all.length - contacts.length;
  if (out === 0) return { contacts, sentence };
  const why =
    out === 1
      ? 'is left out, since no address leads to its id'
      : 'are left out, since no address leads to their ids';
  return { contacts, sentence: `${sentence} ${counted(out, 'contact')} ${why}.` };
}

/** Without the attributes, which may be long: the list is kept for some minutes. */
function slim({ id, phone_number, name, tags }: Contact): Listed {
  return { id, phone_number, name, tags };
}
