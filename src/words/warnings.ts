import { counted, listed, plain, quoted, thousands } from '../lib/text.ts';
import type { TagCount, Warning, WarningFact, WarningFacts, WarningSay } from '../model/facts.ts';
import { PlanState } from '../model/lifecycle.ts';
import type { Caps } from '../model/rules.ts';
import { behindNames, contactsDo, type Size, someWords, tagCountWords, WIDE } from './lists.ts';
import { LOSSES } from './losses.ts';
import { reasonWords } from './reasons.ts';

/** Says all facts of one kind. */
export type Sentences<Say extends WarningSay> = {
  [S in Say]: (facts: readonly WarningFacts[S][], size: Size) => string;
};

/** The warnings of a single edit, or of a plan, one sentence a kind. */
export function warningsWords(warnings: readonly Warning[], size: Size = WIDE): string[] {
  const [texts, facts] = [warnings.filter((one) => typeof one === 'string'), warnings.filter(isFact)];
  const kinds = Map.groupBy(facts, ({ say }) => say);
  const said = ORDER.flatMap((say) => {
    const some = kinds.get(say);
    return some ? [sayAll(say, some, size)] : [];
  });
  return [...texts, ...said].filter(Boolean);
}

function isFact(warning: Warning): warning is WarningFact {
  return typeof warning === 'object';
}

function sayAll<Say extends WarningSay>(say: Say, facts: readonly WarningFact<Say>[], size: Size): string {
  return SENTENCES[say](facts, size);
}

/** A sentence for each fact. */
function each<Fact>(
  words: (fact: Fact, size: Size) => string,
): (facts: readonly Fact[], size: Size) => string {
  return (facts, size) => facts.map((fact) => words(fact, size)).join(' ');
}

type Left =
  | 'both names'
  | 'unreadable'
  | 'more unreadable'
  | 'left alone'
  | 'more left alone'
  | 'opts out'
  | 'drifted'
  | 'not undone'
  | 'over cap'
  | 'overruled';

/** Contacts that are not changed like the others. */
const LEFT: Sentences<Left> = {
  overruled: each(({ done, contacts }, { examples }) =>
    examples === 0
      ? `${thousands(contacts)} of them opted out.`
      : contacts === 0
        ? 'Nobody in this plan opted out.'
        : `${contactsDo(contacts, 'opted out and is', 'opted out and are')} ${done} all the same, because you asked for that.`,
  ),
  'both names': each(({ contacts }, { examples }) =>
    examples === 0
      ? `${contactsDo(contacts, 'has', 'have')} two different values and ${contacts === 1 ? 'stays' : 'stay'} as before.`
      : `${contactsDo(contacts, 'has', 'have')} different values under the old and the new name and ${contacts === 1 ? 'is' : 'are'} left as ${contacts === 1 ? 'it is' : 'they are'}: a person has to say which is right.`,
  ),
  unreadable: (facts, size) =>
    size.examples === 0
      ? `${contactsDo(facts.length, 'cannot be read and stays', 'cannot be read and stay')} as before.`
      : `Vobiz returns data of ${counted(facts.length, 'contact')} that this program cannot read, so ${facts.length === 1 ? 'it is' : 'they are'} left as ${facts.length === 1 ? 'it is' : 'they are'}${behindNames({ first: facts.map(({ contact }) => contact), count: facts.length }, size)}.`,
  'more unreadable': each(({ contacts }) => `The same holds for ${counted(contacts, 'more contact')}.`),
  'left alone': (facts, { examples }) =>
    examples === 0
      ? `${counted(facts.length, 'group')} cannot be merged.`
      : `Not merged: ${someWords({ first: facts, count: facts.length }, examples, ({ reason }) => reasonWords(reason))}.`,
  'more left alone': each(({ groups }) => `${counted(groups, 'more group')} cannot be merged either.`),
  'opts out': each(({ people }, { examples }) =>
    examples === 0
      ? `${thousands(people)} in the sheet opted out.`
      : people === 1
        ? '1 person in the sheet opted out: a new contact gets only the name and the opt-out, one that exists only the opt-out.'
        : `${thousands(people)} people in the sheet opted out: new contacts get only the name and the opt-out, those that exist only the opt-out.`,
  ),
  drifted: each(
    ({ people }, size) =>
      `${contactsDo(people.count, 'was', 'were')} changed by somebody else since then and ${people.count === 1 ? 'is' : 'are'} left alone${behindNames(people, size)}.`,
  ),
  'not undone': each(
    ({ contacts }) =>
      `The other ${counted(contacts, 'contact')} ${contacts === 1 ? 'stays' : 'stay'} as that plan left ${contacts === 1 ? 'it' : 'them'}.`,
  ),
  'over cap': each(({ does, left_over: rest, caps, with_forms }, { examples }) => {
    const beyond = counted(rest, does === 'merge' ? 'more group' : 'more contact');
    if (examples === 0) return `${beyond} ${rest === 1 ? 'needs' : 'need'} another plan.`;
    const most = mostOf(does, caps);
    const limit = most === mostOf(does, with_forms) ? 'in one plan' : 'where no form can be shown';
    const noun = does === 'change' ? 'change' : 'deletion';
    return `${beyond} ${rest === 1 ? 'is' : 'are'} left for another plan: at most ${counted(most, noun)} can be approved ${limit}.`;
  }),
};

function mostOf(does: WarningFacts['over cap']['does'], { plan, deletions }: Caps): number {
  return does === 'change' ? plan : Math.min(plan, deletions);
}

type Audience =
  | 'reaches'
  | 'misses'
  | 'opt-out alone'
  | 'opt-out beside'
  | 'aim'
  | 'stays in audience'
  | 'alike'
  | 'new tag'
  | 'more tags'
  | 'not checked'
  | 'spellings left';

/** So many tags are named twice, by the change and by what it does to campaigns. */
const FEW = 3;

/** Whom campaigns reach from then on. */
const AUDIENCES: Sentences<Audience> = {
  reaches: each(({ tags }, { examples }) =>
    tags.length > FEW || examples === 0
      ? 'From then on, campaigns to these tags reach them.'
      : `From then on, campaigns to ${tagNames(tags, WIDE, 'or')} reach them.`,
  ),
  misses: each(({ tags }, { examples }) =>
    tags.length > FEW || examples === 0
      ? 'Campaigns to the tags that go no longer reach them.'
      : `Campaigns to ${tagNames(tags, WIDE, 'or')} no longer reach them.`,
  ),
  'opt-out alone': each(({ contacts }, { examples }) =>
    examples === 0
      ? `${contactsDo(contacts, 'opts out but has', 'opt out but have')} other tags, to which campaigns go.`
      : `An opt-out tag alone stops no message: ${contactsDo(contacts, 'still has', 'still have')} other tags, and campaigns to those reach ${contacts === 1 ? 'it' : 'them'}. Take those tags off, too.`,
  ),
  'opt-out beside': each(
    ({ tag, others }, size) =>
      `${quoted(tag, 60)} alone stops no message: the contact still has ${tagNames(others, size, 'and')}, and campaigns to ${others.length === 1 ? 'that tag' : 'those tags'} reach it.`,
  ),
  aim: each(({ renames }, { examples }) =>
    examples === 0
      ? 'Aim campaigns at the new names from then on.'
      : `Aim campaigns at ${someWords(
          { first: renames, count: renames.length },
          examples,
          ({ name, olds }) =>
            `${quoted(name, 60)} instead of ${listed(
              olds.map((old) => quoted(old, 60)),
              3,
            )}`,
        )} from then on.`,
  ),
  'stays in audience': each(
    ({ contacts }) =>
      `${thousands(contacts)} of them opted out and ${contacts === 1 ? 'stays' : 'stay'} in that audience, as before.`,
  ),
  alike: (facts, size) => {
    const [first] = facts;
    if (size.examples === 0 || !first)
      return `${counted(facts.length, 'tag')} ${facts.length === 1 ? 'has' : 'have'} other spellings in the account.`;
    const shown = facts.slice(0, size.examples);
    const words = shown.map(({ tag, others }) => `${tagCounts(others, size)} besides ${quoted(tag, 60)}`);
    return `The account also has ${someWords({ first: words, count: facts.length }, words.length, String)}: campaigns to one spelling do not reach the others.`;
  },
  'new tag': (facts, size) => {
    const names = tagNames(
      facts.map(({ tag }) => tag),
      size,
      'and',
    );
    return facts.length === 1
      ? `${size.list < 60 ? 'The tag' : names} is new: nobody else has it.`
      : `New tags, which nobody else has: ${names}.`;
  },
  'more tags': each(
    ({ tags }) =>
      `${counted(tags, 'more tag')} ${tags === 1 ? 'is' : 'are'} new or written in other ways, too.`,
  ),
  'not checked': each(
    ({ why }) =>
      `Other spellings of these tags were not looked for${why === undefined ? ', because the account is large; `list_tags` does that' : `: ${plain(why, 120)}`}.`,
  ),
  'spellings left': (facts, size) =>
    size.examples === 0
      ? 'Other spellings of these tags stay on.'
      : facts
          .map(
            ({ names, left }) =>
              `Other spellings of ${tagNames(names, size, 'and')} stay on: ${tagCounts(left, size)}.`,
          )
          .slice(0, size.examples)
          .join(' '),
};

type Other = 'same name' | 'sharing' | 'ahead' | 'more ahead';

const OTHERS: Sentences<Other> = {
  'same name': each(({ contacts }) => `All ${counted(contacts, 'contact')} get the same name.`),
  sharing: each(
    ({ by }) =>
      `Different people may share ${by === 'name' ? 'a name' : `the attribute ${quoted(by, 60)}`}: check each group.`,
  ),
  ahead: (facts) => {
    const waits = facts.filter(({ state }) => state === PlanState.waiting).length;
    const plans = facts.map(({ plan_id }) => plan_id);
    return `${listed(plans)} ${plans.length === 1 ? 'is' : 'are'} also to change some of these contacts${waits === facts.length ? ` and ${plans.length === 1 ? 'waits' : 'wait'} for approval` : ''}.`;
  },
  'more ahead': each(({ plans }) => `${counted(plans, 'more plan')} will change some of them, too.`),
};

const SENTENCES: Sentences<WarningSay> = { ...LOSSES, ...LEFT, ...AUDIENCES, ...OTHERS };

/** What is lost comes first: where a text must be short, the rest is. */
const ORDER = Object.keys(SENTENCES).filter(isSay);

function isSay(key: string): key is WarningSay {
  return key in SENTENCES;
}

/** `"a" or "b"`; how many, where they do not fit. */
function tagNames(tags: readonly string[], { list: most }: Size, link: 'and' | 'or'): string {
  const fits = tags.reduce((sum, tag) => sum + Math.min(tag.length, 60) + 4, 0) <= most;
  if (fits || tags.length === 1)
    return listed(
      tags.map((tag) => quoted(tag, 60)),
      tags.length,
      link,
    );
  return counted(tags.length, 'tag');
}

function tagCounts(counts: readonly TagCount[], size: Size): string {
  return tagCountWords({ first: counts, count: counts.length }, { ...size, list: Math.max(size.list, 80) });
}
