import { counted, plain, thousands } from '../lib/text.ts';
import { spanWords } from '../lib/time.ts';
import type { People, Scope, Summary, SummaryFact } from '../model/facts.ts';
import { ItemState, PlanState } from '../model/lifecycle.ts';
import type { PlanRecord } from '../model/plan.ts';
import { foundWords } from './filter.ts';
import { behindNames, namesOf, type Size, some, someWords } from './lists.ts';
import { headWords, keptWords, optedOutWords, summaryWords } from './summary.ts';
import { warningsWords } from './warnings.ts';

/** Characters of a text that a person decides on, and of one that says how it went. */
const MOST_WAITING = 1200;
const MOST_OVER = 700;
const SIZES: readonly Size[] = [
  { people: 3, list: 400, examples: 5 },
  { people: 3, list: 300, examples: 2 },
  { people: 2, list: 150, examples: 1 },
  { people: 1, list: 60, examples: 0 },
  { people: 0, list: 0, examples: 0 },
];

/** Contacts of a plan that were not changed, by why. */
export type Problems = Partial<Record<ItemState, Problem>>;
interface Problem {
  people: People;
  /** Why it ended so for the first of them. */
  reason: string | undefined;
}

export interface Facts {
  plan: PlanRecord;
  counts: Readonly<Record<string, number>>;
  etaSeconds: number;
  problems: Problems;
}

/** All that a person must know of a plan, in the same words everywhere: what it would do, or what it did. */
export function planText(facts: Facts): string {
  const isWaiting = facts.plan.state === PlanState.waiting;
  const most = isWaiting ? MOST_WAITING : MOST_OVER;
  let text = '';
  for (const size of SIZES) {
    text = (isWaiting ? waitingLines(facts, size) : [overWords(facts, size)]).filter(Boolean).join('\n');
    if (text.length <= most) return text;
  }
  return text;
}

/** Nobody is kept waiting for less. */
const LONG = 60;

function waitingLines({ plan, etaSeconds }: Facts, size: Size): string[] {
  const { summary, warnings } = plan;
  return [
    ...headLines(summary, size),
    ...warningsWords(warnings, size),
    etaSeconds >= LONG ? `It takes about ${spanWords(etaSeconds)}.` : '',
    plan.undoable === 'all' && plan.deletes === 0 ? 'It can be undone.' : '',
  ];
}

function headLines(summary: Summary, size: Size): string[] {
  if (typeof summary === 'string') return [summary];
  const head = headWords(summary, size);
  switch (summary.say) {
    case 'update':
    case 'delete':
      return [`${head} in ${summary.scope.where}.`, ...scopeLines(summary.scope, size)];
    case 'undo':
      return [
        `${head}.`,
        typeof summary.undone === 'string' || size.examples === 0
          ? ''
          : `That plan: ${summaryWords(summary.undone)}.`,
        ...scopeLines(summary.scope, size),
      ];
    case 'edit':
    case 'create':
      return [`${head}${summary.where === undefined ? '' : ` in ${summary.where}`}.`];
    case 'merge':
      return mergeLines(summary, head, size);
    case 'import':
      return importLines(summary, head, size);
    default:
      return summary satisfies never;
  }
}

/** Which contacts, some by name as a check, and which of those selected are left as they are. */
function scopeLines(scope: Scope, size: Size): string[] {
  const { selected, changed, found, left } = scope;
  const how = typeof found === 'object' && size.examples > 0 ? `, ${foundWords(found)}` : '';
  const all =
    changed.count === selected && how === '' ? '' : `Of ${counted(selected, 'contact')} selected${how}`;
  const names = changed.count > 1 && size.people > 0 ? namesOf(changed, size) : '';
  return [
    all || names ? `${[all || 'Among them', names].filter(Boolean).join(': ')}.` : '',
    ...optedOutWords(scope, size),
    ...leftWords(left),
  ];
}

function leftWords({ drifted, gone, unchanged }: Scope['left']): string[] {
  return [
    ...some(
      unchanged,
      'contact is so already or stays as it is.',
      'contacts are so already or stay as they are.',
    ),
    ...some(
      drifted,
      'contact was changed since and is left as it is.',
      'contacts were changed since and are left as they are.',
    ),
    ...some(gone, 'contact is not there any more.', 'contacts are not there any more.'),
  ];
}

type Of<Say extends SummaryFact['say']> = Extract<SummaryFact, { say: Say }>;

function mergeLines(summary: Of<'merge'>, head: string, size: Size): string[] {
  const { groups, deleted, left, where } = summary;
  const kept =
    groups.count === 1
      ? 'The kept contact takes over all tags and attributes,'
      : `${thousands(groups.count)} contacts are kept,${keptWords(summary)} and take over all tags and attributes;`;
  const pairs = someWords(
    groups,
    size.people,
    ({ keep, losers }) =>
      `${namesOf(losers, { ...size, people: 1 })} into ${namesOf({ first: [keep], count: 1 }, size)}`,
  );
  return [
    `${head} in ${where}.`,
    `${kept} ${counted(deleted, 'contact')} ${deleted === 1 ? 'is' : 'are'} deleted${groups.count > 1 && size.people > 0 ? `: ${pairs}` : ''}.`,
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

function importLines(summary: Of<'import'>, head: string, size: Size): string[] {
  const { where, rows, refused, left, tags, tagged, fields } = summary;
  const whom = tagged === 'all' ? 'All get' : 'All who did not opt out get';
  const names = size.list > 0 ? tagNames(tags, size) : counted(tags.length, 'tag');
  const changes = fields.map(({ field, contacts }) => `${FIELDS[field]} of ${thousands(contacts)}`);
  return [
    `${head} in ${where}.`,
    changes.length > 0
      ? `Of contacts that exist it changes ${someWords({ first: changes, count: changes.length }, 3, String)}.`
      : '',
    tags.length > 0 ? `${whom} ${names}.` : '',
    ...some(left.unchanged, 'row changes nothing.', 'rows change nothing.'),
    ...some(
      left.protected,
      'person opted out and is left as they are.',
      'people opted out and are left as they are.',
    ),
    rows.invalid > 0
      ? `${counted(rows.invalid, 'row')} ${rows.invalid === 1 ? 'is' : 'are'} refused${size.examples === 0 || refused.first.length === 0 ? '' : `: ${someWords(refused, Math.min(size.examples, 3), refusedWords)}`}.`
      : '',
    ...some(rows.duplicate, 'row repeats a number.', 'rows repeat a number.'),
    ...some(
      rows.skipped,
      'row says no to messages and is left out.',
      'rows say no to messages and are left out.',
    ),
  ];
}

const FIELDS = { tags: 'the tags', name: 'the name', custom_attributes: 'attributes' } as const;

function tagNames(tags: readonly string[], size: Size): string {
  const words = someWords(
    { first: tags.map((tag) => `"${plain(tag, 60)}"`), count: tags.length },
    size.list > 200 ? 8 : 3,
    String,
  );
  return `the tag${tags.length === 1 ? '' : 's'} ${words}`;
}

/** `row 5, "Dev": …`. */
function refusedWords({ row, name, reason }: Of<'import'>['refused']['first'][number]): string {
  return `row ${row}${name === '' ? '' : `, ${plain(name, 60)}`} (${plain(reason, 120)})`;
}

/** How a plan stands that does not wait. */
function overWords({ plan, counts, problems }: Facts, size: Size): string {
  const { state, summary, reason } = plan;
  const { done = 0, to_change: all = 0 } = counts;
  const because = reason === undefined ? '' : `: ${plain(reason, 240)}`;
  const noun = plan.kind === 'merge' ? 'group' : 'contact';
  const part = `${thousands(done)} of ${counted(all, noun)} ${all === 1 ? 'is' : 'are'} done`;
  const left = [...problemWords(problems, counts, size)].join(' ');
  switch (state) {
    case PlanState.waiting:
      return '';
    case PlanState.declined:
      return 'You declined this plan; nothing was sent.';
    case PlanState.discarded:
      return `Discarded${because}. Nothing was sent.`;
    case PlanState.expired:
      return `Expired${because || ': it was not approved within a day'}. Nothing was sent.`;
    case PlanState.queued:
    case PlanState.running:
      return `Under way: ${part}. ${left}`.trim();
    case PlanState.blocked:
      return `Paused, ${part}${because}.`;
    case PlanState.stopped:
      return `Stopped: ${part}, the rest ${all - done === 1 ? 'is' : 'are'} as before. ${left}`.trim();
    case PlanState.halted:
      return `Stopped because too many failed: ${part}${because}. ${left}`.trim();
    case PlanState.done:
      return doneWords(summary, { done, all }, left, size);
    default:
      return state satisfies never;
  }
}

function doneWords(
  summary: Summary,
  { done, all }: { done: number; all: number },
  left: string,
  size: Size,
): string {
  if (all === 0) return `Nothing to change. ${left}`.trim();
  const head = done === all ? 'Done' : `Done, except for ${thousands(all - done)} of ${thousands(all)}`;
  const did =
    typeof summary === 'string' ? `planned was: ${plain(summary, 300)}` : headWords(summary, size, done);
  return `${done === 0 ? `Nothing was done to ${all === 1 ? 'it' : `the ${thousands(all)}`}` : `${head}: ${did}`}. ${left}`.trim();
}

const LEFT_AS: { readonly [S in ItemState]?: readonly [one: string, more: string] } = {
  [ItemState.protected]: ['opted out and was left as they were', 'opted out and were left as they were'],
  [ItemState.drifted]: [
    'was changed by somebody else after the plan was made, and was left alone',
    'were changed by somebody else after the plan was made, and were left alone',
  ],
  [ItemState.gone]: ['had been deleted', 'had been deleted'],
  [ItemState.failed]: ['was not changed', 'were not changed'],
  [ItemState.unknown]: ['may or may not be changed', 'may or may not be changed'],
  [ItemState.unchanged]: ['needed no change', 'needed no change'],
};

function problemWords(problems: Problems, counts: Readonly<Record<string, number>>, size: Size): string[] {
  return Object.values(ItemState).flatMap((state) => {
    const [words, count = 0] = [LEFT_AS[state], counts[state]];
    if (!words || count === 0) return [];
    const { people = { first: [], count }, reason } = problems[state] ?? {};
    const why =
      reason !== undefined && size.examples > 0 && (state === ItemState.failed || state === ItemState.unknown)
        ? `, ${count === 1 ? 'because' : 'the first because'} ${plain(reason, 160)}`
        : '';
    return [
      `${thousands(count)} ${words[count === 1 ? 0 : 1]}${behindNames({ ...people, count }, size)}${why}.`,
    ];
  });
}
