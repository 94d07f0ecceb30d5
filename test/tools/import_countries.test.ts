import { describe, expect, test } from 'vitest';
import { start } from '../harness.ts';

const FEW = { sandbox: { contacts: 0 } };
const TOOLS = ['plan_import', 'import_contacts'];

describe('a sheet that says the country of each row (promise 7)', () => {
  const csv =
    'Name,Phone,Country,Tags\nBela,98765 43210,India,fair\nCarl,(212) 555-0142,USA,fair\nDina,052 765 4321,UAE,fair\n';
  const numbers = ['+12125550142', '+919876543210', '+971527654321'];

  test.each([{}, { default_country: 'IN' }])(
    'is imported by it with %o, without a question',
    async (args) => {
      const { call, sandbox } = await start(FEW);
      const { data } = await call('plan_import', { csv, ...args });
      expect(data).toMatchObject({ rows: { valid: 3 }, columns: { Country: 'country_code' } });
      await call('import_contacts', { csv, ...args });
      expect([...sandbox.account.contacts.values()].map((one) => one.phone_number).sort()).toEqual(numbers);
    },
  );

  test('has a row refused whose country is not that of its number', async () => {
    const { call } = await start(FEW);
    const { data } = await call('import_contacts', { csv: `${csv}Eva,+44 7911 123456,USA,fair\n` });
    expect(data).toMatchObject({ created: 3, failed: 1 });
    expect(data['errors']).toMatchObject([
      { row: 4, reason: '"Country" says "USA", but "+44 7911 123456" is a number of another country' },
    ]);
  });

  test.each(TOOLS)(
    'is asked about by %s for rows whose column is empty, and the question names the column',
    async (tool) => {
      const { call } = await start(FEW);
      const { text } = await call(tool, { csv: `${csv}Eva,98765 43211,,\n` });
      expect(text).toMatch(
        /which country they are from \("Country" says nothing in their rows\), and call again/,
      );
    },
  );
});

describe('a column of countries that is not mapped', () => {
  const csv = 'Name,Phone,Markt\nBela,98765 43210,Indien\nCarl,(212) 555-0142,USA\nDina,052 765 4321,VAE\n';

  test.each(TOOLS)('is named in the question of %s, which says how to use it (promise 7)', async (tool) => {
    const { call } = await start(FEW);
    const { text } = await call(tool, { csv });
    expect(text).toMatch(
      /"Markt" may say which country each number is from: ask the person, .*\{"Markt":"country_code"\}/,
    );
    const { data } = await call(tool, { csv, columns: { Markt: 'country_code' } });
    expect(data).toMatchObject(tool === 'plan_import' ? { rows: { valid: 3 } } : { created: 3 });
  });

  test('is in the text when one country was stated for all rows', async () => {
    const { call } = await start(FEW);
    const { data } = await call('plan_import', { csv, default_country: 'IN' });
    expect(data['text']).toContain(
      '"Markt" names countries but is not used: numbers without a country code are taken for numbers of IN.',
    );
    expect(data['next']).toContain('country_code');
  });

  test('is not asked about again once the caller left it out', async () => {
    const { call } = await start(FEW);
    const { text } = await call('plan_import', { csv, default_country: 'IN', columns: { Markt: '' } });
    expect(text).not.toMatch(/"Markt" (?:names|may say)/);
  });

  test.each([
    ['Name,Phone,State\nBela,98765 43210,CA\nCarl,98765 43211,TX\n', 'State'],
    ['Name,Phone,Pieces\nBela,98765 43210,3\nCarl,98765 43211,44\n', 'Pieces'],
  ])('is not seen in %j', async (other, header) => {
    const { call } = await start(FEW);
    const { text } = await call('plan_import', { csv: other });
    expect(text).toContain('ask the person which country they are from, and call again');
    expect(text).not.toContain(`"${header}"`);
  });
});
