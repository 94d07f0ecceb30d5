import { isInstant } from '../../find/moment.ts';
import { isObject, textOf } from '../../lib/json.ts';
import { counted, cutAtItem, listed, quoted } from '../../lib/text.ts';
import type { Base, Found } from '../../model/facts.ts';

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

/** `with the text "test"`, `tagged "vip"`. `moments` are the instants that dates and ages stand for, where they are to be said. */
export function conditionsWords(filter: Filter, moments: Found['moments'] = {}): string[] {
  return [
    ...itemsWords(filter),
    ...Object.entries(filter).flatMap(([name, value]) => {
      const at = moments[name];
      const isSaid = at === undefined || isInstant(textOf(value));
      return conditionWords(name, value).map((words) => (isSaid ? words : `${words} (${at})`));
    }),
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

function conditionWords(name: string, value: unknown): string[] {
  if (value === undefined || value === null) return [];
  if (name === 'attributes') return Array.isArray(value) ? value.map(attributeWords) : [];
  const on = SWITCHES[name];
  if (on !== undefined) return value === true ? [on] : [];
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
      return [`without the tag${values.length === 1 ? '' : 's'} ${valueWords(values, 'or')}`];
    case 'phone_prefix':
      return [`with a number that begins with ${value}`];
    case 'ids':
      return [`named by id (${counted(values.length > 1 ? values.length : Number(first) || 1, 'contact')})`];
    case 'by':
      return [GROUPED_BY[first] ?? `sharing the same ${value}`];
    default:
      return TIME.test(name) ? [`${name.replace('_', ' ')} ${value}`] : [];
  }
}

/** `created_after`. */
const TIME = /_(?:before|after)$/;

function valueWords(texts: readonly string[], link: 'and' | 'or'): string {
  const words = texts.map((text) => quoted(text, 60));
  return listed(words, MOST_VALUES, link);
}

const OPS: Readonly<Record<string, string>> = {
  equals: 'is',
  not_equals: 'is not',
  contains: 'contains',
  greater: 'is greater than',
  less: 'is less than',
};

function attributeWords(condition: unknown): string {
  if (!isObject(condition)) return 'with an attribute';
  const { key, op, value, values } = condition;
  const name = quoted(textOf(key), 60);
  if (op === 'empty') return `whose ${name} is empty`;
  const verb = OPS[textOf(op)];
  if (verb === undefined) return `${op === 'missing' ? 'without' : 'with'} the attribute ${name}`;
  const wanted = [value, ...(Array.isArray(values) ? values : [])].filter((one) => one !== undefined);
  return `whose ${name} ${verb} ${valueWords(wanted.map(textOf), 'or')}`;
}
