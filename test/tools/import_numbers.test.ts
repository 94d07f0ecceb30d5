import { describe, expect, test } from 'vitest';
import { start } from '../harness.ts';
import { people } from '../plans/sheets.ts';
import { rows } from './world.ts';

const FEW = { contacts: 0 };

/** Imports rows of a name and a number. Returns the numbers by name, and the reasons of refused rows by row. */
async function imported(lines: readonly (readonly [string, string])[], default_country?: string) {
  const { call, sandbox } = await start({ sandbox: FEW });
  const csv = `Name,Phone\n${lines.map(([name, number]) => `${name},"${number.replaceAll('"', '""')}"\n`).join('')}`;
  const answer = await call('import_contacts', { csv, default_country });
  const numbers = Object.fromEntries(
    people({ account: sandbox.account }).map(({ name, phone_number }) => [name, phone_number]),
  );
  const reasons = Object.fromEntries(
    rows(answer.data['errors'] ?? []).map(({ row, reason }) => [lines[Number(row) - 1]?.[0], reason]),
  );
  return { numbers, reasons, text: answer.text };
}

describe('a sheet of numbers (promise 7)', () => {
  test('joins no second line, extension or shortened number to a number', async () => {
    const { numbers, reasons } = await imported(
      [
        ['Slash', '24561187/88'],
        ['Dash', '24561187-88'],
        ['Spaces', '2456 1187 / 89'],
        ['Brackets', '26774410 (12)'],
        ['Extension', '98200 11220 ext 4'],
        ['Word', '98200 11221 or 22'],
        ['Whole', '98200 11223'],
        ['Two', '98200 11224 / 98200 11225'],
      ],
      'IN',
    );
    expect(numbers).toEqual({ Whole: '+919820011223', Two: '+919820011224' });
    for (const name of ['Slash', 'Dash', 'Spaces', 'Brackets', 'Word'])
      expect(reasons[name]).toContain('has more digits after the number');
    expect(reasons['Extension']).toContain('has an extension');
  });

  test('puts no calling code before a number', async () => {
    const { numbers, reasons } = await imported(
      [
        ['Bare', '4917098765432'],
        ['Spaced', '49 170 98765433'],
        ['Bracketed', '(49) 170 98765434'],
        ['Home', '0170 98765435'],
        ['Abroad', '+4917098765436'],
        ['India', '0091 98200 11223'],
      ],
      'DE',
    );
    expect(numbers).toEqual({ Home: '+4917098765435', Abroad: '+4917098765436', India: '+919820011223' });
    expect(reasons['Bare']).toContain('can be read as +494917098765432 or +4917098765432');
    expect(Object.keys(reasons)).toEqual(['Bare', 'Spaced', 'Bracketed']);
  });

  test('asks for no country if a number tells its own', async () => {
    const { numbers, text } = await imported([
      ['Zeros', '0044 7911 123456'],
      ['Lead', 'p:+919820011223'],
      ['Link', 'https://wa.me/919820011224'],
      ['Id', '919820011225@c.us'],
      ['Sent', 'https://api.whatsapp.com/send?phone=919820011226&text=Offer%20022'],
      ['Chat', '919820011227@s.whatsapp.net'],
      ['Wide', '＋９１９８２００１１２２８'],
    ]);
    expect(numbers).toEqual({
      Zeros: '+447911123456',
      Lead: '+919820011223',
      Link: '+919820011224',
      Id: '+919820011225',
      Sent: '+919820011226',
      Chat: '+919820011227',
      Wide: '+919820011228',
    });
    expect(text).not.toMatch(/country code/);
  });

  test('reads the digits of every script, and refuses ruined numbers in each', async () => {
    const { numbers, reasons } = await imported(
      [
        ['आशा', '९८२००११२२३'],
        ['विक्रम', '+९१ ९८२०० ११२२४'],
        ['عمر', '٩٨٢٠٠١١٢٢٥'],
        ['Ruin', '९.८२००१E+११'],
      ],
      'IN',
    );
    expect(numbers).toEqual({ आशा: '+919820011223', विक्रम: '+919820011224', عمر: '+919820011225' });
    expect(reasons['Ruin']).toContain('its last digits are lost');
  });

  test('drops a zero in brackets that is a trunk prefix, and keeps one that is a digit', async () => {
    const { numbers, reasons } = await imported([
      ['Poland', '+48 (0) 601 234 567'],
      ['Czechia', '+420 (0) 602 345 678'],
      ['Germany', '+49 (0) 170 98765432'],
      ['Italy', '+39 (0)6 5550 0011'],
      ['Mexico', '+52 1 55 5000 0011'],
      ['Ivory Coast', '+225 01 02 03 04'],
    ]);
    expect(numbers).toEqual({ Germany: '+4917098765432', Italy: '+390655500011', Mexico: '+525550000011' });
    expect(reasons['Poland']).toContain('no number of that country looks like this');
    expect(reasons['Czechia']).toContain('no number of that country looks like this');
    expect(reasons['Ivory Coast']).toContain('it is too short for its country');
  });
});

test('create_contact and a new number read the same (promise 7)', async () => {
  const { call, sandbox } = await start({ sandbox: FEW, env: { VOBIZ_DEFAULT_COUNTRY: 'IN' } });
  const refused = await call('create_contact', { name: 'Meera', phone_number: '26774410 (12)' });
  expect([refused.isError, refused.text]).toEqual([true, expect.stringContaining('has more digits after')]);
  await call('create_contact', { name: 'Asha', phone_number: 'https://wa.me/919820011223' });
  const [asha] = people({ account: sandbox.account });
  expect(asha).toMatchObject({ name: 'Asha', phone_number: '+919820011223' });
  const plan = { contacts: ['+919820011223'], new_number: '९८२००११२२४ / २५' };
  expect((await call('plan_update', plan)).text).toContain('has more digits after the number');
});
