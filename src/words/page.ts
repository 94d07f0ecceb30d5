import type { Page } from '../api/wire.ts';
import { matcher } from '../contacts/tags.ts';
import { alike } from '../find/tags/spelling.ts';
import { rankTags } from '../find/tags/tagCounts.ts';
import { counted, listed, quoted, thousands } from '../lib/text.ts';
import { optedOutAmong } from './found/found.ts';

interface Asked {
  search: string | undefined;
  /** The spelling of a number that found somebody, where that is not the one that was asked for. */
  searched: string | undefined;
  tag: string | undefined;
  protectedFolds: ReadonlySet<string>;
}

/** Which page of how many contacts it is, how many on it opted out, and whether all have the tag that was asked for. */
export function pageSummary(
  { contacts, total, page, hasMore }: Page,
  { search, searched, tag, protectedFolds }: Asked,
): string {
  if (contacts.length === 0 && (total === 0 || (total === undefined && page === 1)))
    return nobodyWords(searched ?? search, tag);
  const asked = searched === undefined ? '' : ` for ${quoted(searched)}`;
  if (contacts.length === 0)
    return `No contacts${asked} on page ${page}; ${total === undefined ? 'an unknown number' : counted(total, 'contact')} in all match.`;
  const optedOut = optedOutAmong(contacts, protectedFolds);
  const last = hasMore ? '' : ' (last page)';
  return [
    `${counted(contacts.length, 'contact')}${asked} on page ${page}, of ${total === undefined ? 'an unknown number' : thousands(total)} in all${last}.`,
    optedOut ? `${thousands(optedOut.contacts)} of these opted out (${optedOut.tags}).` : '',
    tag === undefined ? '' : otherwise(tag, contacts),
  ]
    .filter(Boolean)
    .join(' ');
}

function nobodyWords(search: string | undefined, tag: string | undefined): string {
  const tagged = tag === undefined ? '' : `has the tag ${quoted(tag, 60)}`;
  if (search === undefined) return tagged === '' ? 'The account has no contacts.' : `No contact ${tagged}.`;
  return `No contact ${tagged === '' ? '' : `${tagged} and `}matches ${quoted(search, 60)}.`;
}

/** What the service takes for a tag is not documented: it may list contacts with other spellings, too. */
function otherwise(tag: string, contacts: Page['contacts']): string {
  const isAsked = matcher([tag]);
  const others = contacts.filter(({ tags }) => !tags.some(isAsked));
  if (others.length === 0) return '';
  const spellings = rankTags(alike([tag], others)).map(
    ([other, count]) => `${quoted(other, 60)} (${thousands(count)})`,
  );
  const instead = spellings.length === 0 ? '' : ` but ${listed(spellings)}`;
  return `${thousands(others.length)} of these do not have ${quoted(tag, 60)}${instead}.`;
}
