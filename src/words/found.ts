import { isProtectedIn } from '../contacts/tags.ts';
import type { Candidates } from '../find/candidates.ts';
import { type Filter, textSearch } from '../find/filter.ts';
import { countTags, rankTags } from '../find/tagCounts.ts';
import { counted, listed, quoted, quotedList, thousands } from '../lib/text.ts';
import { inTurns } from '../lib/turns.ts';
import type { Contact } from '../model/contact.ts';
import { spellingSentences } from './spelling.ts';

const MOST_TAGS = 5;

/** The contacts that `find_contacts` found, and how. */
interface Findings {
  found: readonly Contact[];
  filter: Filter;
  moments: Readonly<Record<string, number>>;
  source: Candidates;
  protectedFolds: ReadonlySet<string>;
  /** How many contacts only `active_before` leaves out, because they were never active. */
  neverActive: number;
  /** How many of the found contacts were deleted, and are known from the journal alone. */
  deleted: number;
}

/** Sentences by which a person can check what was found: where the text is, who is protected, who was left out. */
export async function summarise(findings: Findings): Promise<string> {
  const sentences = [
    headline(findings),
    await textSentence(findings),
    protectedSentence(findings),
    neverActiveSentence(findings),
    deletedSentence(findings),
    ...spellingSentences(findings.filter, findings.source, findings.found),
    momentSentence(findings),
    howFar(findings.source),
  ];
  return sentences.filter(Boolean).join(' ');
}

function headline({ found, source }: Findings): string {
  const match = found.length === 1 ? 'matches' : 'match';
  return `${extent(source)}${counted(found.length, 'contact')} ${match}.`;
}

async function textSentence({ found, filter }: Findings): Promise<string> {
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
  const inTags = tags.length === 0 ? '' : ` Tags it is in: ${listed(tags, MOST_TAGS)}.`;
  return `${quoted(text)} is in: ${listed(counts)}.${inTags}`;
}

function protectedSentence({ found, protectedFolds }: Findings): string {
  const tags = new Set<string>();
  const isProtected = isProtectedIn(protectedFolds);
  let carriers = 0;
  for (const contact of found) {
    const carried = contact.tags.filter(isProtected);
    if (carried.length > 0) carriers += 1;
    for (const tag of carried) tags.add(tag);
  }
  if (carriers === 0) return '';
  return `${partOf(carriers, found.length)} ${carriers === 1 ? 'is' : 'are'} protected (${quotedList([...tags])}).`;
}

/** `9 of them`, `Both of them`, `All of them`. */
function partOf(part: number, all: number): string {
  if (part < all) return `${thousands(part)} of them`;
  return all === 1 ? 'It' : all === 2 ? 'Both of them' : 'All of them';
}

/** A contact that was never active is not "inactive since" a time, so it is counted apart. */
function neverActiveSentence({ neverActive }: Findings): string {
  if (neverActive === 0) return '';
  return `${counted(neverActive, 'contact')} that fit otherwise were never active and are left out (\`never_active\` finds them).`;
}

function deletedSentence({ deleted, found }: Findings): string {
  if (deleted === 0) return '';
  const [was, is, them] = deleted === 1 ? ['was', 'is', 'it'] : ['were', 'are', 'them'];
  return `${partOf(deleted, found.length)} ${was} deleted and ${is} known from the journal alone: \`plan_undo\` with this selection as \`contacts_in\` brings ${them} back, nothing else reaches ${them}.`;
}

function momentSentence({ moments }: Findings): string {
  const times = Object.entries(moments).map(([name, at]) => `${name} ${new Date(at).toISOString()}`);
  return times.length === 0 ? '' : `Times: ${listed(times)}.`;
}

/** The words before a count that may be too small, or too large. */
export function extent({ complete, partExcept, partWithin, readAll }: Reading): string {
  if (complete) return '';
  if (!partExcept) return 'At least ';
  return partWithin || !readAll ? 'About ' : 'At most ';
}

/** How to get a complete result; reading again does not help when a selection is incomplete. */
export function howOn({ partWithin, partExcept, running, outOf }: Reading, again: string): string {
  if (partWithin || partExcept)
    return 'Find the selections that this builds on again until `complete` is true, then use those.';
  if (running) return `${again}: the reading goes on meanwhile.`;
  return outOf === undefined
    ? 'Calling again does not change that: plans take up to 100 `contacts` by id.'
    : `${again}: it is read anew.`;
}

/** How far the account has been read, and whether that is all of it. */
type Reading = Omit<Candidates, 'contacts' | 'asOf'>;

/** Why a result may be incomplete; empty when it is complete. */
export function howFar({ complete, running, read, outOf, partWithin, partExcept }: Reading): string {
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
