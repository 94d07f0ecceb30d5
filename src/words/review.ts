import { counted, thousands, unended } from '../lib/text.ts';
import type { Parts, Some } from '../model/facts.ts';
import type { Task } from '../model/item.ts';
import { ItemState, PLAN, PlanState } from '../model/lifecycle.ts';
import type { Approval, PlanRecord } from '../model/plan.ts';
import { kindOf } from '../plans/tasks/index.ts';
import { approvedWords } from './approval.ts';
import type { About, Line } from './plans/lines.ts';
import { summaryWords } from './plans/summary.ts';

/** How a sentence is to be looked at: `due` waits for a decision, `lost` cannot come back, `mind` needs a second look. */
export type Tone = 'plain' | 'due' | 'lost' | 'mind' | 'add';

/** What needs somebody first. That people opted out was known, and approved: it is no problem of a plan. */
export const PROBLEMS: readonly ItemState[] = [
  ItemState.failed,
  ItemState.unknown,
  ItemState.drifted,
  ItemState.gone,
];

/**
 * The headline, and what it leaves to say of how the plan stands: what was done, or else what the plan is for, since a plan
 * that did not end must still be known by its work.
 */
export function titleWords(plan: PlanRecord, first: string): { title: string; stands: string } {
  const { state, summary } = plan;
  if (state === PlanState.waiting) return { title: unended(first), stands: '' };
  if (state === PlanState.done)
    return {
      title: unended(first.replace(/^Done: ./, (start) => start.slice(-1).toUpperCase())),
      stands: '',
    };
  const stands = PLAN[state].underWay ? '' : [first, ...(ON[state] ?? [])].join(' ');
  return { title: unended(summaryWords(summary)), stands };
}

const ON: { readonly [S in PlanState]?: readonly string[] } = {
  [PlanState.stopped]: ['Ask in the chat to go on, or undo what was done.'],
  [PlanState.halted]: ['Ask in the chat to go on, or undo what was done.'],
  [PlanState.blocked]: ['It goes on by itself once that is over, or when you ask for it in the chat.'],
  [PlanState.declined]: ['Ask in the chat for another plan if you want one.'],
  [PlanState.expired]: ['Ask in the chat for a new one.'],
};

/** When the plan was made, until when it waits, or who approved it and when. */
export function originWords(plan: PlanRecord, approval: Approval | undefined, where: string): string {
  const made = `Planned ${timeWords(plan.created_at)} in ${where}.`;
  if (plan.state === PlanState.waiting) return `${made} It waits until ${timeWords(plan.expires_at)}.`;
  return [made, decidedWords(approval) ?? ''].filter(Boolean).join(' ');
}

/** When and how a plan was approved; undefined for one that needed no approval. */
export function decidedWords(approval: Approval | undefined): string | undefined {
  const how = approval && approvedWords(approval);
  return how && `It was approved ${timeWords(approval.at)} ${how}.`;
}

/** In the time of this computer, as the person who looks at it has it. */
export function timeWords(at: number): string {
  return new Date(at).toLocaleString('en-GB', {
    day: 'numeric',
    month: 'long',
    hour: '2-digit',
    minute: '2-digit',
  });
}

/** What pressing the button does, and to how many: never a bare yes. */
export function actWords(plan: PlanRecord, changes: number): string {
  const { kind, summary, deletes } = plan;
  if (kind === 'delete') return `Delete ${counted(changes, 'contact')}`;
  if (kind === 'merge') return `Merge ${counted(changes, 'group')}, delete ${thousands(deletes)}`;
  if (kind === 'import') return `Import ${counted(changes, 'contact')}`;
  if (kind === 'undo')
    return `Undo it for ${thousands(changes)}${deletes > 0 ? `, delete ${thousands(deletes)}` : ''}`;
  if (typeof summary === 'string' || summary.say !== 'update') return `Change ${counted(changes, 'contact')}`;
  return summary.number === undefined ? partWords(summary.parts, changes) : 'Change the number';
}

/** Names the one part of a change; a change of several parts only has its count. */
function partWords({ adds, removes, renames, names, sets, unsets, moves }: Parts, changes: number): string {
  const count = thousands(changes);
  const all: [verb: string, count: number, noun: string, link: string][] = [
    ['Add', adds.count, 'tag', 'to'],
    ['Remove', removes.count, 'tag', 'from'],
    ['Rename', renames.length, 'tag', 'on'],
    ['Set', Math.min(names.contacts, 1), 'name', 'of'],
    ['Set', sets.count, 'attribute', 'of'],
    ['Remove', unsets.count, 'attribute', 'from'],
    ['Rename', moves.length, 'attribute', 'on'],
  ];
  const [only, ...more] = all.filter(([, things]) => things > 0);
  if (only === undefined || more.length > 0) return `Change ${counted(changes, 'contact')}`;
  const [verb, things, noun, link] = only;
  return `${verb} the ${noun}${things === 1 ? '' : 's'} ${link} ${count}`;
}

/** How many columns a sheet has, and of those that are listed, how many are left out. */
export function columnsWords({ first, count }: Some<{ as: string }>): string {
  const out = first.filter(({ as }) => as === 'left out').length;
  const left = `${out === count ? 'all' : thousands(out)} ${out === 1 ? 'is' : 'are'} left out`;
  return `It has ${counted(count, 'column')}${out > 0 && count === first.length ? `; ${left}` : ''}.`;
}

/** The title of the groups whose values differ, of which so many are shown. */
export function conflictsWords(count: number, shown: number): string {
  const first = shown < count ? `; these are the first ${thousands(shown)}` : '';
  return `What differs (${counted(count, 'group')}${first})`;
}

/** A plan that came after one that somebody looks at: in its place, or beside it. */
export function newerWords(summary: string, isInItsPlace: boolean): { title: string; text: string } {
  if (isInItsPlace)
    return { title: 'A newer plan took its place', text: 'This one can no longer be approved.' };
  return { title: 'A newer plan waits', text: `${unended(summary)}.` };
}

const LABELS: Readonly<Record<About, string>> = {
  what: 'What happens',
  whom: 'For whom',
  lost: 'Lost for good',
  left: 'Left alone',
  refused: 'Not imported',
  problem: 'Problems',
  campaigns: 'Campaigns',
  sheet: 'The sheet',
  also: 'Also',
  time: 'Time',
  back: 'Undo',
};
const TONES: { readonly [A in About]?: 'lost' | 'mind' } = { lost: 'lost', refused: 'mind' };

/** The lines of a plan's text below its first, those about one thing together; what is lost comes first. */
export function factWords(
  lines: readonly Line[],
  { state }: Pick<PlanRecord, 'state'>,
): { key: About; about: string; tone: 'plain' | 'lost' | 'mind'; text: string }[] {
  const groups = [...Map.groupBy(lines, ({ about }) => about)];
  const isLost = ([about]: (typeof groups)[number]) => about === 'lost';
  return [...groups.filter(isLost), ...groups.filter((group) => !isLost(group))].map(([about, some]) => ({
    key: about,
    about: about === 'what' && state !== PlanState.waiting ? 'What happened' : LABELS[about],
    tone: TONES[about] ?? 'plain',
    text: some.map(({ text }) => text).join(' '),
  }));
}

/** What a person can do about items that ended so. */
export function todoWords(state: ItemState): string {
  switch (state) {
    case ItemState.failed:
      return 'Mend what the reason says, then ask for it again in the chat.';
    case ItemState.unknown:
      return 'Ask in the chat to go on with this plan: it looks at each of them again.';
    case ItemState.drifted:
      return 'If it is still wanted, ask for it again in the chat.';
    default:
      return 'Nothing to do.';
  }
}

/** What became of an item; empty while nothing happened to it. */
export function outcomeWords(state: ItemState, task?: Task): string {
  switch (state) {
    case ItemState.done:
      return task && kindOf(task).effect === 'deleted' ? 'deleted' : state;
    case ItemState.gone:
      return 'not there any more';
    case ItemState.failed:
      return 'not changed';
    case ItemState.unknown:
      return 'may be changed';
    case ItemState.drifted:
      return 'changed meanwhile';
    case ItemState.protected:
      return 'opted out';
    default:
      return '';
  }
}

/** `120 of 203 done, about 4 seconds left`. */
export function farWords(done: number, total: number, etaSeconds: number): string {
  const left = etaSeconds > 0 ? `, about ${counted(etaSeconds, 'second')} left` : '';
  return `${thousands(done)} of ${thousands(total)} done${left}`;
}
