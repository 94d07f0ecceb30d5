import { fitted } from '../../lib/fit.ts';
import { counted, quoted, thousands } from '../../lib/text.ts';
import { SECOND, span } from '../../lib/time.ts';
import type { Summary, SummaryFact } from '../../model/facts.ts';
import { PlanState } from '../../model/lifecycle.ts';
import { namesOf, type Size, some, someWords } from '../lists.ts';
import { explained, type Facts, overLines } from './ended.ts';
import { type Line, lines } from './lines.ts';
import { refusedWords } from './refused.ts';
import { keptWords, optedOutWords, textHead } from './summary.ts';
import { unchangedWords } from './unchanged.ts';
import { isRemark, warningLines } from './warnings.ts';
import { selectedWords } from './whom.ts';

/** Characters of a text that a person decides on, and of one that says how it went. */
const MOST_WAITING = 1200;
const MOST_OVER = 700;
const SIZES: readonly Size[] = [
  { people: 3, list: 400, examples: 5, name: 60 },
  { people: 3, list: 300, examples: 2, name: 60 },
  { people: 2, list: 150, examples: 1, name: 60 },
  { people: 1, list: 400, examples: 0, name: 40 },
  { people: 1, list: 200, examples: 0, name: 40 },
  { people: 1, list: 60, examples: 0, name: 40 },
  { people: 0, list: 0, examples: 0, name: 20 },
];

/** All that a person must know of a plan, in the same words everywhere: what it would do, or what it did. */
export function planText(facts: Facts): string {
  return planLines(facts)
    .map(({ text }) => text)
    .join(facts.plan.state === PlanState.waiting ? '\n' : ' ');
}

/** The lines of that text, each with what it is about; not `isPlaced` where the account stands elsewhere, not `isCut` where there is room for all. */
export function planLines(facts: Facts, { isPlaced = true, isCut = true } = {}): readonly Line[] {
  if (facts.plan.state !== PlanState.waiting)
    return fitted(
      SIZES,
      (size) => overLines(facts, size),
      (some) => lengthOf(some) - 1 <= MOST_OVER,
    );
  const waiting = fitted(
    SIZES,
    (size) => waitingLines(facts, size, isPlaced),
    (some) => lengthOf(some) <= MOST_WAITING,
  );
  const all = [...waiting, ...warningLines(facts.plan.warnings.filter(isRemark))];
  return isCut ? fittingLines(all) : all;
}

function lengthOf(some: readonly Line[]): number {
  return some.reduce((sum, { text }) => sum + text.length + 1, 0);
}

const MORE = 70;

/** The first lines that fit, and how many more there are: what is lost comes first, notes on how a sheet was read come last. */
function fittingLines(all: readonly Line[]): readonly Line[] {
  if (lengthOf(all) <= MOST_WAITING) return all;
  const kept: Line[] = [];
  for (const line of all) {
    if (lengthOf(kept) + line.text.length + MORE > MOST_WAITING) break;
    kept.push(line);
  }
  return [...kept, ...lines('also', [moreWords(all.length - kept.length)])];
}

function moreWords(remarks: number): string {
  return `There ${remarks === 1 ? 'is' : 'are'} ${counted(remarks, 'more remark')}, for which there is no room here.`;
}

/** Nobody is kept waiting for less. */
const LONG = 60;

function waitingLines({ plan, etaSeconds }: Facts, size: Size, isPlaced: boolean): Line[] {
  const { summary, warnings } = plan;
  return [
    ...headLines(summary, { open: explained(plan), isPlaced }, size),
    ...warningLines(
      warnings.filter((warning) => !isRemark(warning)),
      size,
    ),
    ...lines('time', [etaSeconds >= LONG ? `It takes about ${span(etaSeconds * SECOND)}.` : '']),
    ...lines('back', [plan.undoable === 'all' && plan.deletes === 0 ? 'It can be undone.' : '']),
  ];
}

function headLines(
  summary: Summary,
  { open, isPlaced }: { open: number; isPlaced: boolean },
  size: Size,
): Line[] {
  if (typeof summary === 'string') return lines('what', [summary]);
  const where = 'scope' in summary ? summary.scope.where : summary.where;
  const head = textHead(summary, size, isPlaced ? { where } : {});
  switch (summary.say) {
    case 'update':
    case 'delete':
      return [...lines('what', [`${head}.`]), ...scopeLines(summary, open, size)];
    case 'undo':
      return [...lines('what', [`${head}.`]), ...scopeLines(summary, open, size, NOT_BACK)];
    case 'edit':
    case 'create':
      return lines('what', [`${head}.`]);
    case 'merge':
      return mergeLines(summary, head, size);
    case 'import':
      return importLines(summary, head, open, size);
    default:
      return summary satisfies never;
  }
}

/** Which contacts, some by name as a check, and which of those selected are left as they are. */
function scopeLines(
  summary: Of<'update' | 'delete' | 'undo'>,
  open: number,
  size: Size,
  gone = NOT_THERE,
): Line[] {
  const { say, scope } = summary;
  const { changed, left } = scope;
  const names = changed.count > 1 && size.people > 0 ? namesOf(changed, size) : '';
  return [
    ...lines('whom', [selectedWords(summary, names, size)]),
    ...lines('left', [
      ...optedOutWords(scope, say, size),
      ...unchangedLines(summary, Math.max(left.unchanged - open, 0)),
      ...some(left.gone, ...gone),
    ]),
  ];
}

type OneOrMore = readonly [one: string, more: string];
const NOT_THERE: OneOrMore = ['contact is not there any more.', 'contacts are not there any more.'];
const NOT_BACK: OneOrMore = [
  'contact is not there and does not come back.',
  'contacts are not there and do not come back.',
];

function unchangedLines(summary: Summary, count: number): string[] {
  const [one, more] = unchangedWords(summary, 'before');
  return some(count, `${one}.`, `${more}.`);
}

type Of<Say extends SummaryFact['say']> = Extract<SummaryFact, { say: Say }>;

function mergeLines(summary: Of<'merge'>, head: string, size: Size): Line[] {
  const { groups, deleted, left } = summary;
  const kept =
    groups.count === 1
      ? 'The kept contact takes over all tags and attributes, and'
      : `${thousands(groups.count)} contacts are kept${keptWords(summary)} and take over all tags and attributes;`;
  const pairs = someWords(
    groups,
    size.people,
    ({ keep, losers }) =>
      `${namesOf(losers, { ...size, people: 1 })} into ${namesOf({ first: [keep], count: 1 }, size)}`,
  );
  return [
    ...lines('what', [`${head}.`]),
    ...lines('whom', [
      `${kept} ${counted(deleted, 'contact')} ${deleted === 1 ? 'is' : 'are'} deleted${groups.count > 1 && size.people > 0 ? `: ${pairs}` : ''}.`,
    ]),
    ...lines('left', leftGroups(left)),
  ];
}

function leftGroups(left: Of<'merge'>['left']): string[] {
  return [
    ...some(
      left.protected,
      'group has somebody who opted out and is left as it is.',
      'groups have somebody who opted out and are left as they are.',
    ),
    ...some(
      left.too_large,
      'group is too large and is left as it is.',
      'groups are too large and are left as they are.',
    ),
    ...some(
      left.unreadable,
      'group has a contact that this program cannot read and is left as it is.',
      'groups have contacts that this program cannot read and are left as they are.',
    ),
  ];
}

function importLines(summary: Of<'import'>, head: string, open: number, size: Size): Line[] {
  const { rows, left, tags, tagged, fields } = summary;
  const whom = tagged === 'all' ? 'All get' : 'All who did not opt out get';
  const names = size.list > 0 ? tagNames(tags, size) : counted(tags.length, 'tag');
  const changes = fields.map(({ field, contacts }) => `${FIELDS[field]} of ${thousands(contacts)}`);
  return [
    ...lines('what', [`${head}.`]),
    ...lines('whom', [
      changes.length > 0
        ? `Of the contacts that exist, it changes ${someWords({ first: changes, count: changes.length }, 3, String)}.`
        : '',
      tags.length > 0 ? `${whom} ${names}.` : '',
    ]),
    ...lines('left', [
      ...some(Math.max(left.unchanged - open, 0), 'row changes nothing.', 'rows change nothing.'),
      ...optedOutWords(summary, summary.say, size),
    ]),
    ...lines('refused', refusedWords(summary, size, 'now')),
    ...lines('left', [
      ...some(rows.duplicate, 'row repeats a number.', 'rows repeat a number.'),
      ...some(
        rows.skipped,
        'row says no to messages and is left out.',
        'rows say no to messages and are left out.',
      ),
    ]),
  ];
}

const FIELDS = { tags: 'the tags', name: 'the name', custom_attributes: 'attributes' } as const;

function tagNames(tags: readonly string[], size: Size): string {
  const words = someWords(
    { first: tags.map((tag) => quoted(tag, size.name)), count: tags.length },
    size.list > 200 ? 8 : 3,
    String,
  );
  return `the tag${tags.length === 1 ? '' : 's'} ${words}`;
}
