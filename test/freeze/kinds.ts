import type { WireContact } from '../../src/api/wire.ts';
import type { Account } from '../../src/sandbox/account.ts';
import { type Server, waitForEnd } from '../kill/killing.ts';
import { crowd, numberOf, type Person } from '../tools/world.ts';
import type { Intent } from './judge.ts';
import type { Deed } from './others.ts';

export interface Planned {
  plan_id: string;
  approval: string;
}

/** A kind of plan over 200 contacts, and what it is for the judge. */
export interface Kind {
  what: string;
  /** Those that the plan is about come first; the last 20 are in no plan. */
  people: readonly Person[];
  items: number;
  /** How long the service takes, where that matters. */
  latencyMs?: number;
  /** About how many requests its run takes until the last write. */
  requests: number;
  /** A write builds on many readings, so that some come too late where replies are held back. */
  mayBlock?: boolean;
  /** How many items what somebody else does may keep from being done. */
  spare: number;
  /** Draws the plans up, without a change. */
  plan(server: Server): Promise<Planned[]>;
  /** What somebody else may do to a contact of the plan, and the item is done all the same. */
  harmless: readonly Deed[];
  /** What leaves the item undone. */
  costly: readonly Deed[];
  /** Ids, or numbers that nobody has yet, that somebody else may change. */
  targets: readonly string[];
  intent(account: Account): Intent;
  /** Whether what the plan is for is so for the n-th target. */
  holds(account: Account, n: number): boolean;
}

const COUNT = 200;
const BYSTANDERS = 20;
const TAG = 'spring-sale';

/** Those in the plan carry "lead". */
const person = (n: number): Person => ({
  tags: n <= COUNT ? ['vip', 'lead'] : ['vip'],
  custom_attributes: { city: 'Pune', team: 'a' },
});
const PEOPLE = crowd(COUNT + BYSTANDERS, person);
const IDS = crowd(COUNT).map((_, index) => `p${index + 1}`);
/** In no plan: single edits of them stand in nobody's way. */
export const BYSTANDER_IDS = crowd(BYSTANDERS).map((_, index) => `p${COUNT + index + 1}`);

/** What single edits do beside any plan. */
export const CALLED = 'called-';
export const SEEN = 'seen';
const bySingles = (fact: string, value: string | undefined) =>
  value !== undefined && (fact.startsWith(`tag ${CALLED}`) || fact === `attribute ${SEEN}`);

const UPDATE = { people: PEOPLE, items: COUNT, requests: 400, spare: 8, targets: IDS } as const;
const NONE: ReadonlySet<string> = new Set();

const addTag: Kind = {
  ...UPDATE,
  what: 'add a tag',
  plan: (server) => drawnForAll(server, 'plan_update', { add_tags: [TAG] }),
  harmless: ['tag', 'untag', 'name', 'note', 'city'],
  costly: ['opt-out', 'unsubscribe', 'leave'],
  intent: () => updating((fact, value) => fact === `tag ${TAG}` && value !== undefined),
  holds: (account, n) => tagsOf(account, n).includes(TAG),
};

const renameTag: Kind = {
  ...UPDATE,
  what: 'rename a tag',
  plan: (server) => drawnForAll(server, 'plan_update', { rename_tags: { lead: 'prospect' } }),
  harmless: ['tag', 'untag', 'name', 'note', 'city'],
  costly: ['opt-out', 'unsubscribe', 'leave'],
  intent: () => ({
    ...updating(
      (fact, value) =>
        (fact === 'tag lead' && value === undefined) || (fact === 'tag prospect' && value !== undefined),
    ),
    free: new Set(['prospect']),
  }),
  holds: (account, n) => !tagsOf(account, n).includes('lead') && tagsOf(account, n).includes('prospect'),
};

const setFields: Kind = {
  ...UPDATE,
  what: 'set name and attribute',
  plan: (server) =>
    drawnForAll(server, 'plan_update', { name: 'Dear guest', set_attributes: { city: 'Goa' } }),
  harmless: ['tag', 'untag', 'note'],
  costly: ['name', 'city', 'opt-out', 'unsubscribe', 'leave'],
  intent: () =>
    updating(
      (fact, value) =>
        (fact === 'name' && value === 'Dear guest') || (fact === 'attribute city' && value === '"Goa"'),
    ),
  holds: (account, n) => {
    const contact = account.contacts.get(IDS[n] ?? '');
    return contact?.name === 'Dear guest' && contact.custom_attributes['city'] === 'Goa';
  },
};

const undo: Kind = {
  ...UPDATE,
  what: 'undo of a done plan',
  async plan(server) {
    const [done] = await drawnForAll(server, 'plan_update', { add_tags: [TAG] });
    if (!done) throw new Error('there is no plan to undo');
    await server.call('apply_plan', { ...done, wait_seconds: 0 });
    await waitForEnd(server, done.plan_id);
    return drawn(server, 'plan_undo', { plan_id: done.plan_id });
  },
  harmless: ['tag', 'untag', 'name', 'note', 'city'],
  costly: ['opt-out', 'unsubscribe', 'leave'],
  intent: () => updating((fact, value) => fact === `tag ${TAG}` && value === undefined),
  holds: (account, n) => account.contacts.has(IDS[n] ?? '') && !tagsOf(account, n).includes(TAG),
};

const remove: Kind = {
  ...UPDATE,
  what: 'delete',
  plan: (server) => drawnForAll(server, 'plan_delete', {}),
  harmless: [],
  costly: ['tag', 'untag', 'name', 'note', 'opt-out', 'unsubscribe'],
  intent: () => ({ ...updating(() => false), deletes: ({ id }) => IDS.includes(id) }),
  holds: (account, n) => !account.contacts.has(IDS[n] ?? ''),
};

/** The second of each pair goes into the first, with a tag of its own. */
function pairedUp(index: number): Person {
  const pair = { custom_attributes: { pair: `pair ${Math.floor(index / 2)}` } };
  return index % 2 === 0 ? pair : { ...pair, tags: [`of-p${index + 1}`] };
}

const merge: Kind = {
  ...UPDATE,
  what: 'merge of pairs',
  people: PEOPLE.map((one, index) => ({ ...one, ...(index < COUNT && pairedUp(index)) })),
  items: COUNT / 2,
  requests: 500,
  spare: 4,
  async plan(server) {
    const { duplicates_id } = await server.call('find_duplicates', { by: 'pair' });
    return drawn(server, 'plan_merge', { duplicates_id, keep: 'oldest' });
  },
  harmless: [],
  costly: ['tag', 'name', 'note', 'opt-out', 'unsubscribe'],
  intent: (account) => {
    const place = (id: string) => IDS.indexOf(id);
    return {
      ...updating((fact, value, { id }) => {
        const loser = account.contacts.get(IDS[place(id) + 1] ?? '');
        const gone = `of-p${place(id) + 2}`;
        const had = (tag: string) => tag === gone || (loser?.tags.includes(tag) ?? false);
        return value !== undefined && place(id) % 2 === 0 && fact.startsWith('tag ') && had(fact.slice(4));
      }),
      deletes: ({ id }) => place(id) % 2 === 1,
      heir: ({ id }) => account.contacts.get(IDS[place(id) - 1] ?? ''),
    };
  },
  holds: (account, n) =>
    n % 2 === 1 && !account.contacts.has(IDS[n] ?? '') && tagsOf(account, n - 1).includes(`of-p${n + 1}`),
};

const FROM_SHEET = 5000;
const NUMBERS = crowd(COUNT).map((_, index) => numberOf(FROM_SHEET + index));
const sheet = (numbers: readonly string[]) =>
  `phone,name,tags\n${numbers.map((number, n) => `${number},Guest ${n + 1},expo\n`).join('')}`;

const importSheet: Kind = {
  what: 'import',
  mayBlock: true,
  people: PEOPLE,
  items: COUNT,
  requests: 5,
  spare: 8,
  plan: (server) => drawn(server, 'plan_import', { csv: sheet(NUMBERS) }),
  harmless: [],
  costly: ['create', 'create opted out'],
  targets: NUMBERS,
  intent: () => updating((fact, value) => fact === 'tag expo' && value !== undefined),
  holds: (account, n) => account.byNumber(NUMBERS[n] ?? '')?.tags.includes('expo') ?? false,
};

/** So many contacts, and so few rows, that the numbers are looked up one by one. */
const LARGE = 20_500;
const FEW = NUMBERS.slice(0, COUNT / 2);
const importIntoLarge: Kind = {
  ...importSheet,
  what: 'import into a large account',
  people: [...PEOPLE, ...crowd(LARGE, (n): Person => ({ id: `q${n}`, phone_number: numberOf(10_000 + n) }))],
  items: FEW.length,
  requests: FEW.length,
  latencyMs: 60,
  spare: 4,
  plan: (server) => drawn(server, 'plan_import', { csv: sheet(FEW) }),
  targets: FEW,
};

const RENUMBERED = 12;
const newNumbers: Kind = {
  what: 'new numbers',
  people: PEOPLE,
  items: RENUMBERED,
  requests: 6 * RENUMBERED,
  spare: 3,
  async plan(server) {
    const plans: Planned[] = [];
    for (const [index, id] of IDS.slice(0, RENUMBERED).entries())
      plans.push(...(await drawn(server, 'plan_update', { contacts: [id], new_number: NUMBERS[index] })));
    return plans;
  },
  harmless: [],
  costly: ['tag', 'untag', 'name', 'note', 'opt-out', 'unsubscribe'],
  targets: IDS.slice(0, RENUMBERED),
  intent: (account) => ({
    ...updating(() => false),
    deletes: ({ id }) => IDS.indexOf(id) < RENUMBERED && IDS.includes(id),
    heir: ({ id }) => account.byNumber(NUMBERS[IDS.indexOf(id)] ?? ''),
  }),
  holds: (account, n) =>
    !account.contacts.has(IDS[n] ?? '') && account.byNumber(NUMBERS[n] ?? '') !== undefined,
};

export const KINDS: readonly Kind[] = [
  addTag,
  remove,
  importIntoLarge,
  merge,
  setFields,
  renameTag,
  importSheet,
  undo,
  newNumbers,
];

function updating(sets: Intent['sets']): Intent {
  return {
    sets: (fact, value, contact) => bySingles(fact, value) || sets(fact, value, contact),
    deletes: () => false,
    free: NONE,
  };
}

function tagsOf(account: Account, n: number): WireContact['tags'] {
  return account.contacts.get(IDS[n] ?? '')?.tags ?? [];
}

async function drawnForAll(server: Server, tool: string, args: Record<string, unknown>): Promise<Planned[]> {
  const { selection_id } = await server.call('find_contacts', { tags_all: ['lead'], sample: 0 });
  return drawn(server, tool, { selection_id, ...args });
}

async function drawn(server: Server, tool: string, args: Record<string, unknown>): Promise<Planned[]> {
  const { plan_id, approval_phrase } = await server.call(tool, args);
  return [{ plan_id: String(plan_id), approval: String(approval_phrase) }];
}
