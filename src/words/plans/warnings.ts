import { counted, listed, quoted, thousands } from '../../lib/text.ts';
import { PLAN, PlanState } from '../../model/lifecycle.ts';
import type { SheetRead, Warning, WarningFact, WarningFacts, WarningSay } from '../../model/warnings.ts';
import { type Size, some, WIDE } from '../lists.ts';
import { sheetNoteWords } from '../sheets/notes.ts';
import { AUDIENCES } from './audiences.ts';
import { LEFT_ALONE } from './leftAlone.ts';
import { type About, type Line, lines } from './lines.ts';
import { LOSSES } from './losses.ts';
import { attributeNames, each, type Sentences } from './sentences.ts';

/** The warnings of a single edit, or of a plan, one sentence a kind; then how a sheet was read, a sentence a note. */
export function warningsWords(warnings: readonly Warning[], size?: Size): string[] {
  return warningLines(warnings, size).map(({ text }) => text);
}

/** The same, each with what it is about. */
export function warningLines(warnings: readonly Warning[], size: Size = WIDE): Line[] {
  const [texts, facts] = [warnings.filter((one) => typeof one === 'string'), warnings.filter(isFact)];
  const kinds = Map.groupBy(facts, ({ say }) => say);
  const said = ORDER.flatMap((say) => {
    const some = kinds.get(say);
    return some ? lines(aboutOf(say, some), [sayAll(say, some, size)]) : [];
  });
  return [...lines('also', texts), ...said, ...lines('sheet', readWords(warnings.filter(isSheetRead), size))];
}

function aboutOf(say: WarningSay, facts: readonly WarningFact[]): About {
  if (say === 'to mend') return 'refused';
  if (Object.hasOwn(LOSSES, say) || facts.some(losesOptOuts)) return 'lost';
  if (say === 'overruled') return 'whom';
  if (Object.hasOwn(AUDIENCES, say)) return 'campaigns';
  return Object.hasOwn(LEFT_ALONE, say) ? 'left' : 'also';
}

function losesOptOuts(fact: WarningFact): boolean {
  return fact.say === 'overruled' && fact.done === 'deleted' && fact.contacts > 0;
}

function isFact(warning: Warning): warning is WarningFact {
  return typeof warning === 'object' && warning.say !== 'sheet';
}

function isSheetRead(warning: Warning): warning is SheetRead {
  return typeof warning === 'object' && warning.say === 'sheet';
}

function readWords(read: readonly SheetRead[], { examples }: Size): string[] {
  if (examples > 0) return read.map(({ note }) => sheetNoteWords(note));
  return some(read.length, 'remark on how the sheet was read.', 'remarks on how the sheet was read.');
}

/** A remark that stands behind everything else: how a sheet was read, or a finished sentence from an older store. */
export function isRemark(warning: Warning): warning is string | SheetRead {
  return typeof warning === 'string' || warning.say === 'sheet';
}

function sayAll<Say extends WarningSay>(say: Say, facts: readonly WarningFact<Say>[], size: Size): string {
  return SENTENCES[say](facts, size);
}

type Other = 'numbers kept' | 'same name' | 'sharing' | 'ahead' | 'more ahead';

const OTHERS: Sentences<Other> = {
  'numbers kept': each(
    ({ keys }, size) => `The numbers that go are kept as ${attributeNames(keys, size, 'and')}.`,
  ),
  'same name': each(
    ({ contacts }) =>
      `${contacts === 2 ? 'Both contacts' : `All ${counted(contacts, 'contact')}`} get the same name.`,
  ),
  sharing: each(
    ({ by }) =>
      `Different people may share ${by === 'name' ? 'a name' : `the attribute ${quoted(by, 60)}`}: check each group.`,
  ),
  ahead: (facts) => {
    const { over = [], open = [] } = Object.groupBy(facts, ({ state }) =>
      PLAN[state].finished ? 'over' : 'open',
    );
    return [aheadWords(open), ranSince(over)].filter(Boolean).join(' ');
  },
  'more ahead': each(({ plans }) => `${counted(plans, 'more plan')} will change some of them, too.`),
};

type Ahead = readonly WarningFacts['ahead'][];

function aheadWords(facts: Ahead): string {
  const waits = facts.filter(({ state }) => state === PlanState.waiting).length;
  const [first] = facts;
  if (!first) return '';
  const plans =
    facts.length === 1
      ? `${first.plan_id} is also to change ${thousands(first.contacts)} of these contacts`
      : `${plansWords(facts)} are also to change some of these contacts`;
  return `${plans}${waits === facts.length ? ` and ${facts.length === 1 ? 'waits' : 'wait'} for approval` : ''}.`;
}

/** What such a plan changed is not in this one's preview. */
function ranSince(facts: Ahead): string {
  const [first] = facts;
  if (!first) return '';
  return facts.length === 1
    ? `${first.plan_id} was also to change ${thousands(first.contacts)} of these contacts, and has run since.`
    : `${plansWords(facts)} were also to change some of these contacts, and have run since.`;
}

function plansWords(facts: Ahead): string {
  return listed(facts.map(({ plan_id, contacts }) => `${plan_id} (${thousands(contacts)})`));
}

const SENTENCES: Sentences<WarningSay> = { ...LOSSES, ...LEFT_ALONE, ...AUDIENCES, ...OTHERS };

/** What is lost comes first: where a text must be short, the rest is. */
const ORDER = Object.keys(SENTENCES).filter(isSay);

function isSay(key: string): key is WarningSay {
  return key in SENTENCES;
}
