import { bareNumber, digitsOf } from '../contacts/numbers/phone.ts';
import { byName, judgedOnce, matcher } from '../contacts/tags.ts';
import { AppError } from '../errors.ts';
import { compareDecimals, isDecimal } from '../lib/decimal.ts';
import { fold } from '../lib/fold.ts';
import { isNumber, textOf } from '../lib/json.ts';
import { quoted } from '../lib/text.ts';
import type { Contact } from '../model/contact.ts';
import { momentOf } from './moment.ts';

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

interface AttributeTest {
  key: string;
  op: (typeof ATTRIBUTE_OPS)[number];
  value?: string | undefined;
  /** Any of these; with `not_equals`, none of them. */
  values?: readonly string[] | undefined;
}

type TimeName = `${'active' | 'created' | 'updated'}_${'before' | 'after'}`;

/** What a contact must be like; all of it, joined by AND. */
export type Filter = {
  text?: string | undefined;
  tags_all?: readonly string[] | undefined;
  tags_any?: readonly string[] | undefined;
  tags_none?: readonly string[] | undefined;
  untagged?: boolean | undefined;
  protected?: boolean | undefined;
  phone_prefix?: string | undefined;
  attributes?: readonly AttributeTest[] | undefined;
  never_active?: boolean | undefined;
  ids?: readonly string[] | undefined;
} & { [Name in TimeName]?: string | undefined };

type Test = (contact: Contact) => boolean;

interface Compiled {
  matches: Test;
  /** Passes all but `active_before`, for want of any activity. */
  neverActive: Test;
  /** The instants that ages and dates stand for, to be said back. */
  moments: Readonly<Record<string, number>>;
}

interface FilterWorld {
  now: number;
  protectedFolds: ReadonlySet<string>;
}

/** Turns a filter into one test; errors name the argument that does not make sense. */
export function compileFilter(filter: Filter, world: FilterWorld): Compiled {
  if (filter.active_before !== undefined && filter.never_active)
    throw new AppError(
      '`active_before` and `never_active` exclude each other: who was never active was not active before a time either.',
      'Find each on its own, then join them with `find_contacts` and `within` set to both selection ids.',
    );
  const moments = momentsOf(filter, world.now);
  const { active_before: since, ...others } = moments;
  const tests: Test[] = [
    ...tagTests(filter, world.protectedFolds),
    ...timeTests(others),
    ...(filter.attributes ?? []).map(attributeTest),
  ];
  const { text, phone_prefix: prefix, never_active: never, ids } = filter;
  if (text !== undefined) tests.push(textSearch(text).isIn);
  if (prefix !== undefined) tests.push(prefixTest(prefix));
  if (never) tests.push((contact) => contact.last_active_at === undefined);
  if (ids !== undefined) {
    const wanted = new Set(ids);
    tests.push((contact) => wanted.has(contact.id));
  }
  const rest: Test = (contact) => tests.every((test) => test(contact));
  const [inactive] = timeTests(since === undefined ? {} : { active_before: since });
  return {
    matches: (contact) => rest(contact) && (inactive?.(contact) ?? true),
    neverActive: (contact) => inactive !== undefined && contact.last_active_at === undefined && rest(contact),
    moments,
  };
}

function tagTests(filter: Filter, protectedFolds: ReadonlySet<string>): Test[] {
  const { tags_all: all, tags_any: any, tags_none: none, untagged, protected: guarded } = filter;
  const tests: Test[] = [];
  if (all) tests.push((contact) => hasAll(contact, all));
  if (any) {
    const isAny = matcher(any);
    tests.push((contact) => contact.tags.some(isAny));
  }
  if (none) {
    const isNone = matcher(none);
    tests.push((contact) => !contact.tags.some(isNone));
  }
  if (untagged) tests.push((contact) => contact.tags.length === 0);
  if (guarded) {
    const guards = judgedOnce((tag) => protectedFolds.has(fold(tag)));
    tests.push((contact) => contact.tags.some(guards));
  }
  return tests;
}

function hasAll({ tags }: Contact, names: readonly string[]): boolean {
  const there = byName(tags);
  return names.every((name) => there(name).length > 0);
}

const TIMES: readonly (readonly [TimeName, (contact: Contact) => string | undefined])[] = [
  ['active_before', (contact) => contact.last_active_at],
  ['active_after', (contact) => contact.last_active_at],
  ['created_before', (contact) => contact.created_at],
  ['created_after', (contact) => contact.created_at],
  ['updated_before', (contact) => contact.updated_at],
  ['updated_after', (contact) => contact.updated_at],
];

function momentsOf(filter: Filter, now: number): Record<string, number> {
  const given = TIMES.map(([name]) => [name, filter[name]] as const);
  return Object.fromEntries(
    given.flatMap(([name, text]) => (text === undefined ? [] : [[name, momentOf(text, name, now)]])),
  );
}

/** A contact without the time (never active, say) is neither before nor after anything. */
function timeTests(moments: Readonly<Record<string, number>>): Test[] {
  return TIMES.flatMap(([name, read]) => {
    const moment = moments[name];
    if (moment === undefined) return [];
    const before = name.endsWith('_before');
    return [
      (contact: Contact) => {
        const at = Date.parse(read(contact) ?? '');
        return before ? at < moment : at >= moment;
      },
    ];
  });
}

function attributeTest({ key, op, value, values = [] }: AttributeTest): Test {
  const isThere = ({ custom_attributes: all }: Contact) => Object.hasOwn(all, key);
  const stored = (contact: Contact) => (isThere(contact) ? contact.custom_attributes[key] : undefined);
  if (op === 'exists' || op === 'missing') return (contact) => isThere(contact) === (op === 'exists');
  if (op === 'empty') return (contact) => isThere(contact) && isBlank(stored(contact));
  const wanted = [...(value === undefined ? [] : [value]), ...values];
  // Everything contains nothing, and is greater than it; equal to nothing is a text without letters.
  const isCompared = op === 'equals' || op === 'not_equals' || !wanted.some(isBlank);
  if (wanted.length === 0 || !isCompared)
    throw new AppError(
      `\`attributes\`: "${op}" on ${quoted(key, 60)} needs a \`value\`.`,
      'Give the value to compare with; "exists", "missing" and "empty" need none.',
    );
  const tests = wanted.map((one) => valueTest(op, one));
  return (contact) => {
    const found = stored(contact);
    // An attribute that is not there is `missing`; it is not "not equal" to anything.
    if (found === undefined || found === null) return false;
    return op === 'not_equals' ? tests.every((test) => test(found)) : tests.some((test) => test(found));
  };
}

function isBlank(value: unknown): boolean {
  return value === null || plain(value) === '';
}

type Comparison = Exclude<AttributeTest['op'], 'exists' | 'missing' | 'empty'>;

function valueTest(op: Comparison, value: string): (stored: unknown) => boolean {
  const wanted = plain(value);
  const wantsNumber = isDecimal(wanted);
  return (stored) => {
    const found = plain(stored);
    if (op === 'equals' || op === 'not_equals') {
      // A number is the same however it is written; a text is not.
      const sameNumber = wantsNumber && isNumber(stored) && compareDecimals(found, wanted) === 0;
      return (found === wanted || sameNumber) === (op === 'equals');
    }
    if (op === 'contains') return found.includes(wanted);
    // What is no number is neither greater nor less than one.
    if (wantsNumber && !isDecimal(found)) return false;
    const order = compareValues(found, wanted);
    return op === 'greater' ? order > 0 : order < 0;
  };
}

/** Numbers by size, everything else (dates, versions, words) as text. */
function compareValues(a: string, b: string): number {
  if (isDecimal(a) && isDecimal(b)) return compareDecimals(a, b);
  return a < b ? -1 : Number(a > b);
}

/** Seeks a text in a contact, and tells where it is: `name`, `number`, `tags` or `attribute company`. Case does not count. */
export function textSearch(text: string): {
  isIn: Test;
  isInTag(tag: string): boolean;
  placesIn(contact: Contact): string[];
} {
  const needle = plain(text);
  const hit = (value: unknown) => plain(value).includes(needle);
  const isInTag = judgedOnce(hit);
  const digits = bareNumber(text).replace(/^\+/, '');
  const asNumber = /^\d{3,}$/.test(digits);
  const inNumber = ({ phone_number }: Contact) => asNumber && digitsOf(phone_number).includes(digits);
  return {
    isIn: (contact) =>
      hit(contact.name) ||
      inNumber(contact) ||
      contact.tags.some(isInTag) ||
      Object.values(contact.custom_attributes).some(hit),
    isInTag,
    placesIn: (contact) => [
      ...(hit(contact.name) ? ['name'] : []),
      ...(inNumber(contact) ? ['number'] : []),
      ...(contact.tags.some(isInTag) ? ['tags'] : []),
      ...Object.keys(contact.custom_attributes)
        .filter((key) => hit(contact.custom_attributes[key]))
        .map((key) => `attribute ${key}`),
    ],
  };
}

const ASCII = /^[\x20-\x7e]*$/;

function plain(value: unknown): string {
  const text = textOf(value);
  // To normalize takes half of a search over a large account, and changes nothing in most texts.
  return (ASCII.test(text) ? text : text.normalize('NFC')).trim().toLowerCase();
}

function prefixTest(prefix: string): Test {
  const bare = bareNumber(prefix);
  const digits = digitsOf(bare);
  if (/^\+\d+$/.test(bare)) return (contact) => digitsOf(contact.phone_number).startsWith(digits);
  throw new AppError(
    `\`phone_prefix\`: ${quoted(prefix)} has no country code.`,
    'Give it as + and country code, such as +9198; digits anywhere in a number are found with `text`.',
  );
}
