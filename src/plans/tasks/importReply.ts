import { ApiError } from '../../api/error.ts';
import type { WireImportReply } from '../../api/wire.ts';
import type { Contact } from '../../model/contact.ts';
import { personOf } from '../../model/facts.ts';
import type { ItemRecord, Settlement } from '../../model/item.ts';
import { ItemState } from '../../model/lifecycle.ts';
import type { ReasonFact } from '../../model/reasons.ts';
import { compare } from '../change/compare.ts';
import { blank, creationDelta, wasThereBefore } from './create.ts';
import { settlementOf } from './settle.ts';

/** The reply to an import request, or the failure that leaves its outcome open. */
export type Reply = WireImportReply | ApiError;

export function contactOf({ task, before }: ItemRecord): Pick<Contact, 'phone_number' | 'name' | 'tags'> {
  return task.do === 'import' ? task.contact : before;
}

export function numberOf(item: ItemRecord): string {
  return contactOf(item).phone_number;
}

export function settled(
  item: ItemRecord,
  state: ItemState,
  reason?: ReasonFact,
  after?: Contact,
): Settlement {
  return { plan_id: item.plan_id, seq: item.seq, state, after, reason };
}

/** Contacts that somebody created between the look and the request: their numbers, or `some` of them where it is not known which. */
interface Overwritten {
  numbers: ReadonlySet<string>;
  some: number;
}
export const NOBODY: Overwritten = { numbers: new Set(), some: 0 };

/**
 * The service says how many contacts it updated. Those with tell-tale times are known; if as many others changed since they
 * were created, those are the rest. Contacts that an attempt of our own may have created late (`doubt`) are not somebody else's.
 */
export function overwritten(
  reply: WireImportReply,
  there: ReadonlyMap<string, Contact>,
  doubt: ReadonlySet<string>,
): Overwritten {
  const old = [...there].filter(([, contact]) => wasThereBefore(contact));
  const young = [...there].filter(([number, contact]) => !wasThereBefore(contact) && !doubt.has(number));
  const updated = Math.min(reply.updated - old.length, young.length);
  const touched = young.filter(([, { created_at, updated_at }]) => created_at !== updated_at);
  const known = updated === young.length ? young : updated === touched.length ? touched : [];
  const numbers = new Set([...old, ...(updated > 0 ? known : [])].map(([number]) => number));
  return { numbers, some: known.length > 0 ? 0 : Math.max(0, updated) };
}

export function verify(item: ItemRecord, now: Contact, reply: Reply, others: Overwritten): Settlement {
  if (others.numbers.has(numberOf(item)) || wasThereBefore(now))
    return settled(item, ItemState.failed, { say: 'overwrote' }, now);
  const refusal = reply instanceof ApiError ? undefined : refusalOf(item, reply);
  if (refusal !== undefined)
    return settled(item, ItemState.failed, { ...refusal, there: personOf(now) }, now);
  const comparison = compare(blank(item.before), creationDelta({ ...item.before, ...contactOf(item) }), now);
  const updated = others.some > 0 && { updated: others.some };
  const state = comparison.failed.length > 0 ? ItemState.failed : ItemState.done;
  return settlementOf(item, { state, before: item.before, after: now, comparison, ...updated });
}

export function notCreated(item: ItemRecord, reply: WireImportReply): Settlement {
  const refusal = refusalOf(item, reply);
  return settled(item, ItemState.failed, refusal ?? { say: 'not created' });
}

type NotCreated = ReasonFact<'not created'>;

/** Rows that failed are found by number: whether their row numbers count the header is not documented. */
function refusalOf(item: ItemRecord, { errors }: WireImportReply): NotCreated | undefined {
  const says = errors.find(({ phone_number }) => phone_number === numberOf(item))?.reason;
  return says ? { say: 'not created', says } : undefined;
}
