import type { WireContact } from '../../src/api/wire.ts';
import type { LoggedRequest } from '../../src/sandbox/log.ts';
import { isOptOut } from './others.ts';
import type { Event, Witness } from './witness.ts';

/** What the program was told to do. */
export interface Intent {
  /** Whether it was told to make this of a fact; undefined takes the fact away. */
  sets(fact: string, value: string | undefined, contact: WireContact): boolean;
  deletes(contact: WireContact): boolean;
  /** The contact that goes on in the place of one that is deleted. */
  heir?(contact: WireContact): WireContact | undefined;
  /** Tags that whoever opted out may get, too. */
  free: ReadonlySet<string>;
}

/** Something that a request of the program destroyed, or did to whoever opted out. */
export interface Loss {
  what: 'tag' | 'name' | 'attribute' | 'opt-out' | 'deleted' | 'own';
  contact: string;
  words: string;
  /** How long before the request was received it was there; undefined for what nobody else gave. */
  age: number | undefined;
  /** Whether its process may have been stopped between the check of the reading's age and the sending. */
  wasSending: boolean;
  /** The last reading before the request, and the request. */
  lines: string[];
}

export interface Verdict {
  losses: Loss[];
  /** Those that no program can prevent here: the API has no If-Match. */
  insideTheRoundTrip: Loss[];
  /** By a write that may have been checked in time, its process being stopped before it was sent. */
  stoppedWhileSending: Loss[];
}

/** A write builds on a reading that began at most 2 s before; the rest is for scheduling and the network. */
const WINDOW_MS = 2000 + 300;
/** A process that was stopped while it sent a write sends it so soon, in ms, after it goes on. */
const AT_ONCE_MS = 100;

type Facts = ReadonlyMap<string, string>;

/**
 * Looks at every write of the program: whose work did it destroy, and could it have known? `resumed` are the moments at
 * which a process that was stopped went on: it can have been sending one write just then, and that is its first.
 */
export function judge(
  witness: Witness,
  requests: readonly LoggedRequest[],
  intent: Intent,
  resumed: readonly number[] = [],
): Verdict {
  witness.settle();
  const sending = new Set(resumed.map((at) => firstWriteSince(at, requests)?.n));
  const all = [...witness.events].flatMap(([id, events]) =>
    events.flatMap((event, index) => {
      const { request } = event;
      if (!request) return [];
      const earlier = events.slice(0, index);
      const received = witness.earliest(event.at);
      return harmOf(event, earlier, intent).map(({ since, ...harm }) => ({
        ...harm,
        contact: id,
        age: since && received - since.at,
        wasSending: sending.has(request.n),
        lines: [readingBefore(request, event, requests), line(request)],
      }));
    }),
  );
  const inside = ({ age }: Loss) => age !== undefined && age <= WINDOW_MS;
  const late = all.filter((loss) => !inside(loss));
  const excused = ({ age, wasSending }: Loss) => age !== undefined && wasSending;
  return {
    losses: late.filter((loss) => !excused(loss)),
    insideTheRoundTrip: all.filter(inside),
    stoppedWhileSending: late.filter(excused),
  };
}

function firstWriteSince(at: number, requests: readonly LoggedRequest[]): LoggedRequest | undefined {
  const first = requests.find((request) => request.method !== 'GET' && request.at >= at);
  return first && first.at - at <= AT_ONCE_MS ? first : undefined;
}

/** `since` is the change by somebody else that the write ought to have known. */
type Harm = Pick<Loss, 'what' | 'words'> & { since: Event | undefined };

function harmOf(event: Event, earlier: readonly Event[], intent: Intent): Harm[] {
  const { before, after } = event;
  if (!before) return [];
  const harm = after ? overwritten(before, after, earlier, intent) : deleted(before, earlier, intent);
  return [...harm, ...optedOut(before, after, earlier, intent)];
}

function overwritten(
  before: WireContact,
  after: WireContact,
  earlier: readonly Event[],
  intent: Intent,
): Harm[] {
  const [was, is] = [factsOf(before), factsOf(after)];
  const changed = [...new Set([...was.keys(), ...is.keys()])].filter(
    (fact) => was.get(fact) !== is.get(fact),
  );
  return changed.flatMap((fact) => {
    const since = authorOf(fact, earlier);
    const told = intent.sets(fact, is.get(fact), before);
    // Tags are sets and never drift; of a name or an attribute, what somebody else made of it stays.
    if (told && (fact.startsWith('tag ') || !since || since.request)) return [];
    return [harmTo(fact, since, `${said(fact, was)} became ${said(fact, is)}`)];
  });
}

function deleted(before: WireContact, earlier: readonly Event[], intent: Intent): Harm[] {
  if (!intent.deletes(before))
    return [{ what: 'deleted', words: 'it was deleted, and nobody asked for that', since: undefined }];
  const heir = intent.heir?.(before);
  const theirs = heir ? factsOf(heir) : new Map<string, string>();
  const facts = factsOf(before);
  const known = new Set(earlier.flatMap((event) => [...factsOf(event.before).keys()]));
  return [...new Set([...facts.keys(), ...known])].flatMap((fact) => {
    const since = authorOf(fact, earlier);
    if (!since || since.request || (heir && theirs.get(fact) === facts.get(fact))) return [];
    return [{ what: 'deleted', words: `it was deleted with ${said(fact, facts)}`, since }];
  });
}

/** What must not be done to somebody who opted out: a tag, another value, an end. Names are free. */
function optedOut(
  before: WireContact,
  after: WireContact | undefined,
  earlier: readonly Event[],
  { free }: Intent,
): Harm[] {
  const optOut = before.tags.find(isOptOut);
  if (optOut === undefined) return [];
  const since = authorOf(`tag ${optOut}`, earlier);
  const [was, is] = [factsOf(before), factsOf(after)];
  const given = after?.tags.filter((tag) => !before.tags.includes(tag) && !isOptOut(tag) && !free.has(tag));
  const set = [...was].filter(
    ([fact, value]) => fact.startsWith('attribute ') && is.has(fact) && is.get(fact) !== value,
  );
  const done = [
    ...(after ? [] : [{ words: 'it was deleted', since }]),
    // A tag that was there until a moment ago was given by nobody: the write did not know yet that it had come off.
    ...(given ?? []).map((tag) => ({
      words: `it got the tag ${tag}`,
      since: latest(since, authorOf(`tag ${tag}`, earlier)),
    })),
    ...set.map(([fact]) => ({ words: `it got another ${fact}`, since })),
  ];
  return done.map(({ words, since }) => ({
    what: 'opt-out',
    words: `${words} though it had opted out`,
    since,
  }));
}

function latest(a: Event | undefined, b: Event | undefined): Event | undefined {
  return a && b ? (a.at > b.at ? a : b) : (a ?? b);
}

/** Whoever made the fact what it was last; nobody when it was so from the beginning. */
function authorOf(fact: string, earlier: readonly Event[]): Event | undefined {
  return earlier.findLast(({ before, after }) => factsOf(before).get(fact) !== factsOf(after).get(fact));
}

function harmTo(fact: string, since: Event | undefined, words: string): Harm {
  // What was there from the beginning, or came by the program itself, is no matter of time.
  if (!since || since.request) return { what: 'own', words, since: undefined };
  if (fact.startsWith('tag ')) return { what: isOptOut(fact.slice(4)) ? 'opt-out' : 'tag', words, since };
  return { what: fact === 'name' ? 'name' : 'attribute', words, since };
}

function factsOf(contact: WireContact | undefined): Facts {
  if (!contact) return new Map();
  return new Map([
    ['name', contact.name],
    ...contact.tags.map((tag): [string, string] => [`tag ${tag}`, 'there']),
    ...Object.entries(contact.custom_attributes).map(([key, value]): [string, string] => [
      `attribute ${key}`,
      JSON.stringify(value),
    ]),
  ]);
}

function said(fact: string, facts: Facts): string {
  return `${fact}: ${facts.get(fact) ?? 'none'}`;
}

/** The last reading of the contact or of its number; else the last page of the list. */
function readingBefore({ n }: LoggedRequest, { before }: Event, requests: readonly LoggedRequest[]): string {
  const digits = before?.phone_number.slice(1) ?? '';
  const readings = requests.filter(({ n: place, method }) => place < n && method === 'GET');
  const reading =
    readings.findLast(
      ({ contactId, query }) => contactId === before?.id || query['search']?.includes(digits),
    ) ?? readings.findLast(({ query }) => query['page'] !== undefined);
  return reading ? line(reading) : 'no reading';
}

function line({ n, at, method, path, query, body, status }: LoggedRequest): string {
  const asked = Object.entries(query).map(([key, value]) => `${key}=${value}`);
  const sent = body === undefined ? '' : ` ${JSON.stringify(body).slice(0, 200)}`;
  const where = [path.replace(/^.*(?=\/contacts)/, ''), ...asked].join(' ');
  return `#${n} ${new Date(at).toISOString().slice(11, 23)} ${method} ${where}${sent}: ${status}`;
}
