import type { Api, Call } from '../../api/client.ts';
import { importContacts } from '../../api/endpoints.ts';
import { ApiError, isAmbiguous } from '../../api/error.ts';
import { slow, stale } from '../../api/explain.ts';
import { type Basis, freshFor, freshLeft } from '../../api/freshness.ts';
import { AppError, messageOf } from '../../errors.ts';
import { type InTime, type Look, look } from '../../find/locate.ts';
import type { NumberWorld } from '../../find/resolve.ts';
import { SECOND } from '../../lib/time.ts';
import type { Contact } from '../../model/contact.ts';
import type { ItemRecord, Settlement } from '../../model/item.ts';
import { ItemState } from '../../model/lifecycle.ts';
import { csvLine } from '../../sheets/files/write.ts';
import { compare } from '../change/compare.ts';
import { ATTEMPTS, isStale, LATE_IN_A_ROW } from './certain.ts';
import { blank, creationDelta } from './create.ts';
import {
  contactOf,
  NOBODY,
  notCreated,
  numberOf,
  overwritten,
  type Reply,
  settled,
  verify,
} from './importReply.ts';
import { settlementOf, untried } from './settle.ts';
import { concernsOneRequest, failureOfRequest, numberTaken } from './world.ts';

/** How many rows the service takes in a request is not documented: so many at first, and half as many after each refusal. */
const ROWS_A_REQUEST = 1000;
/** Numbers are looked up for so long, in ms, before the free ones are sent: the first answers must still be fresh then. */
const LOOK_FOR = 1.2 * SECOND;
/** Replies are waited for so long, in ms: a single late one must not make all the others out of date. */
const WAIT_FOR = 1.7 * SECOND;
/** How much of that must be left when a request is made up, in ms: the request waits for its turn, too. */
const SPARE = SECOND / 5;

type Looked = ReadonlyMap<string, Look>;

/** Items whose numbers nobody had when they were looked up: the oldest look is the basis. */
interface Fresh {
  items: ItemRecord[];
  basis: Basis;
}

/**
 * Creates many contacts a request through the import endpoint. The endpoint overwrites contacts that exist, so the numbers are
 * looked up just before; and its reply may be lost, so they are looked up afterwards: the stored contacts decide.
 */
export class Importer {
  readonly #world: NumberWorld;
  readonly #api: Api;
  readonly #width: number;
  readonly #call: Call;
  /** Items, by `seq`, whose contact a request may have created, be it the request of a process that died. */
  readonly #maybe = new Set<number>();
  /** Requests whose outcome stayed open, by `seq`; starts anew when requests get smaller. `attempts` counts more than these. */
  readonly #sends = new Map<number, number>();
  /** Failures in a row of looking before anything was sent. */
  #failures = 0;
  /** Looks in a row that were too old as soon as they were made. */
  #late = 0;
  /** Whether to search for each number, because reading the account took too long. */
  #searching = false;
  /** Rows that the service takes in a request, as far as is known. */
  #most = ROWS_A_REQUEST;
  /** How many items to give to `run`. */
  size = ROWS_A_REQUEST;

  constructor(world: NumberWorld, width: number, call: Call) {
    this.#world = world;
    this.#api = world.api;
    this.#width = width;
    this.#call = call;
  }

  /** Throws errors for which the plan has to wait; given the same items again, it finds the contacts that were created. */
  async run(items: readonly ItemRecord[]): Promise<Settlement[]> {
    for (const { seq, attempts } of items) {
      if (!this.#sends.has(seq) && attempts > 1) this.#maybe.add(seq);
      this.#sends.set(seq, this.#sends.get(seq) ?? 0);
    }
    const looked = await this.#look(items, {
      withinMs: LOOK_FOR,
      waitMs: WAIT_FOR,
      searching: this.#searching,
    });
    if (looked instanceof AppError) return this.#unseen(items, looked);
    this.#failures = 0;
    const known = items.flatMap((item) => {
      const contact = looked.get(numberOf(item))?.value;
      return contact ? [alreadyThere(item, contact, this.#maybe.has(item.seq))] : [];
    });
    const free = items.filter((item) => looked.get(numberOf(item))?.value === undefined);
    const fresh = this.#freshOf(free, looked);
    const sent = new Set(fresh?.items);
    const later = free.filter((item) => !sent.has(item));
    this.#resize(items.length, looked.size);
    const created = fresh ? await this.#create(fresh) : [];
    return [...known, ...created, ...later.map(untried)];
  }

  /** The items whose look is still fresh enough for a request. Throws `slow` when there are none, again and again. */
  #freshOf(items: readonly ItemRecord[], looked: Looked): Fresh | undefined {
    const left = ({ basis }: Look) => freshLeft(basis, this.#api.intervalMs());
    const looks = items.flatMap((item) => {
      const look = looked.get(numberOf(item));
      return look ? [{ item, look }] : [];
    });
    const some = looks.filter(({ look }) => left(look) > SPARE).sort((a, b) => left(a.look) - left(b.look));
    const [oldest] = some;
    if (oldest) {
      this.#late = 0;
      return { items: some.map(({ item }) => item), basis: oldest.look.basis };
    }
    this.#searching = true;
    this.#refuseSlow(looks.map(({ look }) => look.basis));
    return undefined;
  }

  /** Throws when even the quickest reply came too late, again and again. */
  #refuseSlow(bases: readonly Basis[]): void {
    const [quickest] = bases.toSorted((a, b) => a.tookMs - b.tookMs);
    if (!quickest) return;
    const isLate = quickest.tookMs > freshFor(quickest, this.#api.intervalMs()) - SPARE;
    this.#late = isLate ? this.#late + 1 : 0;
    if (this.#late < LATE_IN_A_ROW) return;
    const times = this.#late;
    this.#late = 0;
    throw slow(stale(IMPORT, quickest), times);
  }

  /** Next time as many items are taken as could be looked up in time, and some more. */
  #resize(given: number, looked: number): void {
    const size = looked < given ? 2 * looked : Math.max(this.size, 2 * given);
    this.size = Math.max(1, Math.min(this.#most, size));
  }

  async #create({ items, basis }: Fresh): Promise<Settlement[]> {
    const reply = await this.#send(items, basis);
    const refusals = reply instanceof ApiError ? this.#refused(items, reply) : undefined;
    if (refusals) return refusals;
    const doubt = new Set(items.filter(({ seq }) => this.#maybe.has(seq)).map(numberOf));
    for (const item of items) {
      this.#sends.set(item.seq, this.#timesSent(item) + 1);
      this.#maybe.add(item.seq);
    }
    if (reply instanceof ApiError)
      await this.#api.rest(Math.max(...items.map((item) => this.#timesSent(item))), this.#call);
    const looked = await this.#look(items);
    if (looked instanceof AppError) return items.map((item) => this.#unsettled(item, looked));
    const there = new Map([...looked].flatMap(([number, { value }]) => (value ? [[number, value]] : [])));
    const others = reply instanceof ApiError ? NOBODY : overwritten(reply, there, doubt);
    return items.map((item) => {
      const now = there.get(numberOf(item));
      if (now) return verify(item, now, reply, others);
      return reply instanceof ApiError ? this.#unsettled(item, reply) : notCreated(item, reply);
    });
  }

  /** The settlements when the error shows that no contact was created; undefined when some may have been. */
  #refused(items: readonly ItemRecord[], error: ApiError): Settlement[] | undefined {
    if (error.kind === 'too-large' && items.length > 1) {
      this.#most = Math.ceil(items.length / 2);
      this.size = this.#most;
      for (const { seq } of items) this.#sends.set(seq, 0);
      return items.map(untried);
    }
    if (isStale(error)) return items.map(untried);
    return isAmbiguous(error) ? undefined : items.map((item) => this.#failed(item, error));
  }

  /** Whether a request of ours may have created its contact. */
  maySent({ seq }: ItemRecord): boolean {
    return this.#maybe.has(seq);
  }

  #timesSent({ seq }: ItemRecord): number {
    return this.#sends.get(seq) ?? 0;
  }

  /** Throws errors that can be mended or waited for; the items come again then. */
  async #look(items: readonly ItemRecord[], inTime: InTime = {}): Promise<Looked | AppError> {
    try {
      const how = { width: this.#width, call: this.#call, ...inTime };
      return await look(this.#world, items.map(numberOf), how);
    } catch (error) {
      if (concernsOneRequest(error)) return error;
      throw error;
    }
  }

  async #send(items: readonly ItemRecord[], basis: Basis): Promise<Reply> {
    const lines = items.map((item) => {
      const { phone_number, name, tags } = contactOf(item);
      return csvLine([phone_number, name, tags.join(',')]);
    });
    const csv = csvLine(['phone_number', 'name', 'tags']) + lines.join('');
    return this.#api.call(importContacts, { csv }, { ...this.#call, basis }).catch(failureOfRequest);
  }

  /** The settlements when nothing was sent. A burst of failures is no reason to give up a thousand rows. */
  async #unseen(items: readonly ItemRecord[], error: AppError): Promise<Settlement[]> {
    this.#failures += 1;
    if (this.#failures >= ATTEMPTS) {
      this.#failures = 0;
      if (!items.some((item) => this.maySent(item))) throw error;
      return items.map((item) => this.#failed(item, error));
    }
    await this.#api.rest(this.#failures, this.#call);
    return items.map(untried);
  }

  /** This attempt created nothing; an earlier one may have. */
  #failed(item: ItemRecord, error: AppError): Settlement {
    return this.#maybe.has(item.seq)
      ? settled(item, ItemState.unknown, { say: 'unsettled', cause: messageOf(error) })
      : settled(item, ItemState.failed, { say: 'error', cause: messageOf(error) });
  }

  /** The request may have been carried out: the contact is looked up again before anything else is sent. */
  #unsettled(item: ItemRecord, error: AppError): Settlement {
    return this.#timesSent(item) < ATTEMPTS
      ? settled(item, ItemState.pending)
      : settled(item, ItemState.unknown, { say: 'unsettled', cause: messageOf(error) });
  }
}

const IMPORT = { label: 'POST /contacts/import', method: 'POST' };

/** A contact that was there before the request: made by an earlier attempt, or by somebody else, whose contact is left alone. */
function alreadyThere(item: ItemRecord, now: Contact, sent: boolean): Settlement {
  const wanted = creationDelta({ ...item.before, ...contactOf(item) });
  const comparison = compare(blank(item.before), wanted, now);
  const same = comparison.failed.length === 0 && comparison.foreign.length === 0;
  if (same && sent)
    return settlementOf(item, { state: ItemState.done, before: item.before, after: now, comparison });
  if (same) return settlementOf(item, { state: ItemState.unchanged, before: now, after: now });
  return settled(item, ItemState.drifted, numberTaken(now));
}
