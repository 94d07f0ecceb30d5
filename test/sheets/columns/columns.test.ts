import { describe, expect, test } from 'vitest';
import { meaningOf } from '../../../src/sheets/columns/headers.ts';
import { brief, checked, failureOf, notesIn, open, rolesOf, rowsOf } from '../sheets.ts';

const NUMBER = '+919876543210';

describe('a header', () => {
  test.each([
    ['phone_number', 2],
    ['Phone', 2],
    ['PHONE NO.', 2],
    ['Ph. No', 2],
    ['Tel.', 2],
    ['Telephone Number', 2],
    ['Contact No', 2],
    ['Telefonnummer', 2],
    ['Número de teléfono', 2],
    ['फ़ोन नंबर', 2],
    ['phoneNumber', 2],
    ['Phone 2', 2],
    ['Mobile', 1],
    ['Mob No', 1],
    ['Cell Phone', 1],
    ['Handy-Nr.', 1],
    ['Téléphone portable', 1],
    ['Celular', 1],
    ['मोबाइल', 1],
    ['WhatsApp', 0],
    ['WhatsApp Number', 0],
    ['Home Phone', 3],
    ['Alternate Mobile Number', 3],
    ['Business Phone 2', 3],
    ['Number', 4],
    ['Alternate Number', 4],
  ])('%s is one of numbers, with rank %i', (header, rank) => {
    expect(meaningOf(header)).toEqual({ kind: 'phone_number', rank });
  });

  test.each([
    'Customer Number',
    'Account No.',
    'Roll Number',
    'S. No.',
    'No.',
    'Order Number',
    'Home Fax',
    'Fax Number',
    'Pager',
    "Assistant's Phone",
    'Company Main Phone',
    'Phone Type',
    'Mobile App Version',
    'WhatsApp Opted',
    'Phone verified',
    'Contact',
    'Number of Orders',
    'City',
    '2024',
    '',
    '***',
  ])('%j is none of numbers', (header) => {
    expect(meaningOf(header).kind).not.toBe('phone_number');
  });

  test.each([
    ['Name', 'name'],
    ['नाम', 'name'],
    ['FULL NAME', 'full'],
    ['contact_name', 'full'],
    ['First Name', 'first'],
    ['Prénom', 'first'],
    ['Additional Name', 'middle'],
    ['Surname', 'last'],
    ['Nachname', 'last'],
    ['Apellidos', 'last'],
    ['Organization 1 - Name', 'company'],
    ['E-mail 1 - Value', 'email'],
    ['Email Address', 'email'],
    ['Country Code', 'country_code'],
    ['Group Membership', 'tags'],
    ['Étiquettes', 'tags'],
    ['Kategorien', 'tags'],
    ['List', 'tags'],
    ['Country', 'country_code'],
    ['Billing Country/Region', 'country_code'],
    ['Default Address Country Code', 'country_code'],
    ['Land', 'country_code'],
    ['Ländercode', 'country_code'],
    ['Pays de résidence', 'country_code'],
    ['Código del país', 'country_code'],
    ['Paese', 'country_code'],
    ['Kode Negara', 'country_code'],
    ['देश', 'country_code'],
    ['رمز البلد', 'country_code'],
    ['Country of birth', undefined],
    ['Herkunftsland', undefined],
    ['Country Manager', undefined],
    ['Username', undefined],
    ['Company Type', undefined],
  ])('%s is understood as %s', (header, kind) => {
    expect(meaningOf(header).kind).toBe(kind);
  });
});

describe('columns by their headers', () => {
  test('get their roles, and unknown ones are left out', async () => {
    const sheet = await open(`Ref,Name,Mobile,City,Tags,\n1,Asha,${NUMBER},Pune,vip,`);
    expect(sheet.columns).toEqual([
      { column: 1, header: 'Ref', as: 'left out' },
      { column: 2, header: 'Name', as: 'name' },
      { column: 3, header: 'Mobile', as: 'phone_number' },
      { column: 4, header: 'City', as: 'left out' },
      { column: 5, header: 'Tags', as: 'tags' },
      { column: 6, header: '', as: 'left out' },
    ]);
  });

  test('may have a header twice: all numbers and tags are taken, and the first name that is not empty', async () => {
    const csv = `Name,Phone,Phone,Tags,Tags,Name\n,${NUMBER},+919820000002,a,"b,a",Asha`;
    expect((await checked(csv)).map(brief)).toEqual([`${NUMBER} | Asha | a+b`]);
  });

  test('have a note on the stand-in for a missing name', async () => {
    expect(notesIn(await open('phone\n1'))).toEqual([
      'No column is known to hold names, so each contact is named by its number.',
    ]);
    expect(notesIn(await open('phone,Email,Company\n1,,'))).toEqual([
      'No column is known to hold names, so each contact is named by "Company", or else "Email", or else its number.',
    ]);
  });

  test.each([
    ['Vorname;Name;Handy', 'Asha;Rao', 'Asha Rao'],
    ['Vorname;Name;Handy', 'Asha;Asha Rao', 'Asha Rao'],
    ['Vorname;Name;Handy', ';Rao', 'Rao'],
    ['Nombre;Apellidos;Celular', 'Asha;Rao', 'Asha Rao'],
    ['Name;Surname;Phone', 'Asha;', 'Asha'],
    ['Name;First Name;Last Name;Phone', 'Dr. A. Rao;Asha;Rao', 'Dr. A. Rao'],
    ['Name;First Name;Last Name;Phone', ';Asha;Rao', 'Asha Rao'],
    ['Full Name;First Name;Phone', 'Asha Rao;A.', 'Asha Rao'],
    ['Last Name;First Name;Phone', 'Rao;Asha', 'Asha Rao'],
  ])('%s with %s make the name %s', async (header, cells, name) => {
    expect((await rowsOf(`${header}\n${cells};${NUMBER}`))[0]?.name).toBe(name);
  });
});

describe('mapped columns', () => {
  const CSV = `Ref,Kunde,Kontakt,Ort,Phone,Labels\nR1,Asha,${NUMBER},Pune,+919820000002,vip`;

  test('win over their headers', async () => {
    const columns = { Kontakt: 'phone_number', Kunde: 'name', Ort: 'city', Labels: '' };
    const sheet = await open(CSV, { columns });
    expect(rolesOf(sheet)).toEqual({
      Ref: 'left out',
      Kunde: 'name',
      Kontakt: 'phone_number',
      Ort: 'attribute city',
      Phone: 'left out',
      Labels: 'left out',
    });
    const [row] = await checked(CSV, undefined, { columns });
    expect(row && brief(row)).toBe(`${NUMBER} | Asha`);
    expect(row?.row.attributes).toEqual({ city: 'Pune' });
  });

  test('of the same role are taken in the order of the mapping', async () => {
    const columns = { Kontakt: 'phone_number', Phone: 'phone_number', Ort: 'name', Kunde: 'name' };
    const [row] = await checked(CSV, undefined, { columns });
    expect(row && brief(row)).toBe(`${NUMBER} | Pune Asha | vip`);
    const turned = { Phone: 'phone_number', Kontakt: 'phone_number' };
    const [other] = await checked(CSV, undefined, { columns: turned });
    expect(other && brief(other)).toBe('+919820000002 | +919820000002 | vip');
  });

  test('may be the country code', async () => {
    const csv = 'cc,Phone\n91,98765 43210';
    const [row] = await checked(csv, undefined, { columns: { cc: 'country_code' } });
    expect(row && brief(row)).toBe(`${NUMBER} | ${NUMBER}`);
  });

  test('make a name or a company that is left out stand in for nothing', async () => {
    const csv = `Company,Email,Phone\nAcme,a@x.in,${NUMBER}`;
    const [row] = await checked(csv, undefined, { columns: { Company: '' } });
    expect(row && brief(row)).toBe(`${NUMBER} | a@x.in`);
  });

  test('may be attributes of any key', async () => {
    expect(rolesOf(await open(CSV, { columns: { Ort: 'constructor' } }))['Ort']).toBe(
      'attribute constructor',
    );
  });

  test('take empty cells for no attribute, and keep keys that JavaScript knows', async () => {
    const csv = `Phone,A,B\n${NUMBER},x,`;
    const [row] = await rowsOf(csv, { columns: JSON.parse('{"A":"__proto__","B":"b"}') });
    expect(Object.entries(row?.attributes ?? {})).toEqual([['__proto__', 'x']]);
  });

  test.each([
    [{ Kontakte: 'phone_number' }, /"Kontakte" is not a column \(did you mean "Kontakt"\?\)/],
    [{ kontakt: 'phone_number' }, /"kontakt" is not a column \(did you mean "Kontakt"\?\)/],
    [{ Zzz: 'name' }, /"Zzz" is not a column\./],
    [{ '': 'name' }, /"" is not a column/],
    [{ Kontakt: 'phone' }, /"phone" would be an attribute; is phone_number meant\?/],
    [{ Kontakt: 'Phone Number' }, /"Phone Number" would be an attribute; is phone_number meant\?/],
    [{ constructor: 'x' }, /"constructor" is not a column/],
    [{ Ort: 'Name' }, /"Name" would be an attribute; is name meant\?/],
    [{ Ort: 'x'.repeat(101) }, /attribute key .* is too long/],
    [{ Ort: 'place', Ref: 'place' }, /two columns would become the attribute "place"/],
    [{ Ort: 'country_code', Ref: 'country_code' }, /two columns would be the country code/],
  ])('%j is refused by name, with the columns there are', async (columns, words) => {
    const said = await failureOf(open(CSV, { columns }));
    expect(said).toMatch(words);
    expect(said).toMatch(/Next: Its columns are "Ref", "Kunde"[\s\S]*or "" to leave it out/);
  });

  test('are not made of two columns with one header, unless they go together', async () => {
    const csv = `Phone,X,X\n${NUMBER},a,b`;
    expect(await failureOf(open(csv, { columns: { X: 'x' } }))).toMatch(/two columns would become/);
    expect((await rowsOf(csv, { columns: { X: 'tags' } }))[0]?.tags).toEqual(['a', 'b']);
  });
});

describe('a sheet without numbers', () => {
  test('is refused with its headers and how to name the right one', async () => {
    expect(await failureOf(open('Kunde,Kontakt\nAsha,1'))).toBe(
      'The sheet has no column that this program knows to hold phone numbers; its columns are "Kunde" and "Kontakt".\nNext: Call again with `columns`, {header: "phone_number"}, for the right column: in none of them do the cells look like numbers. If the names of the columns stand further down, delete the lines above them first.',
    );
  });

  test('is refused when the column of numbers is mapped to another role', async () => {
    expect(await failureOf(open('Phone\n1', { columns: { Phone: '' } }))).toMatch(
      /no column that this program knows/,
    );
  });

  test.each(['Asha,+91 98765 43210,vip', '98765-43210;Asha', '="+919876543210",Asha', "'9876543210,Asha"])(
    'is refused when it begins with a contact, %j',
    async (line) => {
      expect(await failureOf(open(`${line}\n${line}`))).toMatch(
        /seems to be a person, not the names of the columns[\s\S]*Next: Put a line above it/,
      );
    },
  );

  test('is refused when it has too many columns', async () => {
    const header = Array.from({ length: 1001 }, (_, index) => `c${index}`).join(',');
    expect(await failureOf(open(`${header}\n`))).toMatch(/1,001 columns; at most 1,000/);
  });

  test('shows headers with hidden characters as they are named in `columns` (promise 13)', async () => {
    const csv = `Kont\u202eakt,Name\n${NUMBER},Asha`;
    expect(await failureOf(open(csv))).toContain('"Kont\\u{202e}akt"');
    const columns = { 'Kont\\u{202e}akt': 'phone_number' };
    expect(rolesOf(await open(csv, { columns }))).toMatchObject({ 'Kont\\u{202e}akt': 'phone_number' });
    expect((await checked(csv, undefined, { columns })).map(brief)).toEqual([`${NUMBER} | Asha`]);
  });
});
