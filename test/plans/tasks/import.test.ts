import { describe, expect, test } from 'vitest';
import type { Dialect } from '../../../src/sandbox/dialect.ts';
import { FRESH, NUMBER, sent, stored, withContact, withNumber } from '../edit.ts';

const OTHER = '+915550000043';
const sheet = (...rows: string[]) => ({ csv: `phone_number,name,tags\n${rows.join('\n')}\n` });

const dialects: Partial<Dialect>[] = (['merge', 'overwrite'] as const).flatMap((importTags) =>
  (['kept', 'ignored', 'breaks'] as const).flatMap((searchPlus) =>
    (['asis', 'lower-trim-sorted'] as const).map((tagStyle) => ({ importTags, searchPlus, tagStyle })),
  ),
);

describe.each(dialects)('under %o', (dialect) => {
  test('new rows are created, existing contacts keep their name and tags (promise 1)', async () => {
    const world = await withContact({ tags: ['vip'], custom_attributes: { city: 'Pune' } }, dialect);
    const rows = [`${NUMBER},Other,lead`, `${FRESH},Bela,"lead, Gold"`, `${OTHER},Chand,`];
    const { data } = await world.call('import_contacts', sheet(...rows));
    expect(data).toMatchObject({ total: 3, created: 2, updated: 1, unchanged: 0, failed: 0, errors: [] });
    const asha = stored(world);
    expect([asha.name, [...asha.tags].sort()]).toEqual(['Asha', ['lead', 'vip']]);
    expect(asha.custom_attributes).toEqual({ city: 'Pune' });
    const folds = dialect.tagStyle !== 'asis';
    const bela = withNumber(world, FRESH);
    expect(bela).toMatchObject([{ name: 'Bela', tags: folds ? ['gold', 'lead'] : ['lead', 'Gold'] }]);
    expect(JSON.stringify(data['warnings'] ?? []).includes('as \\"gold\\"')).toBe(folds);
    expect(withNumber(world, OTHER)).toMatchObject([{ name: 'Chand', tags: [] }]);
    expect([sent(world, 'POST'), sent(world, 'PUT')]).toEqual([1, 1]);
  });
});

test('a row that changes nothing is unchanged and sends nothing', async () => {
  const world = await withContact({ tags: ['vip'] });
  const { data } = await world.call('import_contacts', sheet(`${NUMBER},Asha,vip`));
  expect(data).toMatchObject({ unchanged: 1, updated: 0 });
  expect(world.sandbox.writes()).toEqual([]);
});

test('the same sheet twice creates nothing twice', async () => {
  const world = await withContact({});
  const rows = sheet(`${FRESH},Bela,lead`, `${OTHER},Chand,lead`);
  await world.call('import_contacts', rows);
  const { data } = await world.call('import_contacts', rows);
  expect(data).toMatchObject({ created: 0, unchanged: 2 });
  expect(sent(world, 'POST')).toBe(1);
});

test.each(['data', 'file'] as const)(
  'a row that the service refuses is found by its number, rows counted by %s',
  async (importRow) => {
    const world = await withContact({}, { importRow });
    const row = importRow === 'file' ? 2 : 1;
    const errors = [{ row, phone_number: FRESH, reason: 'on the block list' }];
    const body = { total: 2, created: 1, updated: 0, failed: 1, errors };
    const remove = (number: string) => ({
      edit: (account: typeof world.sandbox.account) => account.remove(account.byNumber(number)?.id ?? ''),
    });
    world.sandbox.fault({ method: 'POST', action: { status: 200, body, applied: true } });
    // The account takes both rows; somebody takes one away again before it is looked for.
    world.sandbox.fault({ method: 'GET', nth: 5, action: remove(FRESH) });
    const { data } = await world.call('import_contacts', sheet(`${OTHER},Chand,`, `${FRESH},Bela,`));
    expect(data['errors']).toEqual([
      { row: 2, name: 'Bela', phone_number: FRESH, reason: expect.stringContaining('block list') },
    ]);
    expect(data).toMatchObject({ created: 1, failed: 1 });
  },
);

test('the reason of the service is escaped and shortened (promise 13)', async () => {
  const world = await withContact({});
  const reason = `\u202eno ${'x'.repeat(5000)}`;
  const body = {
    total: 1,
    created: 0,
    updated: 0,
    failed: 1,
    errors: [{ row: 1, phone_number: FRESH, reason }],
  };
  world.sandbox.fault({ method: 'POST', action: { status: 200, body } });
  const { text } = await world.call('import_contacts', sheet(`${FRESH},Bela,`));
  expect(text).not.toContain('\u202e');
  expect(text.length).toBeLessThan(2000);
});

test('a contact that appeared meanwhile and was overwritten is not reported as created', async () => {
  const world = await withContact({}, { importTags: 'overwrite' });
  const theirs = { phone_number: FRESH, name: 'Theirs', tags: ['opted-out'] };
  world.sandbox.fault({ method: 'POST', action: { edit: (account) => account.create(theirs) } });
  const { data } = await world.call('import_contacts', sheet(`${FRESH},Bela,lead`));
  expect(data['created']).toBe(0);
});

test('contacts that cannot be looked up are not overwritten in silence', async () => {
  const world = await withContact(
    { tags: ['vip'] },
    { importTags: 'overwrite', search: 'prefix', searchPlus: 'breaks' },
  );
  const { data } = await world.call('import_contacts', sheet(`${NUMBER},Other,lead`));
  const kept = stored(world).tags.includes('vip');
  expect(kept || /overwr|known|updated/.test(JSON.stringify(data['errors']))).toBe(true);
});

describe('nothing is sent', () => {
  test.each([
    ['9.19877E+11,Asha,', /spreadsheet/],
    ['98765 43210,Asha,', /no country code/],
    ['+91,Asha,', /not a phone number/],
  ])('for the row %j (promise 7)', async (row, reason) => {
    const world = await withContact({});
    const { data } = await world.call('import_contacts', sheet(row));
    expect(JSON.stringify(data['errors'])).toMatch(reason);
    expect(world.sandbox.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
  });

  test('for the second row of a number', async () => {
    const world = await withContact({});
    const { data } = await world.call('import_contacts', sheet(`${FRESH},Bela,`, `${FRESH},Bella,`));
    expect(data).toMatchObject({
      created: 1,
      failed: 1,
      errors: [{ row: 2, reason: 'the same number as row 1' }],
    });
    expect(withNumber(world, FRESH)).toMatchObject([{ name: 'Bela' }]);
  });

  test('for more than 20 rows', async () => {
    const world = await withContact({});
    const rows = Array.from({ length: 21 }, (_, n) => `+9155500001${n + 10},P${n},`);
    const { data } = await world.call('import_contacts', sheet(...rows));
    expect(data).toMatchObject({ state: 'waiting', approval_phrase: expect.stringMatching(/^APPLY 21 /) });
    expect(world.sandbox.writes()).toEqual([]);
  });
});

test('a request that is too large is sent in parts', async () => {
  const world = await withContact({ tags: ['vip'] }, { importMax: 1 });
  const rows = sheet(`${FRESH},Bela,lead`, `${OTHER},Chand,lead`, `${NUMBER},Asha,lead`);
  const { data } = await world.call('import_contacts', rows);
  expect(data).toMatchObject({ created: 2, updated: 1, failed: 0 });
  expect(stored(world).tags).toEqual(['vip', 'lead']);
});
