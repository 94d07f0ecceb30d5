import type { WireContact } from '../../src/api/wire.ts';
import type { Account } from '../../src/sandbox/account.ts';
import type { LoggedRequest } from '../../src/sandbox/log.ts';
import type { Random } from '../../src/sandbox/random.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { pause } from '../kill/killing.ts';
import type { Kind } from './kinds.ts';
import type { Witness } from './witness.ts';

/** What somebody else makes of a contact; `own` is a text that nobody used before. */
const EDITS = {
  tag: ({ tags }, own) => ({ tags: [...tags, own] }),
  untag: ({ tags }) => ({ tags: tags.filter((tag) => tag !== 'vip') }),
  name: (_contact, own) => ({ name: own }),
  note: ({ custom_attributes }, own) => ({ custom_attributes: { ...custom_attributes, [own]: true } }),
  city: ({ custom_attributes }, own) => ({ custom_attributes: { ...custom_attributes, city: own } }),
  'opt-out': ({ tags }) => ({ tags: [...tags, 'opted-out'] }),
  unsubscribe: ({ tags }) => ({ tags: [...tags, 'unsubscribed'] }),
} satisfies Record<string, (contact: WireContact, own: string) => Partial<WireContact>>;

/** What somebody else does to a contact, or with a number that nobody has. */
export type Deed = keyof typeof EDITS | 'leave' | 'create' | 'create opted out';

/** To contacts of no plan, which are edited one by one. */
const BESIDE: readonly Deed[] = ['tag', 'untag', 'name', 'note'];
const OPT_OUTS = ['opted-out', 'unsubscribed'];

export function isOptOut(tag: string): boolean {
  return OPT_OUTS.includes(tag);
}

/** How long ago a contact may have been read to be one that the program is about to write to. */
const LATELY_MS = 12_000;
/** A reading whose reply is open for so long is held back. */
const HELD_MS = 600;
/** In so many parts what may be spent of a plan's items is spent. */
const PARTS = 3;

interface World {
  sandbox: Sandbox;
  witness: Witness;
  kind: Kind;
  random: Random;
}

/** Somebody else, who changes contacts while the program does, rather those that it has just read. */
export class Others {
  /** How often each deed was done. */
  readonly done = new Map<string, number>();
  readonly #world: World;
  /** Targets whose items may not be done, for what was done to them. */
  readonly #spent = new Set<string>();
  readonly #hit = new Set<LoggedRequest>();
  #count = 0;
  /** How many contacts may be spent so far. */
  #allowed: number;

  constructor(world: World) {
    this.#world = world;
    this.#allowed = Math.ceil(world.kind.spare / PARTS);
  }

  /** Changes for so long, in a process's absence; first those that it was about to write to. */
  async whileStopped(ms: number, more: readonly string[]): Promise<void> {
    const { random, kind } = this.#world;
    const end = Date.now() + ms;
    this.#allowed = Math.min(kind.spare, this.#spent.size + Math.ceil(kind.spare / PARTS));
    await pause(20);
    for (const target of [...more, ...this.#underWay()]) {
      this.#change(target, true);
      await pause(random() * 30);
    }
    while (Date.now() < end) {
      this.#change(this.#anyone(), kind.harmless.length === 0 || random() < 0.1);
      await pause(50 + random() * 200);
    }
  }

  /** Changes now and then, and whomever a reply that is held back is about, until told to end. */
  async until(ended: () => boolean): Promise<void> {
    const { random, kind } = this.#world;
    while (!ended()) {
      // Where nothing is harmless, what costs an item is done to those whose reading is about to grow old, too.
      const sparse = kind.harmless.length === 0;
      if (random() < 0.1) this.#change((sparse && this.#underWay().at(-1)) || this.#anyone(), sparse);
      for (const target of this.#heldBack()) {
        this.#allowed = Math.min(kind.spare, this.#allowed + 0.5);
        this.#change(target, true);
      }
      await pause(50 + random() * 50);
    }
  }

  hasSpent(target: string): boolean {
    return this.#spent.has(target);
  }

  #change(target: string, mayCost: boolean): void {
    const { kind, random, sandbox, witness } = this.#world;
    const inPlan = kind.targets.includes(target);
    const harmless = inPlan ? kind.harmless : BESIDE;
    const spent = this.#spent.has(target);
    const costs =
      mayCost && inPlan && (spent || this.#spent.size < this.#allowed) && random() < (spent ? 0.3 : 0.6);
    const deed = oneOf(random, costs ? kind.costly : harmless);
    this.#count += 1;
    const own = `theirs-${this.#count}`;
    if (!deed || !witness.others(() => carryOut(deed, target, own, sandbox.account))) return;
    if (costs) this.#spent.add(target);
    this.done.set(deed, (this.done.get(deed) ?? 0) + 1);
  }

  #anyone(): string {
    return oneOf(this.#world.random, this.#world.kind.targets) ?? '';
  }

  /** Targets that were read and not written to since, those read last first. */
  #underWay(): string[] {
    const since = Date.now() - LATELY_MS;
    const written = new Set<string>();
    const found = new Set<string>();
    for (const request of this.#world.sandbox.requests.toReversed()) {
      if (request.at < since) break;
      for (const target of this.#targetsOf(request))
        if (request.method !== 'GET') written.add(target);
        else if (!written.has(target)) found.add(target);
    }
    return [...found].slice(0, 24);
  }

  #heldBack(): string[] {
    const { requests } = this.#world.sandbox;
    const held = requests.filter(
      (request) =>
        request.method === 'GET' &&
        request.status === 'open' &&
        Date.now() - request.at > HELD_MS &&
        !this.#hit.has(request),
    );
    for (const request of held) this.#hit.add(request);
    return held.flatMap((request) =>
      // A page of the list is about everybody.
      request.query['page'] !== undefined && !request.query['search']
        ? [this.#anyone()]
        : this.#targetsOf(request),
    );
  }

  #targetsOf({ contactId, query, method, body, path }: LoggedRequest): string[] {
    const { targets } = this.#world.kind;
    if (contactId !== undefined) return targets.includes(contactId) ? [contactId] : [];
    const text =
      method === 'GET'
        ? (query['search'] ?? '')
        : path.endsWith('/import')
          ? String(body)
          : JSON.stringify(body);
    return text === ''
      ? []
      : targets.filter((target) => target.startsWith('+') && text.includes(target.slice(1)));
  }
}

/** Nothing, when there is nobody left to do it to. */
function carryOut(deed: Deed, target: string, own: string, account: Account): void {
  const contact = account.contacts.get(target);
  if (deed === 'create' || deed === 'create opted out') {
    const tags = deed === 'create' ? [own] : [own, 'opted-out'];
    if (!account.byNumber(target)) account.create({ phone_number: target, name: own, tags });
  } else if (contact && deed === 'leave') account.remove(target);
  else if (contact && deed !== 'leave') account.edit(target, EDITS[deed](contact, own));
}

export function oneOf<Choice>(random: Random, choices: readonly Choice[]): Choice | undefined {
  return choices[Math.floor(random() * choices.length)];
}
