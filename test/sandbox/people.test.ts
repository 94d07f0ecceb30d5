import { expect, test } from 'vitest';
import { seedPeople } from '../../src/sandbox/people.ts';
import { timestamp } from '../../src/sandbox/time.ts';
import { start } from './client.ts';

const now = Date.parse('2026-11-23T10:00:00Z');
const people = seedPeople(500, 1, now);
const tagged = (...tags: string[]) =>
  people.filter((person) => tags.some((tag) => person.tags.includes(tag)));

test('makes the same people for the same count, seed and clock', () => {
  expect(seedPeople(500, 1, now)).toEqual(people);
  expect(seedPeople(500, 2, now)).not.toEqual(people);
});

test('gives everyone a number of their own in E.164, mostly Indian', () => {
  const numbers = people.map((person) => person.phone_number);
  expect(new Set(numbers).size).toBe(500);
  for (const number of numbers) expect(number).toMatch(/^\+[1-9]\d{9,14}$/);
  const indian = numbers.filter((number) => number.startsWith('+91')).length;
  expect(indian).toBeGreaterThan(220);
  for (const code of ['+1', '+44', '+61', '+49', '+55', '+33', '+353'])
    expect(numbers.some((number) => number.startsWith(code))).toBe(true);
});

test('has look-alike tags, some untagged people and a few who opted out', () => {
  for (const tag of ['vip', 'VIP', 'v.i.p', 'lead', 'Lead', 'lead-2024', 'lead-2025', 'test', 'contest'])
    expect(tagged(tag).length).toBeGreaterThan(0);
  const untagged = people.filter((person) => person.tags.length === 0).length;
  expect(untagged).toBeGreaterThan(35);
  expect(untagged).toBeLessThan(85);
  const optedOut = tagged('opted-out', 'Opt-Out', 'unsubscribed');
  expect(optedOut.length).toBeGreaterThan(8);
  expect(optedOut.length).toBeLessThan(35);
  expect(optedOut.some((person) => person.tags.includes('vip'))).toBe(true);
});

test('has dozens from Acme and a few misspelt attribute keys', () => {
  const acme = people.filter((person) => person.custom_attributes['company'] === 'Acme').length;
  expect(acme).toBeGreaterThan(24);
  const misspelt = people.filter((person) => 'comapny' in person.custom_attributes);
  expect(misspelt.length).toBeGreaterThan(0);
  expect(misspelt.length).toBeLessThan(20);
});

test('has three people called Rahul, one VIP and one opted out', () => {
  const rahuls = people.filter((person) => person.name.startsWith('Rahul '));
  expect(rahuls.length).toBeGreaterThanOrEqual(3);
  expect(rahuls.some((person) => person.tags.includes('VIP'))).toBe(true);
  expect(rahuls.some((person) => person.tags.includes('opted-out'))).toBe(true);
});

test('has a few people twice, and one hostile name', () => {
  const names = new Set(people.map((person) => person.name));
  expect(names.size).toBeLessThan(500);
  expect(people.filter((person) => person.name.includes('\u202E')).length).toBe(1);
  expect(seedPeople(99, 1, now).some((person) => person.name.includes('\u202E'))).toBe(false);
});

test('dates everyone in order, with a fifth never active', () => {
  const stamp = (at: number) => `${new Date(at).toISOString().slice(0, 19)}Z`;
  const created = people.map((person) => person.created_at);
  expect(created).toEqual(created.toSorted());
  for (const { created_at, updated_at, last_active_at } of people) {
    expect(updated_at >= created_at && updated_at <= stamp(now)).toBe(true);
    if (last_active_at === undefined) continue;
    expect(last_active_at >= created_at && last_active_at <= stamp(now - 3_600_000)).toBe(true);
    expect(last_active_at >= stamp(now - 400 * 86_400_000)).toBe(true);
  }
  const never = people.filter((person) => person.last_active_at === undefined).length;
  expect(never).toBeGreaterThan(65);
  expect(never).toBeLessThan(135);
});

test.each([0, 1, 19, 20, 100])('seeds an account of %i', async (contacts) => {
  const { sandbox } = await start({ contacts });
  expect(sandbox.account.contacts.size).toBe(contacts);
});

test('gives 100,000 people numbers of their own', () => {
  const numbers = new Set(seedPeople(100_000, 1, now).map((person) => person.phone_number));
  expect([numbers.size, numbers.has('')]).toEqual([100_000, false]);
});

test.each(['2026-11-23T00:00:00.000Z', '2024-02-29T23:59:59.999Z', '1969-12-31T23:59:58.500Z'])(
  'writes the time %s with whole seconds',
  (instant) => {
    expect(timestamp(Date.parse(instant))).toBe(`${instant.slice(0, 19)}Z`);
  },
);
