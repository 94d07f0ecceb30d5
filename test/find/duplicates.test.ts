import { describe, expect, test } from 'vitest';
import { numberKeys } from '../../src/contacts/numbers/keys.ts';
import { duplicatesOf, traitOf } from '../../src/find/duplicates.ts';
import type { Contact } from '../../src/model/contact.ts';

function contact(id: string, fields: Partial<Contact>): Contact {
  const times = { created_at: `2026-01-0${id.slice(1, 2)}T00:00:00Z`, updated_at: '' };
  return { id, phone_number: '', name: id, tags: [], custom_attributes: {}, ...times, ...fields };
}

/** Ids of the groups by number, where numbers without a country code belong to `country`. */
async function alike(numbers: readonly string[], country?: string): Promise<string[][]> {
  const keyOf = await numberKeys(country);
  const groups = Map.groupBy(numbers, keyOf);
  return [...groups]
    .filter(([key, group]) => key !== undefined && group.length > 1)
    .map(([, group]) => group);
}

describe('the same number', () => {
  const INDIAN = [
    '+919876543210',
    '919876543210',
    '00919876543210',
    '+91 98765-43210',
    '+91 (0) 98765 43210',
    '\u202a+91 98765 43210\u202c',
  ];

  test('is recognised in every way to write it', async () => {
    expect(await alike(INDIAN)).toEqual([INDIAN]);
    const local = [...INDIAN, '9876543210', '098765 43210'];
    expect(await alike(local, 'IN')).toEqual([local]);
  });

  test('is not guessed by its last digits, nor without a stated country (promise 7)', async () => {
    expect(await alike(['+919876543210', '9876543210', '09876543210', '+19876543210'])).toEqual([]);
    expect(await alike(['+916581234567', '+6581234567', '6581234567'], 'IN')).toEqual([
      ['+916581234567', '6581234567'],
    ]);
    // A city and a mobile number; a number and one with a digit more; a significant zero.
    expect(
      await alike(['+442079460000', '+447946000020', '+44207946000', '+390612345678', '+39612345678']),
    ).toEqual([]);
  });

  test('is recognised in every script, in Mexico with and without the old 1, and in a link', async () => {
    const same = ['+525550000001', '+52 1 55 5000 0001', '+٥٢ ٥٥ ٥٠٠٠ ٠٠٠١', 'https://wa.me/5215550000001'];
    expect(await alike(same)).toEqual([same]);
  });

  test('is not guessed from digits that may be two numbers, or a number and a second line (promise 7)', async () => {
    expect(await alike(['4915112345678', '+494915112345678'], 'DE')).toEqual([]);
    expect(await alike(['4915112345678', '+4915112345678'], 'DE')).toHaveLength(1);
    expect(await alike(['24937746/47', '24937746-47', '+2493774647'])).toEqual([]);
  });

  test.each([
    '9.19877E+11',
    '',
    'unknown',
    '+9198XXXXXX10',
    '12345',
    '+14155550123 ext. 5',
    '+91987654321012345678',
  ])('does not make a group of %j, which is not a whole number (promise 7)', async (text) => {
    expect(await alike([text, text], 'IN')).toEqual([]);
  });
});

async function groups(by: string, contacts: Contact[]) {
  const trait = await traitOf(by, undefined);
  return (await duplicatesOf(contacts, trait)).map(({ reason, contacts: all }) => [
    reason,
    all.map(({ id }) => id),
  ]);
}

describe('duplicates', () => {
  test('by name ignore case, spaces and signs, and contacts without a name', async () => {
    const all = ['Asha Rao', 'ASHA  RAO.', 'Asha R', '', ' '].map((name, n) => contact(`c${n}`, { name }));
    expect(await groups('name', all)).toEqual([['the same name "Asha Rao"', ['c0', 'c1']]]);
  });

  test('by an attribute ignore case and empty values', async () => {
    const values = ['A@x.org', ' a@X.org', '', '', null, null, { a: 1 }, { a: 1 }, undefined];
    const all = values.map((email, n) =>
      contact(`c${n}`, { custom_attributes: email === undefined ? {} : { email } }),
    );
    expect(await groups('email', all)).toEqual([
      ['the same "email": "a@x.org"', ['c0', 'c1']],
      ['the same "email": "{\\"a\\":1}"', ['c6', 'c7']],
    ]);
    expect(await groups('constructor', all)).toEqual([]);
  });

  test('come the largest group first, then by name; in a group the oldest first', async () => {
    const by = (id: string, team: string, name: string) => contact(id, { name, custom_attributes: { team } });
    const all = [by('c9', 'x', 'Z'), by('c2', 'x', 'Y'), by('c3', 'y', 'A'), by('c4', 'y', 'A')];
    const three = [by('c5', 'z', 'M'), by('c6', 'z', 'M'), by('c7', 'z', 'M')];
    expect((await groups('team', [...all, ...three])).map(([, ids]) => ids)).toEqual([
      ['c5', 'c6', 'c7'],
      ['c3', 'c4'],
      ['c2', 'c9'],
    ]);
  });

  test('are found among 100,000 contacts within seconds', async () => {
    const all = Array.from({ length: 100_000 }, (_, n) =>
      contact(`c${n}`, { phone_number: `+91${9_000_000_000 + n}` }),
    );
    const from = performance.now();
    expect(await groups('phone', all)).toEqual([]);
    expect(performance.now() - from).toBeLessThan(5000);
  });
});
