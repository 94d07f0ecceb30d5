import { isObject, textOf } from '../lib/json.ts';
import { counted, cutAtItem, listed, quoted } from '../lib/text.ts';
import type { Base, Found } from '../model/facts.ts';

const MOST_VALUES = 3;
const MOST_PARTS = 5;
type Filter = Found['filter'];

const MOST_WORDS = 200;

/** How contacts were found, with the selections that this builds on: their ids say nothing to a person. */
export function foundWords({ filter, within, except }: Found): string {
  const bases = [baseWords('of', within), baseWords('but not', except)];
  return cutAtItem([filterWords(filter), ...bases].filter(Boolean).join(', '), MOST_WORDS);
}

function baseWords(how: string, base: Base | undefined): string {
  if (base === undefined) return '';
  const first = base.first ? foundWords(base.first) : 'an earlier selection';
  return `${how} ${first}${base.more > 0 ? ` and ${counted(base.more, 'more selection')}` : ''}`;
}

/** A selection's filter as people speak: `those with the text "test" and with some tag`. */
function filterWords(filter: Filter): string {
  const parts = [
    ...planWords(filter),
    ...Object.entries(filter).flatMap(([name, value]) => partWords(name, value)),
  ];
  return parts.length === 0 ? 'everybody' : `those ${listed(parts, MOST_PARTS)}`;
}

const GROUPED_BY: Readonly<Record<string, string>> = {
  phone: 'sharing a number',
  name: 'sharing a name',
};

/** Filters that are on or not there. */
const SWITCHES: Readonly<Record<string, string>> = {
  untagged: 'without any tag',
  protected: 'opted out',
  never_active: 'never active',
};

/** Items of a plan, whose selection has no other filter. */
function planWords({ plan, items }: Filter): string[] {
  if (plan === undefined) return [];
  const which = textOf(items);
  const how = HOW_IN[which] ?? `${which} in`;
  return [`${how} ${textOf(plan)}`];
}

const HOW_IN: Readonly<Record<string, string>> = {
  all: 'in',
  done: 'done by',
  problems: 'not done by',
  unchanged: 'left as they were by',
  gone: 'gone before',
};

function partWords(name: string, value: unknown): string[] {
  if (value === undefined || value === null) return [];
  const texts = Array.isArray(value) ? value.map(textOf) : [textOf(value)];
  const [one = ''] = texts;
  const tags = (link: 'and' | 'or') => valueWords(texts, link);
  switch (name) {
    case 'text':
      return [`with the text ${quoted(one, 60)}`];
    case 'tags_all':
      return [`tagged ${tags('and')}`];
    case 'tags_any':
      return [`tagged ${tags('or')}`];
    case 'tags_none':
      return [`without the tag${texts.length === 1 ? '' : 's'} ${tags('or')}`];
    case 'phone_prefix':
      return [`with a number that begins with ${quoted(one, 60)}`];
    case 'ids':
      return [`named by id (${counted(Number(one), 'contact')})`];
    case 'by':
      return [GROUPED_BY[one] ?? `sharing the same ${quoted(one, 60)}`];
    case 'attributes':
      return Array.isArray(value) ? value.map(attributeWords) : [];
    default:
      return name in SWITCHES ? switchWords(name, value) : timeWords(name, one);
  }
}

function switchWords(name: string, value: unknown): string[] {
  const words = value === true ? SWITCHES[name] : undefined;
  return words === undefined ? [] : [words];
}

/** `created_after`. */
function timeWords(name: string, value: string): string[] {
  return /_(?:before|after)$/.test(name) ? [`${name.replace('_', ' ')} ${quoted(value, 60)}`] : [];
}

function valueWords(texts: readonly string[], link: 'and' | 'or'): string {
  const words = texts.map((text) => quoted(text, 60));
  const some =
    words.length > MOST_VALUES
      ? [...words.slice(0, MOST_VALUES), `${words.length - MOST_VALUES} more`]
      : words;
  return [some.slice(0, -1).join(', '), some.at(-1) ?? ''].filter(Boolean).join(` ${link} `);
}

const OPS: Readonly<Record<string, string>> = {
  equals: 'is',
  not_equals: 'is not',
  contains: 'contains',
  greater: 'is greater than',
  less: 'is less than',
};

function attributeWords(test: unknown): string {
  if (!isObject(test)) return 'with an attribute';
  const { key, op, value, values } = test;
  const name = quoted(textOf(key), 60);
  if (op === 'empty') return `whose ${name} is empty`;
  const verb = OPS[textOf(op)];
  if (verb === undefined) return `${op === 'missing' ? 'without' : 'with'} the attribute ${name}`;
  const wanted = [value, ...(Array.isArray(values) ? values : [])].filter((one) => one !== undefined);
  return `whose ${name} ${verb} ${valueWords(wanted.map(textOf), 'or')}`;
}
