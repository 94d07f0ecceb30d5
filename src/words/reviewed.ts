import { counted, quoted, quotedList, thousands } from '../lib/text.ts';
import { PlanState } from '../model/lifecycle.ts';
import type { PlanRecord } from '../model/plan.ts';
import { PROBLEMS, type Tone } from './review.ts';

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

interface Overview {
  /** As it is now, whatever its row says. */
  state: PlanState;
  counts: Readonly<Record<string, number>>;
  undone_by?: string | undefined;
  partly_undone?: { done: number; undone: number } | undefined;
}

/** How a plan stands, in a list of plans; only what needs somebody has a tone. */
export function planOutcome(
  { summary }: Pick<PlanRecord, 'summary'>,
  view: Overview,
): { text: string; tone: Tone } {
  const { state, counts } = view;
  const { done = 0, to_change: all = 0 } = counts;
  switch (state) {
    case PlanState.waiting:
      return { text: 'Waiting for you', tone: 'due' };
    case PlanState.queued:
    case PlanState.running:
      return { text: 'Under way', tone: 'due' };
    case PlanState.blocked:
      return { text: 'Paused', tone: 'mind' };
    case PlanState.stopped:
      return { text: `Stopped, ${thousands(done)} of ${thousands(all)} done`, tone: 'mind' };
    case PlanState.halted:
      return { text: 'Stopped, because too many failed', tone: 'mind' };
    case PlanState.done:
      return doneOutcome(
        view,
        typeof summary === 'object' && summary.say === 'import' ? summary.rows.invalid : 0,
      );
    case PlanState.declined:
      return { text: 'Declined', tone: 'plain' };
    case PlanState.discarded:
      return { text: 'Discarded', tone: 'plain' };
    case PlanState.expired:
      return { text: 'Expired', tone: 'plain' };
    default:
      return state satisfies never;
  }
}

function doneOutcome(
  { counts, undone_by, partly_undone: part }: Overview,
  refused: number,
): { text: string; tone: Tone } {
  if (undone_by !== undefined) return { text: 'Undone', tone: 'plain' };
  if (part)
    return { text: `Done, ${thousands(part.undone)} of ${thousands(part.done)} undone`, tone: 'plain' };
  const problems = PROBLEMS.reduce((sum, state) => sum + (counts[state] ?? 0), 0);
  if (problems > 0) return { text: `Done, ${counted(problems, 'problem')}`, tone: 'mind' };
  if (refused > 0) return { text: `Done, ${counted(refused, 'row')} refused`, tone: 'mind' };
  return { text: (counts['to_change'] ?? 0) === 0 ? 'Nothing to change' : 'Done', tone: 'plain' };
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
