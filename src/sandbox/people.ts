import type { WireContact } from '../api/wire.ts';
import { hostileName, places } from './names.ts';
import { NumberBook } from './numbers.ts';
import { pick, type Random, seeded } from './random.ts';
import { timestamp } from './time.ts';

type Person = Pick<WireContact, 'phone_number' | 'name' | 'tags' | 'custom_attributes'>;
type Seeded = Omit<WireContact, 'id' | 'account_id'>;

const hour = 3_600_000;
const day = 24 * hour;
const countries: Weighted = [
  ['IN', 58],
  ['US', 12],
  ['GB', 8],
  ['AU', 5],
  ['DE', 5],
  ['BR', 4],
  ['CA', 3],
  ['FR', 3],
  ['IE', 2],
];
// Look-alikes on purpose: tidying tags is the most common task.
const tagWeights: Weighted = [
  ['customer', 26],
  ['newsletter', 18],
  ['lead', 14],
  ['vip', 9],
  ['lead-2025', 8],
  ['lead-2024', 7],
  ['Lead', 4],
  ['VIP', 3],
  ['dormant', 5],
  ['contest', 4],
  ['test', 3],
  ['v.i.p', 2],
  ['Newsletter', 2],
  ['diwali 2025', 2],
];
const optOutWeights: Weighted = [
  ['opted-out', 80],
  ['Opt-Out', 10],
  ['unsubscribed', 10],
];
const otherCompanies = [
  'Globex',
  'Initech',
  'Umbrella',
  'Hooli',
  'Stark Industries',
  'Wayne',
  'Soylent',
] as const;
const plans = ['free', 'pro', 'pro', 'enterprise'] as const;

type Weighted = readonly [readonly [string, number], ...(readonly [string, number])[]];

/** Contacts of a plausible account, oldest first; the same for the same count, seed and clock. */
export function seedPeople(count: number, seed: number, now: number): Seeded[] {
  const random = seeded(seed);
  const book = new NumberBook();
  const names = new Set<string>();
  const people: Seeded[] = [];
  const guests = guestsOf(count);
  for (let index = 0; index < count; index += 1) {
    const twin = random() < 0.012 ? people[Math.floor(random() * index)] : undefined;
    const person = newPerson(random, book, names, twin);
    // By turns and not by chance: chance gave a default account of 500 half as many again.
    if (index % 26 === 13) person.tags.push(weighted(random, optOutWeights));
    const times = newTimes(random, (index + random()) / count, now);
    people.push(Object.assign(person, times, guests.get(index)));
  }
  return people;
}

function newPerson(random: Random, book: NumberBook, names: Set<string>, twin: Person | undefined): Person {
  const wanted = weighted(random, countries);
  const own = book.next(wanted);
  const country = own === undefined ? 'IN' : wanted;
  const name = twin?.name ?? newName(random, country, names);
  return {
    phone_number: own ?? book.next('IN') ?? '',
    name,
    tags: newTags(random),
    custom_attributes: newAttributes(random, country, name),
  };
}

/** Contacts that examples and tests count on, by place in the account. */
function guestsOf(count: number): Map<number, Partial<Person>> {
  const guests = new Map<number, Partial<Person>>();
  if (count < 20) return guests;
  guests.set(Math.floor(count * 0.9), { name: 'Rahul Sharma', tags: ['VIP'] });
  guests.set(Math.floor(count * 0.6), { name: 'Rahul Verma', tags: ['customer', 'opted-out'] });
  guests.set(Math.floor(count * 0.3), { name: 'Rahul Nair', tags: ['lead', 'newsletter'] });
  guests.set(Math.floor(count * 0.8), { tags: ['vip', 'opted-out'] });
  if (count >= 100) guests.set(Math.floor(count * 0.5), { name: hostileName });
  return guests;
}

function newName(random: Random, country: string, names: Set<string>): string {
  const { first, last } = places[country] ?? { first: ['Sam'], last: ['Lee'] };
  let name: string;
  // In a small account only the twins above have the same name.
  do name = `${pick(random, first)} ${pick(random, last)}`;
  while (names.size < 2000 && names.has(name));
  names.add(name);
  return name;
}

function newTags(random: Random): string[] {
  const tags = new Set<string>();
  if (random() >= 0.12) {
    const wanted = 1 + Math.floor(random() * random() * 4);
    while (tags.size < wanted) tags.add(weighted(random, tagWeights));
  }
  return [...tags];
}

function newAttributes(random: Random, country: string, name: string): Record<string, unknown> {
  const attributes: Record<string, unknown> = {};
  const chance = random();
  const company = chance < 0.08 ? 'Acme' : pick(random, otherCompanies);
  const isTypo = random() < 0.015;
  if (chance < 0.75 && (!isTypo || random() < 0.4)) attributes['company'] = company;
  if (chance < 0.75 && isTypo) attributes['comapny'] = company;
  if (random() < 0.7) attributes['city'] = pick(random, places[country]?.cities ?? ['Mumbai']);
  if (random() < 0.5) attributes['plan'] = pick(random, plans);
  if (random() < 0.35) attributes['email'] = email(random, name);
  return attributes;
}

function email(random: Random, name: string): string {
  const plain = name.normalize('NFD').replace(/[^A-Za-z ]/g, '');
  const mailbox = plain.toLowerCase().replaceAll(' ', '.');
  return `${mailbox}${Math.floor(random() * 100)}@example.${random() < 0.7 ? 'com' : 'org'}`;
}

/** `share` is the place between the oldest contact (0) and the newest (1). */
function newTimes(random: Random, share: number, now: number): Omit<Seeded, keyof Person> {
  const age = 2 * hour + 700 * day * (1 - share);
  const isChanged = random() < 0.6;
  const createdAt = timestamp(now - age);
  const times = {
    created_at: createdAt,
    updated_at: isChanged ? timestamp(now - age * random()) : createdAt,
  };
  if (random() < 0.2) return times;
  const longest = Math.min(age, 400 * day);
  const idle = hour + (longest - hour) * random() ** 1.5;
  return { ...times, last_active_at: timestamp(now - idle) };
}

function weighted(random: Random, choices: Weighted): string {
  const total = choices.reduce((sum, [, weight]) => sum + weight, 0);
  let left = random() * total;
  for (const [choice, weight] of choices) {
    left -= weight;
    if (left < 0) return choice;
  }
  return choices[0][0];
}
