import { isObject, textOf } from '../../lib/json.ts';
import { counted, cutAtItem, listed, quoted } from '../../lib/text.ts';
import type { Base, Found } from '../../model/facts.ts';
import { whenWords } from './when.ts';

const MOST_VALUES = 3;
const MOST_CONDITIONS = 5;
const MOST_CHARACTERS = 200;

type Filter = Found['filter'];

/** How contacts were found. Selections that this builds on are described, since their ids say nothing to a person. */
export function foundWords({ filter, moments, within, except }: Found): string {
  const own = filterWords(filter, moments);
  const bases = [baseWords(own ? 'of ' : '', within), baseWords('but not ', except)];
  const words = [own, ...bases].filter(Boolean);
  return cutAtItem(within || own ? words.join(', ') : ['all contacts', ...words].join(', '), MOST_CHARACTERS);
}

function baseWords(link: string, base: Base | undefined): string {
  if (base === undefined) return '';
  const first = base.first ? foundWords(base.first) : 'an earlier selection';
  return `${link}${first}${base.more > 0 ? ` and ${counted(base.more, 'more selection')}` : ''}`;
}

/** What contacts lack, and when they did something, stands behind what they are. */
const LAST = /^tags_none$|_(?:before|after)$/;

/** `with the text "test"`, `tagged "vip"`. `moments` are the instants that dates and ages stand for, where they are known. */
export function conditionsWords(filter: Filter, moments: Found['moments'] = {}): string[] {
  const all = Object.entries(filter);
  const isTag = ([name]: readonly [string, unknown]) => name === 'tags_none';
  const last = all.filter(([name]) => LAST.test(name)).sort((a, b) => Number(isTag(a)) - Number(isTag(b)));
  return [
    ...itemsWords(filter),
    ...[...all.filter(([name]) => !LAST.test(name)), ...last].flatMap(([name, value]) =>
      conditionWords(name, value, moments[name]),
    ),
  ];
}

/** `those with the text "test" and tagged "vip"`. */
function filterWords(filter: Filter, moments: Found['moments']): string {
  const conditions = conditionsWords(filter, moments);
  return conditions.length === 0 ? '' : `those ${listed(conditions, MOST_CONDITIONS)}`;
}

const GROUPED_BY: Readonly<Record<string, string>> = {
  phone: 'sharing a number',
  name: 'sharing a name',
};

/** Filters that are either on or absent. */
const SWITCHES: Readonly<Record<string, string>> = {
  untagged: 'without any tag',
  protected: 'opted out',
  never_active: 'never active',
};

/** The selection of a plan's items, which has no other filter. */
function itemsWords({ plan, items }: Filter): string[] {
  if (plan === undefined) return [];
  const shown = textOf(items);
  return [`${ITEMS_IN[shown] ?? `${shown} in`} ${textOf(plan)}`];
}

const ITEMS_IN: Readonly<Record<string, string>> = {
  all: 'in',
  done: 'done by',
  problems: 'not done by',
  unchanged: 'left as they were by',
  gone: 'gone before',
};

function conditionWords(name: string, value: unknown, at: string | undefined): string[] {
  if (value === undefined || value === null) return [];
  if (name === 'attributes') return Array.isArray(value) ? value.map(attributeWords) : [];
  const on = SWITCHES[name];
  if (on !== undefined) return value === true ? [on] : [];
  const since = TIMES[name];
  if (since !== undefined) return [`${since} ${whenWords(textOf(value), at)}`];
  const values = Array.isArray(value) ? value.map(textOf) : [textOf(value)];
  return valueConditionWords(name, values);
}

function valueConditionWords(name: string, values: readonly string[]): string[] {
  const [first = ''] = values;
  const value = quoted(first, 60);
  switch (name) {
    case 'text':
      return [`with the text ${value}`];
    case 'tags_all':
      return [`tagged ${valueWords(values, 'and')}`];
    case 'tags_any':
      return [`tagged ${valueWords(values, 'or')}`];
    case 'tags_none':
      return [`without ${valueWords(values, 'or')}`];
    case 'phone_prefix':
      return [`with a number that begins with ${value}`];
    case 'ids':
      return [`named by id (${counted(values.length > 1 ? values.length : Number(first) || 1, 'contact')})`];
    case 'by':
      return [GROUPED_BY[first] ?? `sharing the same ${value}`];
    default:
      return [];
  }
}

const TIMES: Readonly<Record<string, string>> = {
  active_before: 'last active before',
  active_after: 'active since',
  created_before: 'created before',
  created_after: 'created since',
  updated_before: 'last updated before',
  updated_after: 'updated since',
};

function valueWords(texts: readonly string[], link: 'and' | 'or'): string {
  const words = texts.map((text) => quoted(text, 60));
  return listed(words, MOST_VALUES, link);
}

function attributeWords(condition: unknown): string {
  if (!isObject(condition)) return 'with an attribute';
  const { key, op, value, values } = condition;
  const name = quoted(textOf(key), 60);
  const all = [value, ...(Array.isArray(values) ? values : [])].filter((one) => one !== undefined);
  const wanted = valueWords(all.map(textOf), 'or');
  switch (textOf(op)) {
    case 'equals':
      return `with ${name} ${wanted}`;
    case 'not_equals':
      return `with a ${name} other than ${wanted}`;
    case 'contains':
      return `with ${wanted} in ${name}`;
    case 'greater':
      return `with a ${name} greater than ${wanted}`;
    case 'less':
      return `with a ${name} less than ${wanted}`;
    case 'empty':
      return `with an empty ${name}`;
    case 'missing':
      return `without the attribute ${name}`;
    default:
      return `with the attribute ${name}`;
  }
}
