import { counted, quoted, quotedList, thousands } from '../lib/text.ts';

/** `14:02`. */
export function clockWords(at: number): string {
  return new Date(at).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
}

/** `Today`, `Yesterday`, `Monday 4 May`; with the year where it is another one. */
export function whichDay(at: number, now: number): string {
  const [day, today] = [new Date(at), new Date(now)];
  const yesterday = new Date(today.getFullYear(), today.getMonth(), today.getDate() - 1);
  if (day.toDateString() === today.toDateString()) return 'Today';
  if (day.toDateString() === yesterday.toDateString()) return 'Yesterday';
  const isThisYear = day.getFullYear() === today.getFullYear();
  const words = day.toLocaleDateString('en-GB', {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    ...(!isThisYear && { year: 'numeric' }),
  });
  return words.replace(',', '');
}

/** What to say in the chat, so that the tag of the most contacts, which comes first, takes the place of the others. */
export function oneTagWords([name = '', ...others]: readonly string[]): string {
  return `To make them one, say in the chat: rename the ${others.length === 1 ? 'tag' : 'tags'} ${quotedList(others)} to ${quoted(name)}.`;
}

/** How many tags there are, and when the account was read; `atLeast`: not all of it was. */
export function tagsText(
  { tags, contacts, untagged }: { tags: number; contacts: number; untagged: number },
  { asOf, complete }: { asOf: number; complete: boolean },
): string {
  const read = complete ? `read at ${clockWords(asOf)}` : 'so far: the account is still being read';
  const none = untagged > 0 ? `; ${thousands(untagged)} ${untagged === 1 ? 'has' : 'have'} none` : '';
  return `${counted(tags, 'tag')} on ${counted(contacts, 'contact')}, ${read}${none}. A campaign to a tag reaches everyone who has exactly that tag.`;
}
