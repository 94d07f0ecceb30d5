import { nameAndNumber } from '../contacts/name.ts';
import { unreadableReason } from '../contacts/unreadable.ts';
import { counted, listed, plain, quoted, quotedList, thousands } from '../lib/text.ts';
import type { Person, TagCount, Warning, WarningFact, WarningFacts, WarningSay } from '../model/facts.ts';
import { PlanState } from '../model/lifecycle.ts';
import type { PlanRecord } from '../model/plan.ts';
import type { Caps } from '../model/rules.ts';
import { writtenValue } from '../plans/change/drift.ts';
import { contactsDo, namesOf, someWords } from './lists.ts';
import { conflictWords, reasonWords, withoutWords } from './reasons.ts';

/** The warnings of a plan. Once it is approved they may not hold any more, so they say when they did. */
export function planWarnings({ state, warnings }: Pick<PlanRecord, 'state' | 'warnings'>): string[] {
  const words = warningsWords(warnings);
  return state === PlanState.waiting ? words : words.map((warning) => `When it was planned: ${warning}`);
}

export function warningsWords(warnings: readonly Warning[]): string[] {
  return warnings.map((warning) => (typeof warning === 'string' ? warning : factWords(warning)));
}

function factWords<Say extends WarningSay>(warning: WarningFact<Say>): string {
  return WORDS[warning.say](warning);
}

const WORDS: { [Say in WarningSay]: (facts: WarningFacts[Say]) => string } = {
  reaches: ({ tags }) =>
    `A tag is an audience: a campaign to ${quotedList(tags, 'or')} reaches whoever gets it from then on.`,
  misses: ({ tags }) =>
    `A campaign to ${quotedList(tags, 'or')} no longer reaches whoever loses it; when nobody else carries the tag, it reaches nobody.`,
  'ends opt-outs': ({ tags }) =>
    `Taking ${quotedList(tags)} off ends an opt-out: only for people who asked to be written to again.`,
  'opt-out alone': ({ contacts }) =>
    `An opt-out tag alone stops no message: ${contactsDo(contacts, 'that gets one still carries', 'that get one still carry')} other tags, and a campaign to those reaches them. Take those off too.`,
  'opt-out beside': ({ tag, others }) =>
    `${quotedList([tag])} alone keeps nobody out of a campaign: the contact still carries ${quotedList(others)}. Take ${others.length === 1 ? 'it' : 'those'} off to stop messages.`,
  aim: ({ renames }) => {
    const aims = renames.map(
      ({ name, olds }) => `${quoted(name, 60)} instead of ${listed(olds.map((old) => quoted(old, 60)))}`,
    );
    return `Aim campaigns at ${listed(aims)} from then on.`;
  },
  'stays in audience': ({ contacts }) =>
    contacts === 1
      ? '1 of them carries a protected tag, and stays in the audience under its new name. To take it out, remove the tag from it.'
      : `${thousands(contacts)} of them carry a protected tag, and stay in the audience under its new name. To take them out, remove the tag from them.`,
  'over cap': overCap,
  overruled: ({ done, contacts }) =>
    contacts === 0
      ? 'People who opted out may be included, and here nobody needs that.'
      : `${people(contacts)} who opted out ${contacts === 1 ? 'is' : 'are'} ${done}, too.`,
  unreadable: ({ contact }) => `Left alone: ${unreadableReason(contact)}.`,
  'more unreadable': ({ contacts }) =>
    `Left alone for the same reason: ${counted(contacts, 'more contact')}.`,
  'same name': ({ contacts }) => `All ${counted(contacts, 'contact')} get the same name.`,
  'left whole': ({ contacts }) =>
    `${people(contacts)} who opted out ${contacts === 1 ? 'keeps' : 'keep'} what would come off, too: the same change also gives something.`,
  consent: ({ key, contacts, noes }) =>
    `${quoted(key, 60)} says who may be written to: ${counted(contacts, 'value')} ${contacts === 1 ? 'is' : 'are'} removed or changed, and ${thousands(noes)} of them ${noes === 1 ? 'says' : 'say'} no.`,
  'back without': ({ contacts, tags, keys }) =>
    `${people(contacts)} who opted out ${contacts === 1 ? 'comes' : 'come'} back opted out, and without ${withoutWords({ tags, keys })}.`,
  'both names': ({ contacts }) =>
    `${contactsDo(contacts, 'has', 'have')} an attribute under the old and the new name with different values: left as ${contacts === 1 ? 'it is' : 'they are'}, and listed as unchanged with both values.`,
  replaced: ({ key, contacts, examples }) => {
    const field = key === undefined ? 'name' : `value of ${quoted(key, 60)}`;
    const words = someWords({ first: examples, count: contacts }, ({ value, contact }) =>
      key === undefined ? nameAndNumber(contact) : `${writtenValue(value)} of ${nameAndNumber(contact)}`,
    );
    return `${contactsDo(contacts, 'has', 'have')} another ${field} now, which is replaced: ${words}.`;
  },
  'more replaced': ({ attributes }) =>
    `Other values of ${counted(attributes, 'more attribute')} are replaced, too.`,
  'left alone': ({ reason }) => `Left alone: ${reasonWords(reason)}.`,
  'more left alone': ({ groups }) => `Left alone, too: ${counted(groups, 'more group')}.`,
  'new number': () =>
    'Vobiz cannot change a number: a new contact with a new id takes over name, tags and attributes, and the old one is deleted. Its created date, last activity and history do not come back.',
  permanent: ({ deleted, lost }) =>
    [
      'Deleting is permanent.',
      ...(lost.count < deleted ? [WITH_NEW_IDS] : []),
      ...(lost.count > 0
        ? [`No undo can create ${namesOf(lost)} again: Vobiz takes a name and a number in E.164.`]
        : []),
    ].join(' '),
  'stays after': ({ is_undo, contacts }) =>
    // The person who approves an undo must not read that the undo itself leaves these contacts out.
    `Undoing this ${is_undo ? 'undo ' : ''}concerns ${people(contacts)} who opted out, so it asks again whether they are meant.`,
  sharing: ({ by }) => {
    const shared = by === 'name' ? 'a name' : `the attribute ${quoted(by, 60)}`;
    return `The contacts of a group share ${shared}, which different people may do: check each group.`;
  },
  unreachable: ({ pairs }) =>
    `No longer reachable, since their contacts are deleted: ${someWords(pairs, intoWords)}.`,
  'same number': ({ pairs }) =>
    `The same number as the kept contact, deleted: ${someWords(pairs, intoWords)}.`,
  lost: ({ conflict }) => `${conflictWords(conflict)}.`,
  'more lost': ({ attributes }) => `Values of ${counted(attributes, 'more attribute')} are lost, too.`,
  overwrites: () => "Names and attributes that contacts have are replaced by the sheet's.",
  'opts out': ({ people }) => {
    const count =
      people === 1 ? '1 person opts out by this sheet' : `${thousands(people)} people opt out by this sheet`;
    return `${count}: the opt-out in one row of a number goes for all of its rows. Who is new is added with name and opt-out alone, who is there gets the opt-out alone; nothing else of these rows is taken.`;
  },
  'comes back': ({ does }) => COMES_BACK[does],
  drifted: ({ people }) =>
    `Changed by somebody else since, and left alone: ${someWords(people, ({ name }) => quoted(name, 60))}.`,
  'keeps name': ({ contacts }) =>
    `${contactsDo(contacts, 'had no name before and keeps the one it was', 'had no name before and keep the ones they were')} given: Vobiz takes no empty name.`,
  'not undone': ({ contacts }) =>
    `${counted(contacts, 'more contact')} of the plan ${contacts === 1 ? 'is' : 'are'} not part of this undo.`,
  ahead: ({ plan_id, state, contacts }) => {
    const how = state === PlanState.waiting ? 'still waits for approval' : `is ${state}`;
    return `${plan_id} ${how} and is to change ${thousands(contacts)} of these, too; what it does is not in this preview.`;
  },
  'more ahead': ({ plans }) =>
    `${counted(plans, 'more plan')} ${plans === 1 ? 'is' : 'are'} to change some of them.`,
  alike: ({ tag, others }) =>
    `The account also writes ${countsWords(others)}: a campaign to ${quoted(tag, 60)} does not reach them, and one to them does not reach this.`,
  'new tag': ({ tag, as_of }) =>
    `${quoted(tag, 60)} is a new tag: no other contact carries it${as_of === undefined ? '' : ` (as of ${as_of})`}.`,
  'more tags': ({ tags }) => `${tags} more of the tags are new or look like others: see \`list_tags\`.`,
  'not checked': ({ why }) =>
    `Not checked for look-alike tags: ${why ?? 'the account is large and was not read lately; `list_tags` does it.'}`,
  'spellings left': ({ names, left }) =>
    `Other spellings of ${quotedList(names)} stay on: ${countsWords(left)}.`,
};

const WITH_NEW_IDS =
  'An undo can create the contacts again, with new ids; their created date, last activity and history do not come back.';

const COMES_BACK = {
  created:
    'Deleted contacts come back with new ids; their created date, last activity and history do not come back.',
  deleted: 'Contacts that were created are deleted for good, with their activity since then.',
  replaced:
    'Old numbers come back as new contacts with new ids; the ids, created dates, last activity and history from before do not come back.',
} as const;

function people(count: number): string {
  return count === 1 ? '1 person' : `${thousands(count)} people`;
}

function countsWords(counts: readonly TagCount[]): string {
  return listed(counts.map(([tag, count]) => `${quoted(tag, 60)} (${counted(count, 'contact')})`));
}

function intoWords({ loser, keep }: { loser: Person; keep: Person }): string {
  const [from, to] = [plain(loser.phone_number, 40), plain(keep.phone_number, 40)];
  return `${from} (${quoted(loser.name, 60)}, merged into ${quoted(keep.name, 60)} ${to})`;
}

/** How many contacts may be planned, and how many are therefore left over. */
function overCap({ does, left_over: leftOver, caps, with_forms }: WarningFacts['over cap']): string {
  const most = mostOf(does, caps);
  const withForms = mostOf(does, with_forms);
  const limit =
    most === withForms
      ? `One plan may ${limitOf(does, caps)}`
      : `A relayed approval covers ${counted(most, does === 'change' ? 'change' : 'deletion')} (${thousands(withForms)} in a client with forms, or with VOBIZ_APPROVAL=relay in this server's configuration)`;
  const beyond = counted(leftOver, does === 'merge' ? 'group' : 'contact');
  return `${limit}: ${beyond} beyond that ${leftOver === 1 ? 'is' : 'are'} not part of it.`;
}

type Does = WarningFacts['over cap']['does'];

function mostOf(does: Does, { plan, deletions }: Caps): number {
  return does === 'change' ? plan : Math.min(plan, deletions);
}

function limitOf(does: Does, caps: Caps): string {
  if (does === 'change') return `change ${counted(caps.plan, 'contact')}`;
  if (does === 'delete') return `delete ${counted(mostOf(does, caps), 'contact')}`;
  return `delete ${counted(caps.deletions, 'contact')} and change ${thousands(caps.plan)}`;
}
