import { judgedOnce } from '../contacts/tags.ts';
import type { Candidates } from '../find/candidates.ts';
import { type Filter, textSearch } from '../find/filter.ts';
import { countTags, rankTags } from '../find/tagCounts.ts';
import { fold } from '../lib/fold.ts';
import { counted, listed, quoted, quotedList, thousands } from '../lib/text.ts';
import { inTurns } from '../lib/turns.ts';
import type { Contact } from '../model/contact.ts';
import { spellingSentences } from './spelling.ts';

const MOST_TAGS = 5;

interface Found {
  found: readonly Contact[];
  filter: Filter;
  moments: Readonly<Record<string, number>>;
  source: Candidates;
  protectedFolds: ReadonlySet<string>;
  /** Contacts that `active_before` leaves out although they pass everything else: they were never active. */
  neverActive: number;
  /** Of those found, how many are known from the journal alone. */
  deleted: number;
}

/** What was found, in sentences that a person can check: where it matched, who is protected, what was left out. */
export async function summarise(about: Found): Promise<string> {
  const sentences = [
    headline(about),
    await textSentence(about),
    protectedSentence(about),
    neverSentence(about),
    deletedSentence(about),
    ...spellingSentences(about.filter, about.source, about.found),
    momentSentence(about),
    howFar(about.source),
  ];
  return sentences.filter(Boolean).join(' ');
}

function headline({ found, source }: Found): string {
  const match = found.length === 1 ? 'matches' : 'match';
  return `${extent(source)}${counted(found.length, 'contact')} ${match}.`;
}

async function textSentence({ found, filter }: Found): Promise<string> {
  const { text } = filter;
  if (text === undefined || found.length === 0) return '';
  const places = new Map<string, number>();
  const { placesIn, isInTag } = textSearch(text);
  for await (const part of inTurns(found))
    for (const place of part.flatMap(placesIn)) places.set(place, (places.get(place) ?? 0) + 1);
  const counts = [...places]
    .sort((a, b) => b[1] - a[1])
    .map(([place, count]) => `${quoted(place, 60).slice(1, -1)} (${thousands(count)})`);
  const tags = rankTags(countTags(found, isInTag).counts).map(
    ([tag, n]) => `${quoted(tag, 60)} (${thousands(n)})`,
  );
  const which = tags.length === 0 ? '' : ` Tags it is in: ${listed(tags, MOST_TAGS)}.`;
  return `${quoted(text)} is in: ${listed(counts)}.${which}`;
}

function protectedSentence({ found, protectedFolds }: Found): string {
  const tags = new Set<string>();
  const guards = judgedOnce((tag) => protectedFolds.has(fold(tag)));
  let carriers = 0;
  for (const contact of found) {
    const carried = contact.tags.filter(guards);
    if (carried.length > 0) carriers += 1;
    for (const tag of carried) tags.add(tag);
  }
  if (carriers === 0) return '';
  return `${partOf(carriers, found.length)} ${carriers === 1 ? 'is' : 'are'} protected (${quotedList([...tags])}).`;
}

/** `9 of them`; where that is everybody, in a word. */
function partOf(part: number, all: number): string {
  if (part < all) return `${thousands(part)} of them`;
  return all === 1 ? 'It' : all === 2 ? 'Both of them' : 'All of them';
}

/** Who was never active is not "inactive since", and is said apart. */
function neverSentence({ neverActive }: Found): string {
  if (neverActive === 0) return '';
  return `${counted(neverActive, 'contact')} that fit otherwise were never active and are left out (\`never_active\` finds them).`;
}

function deletedSentence({ deleted, found }: Found): string {
  if (deleted === 0) return '';
  const [was, is, them] = deleted === 1 ? ['was', 'is', 'it'] : ['were', 'are', 'them'];
  return `${partOf(deleted, found.length)} ${was} deleted and ${is} known from the journal alone: \`plan_undo\` with this selection as \`contacts_in\` brings ${them} back, nothing else reaches ${them}.`;
}

function momentSentence({ moments }: Found): string {
  const times = Object.entries(moments).map(([name, at]) => `${name} ${new Date(at).toISOString()}`);
  return times.length === 0 ? '' : `Times: ${listed(times)}.`;
}

/** What stands before a count that is not sure. */
export function extent({ complete, partExcept, partWithin, readAll }: Sureness): string {
  if (complete) return '';
  if (!partExcept) return 'At least ';
  return partWithin || !readAll ? 'About ' : 'At most ';
}

/** What makes complete what is not: reading on does nothing for a selection that was kept incomplete. */
export function howOn({ partWithin, partExcept, running, outOf }: Sureness, again: string): string {
  if (partWithin || partExcept)
    return 'Find the selections that this builds on again until `complete` is true, then use those.';
  if (running) return `${again}: the reading goes on meanwhile.`;
  return outOf === undefined
    ? 'Calling again does not change that: plans take up to 100 `contacts` by id.'
    : `${again}: it is read anew.`;
}

type Sureness = Omit<Candidates, 'contacts' | 'asOf'>;

/** How far the account has been read, when that is not all of it. */
export function howFar({ complete, running, read, outOf, partWithin, partExcept }: Sureness): string {
  if (complete) return '';
  if (partWithin) return 'A selection that this builds on was found incomplete, so this may not be all.';
  if (partExcept)
    return 'A selection that is left out here was found incomplete, so some of these may belong to it.';
  const part =
    outOf === undefined ? counted(read, 'contact') : `${thousands(read)} of ${thousands(outOf)} contacts`;
  if (running) return `${part} read so far; the reading goes on.`;
  if (outOf === undefined)
    return `${part} read; the service does not say how many there are, so this may not be all.`;
  return `${part} read: the list changed while it was read, so this may not be all.`;
}
