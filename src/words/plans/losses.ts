import { nameAndNumber } from '../../contacts/name.ts';
import { writtenValue } from '../../contacts/view.ts';
import { counted, plain, quoted, thousands } from '../../lib/text.ts';
import type { People, Person } from '../../model/facts.ts';
import type { WarningFacts } from '../../model/warnings.ts';
import { behindNames, contactsDo, fittingWords, type Size, someWords, tagCountWords } from '../lists.ts';
import { shortConflictWords } from './reasons.ts';
import { attributeNames, type Sentences, tagNames } from './sentences.ts';

type Loss =
  | 'permanent'
  | 'carried'
  | 'new number'
  | 'unreachable'
  | 'same number'
  | 'lost'
  | 'more lost'
  | 'replaced'
  | 'more replaced'
  | 'overwrites'
  | 'comes back'
  | 'keeps name'
  | 'ends opt-outs'
  | 'consent'
  | 'stays after';

/** What is lost, and what takes it. */
export const LOSSES: Sentences<Loss> = {
  permanent: ([fact], size) => {
    if (!fact) return '';
    const { deleted, lost } = fact;
    const whose = deleted === 1 ? 'Its' : 'Their';
    return `${whose} created date, last activity and history are lost for good. ${againWords(deleted, lost, size)}`;
  },
  carried: ([fact], size) => {
    if (!fact) return '';
    const { tags, contacts } = fact;
    if (size.list < 60) return `${contacts === 1 ? 'It has' : 'They have'} ${counted(tags.count, 'tag')}.`;
    if (contacts > 1) return `Their tags: ${tagCountWords(tags, size)}.`;
    return `Its tags: ${fittingWords(tags, size, ([tag]) => quoted(tag, 60))}.`;
  },
  'new number': () =>
    'Vobiz cannot change a number. A new contact takes over name, tags and attributes, and the old one is deleted: its created date, last activity and history are lost for good.',
  unreachable: ([fact], size) => {
    if (!fact) return '';
    const { pairs, kept } = fact;
    const numbers =
      size.examples === 0 ? counted(pairs.count, 'number') : someWords(pairs, size.examples, pairWords);
    const get = pairs.count === 1 ? 'gets' : 'get';
    return `${numbers} ${kept ? `${get} no messages any more` : 'can no longer be reached'}.`;
  },
  'same number': ([fact], size) =>
    fact
      ? `${counted(fact.pairs.count, 'deleted contact has', 'deleted contacts have')} the number of the kept one${size.examples === 0 ? '' : `: ${someWords(fact.pairs, Math.min(size.examples, 3), ({ loser }) => nameAndNumber(loser))}`}.`
      : '',
  lost: (facts, { examples }) => {
    if (examples === 0)
      return `Values differ in ${counted(facts.length, 'attribute')}: only those of the kept contacts stay.`;
    const words = facts.slice(0, examples).map(({ conflict }) => `${shortConflictWords(conflict)}.`);
    const rest = facts.length - words.length;
    return [
      ...words,
      ...(rest > 0 ? [`Values of ${counted(rest, 'more attribute')} are lost, too.`] : []),
    ].join(' ');
  },
  'more lost': ([fact]) =>
    fact ? `Values of ${counted(fact.attributes, 'more attribute')} are lost, too.` : '',
  replaced: (facts, size) => {
    if (size.examples === 0) return `${replacedWords(facts)} are replaced.`;
    const words = facts.map(({ key, contacts, examples }) => {
      const of = key === undefined ? 'the name' : quoted(key, 60);
      const shown =
        size.examples < 3
          ? ''
          : ` (${someWords({ first: examples, count: contacts }, 2, ({ value, contact }) => (key === undefined ? nameAndNumber(contact) : `${writtenValue(value)} of ${nameAndNumber(contact)}`))})`;
      return `${of} of ${counted(contacts, 'contact')}${shown}`;
    });
    return `This replaces ${someWords({ first: words, count: words.length }, words.length, String)}.`;
  },
  'more replaced': ([fact]) =>
    fact ? `Values of ${counted(fact.attributes, 'more attribute')} are replaced, too.` : '',
  overwrites: () => 'Names and attributes that contacts have are replaced by those of the sheet.',
  'comes back': (facts, { examples }) =>
    examples === 0
      ? 'Contacts that are deleted, made again or get an old number back lose their history for good.'
      : facts.map(({ does }) => COMES_BACK[does]).join(' '),
  'keeps name': ([fact], { examples }) =>
    fact && examples === 0
      ? `${contactsDo(fact.contacts, 'keeps its new name', 'keep their new names')}.`
      : fact
        ? `${contactsDo(fact.contacts, 'had no name before and keeps its new one', 'had no name before and keep their new ones')}: Vobiz takes no empty name.`
        : '',
  'ends opt-outs': ([fact], size) =>
    fact && size.examples === 0
      ? `${counted(fact.tags.length, 'opt-out tag')} taken off.`
      : fact
        ? `Taking off ${tagNames(fact.tags, size, 'or')} ends an opt-out: only for people who asked to be written to again.`
        : '',
  'stays after': ([fact], { examples }) => {
    if (!fact) return '';
    const { contacts, person } = fact;
    const who =
      person && examples > 0
        ? `${nameAndNumber(person)}, who opted out`
        : `${counted(contacts, 'person', 'people')} who opted out`;
    // The person who approves an undo must not read that the undo itself leaves these contacts out.
    return `To undo this ${fact.is_undo ? 'undo ' : ''}for ${who}, you will be asked again.`;
  },
  consent: consentWords,
};

/** `The names of 120 contacts and other values of 2 attributes`. */
function replacedWords(facts: readonly WarningFacts['replaced'][]): string {
  const names = facts.find(({ key }) => key === undefined);
  const attributes = facts.length - (names ? 1 : 0);
  const parts = [
    ...(names ? [`the names of ${counted(names.contacts, 'contact')}`] : []),
    ...(attributes > 0 ? [`other values of ${counted(attributes, 'attribute')}`] : []),
  ].join(' and ');
  return `${parts.charAt(0).toUpperCase()}${parts.slice(1)}`;
}

function consentWords(facts: readonly WarningFacts['consent'][], size: Size): string {
  const values = facts.reduce((sum, { contacts }) => sum + contacts, 0);
  const noes = facts.reduce((sum, fact) => sum + fact.noes, 0);
  const names = attributeNames(
    facts.map(({ key }) => key),
    size,
    'and',
  );
  const head = `${names[0]?.toUpperCase()}${names.slice(1)} ${facts.length === 1 ? 'says' : 'say'} who may be written to`;
  const gone = `${counted(values, 'value')} ${values === 1 ? 'is' : 'are'} removed or changed`;
  if (size.examples === 0) return `${head}: ${gone} (${noWords(noes)}).`;
  const each = facts.map((fact) => `${noWords(fact.noes)} in ${quoted(fact.key, 60)}`);
  const some = { first: each, count: each.length };
  const no = facts.length === 1 || noes === 0 ? noWords(noes) : someWords(some, size.examples, String);
  return `${head}. ${gone}: ${no}.`;
}

/** `3 say no`. */
function noWords(noes: number): string {
  return noes === 0 ? 'none says no' : `${thousands(noes)} ${noes === 1 ? 'says' : 'say'} no`;
}

function againWords(deleted: number, lost: People, size: Size): string {
  if (lost.count === 0)
    return deleted === 1
      ? 'The contact itself can be made again, as a new one.'
      : 'The contacts themselves can be made again, as new ones.';
  const who = deleted === 1 ? 'It' : lost.count === deleted ? 'They' : `${thousands(lost.count)} of them`;
  return `${who} cannot be made again, because ${deleted === 1 || lost.count === 1 ? 'it has' : 'they have'} no name or no complete number${behindNames(lost, size)}.`;
}

const COMES_BACK = {
  created:
    'Deleted contacts are made again as new ones: their created date, last activity and history are lost for good.',
  deleted: 'Contacts that the plan made are deleted for good, with their activity since then.',
  replaced:
    'Old numbers come back as new contacts: created date, last activity and history from before are lost for good.',
} as const;

function pairWords({ loser, keep }: { loser: Person; keep: Person }): string {
  return `${plain(loser.phone_number, 40)} (${quoted(loser.name, 60)}, merged into ${quoted(keep.name, 60)} ${plain(keep.phone_number, 40)})`;
}
