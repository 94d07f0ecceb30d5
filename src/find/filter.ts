import { bareNumber, digitsOf } from '../contacts/numbers/phone.ts';
import { byName, isProtectedIn, judgedOnce, matcher } from '../contacts/tags.ts';
import { AppError } from '../errors.ts';
import { quoted } from '../lib/text.ts';
import type { Contact } from '../model/contact.ts';
import { type AttributeTest, attributeTest, comparable } from './attributes.ts';
import { momentOf } from './moment.ts';

type TimeName = `${'active' | 'created' | 'updated'}_${'before' | 'after'}`;

/** Conditions, all of which a contact must meet. */
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
  /** The contact was never active, so it fails `active_before`, and passes everything else. */
  neverActive: Test;
  /** The instants that the ages and dates of the filter stand for. */
  moments: Readonly<Record<string, number>>;
}

export interface FilterWorld {
  now: number;
  protectedFolds: ReadonlySet<string>;
}

/** Turns a filter into one test; an error names the argument that is wrong. */
export function compileFilter(filter: Filter, world: FilterWorld): Compiled {
  if (filter.active_before !== undefined && filter.never_active)
    throw new AppError(
      '`active_before` and `never_active` exclude each other: who was never active was not active before a time either.',
      'Find each on its own, then join them with `find_contacts` and `within` set to both selection ids.',
    );
  const moments = momentsOf(filter, world.now);
  const { active_before: inactiveSince, ...otherMoments } = moments;
  const tests: Test[] = [
    ...tagTests(filter, world.protectedFolds),
    ...timeTests(otherMoments),
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
  const passesOthers: Test = (contact) => tests.every((test) => test(contact));
  const [inactive] = timeTests(inactiveSince === undefined ? {} : { active_before: inactiveSince });
  return {
    matches: (contact) => passesOthers(contact) && (inactive?.(contact) ?? true),
    neverActive: (contact) =>
      inactive !== undefined && contact.last_active_at === undefined && passesOthers(contact),
    moments,
  };
}

function tagTests(filter: Filter, protectedFolds: ReadonlySet<string>): Test[] {
  const { tags_all: all, tags_any: any, tags_none: none, untagged, protected: optedOut } = filter;
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
  if (optedOut) {
    const isProtected = isProtectedIn(protectedFolds);
    tests.push((contact) => contact.tags.some(isProtected));
  }
  return tests;
}

function hasAll({ tags }: Contact, names: readonly string[]): boolean {
  const tagsNamed = byName(tags);
  return names.every((name) => tagsNamed(name).length > 0);
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

/** A contact that lacks the time, such as one that was never active, is neither before nor after any moment. */
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

/** Looks for a text in contacts, without case. Places are `name`, `number`, `tags` and the likes of `attribute company`. */
export function textSearch(text: string): {
  isIn: Test;
  isInTag(tag: string): boolean;
  placesIn(contact: Contact): string[];
} {
  const needle = comparable(text);
  const holds = (value: unknown) => comparable(value).includes(needle);
  const isInTag = judgedOnce(holds);
  const digits = bareNumber(text).replace(/^\+/, '');
  const isDigits = /^\d{3,}$/.test(digits);
  const isInNumber = ({ phone_number }: Contact) => isDigits && digitsOf(phone_number).includes(digits);
  return {
    isIn: (contact) =>
      holds(contact.name) ||
      isInNumber(contact) ||
      contact.tags.some(isInTag) ||
      Object.values(contact.custom_attributes).some(holds),
    isInTag,
    placesIn: (contact) => [
      ...(holds(contact.name) ? ['name'] : []),
      ...(isInNumber(contact) ? ['number'] : []),
      ...(contact.tags.some(isInTag) ? ['tags'] : []),
      ...Object.keys(contact.custom_attributes)
        .filter((key) => holds(contact.custom_attributes[key]))
        .map((key) => `attribute ${key}`),
    ],
  };
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
