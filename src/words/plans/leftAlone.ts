import { nameAndNumber } from '../../contacts/name.ts';
import { isNumber, lacksCountryCode } from '../../contacts/numbers/phone.ts';
import { unreadableFields, unreadableWords } from '../../contacts/view.ts';
import { counted, listed, plain, quoted, thousands } from '../../lib/text.ts';
import type { ItemState } from '../../model/lifecycle.ts';
import type { Caps } from '../../model/rules.ts';
import type { Nobody, WarningFacts } from '../../model/warnings.ts';
import { behindNames, contactsDo, someWords } from '../lists.ts';
import { mendWords } from '../sheets/mend.ts';
import { includedWords } from './included.ts';
import { reasonWords } from './reasons.ts';
import { attributeNames, each, type Sentences, tagNames } from './sentences.ts';

type Left =
  | 'both names'
  | 'unreadable'
  | 'more unreadable'
  | 'left alone'
  | 'more left alone'
  | 'opts out'
  | 'values kept'
  | 'to mend'
  | typeof ItemState.drifted
  | 'not undone'
  | 'over cap'
  | 'overruled'
  | 'left whole'
  | 'back without'
  | 'nobody has'
  | 'no such name';

/** Contacts that are not changed like the others. */
export const LEFT_ALONE: Sentences<Left> = {
  'nobody has': each(({ refs }, { examples }) =>
    examples === 0
      ? `${counted(refs.length, 'contact')} of the list ${refs.length === 1 ? 'does' : 'do'} not exist.`
      : `Not part of this plan: ${nobodyHasWords(refs, examples * 4)}.`,
  ),
  'no such name': each(({ tags, attributes }, size) => {
    const parts = [
      ...(tags.length > 0 ? [`the tag ${tagNames(tags, size, 'or')}`] : []),
      ...(attributes.length > 0 ? [attributeNames(attributes, size, 'or')] : []),
    ];
    return `Nobody has ${listed(parts, 2, 'or')}.`;
  }),
  overruled: each(includedWords),
  'left whole': each(({ contacts }, { examples }) => {
    const who = `${counted(contacts, 'person', 'people')} who opted out`;
    return examples === 0
      ? `No tag of ${who} is taken off either.`
      : `No tag of ${who} is taken off either, because this change also gives something. A plan that only takes off is for them, too.`;
  }),
  'back without': each(({ contacts, tags, keys }, size) => {
    const who = `${counted(contacts, 'person', 'people')} who opted out ${contacts === 1 ? 'gets' : 'get'} that opt-out back`;
    if (size.examples === 0) return `${who}, but not all else.`;
    const without = [
      ...(tags.length > 0 ? [`the tag${tags.length === 1 ? '' : 's'} ${tagNames(tags, size, 'or')}`] : []),
      ...(keys.length > 0 ? [`the value of ${attributeNames(keys, size, 'or')}`] : []),
    ];
    return `${who}, but not ${listed(without, 2, 'or')}.`;
  }),
  'both names': each(({ contacts }, { examples }) =>
    examples === 0
      ? `${contactsDo(contacts, 'has', 'have')} two different values and ${contacts === 1 ? 'stays' : 'stay'} as before.`
      : `${contactsDo(contacts, 'has', 'have')} different values under the old and the new name and ${contacts === 1 ? 'is' : 'are'} left as ${contacts === 1 ? 'it is' : 'they are'}: a person has to say which is right.`,
  ),
  unreadable: (facts, size) => {
    const [first] = facts;
    if (size.examples === 0 || !first)
      return `${contactsDo(facts.length, 'cannot be read and stays', 'cannot be read and stay')} as before.`;
    const { unreadable = {} } = first.contact;
    const why = size.examples < 3 ? '' : ` (${unreadableWords(unreadableFields(unreadable))})`;
    const left = facts.length === 1 ? 'it is left as it is' : 'they are left as they are';
    return `Vobiz returns data of ${counted(facts.length, 'contact')} that this program cannot read${why}, so ${left}${behindNames({ first: facts.map(({ contact }) => contact), count: facts.length }, size)}.`;
  },
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
  'values kept': each(({ contacts, fields }, { examples }) => {
    const differ = contactsDo(
      contacts,
      'has other values than the sheet and keeps',
      'have other values than the sheet and keep',
    );
    if (examples === 0) return `${differ} them.`;
    const words = someWords(
      fields,
      examples,
      ({ key, contacts: some }) =>
        `${key === undefined ? 'the name' : quoted(key, 60)} of ${thousands(some)}`,
    );
    return `${differ} them: ${words}.`;
  }),
  'to mend': each(mendWords),
  drifted: each(
    ({ people }, size) =>
      `${contactsDo(people.count, 'was', 'were')} changed since then and ${people.count === 1 ? 'is' : 'are'} left alone${behindNames(people, size)}.`,
  ),
  'not undone': each(({ contacts }) =>
    contacts === 1
      ? 'The other contact stays as that plan left it.'
      : `The other ${counted(contacts, 'contact')} stay as that plan left them.`,
  ),
  'over cap': each(({ does, left_over: rest, caps }, { examples }) => {
    const beyond = counted(rest, does === 'merge' ? 'more group' : 'more contact');
    if (examples === 0) return `${beyond} ${rest === 1 ? 'needs' : 'need'} another plan.`;
    const most = mostOf(does, caps);
    const noun = does === 'change' ? 'change' : 'deletion';
    return `${beyond} ${rest === 1 ? 'is' : 'are'} left for another plan: at most ${counted(most, noun)} ${most === 1 ? 'is' : 'are'} planned at once.`;
  }),
};

function mostOf(does: WarningFacts['over cap']['does'], { plan, deletions }: Caps): number {
  return does === 'change' ? plan : Math.min(plan, deletions);
}

/** `nobody has +9198… and "c17"`. */
export function nobodyHasWords(refs: readonly Nobody[], most = refs.length): string {
  return `nobody has ${someWords({ first: refs, count: refs.length }, most, nobodyWords)}`;
}

function nobodyWords({ ref, plan_id, now }: Nobody): string {
  const by = plan_id === undefined ? '' : ` by ${plan_id}`;
  const named = isNumber(ref) ? plain(ref, 60) : quoted(ref, 60);
  if (now) return `${named} (now ${nameAndNumber(now)}, id ${plain(now.id, 60)}${by})`;
  if (by !== '') return `${named} (deleted${by})`;
  return !isNumber(ref) && lacksCountryCode(ref)
    ? `${named} (a number begins with + and its country code)`
    : named;
}
