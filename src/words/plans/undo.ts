import { counted, listed, thousands } from '../../lib/text.ts';
import type { SummaryFact } from '../../model/facts.ts';
import { type Size, some } from '../lists.ts';
import { momentWords } from '../time.ts';
import { partPhrases } from './parts.ts';

type Undo = Extract<SummaryFact, { say: 'undo' }>;

interface Telling {
  where?: string | undefined;
  done?: number | undefined;
}

/** `Undo plan_x for all its 22 contacts: …`, as a list of plans says it. `whom`: the only contact by name. */
export function undoWords(
  summary: Undo,
  { where, done, whom }: Telling & { whom?: string },
  size: Size,
): string {
  const { plan_id, of, scope } = summary;
  const total = done ?? scope.changed.count;
  const all = total === of ? 'all' : `${thousands(total)} of`;
  const contacts = isMerge(summary) ? counted(total, 'contact') : `${all} its ${counted(of, 'contact')}`;
  const verb = done === undefined ? 'Undo' : 'undid';
  return `${verb} ${plan_id} for ${whom ?? contacts}${earlierWords(summary)}${placeWords('in', where)}${behindColon(summary, done, size)}`;
}

/** `Take back “Delete 22 contacts” (30 November, 15:15): 22 deleted contacts are made again`; `undone`: that plan in one line. */
export function takeBackWords(
  summary: Undo,
  { where, done, undone }: Telling & { undone: string },
  size: Size,
): string {
  const { of, scope, as_of } = summary;
  const total = done ?? scope.changed.count;
  const whom =
    isMerge(summary) || total === of ? '' : ` for ${thousands(total)} of its ${counted(of, 'contact')}`;
  const at = as_of === undefined ? '' : ` (${momentWords(new Date(as_of))})`;
  const verb = done === undefined ? 'Take back' : 'took back';
  return `${verb} “${undone}”${at}${whom}${earlierWords(summary)}${placeWords('in', where)}${behindColon(summary, done, size)}`;
}

/** ` in account MA_X`; nothing where the account is not named. */
export function placeWords(link: 'in' | 'into', where: string | undefined): string {
  return where === undefined ? '' : ` ${link} ${where}`;
}

/** Of a merge, `of` counts the groups. */
function isMerge({ undone }: Undo): boolean {
  return typeof undone === 'object' && undone.say === 'merge';
}

function earlierWords({ before = 0 }: Undo): string {
  return some(before, 'was undone before', 'were undone before')
    .map((text) => ` (${text})`)
    .join('');
}

function behindColon({ does, parts, scope }: Undo, done: number | undefined, size: Size): string {
  const total = done ?? scope.changed.count;
  // How many of each part were done is not known where some were not.
  if (size.name < 10 || total !== scope.changed.count) return '';
  const phrases = partPhrases(parts, total, size, done !== undefined);
  const what = [phrases, listed(othersWords(does, done !== undefined))].filter(Boolean).join('; ');
  return what && `: ${what}`;
}

function othersWords({ created, deleted, replaced }: Undo['does'], isDone: boolean): string[] {
  const [is, are, get] = isDone ? ['was', 'were', 'got'] : ['is', 'are', 'get'];
  return [
    ...some(created, `deleted contact ${is} made again`, `deleted contacts ${are} made again`),
    ...some(deleted, `contact that it made ${is} deleted`, `contacts that it made ${are} deleted`),
    ...some(
      replaced,
      `contact ${isDone ? 'got' : 'gets'} its old number back`,
      `contacts ${get} their old numbers back`,
    ),
  ];
}
