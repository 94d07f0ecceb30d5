import type { Api, Call } from '../api/client.ts';
import { importContacts } from '../api/endpoints.ts';
import { ApiError, isAmbiguous } from '../api/error.ts';
import type { Contact, WireImportReply } from '../api/wire.ts';
import { csvLine } from '../csv/write.ts';
import { AppError, messageOf } from '../errors.ts';
import { counted, plain, quoted } from '../lib/text.ts';
import { locate } from '../selections/locate.ts';
import type { ItemRecord, ItemState, Settlement } from '../store/records.ts';
import { compare } from './compare.ts';
import { blank, deltaOf, OVERWRITTEN, wasThereBefore } from './create.ts';
import { drifted } from './drift.ts';
import { ATTEMPTS, blocks, freshFrom, isStale } from './item.ts';
import { notSettled, settlementOf, untried } from './settlement.ts';

/** Nobody says how many rows the service takes in a request; so many at first, and half of that when it is too large. */
const ROWS_A_REQUEST = 1000;

type Reply = WireImportReply | ApiError;

/**
 * Creates many contacts a request through the import endpoint. Since that overwrites contacts that exist, the numbers are looked
 * for just before; and since its reply may be lost, they are looked for afterwards: what is stored decides.
 */
export class Importer {
  readonly #api: Api;
  readonly #width: number;
  readonly #call: Call;
  /** Items, by their place, whose contact a request may have created: also one of a process that died. */
  readonly #maybe = new Set<number>();
  /** Requests whose outcome stayed open, by the item's place, since those were small enough; `attempts` counts more. */
  readonly #sends = new Map<number, number>();
  /** In a row, of looking before anything was sent. */
  #failures = 0;
  /** Items to give it at once. */
  size = ROWS_A_REQUEST;

  constructor(api: Api, width: number, closing: AbortSignal) {
    this.#api = api;
    this.#width = width;
    this.#call = { priority: 'bulk', signal: closing };
  }

  /** Throws what the plan has to wait for; the same items, given again, find what was sent. */
  async run(items: readonly ItemRecord[]): Promise<Settlement[]> {
    for (const { seq, attempts } of items) {
      if (!this.#sends.has(seq) && attempts > 1) this.#maybe.add(seq);
      this.#sends.set(seq, this.#sends.get(seq) ?? 0);
    }
    const there = await this.#look(items);
    if (there instanceof AppError) return this.#unseen(items, there);
    this.#failures = 0;
    const known = items.flatMap((item) => {
      const contact = there.get(numberOf(item));
      return contact ? [alreadyThere(item, contact, this.#maybe.has(item.seq))] : [];
    });
    const fresh = items.filter((item) => !there.has(numberOf(item)));
    return fresh.length === 0 ? known : [...known, ...(await this.#create(fresh))];
  }

  async #create(items: readonly ItemRecord[]): Promise<Settlement[]> {
    const reply = await this.#send(items);
    if (reply instanceof ApiError && reply.kind === 'too-large' && items.length > 1) {
      this.size = Math.ceil(items.length / 2);
      for (const { seq } of items) this.#sends.set(seq, 0);
      return items.map(untried);
    }
    if (isStale(reply)) return items.map(untried);
    if (reply instanceof ApiError && !isAmbiguous(reply)) return items.map((item) => this.#not(item, reply));
    const doubt = new Set(items.filter(({ seq }) => this.#maybe.has(seq)).map(numberOf));
    for (const item of items) {
      this.#sends.set(item.seq, this.#sent(item) + 1);
      this.#maybe.add(item.seq);
    }
    if (reply instanceof ApiError)
      await this.#api.rest(Math.max(...items.map((item) => this.#sent(item))), this.#call);
    const there = await this.#look(items);
    if (there instanceof AppError) return items.map((item) => this.#open(item, there));
    const others = reply instanceof ApiError ? NOBODY : overwritten(reply, there, doubt);
    return items.map((item) => {
      const now = there.get(numberOf(item));
      if (now) return verify(item, now, reply, others);
      return reply instanceof ApiError ? this.#open(item, reply) : refused(item, reply);
    });
  }

  /** Whether its contact may be there because of us. */
  maySent({ seq }: ItemRecord): boolean {
    return this.#maybe.has(seq);
  }

  #sent({ seq }: ItemRecord): number {
    return this.#sends.get(seq) ?? 0;
  }

  /** Throws what can be mended or waited for; the items come again then. */
  async #look(items: readonly ItemRecord[]): Promise<Map<string, Contact> | AppError> {
    try {
      return await locate(this.#api, items.map(numberOf), { width: this.#width, call: this.#call });
    } catch (error) {
      if (passes(error)) return error;
      throw error;
    }
  }

  async #send(items: readonly ItemRecord[]): Promise<Reply> {
    const lines = items.map((item) => {
      const { phone_number, name, tags } = contactOf(item);
      return csvLine([phone_number, name, tags.join(',')]);
    });
    try {
      const csv = csvLine(['phone_number', 'name', 'tags']) + lines.join('');
      const freshUntil = freshFrom({ api: this.#api });
      return await this.#api.call(importContacts, { csv }, { ...this.#call, freshUntil });
    } catch (error) {
      if (error instanceof ApiError && passes(error)) return error;
      throw error;
    }
  }

  /** Nothing was sent this time. A burst of failures is no reason to give up a thousand rows. */
  async #unseen(items: readonly ItemRecord[], error: AppError): Promise<Settlement[]> {
    this.#failures += 1;
    if (this.#failures >= ATTEMPTS) {
      this.#failures = 0;
      if (!items.some((item) => this.maySent(item))) throw error;
      return items.map((item) => this.#not(item, error));
    }
    await this.#api.rest(this.#failures, this.#call);
    return items.map(untried);
  }

  /** This attempt created nothing; one before may have. */
  #not(item: ItemRecord, error: AppError): Settlement {
    return this.#maybe.has(item.seq)
      ? settled(item, 'unknown', notSettled(messageOf(error)))
      : settled(item, 'failed', messageOf(error));
  }

  /** What this attempt did is not known: it is looked for again before anything else is sent. */
  #open(item: ItemRecord, error: AppError): Settlement {
    return this.#sent(item) < ATTEMPTS
      ? settled(item, 'pending')
      : settled(item, 'unknown', notSettled(messageOf(error)));
  }
}

function passes(error: unknown): error is AppError {
  const waits = error instanceof ApiError && (error.kind === 'limited' || error.kind === 'cancelled');
  return error instanceof AppError && !blocks(error) && !waits;
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

/** There before anything was sent now: by an attempt before, or by somebody else, whose contact is left alone. */
function alreadyThere(item: ItemRecord, now: Contact, sent: boolean): Settlement {
  const wanted = deltaOf({ ...item.before, ...contactOf(item) });
  const comparison = compare(blank(item.before), wanted, now);
  const same = comparison.failed.length === 0 && comparison.foreign.length === 0;
  if (same && sent) return settlementOf(item, { state: 'done', before: item.before, after: now, comparison });
  if (same) return settlementOf(item, { state: 'unchanged', before: now, after: now });
  return settled(item, 'drifted', drifted(item, now));
}

/** Contacts that somebody created between the look and the request, by number, or how many where nobody knows which. */
interface Overwritten {
  numbers: ReadonlySet<string>;
  some: number;
}
const NOBODY: Overwritten = { numbers: new Set(), some: 0 };

/**
 * The service says how many it updated. Those with the tell-tale times are known; if as many others changed since they
 * were created, it was those. What an attempt of our own may have created late is nobody else's.
 */
function overwritten(
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

function verify(item: ItemRecord, now: Contact, reply: Reply, others: Overwritten): Settlement {
  if (others.numbers.has(numberOf(item)) || wasThereBefore(now))
    return settled(item, 'failed', OVERWRITTEN, now);
  const said = reply instanceof ApiError ? undefined : saidOf(item, reply);
  if (said !== undefined)
    return settled(
      item,
      'failed',
      `${said}, and yet a contact with the number is there (id ${plain(now.id, 60)})`,
      now,
    );
  const comparison = compare(blank(item.before), deltaOf({ ...item.before, ...contactOf(item) }), now);
  if (others.some > 0)
    comparison.foreign.push(
      `the service says that it updated ${counted(others.some, 'contact')} of this request`,
    );
  const state = comparison.failed.length > 0 ? 'failed' : 'done';
  return settlementOf(item, { state, before: item.before, after: now, comparison });
}

function refused(item: ItemRecord, reply: WireImportReply): Settlement {
  const said = saidOf(item, reply);
  return settled(item, 'failed', said ?? 'the service did not create it and does not say why');
}

/** Rows that failed are found by number: whether their row numbers count the header is not documented. */
function saidOf(item: ItemRecord, { errors }: WireImportReply): string | undefined {
  const said = errors.find(({ phone_number }) => phone_number === numberOf(item))?.reason;
  return said && `the service says ${quoted(said)}`;
}
