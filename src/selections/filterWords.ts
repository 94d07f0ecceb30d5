import { isObject, textOf } from '../lib/json.ts';
import { counted, listed, plain, quoted } from '../lib/text.ts';

const MOST_VALUES = 3;
const MOST_PARTS = 5;
/** Of duplicates, whose contacts are in the filter too. */
const NOT_SAID = 'groups';
const SAID_AS: Readonly<Record<string, string>> = { by: 'the same' };

/** A selection's filter as a person reads it: `text "test" and not untagged`; nothing for everybody. */
export function filterWords(filter: Readonly<Record<string, unknown>>): string {
  const parts = Object.entries(filter).flatMap(([name, value]) => partWords(name, value));
  return listed(parts, MOST_PARTS);
}

function partWords(name: string, value: unknown): string[] {
  if (value === undefined || value === null || name === NOT_SAID) return [];
  if (typeof value === 'boolean') return [value ? name : `not ${name}`];
  if (!Array.isArray(value)) return [`${SAID_AS[name] ?? name} ${quoted(textOf(value), 60)}`];
  if (name === 'ids') return [counted(value.length, 'id')];
  if (name === 'attributes') return value.map(attributeWords);
  return [
    `${name} ${listed(
      value.map((one: unknown) => quoted(textOf(one), 60)),
      MOST_VALUES,
    )}`,
  ];
}

function attributeWords(test: unknown): string {
  if (!isObject(test)) return 'an attribute';
  const { key, op, value } = test;
  const against = value === undefined ? '' : ` ${quoted(textOf(value), 60)}`;
  return `attribute ${quoted(textOf(key), 60)} ${plain(textOf(op), 20)}${against}`;
}
