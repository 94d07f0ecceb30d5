import { nameAndNumber } from '../../contacts/name.ts';
import { notAsDocumented } from '../../contacts/unreadable.ts';
import { writtenValue } from '../../contacts/view.ts';
import { counted, listed, plain, quoted, quotedList, shown, thousands, unended } from '../../lib/text.ts';
import type { Conflict, Person } from '../../model/facts.ts';
import {
  isFact,
  type Reason,
  type ReasonFact,
  type ReasonFacts,
  type ReasonSay,
} from '../../model/reasons.ts';
import { changedWords, failedWords, noteWords, OVERWROTE, writtenWords } from './differences.ts';

/** Where a reason is read: in an answer to an agent, or on the page, beside the name of its contact. */
type Where = 'in an answer' | 'beside the name';

export function reasonWords(reason: Reason, where: Where = 'in an answer'): string {
  return typeof reason === 'string' ? reason : factWords(reason.say, reason, where);
}

function factWords<Say extends ReasonSay>(say: Say, fact: ReasonFact<Say>, where: Where): string {
  return REASONS[say](fact, where);
}

type Words<Say extends ReasonSay> = { readonly [S in Say]: (fact: ReasonFacts[S], where: Where) => string };

const OPTED_OUT: Words<'overruled' | 'stays on' | 'not given' | 'kept' | 'opted out' | 'back without'> = {
  overruled: ({ tags }) => `opted out (${quotedList(tags)}), and is meant all the same`,
  'stays on': ({ contact, tags, whole }, where) =>
    `${who(contact, where)}opted out, and ${quotedList(tags)} ${tags.length === 1 ? 'stays' : 'stay'} on${wholly(whole)}`,
  'not given': ({ contact, opt_outs, tags, keys, whole, consents = [] }, where) => {
    const others = keys.filter((key) => !consents.includes(key));
    const refused = [
      ...(tags.length > 0 ? [quotedList(tags, 'or')] : []),
      ...(others.length > 0 ? [`another value for ${quotedList(others, 'or')}`] : []),
      ...(consents.length > 0 ? [`a yes to messages in ${quotedList(consents, 'or')}`] : []),
    ];
    return `${optedOut(contact, opt_outs, where)} and is not given ${refused.join(', or ')}${wholly(whole)}`;
  },
  kept: ({ does, contact, opt_outs }, where) => {
    if (does === 'return')
      return `it was merged into ${nameAndNumber(contact)}, who opted out (${quotedList(opt_outs)}) since: brought back, it would be without that opt-out`;
    return does === 'merge'
      ? `${optedOut(contact, opt_outs, where)} and is not merged away: that deletes the contact`
      : `${optedOut(contact, opt_outs, where)} and is not deleted: the opt-out would be forgotten, and a later import or message brings the number back without it`;
  },
  'opted out': ({ contact }, where) =>
    `${who(contact, where)}opted out, and a sheet fills no more than an empty name of theirs`,
  'back without': (given) => `opted out, and comes back without ${withoutWords(given)}`,
};

/** Somebody else changed the account, or it is not known who. */
const OTHERS: Words<
  'changed' | 'deleted' | 'number taken' | 'undone' | 'no longer' | 'created unknown' | 'given up'
> = {
  changed: ({ contact, differences }) =>
    `${contact === undefined ? '' : `${named(contact)}: `}it changed since: ${changedWords(differences)}`,
  deleted: ({ contact }) => `somebody deleted ${contact === undefined ? 'it' : named(contact)}`,
  'number taken': ({ contact }) => `another contact has the number: ${named(contact)}`,
  undone: () => 'another plan undid it meanwhile',
  'no longer': ({ tags }) => `${quotedList(tags)} ${tags.length === 1 ? 'is' : 'are'} no longer on it`,
  'created unknown': () => 'which contact was created for it is not known',
  'given up': ({ begun }) =>
    begun
      ? 'the plan was given up before it was known whether it was done'
      : 'the plan was given up before its turn came',
};

/** Contacts and groups that no plan, or no undo, changes. */
const NOTHING_TO_DO: Words<
  | 'so already'
  | 'is there'
  | 'keeps'
  | 'no return'
  | 'unreadable'
  | 'both names'
  | 'too many'
  | 'too large'
  | 'forgotten'
> = {
  'so already': () => 'it was so already',
  'is there': () => 'it is there',
  keeps: () => 'it keeps what it was given: not all that were merged into it can come back',
  'no return': ({ field }) =>
    `it cannot be created again: Vobiz takes ${field === 'name' ? 'no contact without a name' : 'numbers in E.164 only'}`,
  unreadable: ({ contact, fields }) => notAsDocumented(contact, fields),
  'both names': ({ conflicts }) => listed(conflicts.map(valuesWords)),
  'too many': ({ losers, most }, where) =>
    `its ${counted(losers, 'contact')} to delete are more than the ${thousands(most)} that one plan may delete here${forAgent(': name fewer in `groups`', where)}`,
  'too large': ({ keep, others }, where) =>
    `${nameAndNumber(keep)} and ${counted(others, 'other contact')} share this, which is more than one person has${forAgent(': name those to merge in `groups`', where)}`,
  forgotten: () => 'forgotten',
};

/** What the service made of it, or what became of it. */
const WRITES: Words<
  'written' | 'overwrote' | 'own number' | 'not created' | 'error' | 'unsettled' | 'program ended'
> = {
  written: (written) => writtenWords(written).join('; '),
  overwrote: () => OVERWROTE,
  'own number': () => 'Vobiz takes it for the number that the contact has already',
  'not created': ({ says, there }) => {
    if (says === undefined) return 'Vobiz did not create it and does not say why';
    const yet = there === undefined ? '' : `, and yet a contact with the number is there: ${named(there)}`;
    return `Vobiz says ${quoted(says)}${yet}`;
  },
  error: ({ cause }) => shown(cause),
  unsettled: ({ cause }) => `it could not be found out whether it was done: ${shown(cause)}`,
  'program ended': (_, where) =>
    `the program ended in the middle, so it is not known whether it was done${forAgent('; `apply_plan` looks again', where)}`,
};

/** Merges and new numbers, which take several steps. */
const STEPS: Words<'lost' | 'merged' | 'half merged' | 'not deleted' | 'half renumbered'> = {
  lost: ({ conflicts }) => conflicts.map(conflictWords).join('; '),
  merged: ({ lost, notes }) =>
    [...lost.map(conflictWords), ...notes.map((note) => reasonWords(note))].join('; '),
  'half merged': ({ deleted, why }) =>
    `${reasonWords(why)}; ${counted(deleted, 'other contact')} of the group ${deleted === 1 ? 'was' : 'were'} deleted before`,
  'not deleted': ({ left }) => {
    const words = left.map(({ contact, why }) => `${named(contact)}: ${unended(reasonWords(why))}`);
    return `it took over what the others had, but not all of them could be deleted; still there: ${listed(words)}`;
  },
  'half renumbered': ({ made, why }) => {
    const isThere = `the new contact is there: ${named(made)}`;
    if (isFact(why, 'deleted')) return `${isThere}; somebody else deleted the old one`;
    if (isFact(why, 'unsettled'))
      return `${isThere}; whether the old one was deleted could not be found out: ${shown(why.cause)}`;
    if (isFact(why, 'written'))
      return [
        `${isThere}; but ${failedWords(why.failed)}, so the old one is still there too`,
        ...noteWords(why),
      ].join('; ');
    return `${isThere}; the old one is still there too${why === undefined ? '' : `, because ${reasonWords(why)}`}`;
  },
};

const REASONS: Words<ReasonSay> = { ...OPTED_OUT, ...OTHERS, ...NOTHING_TO_DO, ...WRITES, ...STEPS };

/** With the id, by which one of several contacts of a person is told from the others. */
function named(contact: Person): string {
  return `${nameAndNumber(contact)}, id ${plain(contact.id, 60)}`;
}

/** `"Asha" (+91…) `, unless the name stands beside it. */
function who(contact: Person, where: Where): string {
  return where === 'beside the name' ? '' : `${nameAndNumber(contact)} `;
}

function optedOut(contact: Person, tags: readonly string[], where: Where): string {
  return `${who(contact, where)}opted out (${quotedList(tags)})`;
}

/** What an agent can call is no help to a person. */
function forAgent(hint: string, where: Where): string {
  return where === 'in an answer' ? hint : '';
}

function wholly(whole: boolean): string {
  return whole ? '; nothing else of the change is made either' : '';
}

/** `"vip" and the value of "city"`. */
function withoutWords({ tags, keys }: ReasonFacts['back without']): string {
  return listed([
    ...tags.map((tag) => quoted(tag, 60)),
    ...keys.map((key) => `the value of ${quoted(key, 60)}`),
  ]);
}

function valuesWords(values: readonly (readonly [string, unknown])[]): string {
  const words = values.map(([key, value]) => `${quoted(key, 60)} is ${writtenValue(value)}`);
  return `${listed(words)}: which is right is for a person to say`;
}

/** The values that a merge loses, and whose they are. */
function conflictWords({ keep, key, value, lost }: Conflict): string {
  const values = lost.map((other) => `${writtenValue(other.value)} of ${nameAndNumber(other.contact)}`);
  return `${keptValueWords({ keep, key, value })}, ${lostWords(values)}`;
}

/** `"Asha Rao" (+91…): "Pune" is kept as "city", "Mumbai" is lost`. */
export function shortConflictWords({ lost, ...kept }: Conflict): string {
  const values = new Set(lost.map(({ value }) => writtenValue(value)));
  return `${keptValueWords(kept)}, ${lostWords([...values])}`;
}

/** The value may be that of a contact that goes, where the kept one had none. */
function keptValueWords({ keep, key, value }: Omit<Conflict, 'lost'>): string {
  return `${nameAndNumber(keep)}: ${writtenValue(value)} is kept as ${quoted(key, 60)}`;
}

function lostWords(values: readonly string[]): string {
  return `${listed(values)} ${values.length === 1 ? 'is' : 'are'} lost`;
}
