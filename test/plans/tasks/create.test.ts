import { describe, expect, test } from 'vitest';
import type { Dialect } from '../../../src/sandbox/dialect.ts';
import { FRESH, NUMBER, sent, stored, withContact, withNumber } from '../edit.ts';

const existing = ['conflict', 'invalid', 'bad-request', 'upsert'] as const;
const bela = { phone_number: FRESH, name: 'Bela', tags: ['Gold'], custom_attributes: { city: 'Goa' } };

describe('a new contact', () => {
  test.each(['asis', 'lower', 'lower-trim-sorted'] as const)(
    'is stored as asked, or the result names the stored spelling, where tags are kept %s (promise 8)',
    async (tagStyle) => {
      const world = await withContact({}, { tagStyle });
      const { data } = await world.call('create_contact', bela);
      const [there] = withNumber(world, FRESH);
      const { tags, custom_attributes } = there ?? {};
      expect(data).toMatchObject({ created: true, contact: { id: there?.id, tags, custom_attributes } });
      const said = JSON.stringify(data['warnings']).includes('stored the tag');
      expect(said).toBe(tagStyle !== 'asis');
      expect(sent(world, 'POST')).toBe(1);
    },
  );

  test('is not created under a number that is refused here, and nothing is sent (promise 7)', async () => {
    const world = await withContact({});
    for (const phone_number of ['9.19877E+11', '98765 43210', '+91', 'hello']) {
      const { isError } = await world.call('create_contact', { phone_number, name: 'X' });
      expect(isError).toBe(true);
    }
    expect(world.sandbox.requests).toEqual([]);
  });
});

describe('a number that is there', () => {
  const dialects: Partial<Dialect>[] = existing.flatMap((how) =>
    (['kept', 'ignored', 'breaks'] as const).map((searchPlus) => ({ existing: how, searchPlus })),
  );

  test.each(dialects)('is never overwritten by a create under %o', async (dialect) => {
    const world = await withContact({ tags: ['vip'] }, dialect);
    const { isError, text } = await world.call('create_contact', { phone_number: NUMBER, name: 'Other' });
    expect(isError).toBe(true);
    expect(text).toContain(`${NUMBER} is already the number of "Asha" (id c1)`);
    expect(world.sandbox.writes()).toEqual([]);
    expect(stored(world)).toMatchObject({ name: 'Asha', tags: ['vip'] });
  });

  test.each(['conflict', 'invalid', 'bad-request'] as const)(
    'since a moment ago is found after the refusal by %s, whose contact stays',
    async (how) => {
      const world = await withContact({}, { existing: how });
      const theirs = { phone_number: FRESH, name: 'Theirs' };
      world.sandbox.fault({ method: 'POST', action: { edit: (account) => account.create(theirs) } });
      const { isError, text } = await world.call('create_contact', bela);
      expect([isError, sent(world, 'POST')]).toEqual([true, 1]);
      expect(text).toContain('is already the number of "Theirs"');
      expect(withNumber(world, FRESH)).toMatchObject([{ name: 'Theirs' }]);
    },
  );

  test('since a moment ago is reported to have been there where POST overwrites it', async () => {
    const world = await withContact({}, { existing: 'upsert' });
    const theirs = { phone_number: FRESH, name: 'Theirs', tags: ['opted-out'] };
    world.sandbox.fault({ method: 'POST', action: { edit: (account) => account.create(theirs) } });
    const { text } = await world.call('create_contact', bela);
    expect(text).toMatch(/there already|overwr|already the number/i);
  });

  test('with the same fields is reported to have been there, and nothing is sent', async () => {
    const world = await withContact({});
    await world.call('create_contact', bela);
    const { data, text } = await world.call('create_contact', bela);
    expect(data).toMatchObject({ created: false, contact: { id: withNumber(world, FRESH)[0]?.id } });
    expect(text).toContain('It was already done');
    expect(sent(world, 'POST')).toBe(1);
  });

  test('with more on it is not reported to be exactly as asked', async () => {
    const world = await withContact({ tags: ['vip', 'opted-out'], custom_attributes: { city: 'Goa' } });
    const { text } = await world.call('create_contact', { phone_number: NUMBER, name: 'Asha' });
    expect(text).not.toContain('exactly like this');
  });
});
