import { counted, plain, thousands } from '../lib/text.ts';
import { SECOND, span } from '../lib/time.ts';
import type { Scope, Summary, SummaryFact, Warning } from '../model/facts.ts';
import { PlanState } from '../model/lifecycle.ts';
import { type Facts, overWords } from './ended.ts';
import { foundWords } from './filter.ts';
import { namesOf, type Size, some, someWords } from './lists.ts';
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

/** All that a person must know of a plan, in the same words everywhere: what it would do, or what it did. */
export function planText(facts: Facts): string {
  const isWaiting = facts.plan.state === PlanState.waiting;
  const most = isWaiting ? MOST_WAITING : MOST_OVER;
  const texts = SIZES.map((size) => (isWaiting ? waitingText(facts, size) : overWords(facts, size)));
  const text = texts.find(({ length }) => length <= most) ?? texts.at(-1) ?? '';
  return isWaiting ? withNotes(text, facts.plan.warnings, most) : text;
}

/** Notes that are finished sentences, on how a sheet was read, as far as there is room for them. */
function withNotes(text: string, warnings: readonly Warning[], most: number): string {
  const notes = warnings.filter((warning) => typeof warning === 'string');
  let whole = text;
  for (const [index, note] of notes.entries()) {
    const more = `\n${counted(notes.length - index, 'more note')} on the sheet beside this.`;
    if (whole.length + note.length + 1 + more.length > most) return `${whole}${more}`;
    whole = `${whole}\n${note}`;
  }
  return whole;
}

/** Nobody is kept waiting for less. */
const LONG = 60;

function waitingText({ plan, etaSeconds }: Facts, size: Size): string {
  const { summary, warnings } = plan;
  return [
    ...headLines(summary, size),
    ...warningsWords(
      warnings.filter((warning) => typeof warning !== 'string'),
      size,
    ),
    etaSeconds >= LONG ? `It takes about ${span(etaSeconds * SECOND)}.` : '',
    plan.undoable === 'all' && plan.deletes === 0 ? 'It can be undone.' : '',
  ]
    .filter(Boolean)
    .join('\n');
}

function headLines(summary: Summary, size: Size): string[] {
  if (typeof summary === 'string') return [summary];
  const where = 'scope' in summary ? summary.scope.where : summary.where;
  const head = headWords(summary, size, where === undefined ? {} : { place: ` in ${where}` });
  switch (summary.say) {
    case 'update':
    case 'delete':
      return [`${head}.`, ...scopeLines(summary.scope, size)];
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
      return [`${head}.`];
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
  const how = typeof found === 'object' && size.examples > 0 ? ` (${foundWords(found)})` : '';
  const names = changed.count > 1 && size.people > 0 ? namesOf(changed, size) : '';
  const head =
    changed.count === selected && how === ''
      ? 'Among them'
      : `Of the ${counted(selected, 'contact')} selected${how}`;
  return [
    names || head !== 'Among them' ? `${[head, names].filter(Boolean).join(': ')}.` : '',
    ...optedOutWords(scope, size),
    ...leftWords(left),
  ];
}

function leftWords({ drifted, gone, unchanged }: Scope['left']): string[] {
  return [
    ...some(unchanged, 'needs no change.', 'need no change.'),
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
  const { groups, deleted, left } = summary;
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
    `${head}.`,
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
  const { rows, refused, left, tags, tagged, fields } = summary;
  const whom = tagged === 'all' ? 'All get' : 'All who did not opt out get';
  const names = size.list > 0 ? tagNames(tags, size) : counted(tags.length, 'tag');
  const changes = fields.map(({ field, contacts }) => `${FIELDS[field]} of ${thousands(contacts)}`);
  return [
    `${head}.`,
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
