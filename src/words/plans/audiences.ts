import { counted, listed, plain, quoted, thousands } from '../../lib/text.ts';
import type { Some, TagCount } from '../../model/facts.ts';
import {
  behindMoreNames,
  behindNames,
  contactsDo,
  namesOf,
  type Size,
  someWords,
  tagCountWords,
  WIDE,
} from '../lists.ts';
import { each, type Sentences, tagCounts, tagNames } from './sentences.ts';

type Audience =
  | 'reaches'
  | 'misses'
  | 'passed on'
  | 'opted out before'
  | 'opt-out alone'
  | 'opt-out beside'
  | 'aim'
  | 'joins'
  | 'keeps old tag'
  | 'stays in audience'
  | 'alike'
  | 'new tag'
  | 'more tags'
  | 'not checked'
  | 'spellings left';

/** So many tags are named twice, by the change and by what it does to campaigns. */
const FEW = 3;

/** Whom campaigns reach from then on. */
export const AUDIENCES: Sentences<Audience> = {
  'opted out before': each(({ people, at }, size) => {
    const day = new Date(at).toISOString().slice(0, 10);
    if (people.count > 1)
      return `${thousands(people.count)} people had opted out when their contacts were deleted${behindNames(people, size)}. As new contacts they have no opt-out.`;
    const who = size.people === 0 || people.first.length === 0 ? 'This person' : namesOf(people, size);
    return `${who} had opted out when the contact with this number was deleted on ${day}. As a new contact they have no opt-out.`;
  }),
  reaches: each(({ tags, counts }, size) =>
    tags.length > FEW || size.examples === 0
      ? `From then on, campaigns to these tags reach those who get them${behindTags(counts, size)}.`
      : `From then on, campaigns to ${tagNames(tags, WIDE, 'or')} reach those who get ${tags.length === 1 ? 'it' : 'them'}.`,
  ),
  misses: each(({ tags, counts }, size) =>
    tags.length > FEW || size.examples === 0
      ? `Campaigns to the tags that go no longer reach those who lose them${behindTags(counts, size)}.`
      : `Campaigns to ${tagNames(tags, WIDE, 'or')} no longer reach those who lose ${tags.length === 1 ? 'it' : 'them'}.`,
  ),
  'passed on': each(({ tags, contacts, counts }, size) => {
    const [one, it] = [contacts === 1, tags.length === 1 ? 'it' : 'them'];
    if (tags.length > FEW || size.examples === 0)
      return `${contactsDo(contacts, 'loses', 'lose')} tags that others get: campaigns to these no longer reach ${one ? 'it' : 'them'}${behindTags(counts, size)}.`;
    return `Campaigns to ${tagNames(tags, WIDE, 'or')} no longer reach ${contactsDo(contacts, 'that loses', 'that lose')} ${it}.`;
  }),
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
        )} from then on: once nobody has the old tag, a campaign to it reaches nobody.`,
  ),
  joins: (facts, { examples }) => {
    const [first] = facts;
    if (!first) return '';
    const { tag, others, contacts } = first;
    if (examples === 0) return 'Others have the new tags already.';
    if (facts.length === 1)
      return others === undefined
        ? `Who has ${quoted(tag, 60)} already was not counted; from then on, campaigns to it reach ${theseWords(contacts)}, too.`
        : `${counted(others, 'other')} ${others === 1 ? 'has' : 'have'} ${quoted(tag, 60)} already: from then on, campaigns to it reach ${theseWords(contacts)}, too.`;
    const words = facts.map(
      (fact) =>
        `${quoted(fact.tag, 60)} (${fact.others === undefined ? 'not counted' : thousands(fact.others)})`,
    );
    return `Others have the new tags already: ${someWords({ first: words, count: words.length }, examples, String)}. From then on, campaigns to these tags reach those who get them, too.`;
  },
  'keeps old tag': (facts, { examples }) => {
    const [first] = facts;
    if (!first) return '';
    const on = ({ contacts }: typeof first) =>
      contacts === undefined ? 'other contacts, which were not counted' : counted(contacts, 'other contact');
    if (facts.length === 1)
      return `${examples === 0 ? 'The old tag' : quoted(first.tag, 60)} stays on ${on(first)}: from then on, campaigns to it reach only ${first.contacts === 1 ? 'that one' : 'those'}.`;
    const words = facts.map((fact) => `${quoted(fact.tag, 60)} on ${on(fact)}`);
    return examples === 0
      ? `${counted(facts.length, 'old tag')} stay on other contacts.`
      : `Old tags stay: ${someWords({ first: words, count: words.length }, examples, String)}. From then on, campaigns to these reach only those.`;
  },
  'stays in audience': each(({ contacts, reached }, size) => {
    const stay = (of: string) =>
      `${thousands(contacts)} ${of} opted out and ${contacts === 1 ? 'stays' : 'stay'} in that audience, as before.`;
    if (reached === undefined) return stay('of them');
    const { tags, people } = reached;
    const [opted, whom] = [thousands(people.count), people.count === 1 ? 'this person' : 'them'];
    const now = `${opted} of them opted out, and from then on campaigns to ${tagNames(tags, WIDE, 'or')} reach ${whom}${behindMoreNames(people, size)}.`;
    return contacts === 0 ? now : `${now} ${stay('more')}`;
  }),
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
  'spellings left': (facts, size) => {
    if (size.examples === 0) return 'Other spellings of these tags stay on.';
    const words = facts
      .slice(0, size.examples)
      .map(
        ({ names, left }) =>
          `Other spellings of ${tagNames(names, size, 'and')} stay on: ${tagCounts(left, size)}.`,
      );
    const rest = facts.length - words.length;
    return [...words, ...(rest > 0 ? [`So do spellings of ${counted(rest, 'more tag')}.`] : [])].join(' ');
  },
};

/** `these 40`. */
function theseWords(contacts: number): string {
  return contacts === 1 ? 'this one' : `these ${thousands(contacts)}`;
}

/** `: "vip" (20), "lead" (4) and 8 more`: the tags that nothing else in the text names. */
function behindTags(counts: Some<TagCount> | undefined, size: Size): string {
  return counts === undefined || size.list < 60 ? '' : `: ${tagCountWords(counts, size)}`;
}
