import type { Candidates } from '../../find/candidates.ts';
import { counted, thousands } from '../../lib/text.ts';
import { marked } from '../contact.ts';
import { changedWords, extent, howFar, optedOutAmong } from './found.ts';

interface Totals {
  contacts: number;
  untagged: number;
  tags: number;
  /** Groups of tags that look alike. */
  alike: number;
  keys: number;
}

/** How many tags and attribute keys there are, which of them need care, and how many people opted out. */
export function tagsSummary(
  { contacts, untagged, tags, alike, keys }: Totals,
  source: Candidates,
  protectedFolds: ReadonlySet<string>,
): string {
  const atLeast = extent(source);
  const optedOut = optedOutAmong(source.contacts, protectedFolds);
  const groups = `${counted(alike, 'group')} of them ${alike === 1 ? 'looks' : 'look'} alike`;
  return [
    `${atLeast}${counted(contacts, 'contact')}, ${atLeast.toLowerCase()}${thousands(untagged)} without a tag.`,
    `${counted(tags, 'tag')}${alike > 0 ? ` (${groups})` : ''}, ${counted(keys, 'attribute')}.`,
    optedOut ? `${thousands(optedOut.contacts)} opted out (${optedOut.tags}).` : '',
    changedWords(source),
    howFar(source),
  ]
    .filter(Boolean)
    .join(' ');
}

interface Lists {
  tags: readonly { tag: string; contacts: number; protected: boolean }[];
  lookalikes: readonly (readonly string[])[];
  attribute_keys: readonly {
    key: string;
    contacts: number;
    empty: number;
    values: readonly { value: string; contacts: number }[];
  }[];
  summary: string;
  as_of: string;
}

/** Tags in one line: a line for each would be four times as long to read. */
export function tagsWords({ tags, lookalikes, attribute_keys: keys, summary, as_of }: Lists): string {
  const named = tags.map(
    ({ tag, contacts, protected: isProtected }) =>
      `${marked(tag)} ${thousands(contacts)}${isProtected ? ' (opted out)' : ''}`,
  );
  return [
    `${summary} As of ${as_of}.`,
    ...(named.length > 0 ? [`Tags: ${named.join(', ')}`] : []),
    ...(lookalikes.length > 0
      ? [`Look alike: ${lookalikes.map((group) => group.map(marked).join(' ')).join('; ')}`]
      : []),
    ...keys.map(
      ({ key, contacts, empty, values }) =>
        `Attribute ${marked(key)} ${thousands(contacts)}${empty > 0 ? `, ${thousands(empty)} of them empty` : ''}: ${valuesWords(values)}`,
    ),
  ].join('\n');
}

function valuesWords(values: Lists['attribute_keys'][number]['values']): string {
  if (values.length === 0) return 'no values';
  // Each value once: none is more frequent than the others.
  if (values.length > 1 && values.every(({ contacts }) => contacts === 1))
    return `all different, such as ${values.map(({ value }) => marked(value)).join(', ')}`;
  return values.map(({ value, contacts }) => `${marked(value)} ${thousands(contacts)}`).join(', ');
}
