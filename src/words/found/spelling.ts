import { isNumber } from '../../contacts/numbers/phone.ts';
import { byName, matcher } from '../../contacts/tags.ts';
import type { Candidates } from '../../find/candidates.ts';
import type { Filter } from '../../find/filter.ts';
import { alike, type Counts } from '../../find/tags/spelling.ts';
import { rankTags } from '../../find/tags/tagCounts.ts';
import { fold } from '../../lib/fold.ts';
import { nearest } from '../../lib/nearest.ts';
import { listed, quoted, quotedList, thousands } from '../../lib/text.ts';
import type { Contact } from '../../model/contact.ts';

/**
 * Tags and keys match exactly, so the caller should know of other spellings, and of tags, ids and keys that nobody has.
 */
export function spellingSentences(
  { tags_all = [], tags_any = [], tags_none = [], attributes = [], ids = [] }: Filter,
  source: Pick<Candidates, 'contacts' | 'complete' | 'limited' | 'byTag'>,
  { found, everybody }: { found: readonly Contact[]; everybody: readonly Contact[] | undefined },
): string[] {
  const { contacts, complete } = source;
  const asked = [...tags_all, ...tags_any, ...tags_none];
  const counts = alike(asked, contacts);
  const isRead = everybody !== undefined || complete;
  const amongAll = isRead ? everybody && alike(asked, everybody) : counts;
  const foundCounts = alike(tags_none, found);
  const nobody =
    source.limited || source.byTag !== undefined ? 'None of these contacts has' : 'No contact has';
  // Where nobody is found, the next step tells of the names that nobody has, and of other spellings.
  const isSaid = found.length > 0 || !complete;
  return [
    isSaid ? notIncluded([...tags_all, ...tags_any], amongAll) : '',
    otherSpellings('Other spellings are not left out', tags_none, foundCounts),
    complete && ids.length > 0 ? unknownIds(ids, [...contacts, ...found]) : '',
    ...(complete && found.length > 0
      ? [
          carriedByNobody(nobody, [...tags_any, ...tags_none], counts),
          ...unknownKeys(nobody, attributes, contacts),
        ]
      : []),
  ];
}

function notIncluded(asked: readonly string[], counts: Counts | undefined): string {
  if (asked.length === 0) return '';
  return counts === undefined
    ? 'Other spellings were not looked for: `list_tags` lists them.'
    : otherSpellings('Other spellings are not included', asked, counts);
}

function otherSpellings(intro: string, asked: readonly string[], counts: Counts): string {
  const folds = new Set(asked.map(fold));
  const isAsked = matcher(asked);
  const written = rankTags(counts)
    .filter(([tag]) => folds.has(fold(tag)) && !isAsked(tag))
    .map(([tag, count]) => `${quoted(tag, 60)} (${thousands(count)})`);
  return written.length === 0 ? '' : `${intro}: ${listed(written)}.`;
}

function carriedByNobody(nobody: string, asked: readonly string[], counts: Counts): string {
  const carried = byName([...counts.keys()]);
  const unused = asked.filter((name) => carried(name).length === 0);
  return unused.length === 0
    ? ''
    : `${nobody} the tag${unused.length === 1 ? '' : 's'} ${quotedList(unused, 'or')}.`;
}

function unknownIds(asked: readonly string[], contacts: readonly Contact[]): string {
  const known = new Set(contacts.map(({ id }) => id));
  const unknown = [...new Set(asked)].filter((id) => !known.has(id));
  if (unknown.length === 0) return '';
  const numbers = unknown.some((id) => isNumber(id) || /^[\d\s().-]{7,}$/.test(id))
    ? ' A number is no id: `text` finds by numbers, and `get_contact` by one.'
    : '';
  return `No contact has the id${unknown.length === 1 ? '' : 's'} ${quotedList(unknown, 'or')}.${numbers}`;
}

function unknownKeys(
  nobody: string,
  attributes: Filter['attributes'] = [],
  contacts: readonly Contact[],
): string[] {
  const asked = [...new Set(attributes.map(({ key }) => key))];
  const unknown = asked.filter(
    (key) => !contacts.some(({ custom_attributes: stored }) => Object.hasOwn(stored, key)),
  );
  if (unknown.length === 0) return [];
  const keys = [...new Set(contacts.flatMap(({ custom_attributes: stored }) => Object.keys(stored)))];
  return unknown.map((key) => {
    const near = keys.find((other) => fold(other) === fold(key)) ?? nearest(key, keys);
    const instead = near === undefined ? '' : ` (there is ${quoted(near, 60)})`;
    return `${nobody} the attribute ${quoted(key, 60)}${instead}.`;
  });
}
