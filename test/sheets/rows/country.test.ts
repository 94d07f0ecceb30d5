import { describe, expect, test } from 'vitest';
import { brief, checked, open, rolesOf } from '../sheets.ts';

const csv = (...lines: string[]) => `${lines.join('\n')}\n`;
const read = async (header: string, row: string, country?: string) =>
  (await checked(csv(header, row), country)).map(brief).join();

describe('a row that states its own country (promise 7)', () => {
  test.each([
    ['Name,Phone,Country', 'Dan,(415) 555-2671,US', '+14155552671 | Dan'],
    ['Name,Phone,Country/Region', 'Dan,(415) 555-2671,United States', '+14155552671 | Dan'],
    ['Country,Name,Phone', 'England,Ada,07911 123456', '+447911123456 | Ada'],
    ['Name,Phone,Shipping Country', 'Omar,050 123 4567,UAE', '+971501234567 | Omar'],
    ['Name;Handynummer;Land', 'Uwe;0151 23456789;Deutschland', '+4915123456789 | Uwe'],
    ['Nom;Téléphone portable;Pays', 'Zoé;06 12 34 56 78;France', '+33612345678 | Zoé'],
    ['Nombre;Celular;País', 'Iker;612 34 56 78;España', '+34612345678 | Iker'],
    ['Nome;Celular;País', 'Rui;11 96123-4567;Brasil', '+5511961234567 | Rui'],
    ['Nome;Telefono;Paese', 'Ugo;347 555 0001;Italia', '+393475550001 | Ugo'],
    ['Name,Negara,Phone', 'Budi,Indonesia,0812-3456-7890', '+6281234567890 | Budi'],
    ['नाम,मोबाइल नंबर,देश', 'आशा,98765 43210,भारत', '+919876543210 | आशा'],
    ['Name,Phone,البلد', 'ليلى,055 123 4567,السعودية', '+966551234567 | ليلى'],
    ['Name,Phone,Country', 'Asha,98765 43210,🇮🇳', '+919876543210 | Asha'],
    ['Name,Phone,Country', 'Asha,98765 43210,+91', '+919876543210 | Asha'],
    ['Name,Phone,Country,Country Code', 'Asha,98765 43210,India,91', '+919876543210 | Asha'],
    ['Name,Phone,Country,Country Code', 'Eve,604 555 0123,Canada,+1', '+16045550123 | Eve'],
  ])('is read by it, whatever is stated for the others: %s: %s', async (header, row, expected) => {
    expect(await read(header, row, 'FR')).toBe(expected);
    expect(await read(header, row)).toBe(expected);
  });

  test.each([
    [
      'Dan,+44 7911 123456,US',
      /^invalid: "Country" says "US", but "\+44 7911 123456" is a number of another/,
    ],
    ['Dan,98765 43210,Narnia', /^invalid: "Country" says "Narnia", and no country has this code or name$/],
    ['Dan,050 123 4567,US', /^invalid: /],
  ])('is refused where that contradicts the number, or cannot be read: %s', async (row, words) => {
    expect(await read('Name,Phone,Country', row, 'IN')).toMatch(words);
  });

  test('is refused where two of its columns disagree, and both are named', async () => {
    expect(await read('Name,Phone,Home Country,Business Country', 'Dan,98765 43210,India,UAE', 'IN')).toBe(
      'invalid: "Home Country" says "India", and "Business Country" says "UAE": which is right is for a person to say',
    );
  });

  test.each([
    ['Dan,+91 98765 43210,Narnia', '+919876543210 | Dan'],
    ['Dan,98765 43210,', '+919876543210 | Dan'],
    ['Dan,98765 43210,-', '+919876543210 | Dan'],
    ['Eve,+1 604 555 0123,US', '+16045550123 | Eve'],
  ])('is taken where the number does not need it, or it says nothing: %s', async (row, expected) => {
    expect(await read('Name,Phone,Country', row, 'IN')).toBe(expected);
  });

  test('states the country of its number when the column becomes an attribute, and not when it is left out', async () => {
    const sheet = csv('Name,Phone,Country', 'Dan,(415) 555-2671,US');
    const [kept] = await checked(sheet, 'IN', { columns: { Country: 'country' } });
    expect([kept && brief(kept), kept?.row.attributes]).toEqual(['+14155552671 | Dan', { country: 'US' }]);
    const [left] = await checked(sheet, undefined, { columns: { Country: '' } });
    expect(left && brief(left)).toMatch(/^needs_country/);
  });

  test('is read by the mapped column alone', async () => {
    const sheet = csv('Name,Phone,Country,Markt', 'Dan,(415) 555-2671,Narnia,USA');
    const options = { columns: { Markt: 'country_code' } };
    expect(rolesOf(await open(sheet, options))).toMatchObject({
      Country: 'left out',
      Markt: 'country_code',
    });
    expect((await checked(sheet, 'IN', options)).map(brief)).toEqual(['+14155552671 | Dan']);
  });
});
