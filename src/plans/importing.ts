import type { Api, Call } from '../api/client.ts';
import { importContacts } from '../api/endpoints.ts';
import { ApiError, isAmbiguous } from '../api/error.ts';
import type { Contact, WireImportReply } from '../api/wire.ts';
import { csvLine } from '../csv/write.ts';
import { messageOf } from '../errors.ts';
import { counted, quoted } from '../lib/text.ts';
import { locate } from '../selections/locate.ts';
import type { ItemRecord, ItemState, Settlement } from '../store/records.ts';
import { compare } from './compare.ts';
import { blank, deltaOf, OVERWRITTEN, wasThereBefore } from './create.ts';
import { drifted } from './drift.ts';
import { ATTEMPTS, blocks, FRESH_FOR, isStale } from './item.ts';
import { notSettled, settlementOf } from './settlement.ts';

/** Nobody says how many rows the service takes in a request; so many at first, and half of that when it is too large. */
const ROWS_A_REQUEST = 1000;

/**
 * Creates many contacts a request through the import endpoint. Since that overwrites contacts that exist, the numbers are looked
 * for just before; and since its reply may be lost, they are looked for afterwards: what is stored decides.
 */
export class Importer {
  readonly #api: Api;
  readonly #width: number;
  readonly #call: Call = { priority: 'bulk' };
  /** Items to give it at once. */
  size = ROWS_A_REQUEST;

  constructor(api: Api, width: number) {
    this.#api = api;
    this.#width = width;
  }

  /** Throws when nothing was sent, or when what was sent is found by running the same items again. */
  async run(items: readonly ItemRecord[]): Promise<Settlement[]> {
    const there = await this.#locate(items);
    const known = items.flatMap((item) => {
      const contact = there.get(numberOf(item));
      return contact ? [alreadyThere(item, contact)] : [];
    });
    const fresh = items.filter((item) => !there.has(numberOf(item)));
    return fresh.length === 0 ? known : [...known, ...(await this.#create(fresh))];
  }

  async #create(items: readonly ItemRecord[]): Promise<Settlement[]> {
    const reply = await this.#send(items);
    if (reply === 'not sent')
      return items.map((item) => ({ ...settled(item, 'pending'), untried: true as const }));
    try {
      const there = await this.#locate(items);
      const overwritten = reply instanceof ApiError ? 0 : unseen(reply, there);
      return items.map((item) => verify(item, there.get(numberOf(item)), reply, overwritten));
    } catch (error) {
      // What can be mended is looked at again then; else it is not known what became of the request.
      if (blocks(error)) throw error;
      return items.map((item) => settled(item, 'unknown', notSettled(messageOf(error))));
    }
  }

  #locate(items: readonly ItemRecord[]): Promise<Map<string, Contact>> {
    return locate(this.#api, items.map(numberOf), { width: this.#width, call: this.#call });
  }

  async #send(items: readonly ItemRecord[]): Promise<WireImportReply | ApiError | 'not sent'> {
    const freshUntil = Date.now() + FRESH_FOR;
    const lines = items.map((item) => {
      const { phone_number, name, tags } = contactOf(item);
      return csvLine([phone_number, name, tags.join(',')]);
    });
    try {
      const csv = csvLine(['phone_number', 'name', 'tags']) + lines.join('');
      return await this.#api.call(importContacts, { csv }, { ...this.#call, freshUntil });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (isStale(error)) return 'not sent';
      if (error.facts.status === 413 && items.length > 1) {
        this.size = Math.ceil(items.length / 2);
        return 'not sent';
      }
      if (!isAmbiguous(error)) throw error;
      await this.#api.rest(1, this.#call);
      return error;
    }
  }
}

function contactOf({ task, before }: ItemRecord): Pick<Contact, 'phone_number' | 'name' | 'tags'> {
  return task.do === 'import' ? task.contact : before;
}

function numberOf(item: ItemRecord): string {
  return contactOf(item).phone_number;
}

function settled(item: ItemRecord, state: ItemState, reason?: string, after?: Contact): Settlement {
  return { plan_id: item.plan_id, seq: item.seq, state, after, reason };
}

/** There before anything was sent: by an attempt that a crash cut off, or by somebody else, whose contact is left alone. */
function alreadyThere(item: ItemRecord, now: Contact): Settlement {
  const wanted = deltaOf({ ...item.before, ...contactOf(item) });
  const comparison = compare(blank(item.before), wanted, now);
  const same = comparison.failed.length === 0 && comparison.foreign.length === 0;
  if (same && item.attempts > 1)
    return settlementOf(item, { state: 'done', before: item.before, after: now, comparison });
  if (same) return settlementOf(item, { state: 'unchanged', before: now, after: now });
  return settled(item, 'drifted', drifted(item, now));
}

/** Contacts that the service says it updated, and which do not show it: nobody knows which they were. */
function unseen(reply: WireImportReply, there: ReadonlyMap<string, Contact>): number {
  return reply.updated - [...there.values()].filter(wasThereBefore).length;
}

function verify(
  item: ItemRecord,
  now: Contact | undefined,
  reply: WireImportReply | ApiError,
  overwritten: number,
): Settlement {
  if (!now) return missing(item, reply);
  const comparison = compare(blank(item.before), deltaOf({ ...item.before, ...contactOf(item) }), now);
  const none = !(reply instanceof ApiError) && reply.created === 0;
  if (none || wasThereBefore(now)) return settled(item, 'failed', OVERWRITTEN, now);
  if (overwritten > 0)
    comparison.foreign.push(
      `the service says that it updated ${counted(overwritten, 'contact')} of this request`,
    );
  const state = comparison.failed.length > 0 ? 'failed' : 'done';
  return settlementOf(item, { state, before: item.before, after: now, comparison });
}

/** Rows that failed are found by number: whether their row numbers count the header is not documented. */
function missing(item: ItemRecord, reply: WireImportReply | ApiError): Settlement {
  if (reply instanceof ApiError)
    return item.attempts < ATTEMPTS
      ? settled(item, 'pending')
      : settled(item, 'unknown', notSettled(reply.message));
  const said = reply.errors.find(({ phone_number }) => phone_number === numberOf(item))?.reason;
  return settled(
    item,
    'failed',
    said ? `the service says ${quoted(said)}` : 'the service did not create it and does not say why',
  );
}
