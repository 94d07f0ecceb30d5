import { isDeepStrictEqual } from 'node:util';
import type { WireContact } from '../../src/api/wire.ts';
import type { Delta, ItemRecord } from '../../src/model/item.ts';
import type { Account } from '../../src/sandbox/account.ts';
import type { LoggedRequest } from '../../src/sandbox/log.ts';
import { reasonWords } from '../../src/words/plans/reasons.ts';
import { idOf, type Look, type Moment, partsOf, type Row, renamesAsked } from './oracle.ts';
import { type Foreign, KEYS, TAGS } from './steps.ts';

/** Somebody else's change to a field of the contact with a number; `*` is all of it. */
interface Touch {
  /** Requests logged until then. */
  at: number;
  number: string;
  key: string;
}

/** The field changed by writing a contact again as it was: only deletions look at the times. */
const TIME = 'time';

type Flat = ReadonlyMap<string, unknown>;

/** A plan as the model knows it. */
export interface Known {
  plan_id: string;
  /** The account, and the requests logged, when it was planned. */
  was: Moment['contacts'];
  since: number;
  undoes: string | undefined;
}

/**
 * How the account has to look: each contact as if only somebody else wrote, and since the last plan as that plan left it.
 * Watches every write that reaches the service.
 */
export class Model {
  /** Everything wrong so far. */
  readonly wrong: string[] = [];
  readonly #look: Look;
  readonly #touches: Touch[] = [];
  readonly #expected = new Map<string, Flat>();
  /** Tags of a contact when a plan first wrote to it. */
  readonly #found = new Map<string, readonly string[]>();
  /** Plans that were interrupted: such a plan may not know any more how a contact was before its first write. */
  readonly #cut = new Set<string>();
  /** Numbers whose contact came back under a new id. */
  readonly #reborn = new Set<string>();

  constructor(look: Look) {
    this.#look = look;
    this.#follow();
  }

  /** Somebody else writes: through the sandbox, so that it counts at once. */
  foreign(number: string, edit: Foreign['edit']): void {
    const { account, requests } = this.#look;
    const contact = account.byNumber(number);
    if (!contact) return;
    const key = change(account, contact, edit);
    const now = account.byNumber(number);
    const changed = !now || !isDeepStrictEqual(flat(contact).get(key), flat(now).get(key));
    this.#touches.push({ at: requests.length, number, key: changed ? key : TIME });
    if (now) this.#expected.set(number, merged(this.#expected.get(number), flat(now), key));
    else this.#expected.delete(number);
  }

  cut({ plan_id }: Known): void {
    this.#cut.add(plan_id);
  }

  /** Just before a PUT is carried out. One that changes nothing was sent although it had been carried out before. */
  writes(account: Account, { path, body }: LoggedRequest, { plan_id, was }: Known): void {
    const now = account.contacts.get(path.split('/').at(-1) ?? '');
    const seen = now && was.get(now.id);
    if (!now || !seen) return;
    const found = `${plan_id} ${now.phone_number}`;
    if (!this.#found.has(found)) this.#found.set(found, now.tags);
    const [old, next] = [flat(now), flat({ ...now, ...Object(body) })];
    const changed = [...new Set([...old.keys(), ...next.keys()])].filter(
      (key) => !isDeepStrictEqual(old.get(key), next.get(key)),
    );
    if (changed.length === 0) this.wrong.push(`${path} was sent ${JSON.stringify(body)} again`);
    // Ours would be the same as what is sent.
    const theirs = changed.filter((key) => !isDeepStrictEqual(flat(seen).get(key), old.get(key)));
    for (const key of theirs.filter((one) => !one.startsWith('tag ')))
      this.wrong.push(`${path}: ${key} was overwritten`);
  }

  /** Compares a plan that has ended with its receipt. */
  ended(plan: Known, items: readonly ItemRecord[], rows: readonly Row[]): void {
    for (const [index, item] of items.entries()) {
      const { state, before, task } = item;
      const reason = item.reason === undefined ? '' : reasonWords(item.reason);
      const row = rows[index];
      // A fact is put into words by the server, which runs beside this process: here those words may be silenced.
      const isSaid = typeof item.reason === 'object' ? row?.reason !== '' : row?.reason === reason;
      const same = row?.state === state && row.contact_id === idOf(item) && isSaid;
      const words = same ? this.#untrue(item, plan) : ['the receipt shows something else'];
      this.wrong.push(...words.map((what) => `${before.phone_number} ${state} (${reason}): ${what}`));
      if (task.do === 'create') this.#reborn.add(before.phone_number);
    }
    this.#bystanders(items);
    this.#follow();
  }

  #untrue(item: ItemRecord, plan: Known): string[] {
    const { state, reason = '', before } = item;
    const number = before.phone_number;
    const words = (holds: boolean, what: string) => (holds ? [] : [what]);
    switch (state) {
      case 'pending':
      case 'sending':
      case 'protected':
        return ['nothing should be'];
      case 'failed':
      case 'unknown':
        return words(reason !== '', 'no reason is given');
      case 'gone':
        // Open: an undo does not find a contact that came back under a new id; see `truths.test.ts`.
        return words(this.#reborn.has(number) || this.#touched(number, ['*'], 0), 'nobody deleted it');
      case 'drifted':
        return words(this.#touched(number, fieldsOf(item), 0), 'nobody changed it');
      case 'unchanged':
        return [...this.#open(item, plan.since, plan), ...this.#taken(item, plan)];
      case 'done': {
        const { sent, applied } = this.#lastWrite(item, plan);
        // Open: an item that was not begun when its plan was stopped is taken for done, too; see `truths.test.ts`.
        const tried = sent > plan.since || this.#cut.has(plan.plan_id);
        return [
          ...words(tried, 'nothing was sent'),
          ...this.#open(item, applied, plan),
          ...this.#taken(item, plan),
        ];
      }
    }
  }

  /** The parts of an item that do not hold, unless somebody else changed them after `from`. */
  #open({ task, before, contact_id }: ItemRecord, from: number, { since }: Known): string[] {
    const { account } = this.#look;
    const number = before.phone_number;
    const now = task.do === 'create' ? account.byNumber(number) : account.contacts.get(contact_id);
    if (task.do === 'delete') return now ? ['it is there'] : [];
    if (!now) return this.#touched(number, ['*'], since) ? [] : ['it is not there'];
    const { name, tags, custom_attributes } = before;
    const whole = { name, adds: tags, removes: [], sets: custom_attributes, unsets: [] };
    const delta: Delta = task.do === 'update' ? task.delta : whole;
    // A contact that lost the old tag meanwhile is not given the new one.
    const olds = new Map(renamesAsked(delta).map(([old, fresh]) => [`tag ${fresh}`, `tag ${old}`]));
    return partsOf(delta, before, now)
      .filter(({ holds, key }) => !holds && !this.#touched(number, [key], from))
      .filter(({ key }) => !this.#touched(number, [olds.get(key) ?? ''], since))
      .map(({ about }) => `${about}: not so`);
  }

  /** Where in the log it was last written to by us, and where that was carried out. */
  #lastWrite({ task, contact_id }: ItemRecord, { since }: Known): { sent: number; applied: number } {
    const end = task.do === 'create' ? '/contacts' : `/${contact_id}`;
    const isOurs = ({ method, path }: LoggedRequest) => method !== 'GET' && path.endsWith(end);
    const { requests } = this.#look;
    const sent = requests.findLastIndex(isOurs) + 1;
    const applied = requests.findLastIndex((request) => request.applied && isOurs(request)) + 1;
    return { sent: Math.max(since, sent), applied: Math.max(since, applied) };
  }

  #touched(number: string, keys: readonly string[], from: number): boolean {
    return this.#touches.some(
      (touch) =>
        touch.number === number && touch.at >= from && (touch.key === '*' || keys.includes(touch.key)),
    );
  }

  /** An undo takes off what its plan put on, not what was there before. */
  #taken({ task, before }: ItemRecord, { undoes = '' }: Known): string[] {
    // Open: after a crash a plan takes a tag that it found for one that it put on; see `truths.test.ts`.
    if (task.do !== 'update' || this.#cut.has(undoes)) return [];
    const found = this.#found.get(`${undoes} ${before.phone_number}`) ?? [];
    return task.delta.removes
      .filter((tag) => found.includes(tag))
      .map((tag) => `the tag ${tag} is taken off, which was there before`);
  }

  /** Fields that a plan is not about are as before, or as somebody else left them. */
  #bystanders(items: readonly ItemRecord[]): void {
    for (const [number, expected] of this.#expected) {
      const ours = items.filter(({ before }) => before.phone_number === number).flatMap(fieldsOf);
      const contact = this.#look.account.byNumber(number);
      if (!contact && !ours.includes('*')) this.wrong.push(`${number} is lost`);
      if (!contact) continue;
      const now = flat(contact);
      for (const key of new Set([...expected.keys(), ...now.keys()])) {
        if (ours.includes(key) || isDeepStrictEqual(expected.get(key), now.get(key))) continue;
        const [was, is] = [expected.get(key), now.get(key)].map((value) => JSON.stringify(value));
        this.wrong.push(`${number}: ${key} is ${is}, not ${was}`);
      }
    }
  }

  #follow(): void {
    const all = [...this.#look.account.contacts.values()];
    this.#expected.clear();
    for (const contact of all) this.#expected.set(contact.phone_number, flat(contact));
  }
}

/** The contact by the names of its fields. */
function flat({ name, tags, custom_attributes }: WireContact): Flat {
  return new Map<string, unknown>([
    ['name', name],
    ...tags.map((tag) => [`tag ${tag}`, true] as const),
    ...Object.entries(custom_attributes).map(([key, value]) => [`key ${key}`, value] as const),
  ]);
}

/** The fields that an item is about. */
function fieldsOf({ task }: ItemRecord): string[] {
  if (task.do !== 'update')
    return ['*', TIME, 'name', ...KEYS.map((key) => `key ${key}`), ...TAGS.map((tag) => `tag ${tag}`)];
  const { name, adds, removes, sets, unsets } = task.delta;
  const tags = [...adds, ...removes].map((tag) => `tag ${tag}`);
  const keys = [...Object.keys(sets), ...unsets].map((key) => `key ${key}`);
  return [...(name === undefined ? [] : ['name']), ...tags, ...keys];
}

function merged(old: Flat | undefined, now: Flat, key: string): Flat {
  const all = new Map(old);
  if (now.has(key)) all.set(key, now.get(key));
  else all.delete(key);
  return all;
}

/** Gives the field that was changed. */
function change(account: Account, contact: WireContact, edit: Foreign['edit']): string {
  const { id, tags, custom_attributes } = contact;
  if ('gone' in edit) {
    account.remove(id);
    return '*';
  }
  if ('name' in edit) {
    account.edit(id, { name: edit.name });
    return 'name';
  }
  if ('tag' in edit) {
    const others = tags.filter((tag) => tag !== edit.tag);
    account.edit(id, { tags: edit.on ? [...others, edit.tag] : others });
    return `tag ${edit.tag}`;
  }
  const { [edit.key]: _, ...rest } = custom_attributes;
  account.edit(id, { custom_attributes: 'value' in edit ? { ...rest, [edit.key]: edit.value } : rest });
  return `key ${edit.key}`;
}

/** Writes that were carried out twice although nobody looked in between. */
export function blindRepeats(requests: readonly LoggedRequest[]): string[] {
  const last = new Map<string, string>();
  return requests.flatMap(({ method, path, body, applied, status }) => {
    if (method === 'GET' && status === 200) last.delete(path);
    if (method === 'GET' || !applied) return [];
    const sent = `${method} ${JSON.stringify(body)}`;
    const again = last.get(path) === sent;
    last.set(path, sent);
    return again ? [`${path} ${sent} was carried out twice, unread`] : [];
  });
}
