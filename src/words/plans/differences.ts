import { writtenValue } from '../../contacts/view.ts';
import { counted, listed, plain, quoted } from '../../lib/text.ts';
import type { Difference, Held, Written } from '../../model/reasons.ts';

/** How a contact differs after a write, each kind of difference in a part of its own. */
export function writtenWords({ failed, ...rest }: Written): string[] {
  return [
    ...(failed.length > 0 ? [`Vobiz did not take it: ${failedWords(failed)}`] : []),
    ...noteWords(rest),
  ];
}

/** The differences that do not make a write fail. */
export function noteWords({
  stored,
  foreign,
  overwrote,
  updated,
}: Pick<Written, 'stored' | 'foreign' | 'overwrote' | 'updated'>): string[] {
  return [
    ...(stored.length > 0 ? [`Vobiz stored ${listed(stored.map(spelling))}`] : []),
    ...(foreign.length > 0
      ? [`changed by somebody else meanwhile, or by Vobiz: ${changedWords(foreign)}`]
      : []),
    ...(overwrote ? [OVERWROTE] : []),
    ...(updated === undefined
      ? []
      : [
          `Vobiz says that it updated ${counted(updated, 'contact')} of this request, and this may be ${updated === 1 ? 'it' : 'one of them'}`,
        ]),
  ];
}

export const OVERWROTE =
  'somebody had the number already, and Vobiz overwrote that contact; how it was before, its tags too, is not known';

/** What was asked for and is not so. */
export function failedWords(differences: readonly Difference[]): string {
  return listed(differences.map(notAsAsked));
}

/** What is not as it was. */
export function changedWords(differences: readonly Difference[]): string {
  return listed(differences.map(notAsBefore));
}

function notAsAsked(difference: Difference): string {
  switch (difference.field) {
    case 'name':
    case 'number':
      return `the ${difference.field} is ${textIn(difference, difference.now)}, not ${textIn(difference, difference.was)}`;
    case 'tag':
      return difference.now === undefined
        ? `the tag ${tagIn(difference.was)} is not there`
        : `the tag ${tagIn(difference.now)} is still there`;
    case 'attribute': {
      const { key, was, now } = difference;
      const name = `the attribute ${quoted(key, 60)}`;
      if (now === undefined) return `${name} is not there`;
      return was === undefined ? `${name} is still there` : `${name} is ${held(now)}, not ${held(was)}`;
    }
    default:
      return notAsBefore(difference);
  }
}

function notAsBefore(difference: Difference): string {
  switch (difference.field) {
    case 'name':
    case 'number':
      return `the ${difference.field} is now ${textIn(difference, difference.now)} (it was ${textIn(difference, difference.was)})`;
    case 'tag':
      return difference.now === undefined
        ? `the tag ${tagIn(difference.was)} was taken off`
        : `the tag ${tagIn(difference.now)} was added`;
    case 'attribute': {
      const { key, was, now } = difference;
      const name = `the attribute ${quoted(key, 60)}`;
      return now === undefined
        ? `${name} is gone (it was ${held(was)})`
        : `${name} is now ${held(now)} (it was ${held(was)})`;
    }
    case 'created_at':
      return 'it was created again';
    case 'updated_at':
      return 'it was written to';
    case 'last_active_at':
      return 'it was active';
    default:
      return difference satisfies never;
  }
}

/** `the tag "VIP" as "vip"`. */
function spelling(difference: Difference): string {
  switch (difference.field) {
    case 'name':
    case 'number':
      return `the ${difference.field} as ${textIn(difference, difference.now)}`;
    case 'tag':
      return `the tag ${tagIn(difference.was)}${difference.kept ? ', which was there,' : ''} as ${tagIn(difference.now)}`;
    case 'attribute':
      return `the attribute ${quoted(difference.key, 60)} as ${held(difference.now)}`;
    default:
      return notAsBefore(difference);
  }
}

function textIn({ field }: Pick<Difference, 'field'>, text: string): string {
  return field === 'name' ? quoted(text, 60) : plain(text, 40);
}

function tagIn(tag: string | undefined): string {
  return quoted(tag ?? '', 60);
}

function held(value: Held | undefined): string {
  return value === undefined ? 'not there' : writtenValue(value.value);
}
