import type { Filter } from '../../find/filter.ts';
import type { Missed, NoHits } from '../../find/noHits.ts';
import { textOf } from '../../lib/json.ts';
import { counted, listed, quoted, thousands } from '../../lib/text.ts';
import { span } from '../../lib/time.ts';
import { conditionsWords } from './filter.ts';

const MOST_NAMED = 3;

interface Nothing extends NoHits {
  /** Only some contacts were looked at: those of selections, or certain ids. */
  limited: boolean;
  now: number;
}

/** Which filter finds nobody, and what to ask instead. */
export function nothingNext(nothing: Nothing): string {
  const { empty, excepted, missed, without, limited } = nothing;
  if (excepted > 0) return exceptedWords(excepted);
  if (empty) return limited ? 'There is nobody to look among.' : 'The account has no contacts.';
  if (missed.length > 0)
    return [...missed.map((one) => missedWords(one, nothing)), allNames(missed)].filter(Boolean).join(' ');
  const each = 'Each filter finds somebody, but nobody passes all of them';
  if (without.length === 0) return `${each}: try fewer.`;
  const counts = without.map(
    ({ part, contacts }) => `leaving out ${partWords(part)} finds ${thousands(contacts)}`,
  );
  return `${each}: ${listed(counts, MOST_NAMED)}.`;
}

/** The filters are not the cause. */
function exceptedWords(count: number): string {
  const [passes, is] = count === 1 ? ['passes', 'is'] : ['pass', 'are'];
  return `${counted(count, 'contact')} ${passes} every filter and ${is} in the selections of \`except\`: leaving that out finds ${count === 1 ? 'it' : 'them'}.`;
}

/** `` `equals` on "city" ``, `the tag "vip"`; other filters by their names. */
function partWords(part: Filter): string {
  const [condition] = part.attributes ?? [];
  if (condition) return `\`${condition.op}\` on ${quoted(condition.key, 60)}`;
  const [tag] = part.tags_all ?? [];
  if (tag !== undefined) return `the tag ${quoted(tag, 60)}`;
  return listed(Object.keys(part).map((name) => `\`${name}\``));
}

/** What holds for everyone, where a filter that is on or absent finds nobody. */
const EVERYONE: Readonly<Record<string, string>> = {
  untagged: 'Everyone has a tag.',
  protected: 'Nobody opted out.',
  never_active: 'Everyone was active at some time.',
};

function missedWords(missed: Missed, { limited, now }: Nothing): string {
  const { part, of } = missed;
  const nobody = limited ? 'None of these contacts has' : 'No contact has';
  switch (of) {
    case 'tag': {
      const names = (part.tags_all ?? part.tags_any ?? []).map((tag) => quoted(tag, 60));
      return `${nobody} the tag ${listed(names, MOST_NAMED, 'or')}${instead(missed, now)}.`;
    }
    case 'key': {
      const { key = '' } = part.attributes?.[0] ?? {};
      return `${nobody} the attribute ${quoted(key, 60)}${instead(missed, now)}.`;
    }
    case 'value':
      return `${nobody} ${valueWords(part)}${instead(missed, now)}.`;
    case 'text': {
      const names = missed.near.map(
        ([name, count]) => `${quoted(name, 60)}${count > 1 ? ` (${thousands(count)})` : ''}`,
      );
      const instead = names.length === 0 ? '' : `; there is ${listed(names)}`;
      return `There is nobody ${listed(conditionsWords(part))}${instead}.`;
    }
    case 'other': {
      const [name = ''] = Object.keys(part);
      return EVERYONE[name] ?? `There is nobody ${listed(conditionsWords(part))}.`;
    }
  }
}

const OPS: Readonly<Record<string, string>> = {
  equals: 'equal to',
  not_equals: 'with a value other than',
  contains: 'containing',
  greater: 'greater than',
  less: 'less than',
};

/** `"city" equal to "Chenai"`. */
function valueWords({ attributes: [condition] = [] }: Filter): string {
  if (!condition) return '';
  const { key, op, value, values = [] } = condition;
  if (op === 'missing') return `no ${quoted(key, 60)}`;
  if (op === 'empty') return `an empty ${quoted(key, 60)}`;
  const wanted = [value, ...values].filter((one) => one !== undefined).map((one) => quoted(textOf(one), 60));
  return `${quoted(key, 60)} ${OPS[op] ?? 'at all'} ${listed(wanted, MOST_NAMED, 'or')}`.trim();
}

/** The names or values that may have been meant. */
function instead({ renamed, near }: Missed, now: number): string {
  if (renamed) {
    const { plan_id, at, from, to } = renamed;
    return `: ${plan_id} renamed ${quoted(from, 60)} to ${quoted(to, 60)} ${span(now - at)} ago`;
  }
  if (near.length === 0) return '';
  return `; ${listed(near.map(([text, count]) => `${quoted(text, 60)} has ${thousands(count)}`))}`;
}

/** How to see all names or values, where nothing like the one that was asked for is there. */
function allNames(missed: readonly Missed[]): string {
  const isNamed = ({ of, near, renamed }: Missed) =>
    of === 'text' || of === 'other' || near.length > 0 || renamed !== undefined;
  return missed.every(isNamed) ? '' : '`list_tags` lists the tags, the attributes and their frequent values.';
}
