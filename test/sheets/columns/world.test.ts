import { describe, expect, test } from 'vitest';
import { meaningOf } from '../../../src/sheets/columns/headers.ts';
import { brief, checked, failureOf, notesIn, open, rolesOf } from '../sheets.ts';

const [FIRST, SECOND] = ['+919876543210', '+912224001234'];

describe('the header of a mobile', () => {
  test.each([
    ...['Cellulare', 'Numero di cellulare', 'Handy', 'Handynr.', 'Mobiltelefon', 'Telefon (mobil)', 'Móvil'],
    ...[
      'Nº de móvil',
      'Celular',
      'Teléfono celular',
      'Telemóvel',
      'Portable',
      'N° de portable',
      'Tél. portable',
    ],
    ...[
      'GSM',
      'GSM No',
      'Cep',
      'Cep Telefonu',
      'Cep Tel. Numarası',
      'Ponsel',
      'Nomor Ponsel',
      'HP',
      'No. HP',
    ],
    ...[
      '手机',
      '手机号码',
      '手機號碼',
      '移动电话',
      '携帯',
      '携帯電話番号',
      '휴대폰',
      '휴대폰 번호',
      '핸드폰',
    ],
    ...['جوال', 'رقم الجوال', 'موبايل', 'الهاتف المحمول', 'شماره موبایل', 'טלפון נייד', 'מספר טלפון נייד'],
    ...['Мобильный', 'Мобильный телефон', 'Номер мобильного телефона', 'Сотовый', 'Мобільний', 'Komórka'],
    ...['Telefon komórkowy', 'Numer telefonu komórkowego', 'โทรศัพท์มือถือ', 'เบอร์มือถือ', 'Di động'],
    ...['Số điện thoại di động', 'मोबाइल', 'मोबाईल नंबर', 'মোবাইল', 'মোবাইল নম্বর', 'மொபைல்', 'மொபைல் எண்'],
    ...['మొబైల్ నంబర్', 'ಮೊಬೈಲ್ ಸಂಖ್ಯೆ', 'മൊബൈൽ നമ്പർ', 'મોબાઇલ નંબર', 'ਮੋਬਾਈਲ ਨੰਬਰ', 'Mobiel nummer', 'Mobilní telefon'],
    ...['Mobitel', 'Κινητό τηλέφωνο', 'Matkapuhelin', 'Mobilszám', 'Cel.', 'Mob. No.', 'מובייל', 'נייד'],
  ])('%s comes before those of other numbers', async (header) => {
    const csv = `Telefon;Phone;${header}\n${SECOND};;${FIRST}\n;${SECOND};`;
    expect(meaningOf(header)).toEqual({ kind: 'phone_number', rank: 1 });
    expect((await checked(csv)).map(brief)).toEqual([`${FIRST} | ${FIRST}`, `${SECOND} | ${SECOND}`]);
  });

  test.each([
    'Festnetz',
    'Teléfono fijo',
    'Telefono casa',
    'Tel. ufficio',
    'Phone (home)',
    'Рабочий телефон',
    'الهاتف الثابت',
  ])('%s comes behind that of any other', (header) => {
    expect(meaningOf(header)).toEqual({ kind: 'phone_number', rank: 3 });
  });

  test.each([
    ['Имя', 'name'],
    ['Фамилия', 'last'],
    ['姓名', 'name'],
    ['이름', 'name'],
    ['الاسم', 'name'],
    ['שם פרטי', 'first'],
    ['Ad Soyad', 'full'],
    ['Nama Lengkap', 'full'],
    ['Imię i nazwisko', 'full'],
    ['Voornaam', 'first'],
    ['Achternaam', 'last'],
    ['নাম', 'name'],
    ['Теги', 'tags'],
    ['标签', 'tags'],
    ['Etichette', 'tags'],
  ])('%s is understood as %s', (header, kind) => {
    expect(meaningOf(header).kind).toBe(kind);
  });
});

test.each(['Cellulare', 'Móvil', 'Komórka', 'Мобильный', 'جوال', '手机', 'মোবাইল'])(
  'a number with the label %s is one of a mobile',
  async (label) => {
    const csv = `Phone 1 - Label,Phone 1 - Value,Phone 2 - Label,Phone 2 - Value\nHome,+14155552671,${label},${FIRST}`;
    expect((await checked(csv)).map(brief)).toEqual([`${FIRST} | ${FIRST}`]);
  },
);

describe('an explanation in a header', () => {
  test.each([
    ['Name (required)', 'name'],
    ['Name*', 'name'],
    ['* Name', 'name'],
    ['Full name [as on the ID card]', 'full'],
    ['Nombre - obligatorio', 'name'],
    ['Name – Pflichtfeld', 'name'],
    ['Nom : obligatoire', 'name'],
    ['姓名（必填）', 'name'],
    ['1. Name', 'name'],
    ['(2) Name', 'name'],
    ['B) Name', 'name'],
    ['Q3: What? Name', undefined],
    ['Tags (comma separated)', 'tags'],
    ['Tags: separated by ;', 'tags'],
    ['Etiquetas (separadas por comas)', 'tags'],
    ['Tags/Labels', 'tags'],
    ['Name | Nom', 'name'],
    ['Phone / Mobile (required)', 'phone_number'],
    ['Name/Phone', undefined],
    ['Phone/Type', undefined],
    ['Phone [E.164]', 'phone_number'],
    ['Mobile: ', 'phone_number'],
    ['Mobile Number (10 digits, without 0)', 'phone_number'],
    ['Phone\n(with country code)', 'phone_number'],
    ['Phone with country code', 'phone_number'],
    [
      'Phone (with country code, digits only and no spaces or dashes, please; one number a line)',
      'phone_number',
    ],
    ['Phone (verified)', undefined],
    ['Phone (type)', undefined],
    ['Phone (Y/N)', undefined],
    ['Phone - consent', undefined],
    ['Name (father)', undefined],
    ['Tags (date)', undefined],
    ['Country (ISO code)', 'country_code'],
    ['Country (of birth)', undefined],
    ['Phone 1 - Label', undefined],
    ['Organization 1 - Title', undefined],
  ])('%j is taken off where the rest is known: %s', (header, kind) => {
    expect(meaningOf(header).kind).toBe(kind);
  });

  test('leaves the columns to their names, which are shown as they are written', async () => {
    const sheet = `1. Name (required),Phone*,"Tags\n(comma separated)"\nAsha,${FIRST},"vip,gold"`;
    expect(rolesOf(await open(sheet))).toEqual({
      '1. Name (required)': 'name',
      'Phone*': 'phone_number',
      'Tags\\u{a}(comma separated)': 'tags',
    });
    expect((await checked(sheet)).map(brief)).toEqual([`${FIRST} | Asha | vip+gold`]);
  });
});

describe('a known word among others in a header', () => {
  test('is enough where only one column has it, and a note says so', async () => {
    const csv = `Father Name,Class,Father Mobile No\nAsha,5A,${FIRST}`;
    expect((await checked(csv)).map(brief)).toEqual([`${FIRST} | Asha`]);
    expect(notesIn(await open(csv))).toEqual([
      'Names are taken from "Father Name", whose header only hints at them: check that it is the right column.',
      'Phone numbers are taken from "Father Mobile No", whose header only hints at them: check that it is the right column.',
    ]);
  });

  test.each(['Guardian Phone', 'guardianPhone', 'Emergency contact mobile', 'Parent’s Telephone (required)'])(
    '%s is one of numbers where there is no other',
    async (header) => {
      expect(rolesOf(await open(`Student Name,${header}\nAsha,${FIRST}`))).toEqual({
        'Student Name': 'name',
        [header]: 'phone_number',
      });
      expect(rolesOf(await open(`Phone,${header}\n${FIRST},${SECOND}`))[header]).toBe('left out');
    },
  );

  test('of two columns is offered as the example, not chosen', async () => {
    const csv = `Student Name,Father Mobile No,Mother Mobile No\nAsha,,${FIRST}\nRavi,,${SECOND}`;
    expect(await failureOf(open(csv))).toMatch(
      /no column that this program knows to hold phone numbers[\s\S]*such as {"Mother Mobile No":"phone_number"}, for/,
    );
  });

  test.each(['Phone Type', 'Mobile App Version', 'WhatsApp consent', 'Phone model', 'Telephone bill'])(
    '%s is none of numbers',
    async (header) => {
      expect(await failureOf(open(`Name,${header}\nAsha,1`))).toMatch(
        /in none of them do the cells look like/,
      );
    },
  );

  test('is not enough when the cells hold other values', async () => {
    expect(await failureOf(open('Name,Has mobile\nAsha,yes\nRavi,no'))).toMatch(
      /no column that this program knows/,
    );
    expect(rolesOf(await open(`Product Name,Mobile\nTea,${FIRST}`))['Product Name']).toBe('left out');
  });
});

describe('the example of a column with numbers', () => {
  test.each([
    [`Kunde,Kontakt\nAsha,${FIRST}`, '{"Kontakt":"phone_number"}'],
    ['Kunde,Datum,Nr,Kontakt\nAsha,2026-11-30,12345678,98765 43210', '{"Kontakt":"phone_number"}'],
    ['Kunde,Betrag,Wert\nAsha,1234567.50,98765 43210', '{"Wert":"phone_number"}'],
    [`Kunde,\nAsha,${FIRST}`, '{"column 2":"phone_number"}'],
    ['Kunde,Kontakt\nAsha,९८७६५ ४३२१०', '{"Kontakt":"phone_number"}'],
  ])('%j names one that fits', async (csv, example) => {
    expect(await failureOf(open(csv))).toContain(`such as ${example}, for the right column`);
  });
});

describe('a row whose only number stands in a column that is not read for numbers', () => {
  test('is refused with the name of that column', async () => {
    const csv = `Name,Mobile,Kontakt,Father Phone,Since\nAsha,,${FIRST},,\nRavi,,,2400 1234,\nUma,,,,2026-11-30`;
    expect((await checked(csv)).map(brief)).toEqual([
      `invalid: it has no phone number in "Mobile"; "Kontakt", which is not read for numbers, holds "${FIRST}"`,
      'invalid: it has no phone number in "Mobile"; "Father Phone", which is not read for numbers, holds "2400 1234"',
      'invalid: it has no phone number',
    ]);
  });
});
