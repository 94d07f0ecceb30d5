import { AppError } from '../errors.ts';
import { compareDecimals, isDecimal } from '../lib/decimal.ts';
import { isNumber, isObject, textOf } from '../lib/json.ts';
import { isVisible, quoted } from '../lib/text.ts';
import type { Contact } from '../model/contact.ts';

export const ATTRIBUTE_OPS = [
  'equals',
  'not_equals',
  'contains',
  'exists',
  'missing',
  'empty',
  'greater',
  'less',
] as const;

export interface AttributeTest {
  key: string;
  op: (typeof ATTRIBUTE_OPS)[number];
  value?: string | undefined;
  /** One of these values; with `not_equals`, none of them. */
  values?: readonly string[] | undefined;
}

export function attributeTest(condition: AttributeTest): (contact: Contact) => boolean {
  const { key, op } = condition;
  const has = ({ custom_attributes: all }: Contact) => Object.hasOwn(all, key);
  const valueIn = (contact: Contact) => (has(contact) ? contact.custom_attributes[key] : undefined);
  if (op === 'exists') return has;
  if (op === 'missing') return (contact) => !has(contact);
  if (op === 'empty') return (contact) => has(contact) && isEmpty(valueIn(contact));
  const tests = valuesOf(condition).map((wanted) => valueTest(op, wanted));
  return (contact) => {
    const value = valueIn(contact);
    // An attribute that a contact lacks is `missing`; it is not "not equal" to anything.
    if (value === undefined || value === null) return false;
    return op === 'not_equals' ? tests.every((test) => test(value)) : tests.some((test) => test(value));
  };
}

/** The values to compare with, at least one. A blank `value` beside `values` is how some models leave it out. */
export function valuesOf({ key, op, value, values = [] }: AttributeTest): readonly string[] {
  const wanted = value === undefined || (isBlank(value) && values.length > 0) ? values : [value, ...values];
  // Every text contains the empty text and is greater than it; only equality tells texts apart by it.
  const takesBlank = op === 'equals' || op === 'not_equals';
  if (wanted.length > 0 && (takesBlank || !wanted.some(isBlank))) return wanted;
  throw new AppError(
    `\`attributes\`: "${op}" on ${quoted(key, 60)} needs a \`value\`${wanted.length > 0 ? ' that is not blank' : ''}.`,
    'Give the value to compare with; "exists", "missing" and "empty" need none.',
  );
}

function isBlank(text: string): boolean {
  return !isVisible(text);
}

/** Null, a text in which nothing can be seen, or a list or object without entries. */
export function isEmpty(value: unknown): boolean {
  if (value === null) return true;
  if (typeof value === 'string') return !isVisible(value);
  return (Array.isArray(value) || isObject(value)) && Object.keys(value).length === 0;
}

type Comparison = Exclude<AttributeTest['op'], 'exists' | 'missing' | 'empty'>;

function valueTest(op: Comparison, value: string): (stored: unknown) => boolean {
  const wanted = comparable(value);
  const wantsNumber = isDecimal(wanted);
  return (stored) => {
    const found = comparable(stored);
    if (op === 'equals' || op === 'not_equals') {
      // A number is the same however it is written; a text is not.
      const sameNumber = wantsNumber && isNumber(stored) && compareDecimals(found, wanted) === 0;
      return (found === wanted || sameNumber) === (op === 'equals');
    }
    if (op === 'contains') return found.includes(wanted);
    if (!isComparable(found, wanted)) return false;
    const order = compareValues(found, wanted);
    return op === 'greater' ? order > 0 : order < 0;
  };
}

const ISO_DATE = /^\d{4}-\d{2}/;

/** Nothing is neither greater nor less; with a number only numbers compare, with a date only dates that begin with the year. */
function isComparable(found: string, wanted: string): boolean {
  if (found === '') return false;
  if (isDecimal(wanted)) return isDecimal(found);
  return !ISO_DATE.test(wanted) || ISO_DATE.test(found);
}

/** The value of an attribute that `greater` or `less` can compare with no wanted value; undefined where there is no such. */
export function beyondCompare(condition: AttributeTest): (contact: Contact) => unknown {
  const wanted = valuesOf(condition).map(comparable);
  return ({ custom_attributes: all }) => {
    if (!Object.hasOwn(all, condition.key)) return undefined;
    const value = all[condition.key];
    const found = isEmpty(value) ? '' : comparable(value);
    return wanted.some((one) => isComparable(found, one)) ? undefined : value;
  };
}

/** Whether `greater` or `less` compares a contact's value with a wanted one as a word: that is neither a number nor a date. */
export function comparesWords(condition: AttributeTest): (contact: Contact) => boolean {
  const words = valuesOf(condition)
    .map(comparable)
    .filter((wanted) => !isDecimal(wanted) && !ISO_DATE.test(wanted));
  if (words.length === 0) return () => false;
  return ({ custom_attributes: all }) => Object.hasOwn(all, condition.key) && !isEmpty(all[condition.key]);
}

/** Whether a contact has no value of the attribute, not even a blank one: then it is not "not equal" to anything. */
export function lacksValue({ key }: AttributeTest): (contact: Contact) => boolean {
  return ({ custom_attributes: all }) => !Object.hasOwn(all, key) || all[key] === null;
}

/** Numbers by size, everything else (dates, versions, words) as text. */
function compareValues(a: string, b: string): number {
  if (isDecimal(a) && isDecimal(b)) return compareDecimals(a, b);
  return a < b ? -1 : Number(a > b);
}

const ASCII = /^[\x20-\x7e]*$/;

/** Values are compared as texts, without case and outer spaces. */
export function comparable(value: unknown): string {
  const text = textOf(value);
  // Normalizing takes half of the time of a search over a large account, and changes few texts.
  return (ASCII.test(text) ? text : text.normalize('NFC')).trim().toLowerCase();
}
