import { isProtectedIn } from '../../contacts/tags.ts';
import type { Candidates } from '../../find/candidates.ts';
import { type Filter, type FilterWorld, textSearch } from '../../find/filter.ts';
import { countTags, rankTags } from '../../find/tags/tagCounts.ts';
import { countValues } from '../../find/values.ts';
import { counted, listed, quoted, thousands } from '../../lib/text.ts';
import { span } from '../../lib/time.ts';
import { inTurns } from '../../lib/turns.ts';
import type { Contact } from '../../model/contact.ts';
import { countedTexts } from '../counts.ts';
import { spellingSentences } from './spelling.ts';
import { valueSentences } from './values.ts';
import { toTheMinute, toTheSecond } from './when.ts';

const MOST_KEYS = 3;

/** The contacts that `find_contacts` found, and how. */
interface Findings {
  found: readonly Contact[];
  filter: Filter;
  moments: Readonly<Record<string, number>>;
  source: Candidates;
  /** Those that lack a tag of the filter, too; undefined where they were not read. */
  everybody: readonly Contact[] | undefined;
  world: FilterWorld;
  /** How many contacts only `active_before` leaves out, because they were never active. */
  neverActive: number;
  /** How many of the found contacts were deleted, and are known from the journal alone. */
  deleted: number;
}

/** Sentences by which a person can check what was found: where the text is, who opted out, who was left out. */
export async function summarise(findings: Findings): Promise<string> {
  const sentences = [
    headline(findings),
    await textSentence(findings),
    optedOutSentence(findings),
    neverActiveSentence(findings),
    deletedSentence(findings),
    ...spellingSentences(findings.filter, findings.source, findings),
    ...(await valueSentences(
      findings.filter,
      { looked: findings.source.contacts, found: findings.found },
      findings.world,
    )),
    momentSentence(findings),
    changedWords(findings.source),
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
  const ranked = rankTags(places);
  const counts = ranked.map(([place, count]) => `${quoted(place, 60).slice(1, -1)} (${thousands(count)})`);
  const tags = rankTags(countTags(found, isInTag).counts);
  return [
    `${quoted(text)} is in: ${listed(counts)}.`,
    ...(await Promise.all(ranked.slice(0, MOST_KEYS).map(([place]) => valuesWith(text, place, found)))),
    tags.length === 0 ? '' : `Tags it is in: ${countedTexts(tags)}.`,
  ]
    .filter(Boolean)
    .join(' ');
}

const ATTRIBUTE = 'attribute ';

/** `Attribute company: "Acme" (200) and "Acme Ltd" (12).` The value that was asked for is not said. */
async function valuesWith(text: string, place: string, found: readonly Contact[]): Promise<string> {
  if (!place.startsWith(ATTRIBUTE)) return '';
  const { isInTag: isIn } = textSearch(text);
  const key = place.slice(ATTRIBUTE.length);
  const values = (await countValues(found, key)).values.filter(([value]) => isIn(value));
  const isPlain = values.length === 1 && values[0]?.[0].toLowerCase() === text.toLowerCase();
  return isPlain || values.length === 0 ? '' : `It is in ${quoted(key, 60)} as ${countedTexts(values)}.`;
}

/** What holds for people who opted out, in any plan. */
const RULE = "tags may be taken off them; whatever could get them a message needs the person's word";

function optedOutSentence({ found, world }: Findings): string {
  const optedOut = optedOutAmong(found, world.protectedFolds);
  if (optedOut === undefined) return '';
  const { contacts, tags } = optedOut;
  const who = found.length === 1 ? 'This one' : partOf(contacts, found.length);
  return `${who} opted out (${tags}): ${RULE}.`;
}

/** How many of the contacts opted out, and by which tags: `"Opt Out" (6) and "dnd" (2)`. */
export function optedOutAmong(
  contacts: readonly Contact[],
  protectedFolds: ReadonlySet<string>,
): { contacts: number; tags: string } | undefined {
  const isProtected = isProtectedIn(protectedFolds);
  const optedOut = contacts.filter(({ tags }) => tags.some(isProtected));
  if (optedOut.length === 0) return undefined;
  const ranked = rankTags(countTags(optedOut, isProtected).counts);
  const tags = ranked.length === 1 ? ranked.map(([tag]) => quoted(tag, 60)).join('') : countedTexts(ranked);
  return { contacts: optedOut.length, tags };
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
  const times = Object.entries(moments).map(([name, at]) => `${name} ${toTheMinute(at)}`);
  return times.length === 0 ? '' : `Times: ${listed(times)}.`;
}

/** The time of a reading, or of the last write from here that it shows: never older than one's own change. */
export function asOf({ asOf: read, changedAt = 0 }: Pick<Candidates, 'asOf' | 'changedAt'>): string {
  return toTheSecond(Math.max(read, changedAt));
}

/** Where `asOf` is the time of a write: what others wrote since the reading is not in it. */
export function changedWords({ asOf: read, changedAt = 0 }: Pick<Candidates, 'asOf' | 'changedAt'>): string {
  return changedAt > read
    ? `Read ${span(changedAt - read)} before \`as_of\`; what was changed from here since then is included.`
    : '';
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
    : `${again}: it is read again.`;
}

/** The most contacts that one result shows. */
export const MOST_SHOWN = 50;

/** How to see those that are found and not shown. */
export function restNext(found: number, sample: number): string {
  const shows = found <= MOST_SHOWN ? `${found} shows all` : `${MOST_SHOWN} shows more`;
  const more = sample < MOST_SHOWN ? [`\`sample\` ${shows}`] : [];
  return `To see the others: ${[...more, '`export_contacts` with this selection writes all of them to a sheet'].join('; ')}.`;
}

/** How far the account has been read, and whether that is all of it. */
type Reading = Omit<Candidates, 'contacts' | 'excepted' | 'asOf' | 'changedAt' | 'byTag' | 'limited'>;

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
