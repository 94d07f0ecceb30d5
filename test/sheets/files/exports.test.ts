import { describe, expect, test } from 'vitest';
import { brief, checked, consentsIn, notesIn, open, rolesOf } from '../sheets.ts';

const csv = (...lines: string[]) => `${lines.join('\n')}\n`;

describe('Google Contacts, new', () => {
  const sheet = csv(
    'First Name,Middle Name,Last Name,Phonetic First Name,Nickname,File As,Organization Name,Organization Title,Birthday,Notes,Photo,Labels,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value,Phone 2 - Label,Phone 2 - Value',
    'Asha,K,Rao,,,,Acme,,,"likes tea,\nno sugar",,Buyers ::: Pune ::: * myContacts,Work,asha@x.in,Work,+91 22 2400 1234,Mobile,+91 98765 43210',
    'Ravi,,,,,,,,,,,* myContacts,,,Work Fax,+91 22 2400 9999,Home,+91 98200 00002',
    ',,,,,,Bharat Traders,,,,,* starred ::: * myContacts,,,Mobile,+91 98200 00003 ::: +91 98200 00004,,',
    ',,,,,,,,,,,,* Other,only@mail.in,Mobile,+91 98200 00005,,',
    'Fax,Only,,,,,,,,,,,,,Home Fax,+91 22 2400 8888,,',
  );

  test('is understood by its columns', async () => {
    const opened = await open(sheet);
    expect(rolesOf(opened)).toMatchObject({
      'First Name': 'name',
      'Middle Name': 'name',
      'Last Name': 'name',
      'Phonetic First Name': 'left out',
      'Organization Name': 'left out',
      Notes: 'left out',
      Labels: 'tags',
      'E-mail 1 - Label': 'left out',
      'E-mail 1 - Value': 'left out',
      'Phone 1 - Label': 'label of a number',
      'Phone 1 - Value': 'phone_number',
      'Phone 2 - Label': 'label of a number',
      'Phone 2 - Value': 'phone_number',
    });
    expect(notesIn(opened)).toEqual([
      'The name is put together from "First Name", "Middle Name" and "Last Name".',
      'Tags come from "Labels".',
      expect.stringMatching(/^Phone numbers are in "Phone 1 - Value" and "Phone 2 - Value"/),
    ]);
  });

  test('gives the mobile of several numbers, labels without those of Google, and a name in any case', async () => {
    const rows = await checked(sheet);
    expect(rows.map(brief)).toEqual([
      '+919876543210 | Asha K Rao | Buyers+Pune',
      '+919820000002 | Ravi',
      '+919820000003 | Bharat Traders',
      '+919820000005 | only@mail.in',
      'invalid: it has no phone number',
    ]);
    expect(rows.map((row) => (row.state === 'valid' ? [row.nameFrom, ...row.others] : []))).toEqual([
      [undefined, '+91 22 2400 1234'],
      [undefined],
      ['Organization Name', '+91 98200 00004'],
      ['E-mail 1 - Value'],
      [],
    ]);
  });

  test('offers exactly the columns that are left out and not empty', async () => {
    const { rows, leftOut } = await open(sheet);
    for await (const _ of rows());
    expect(leftOut()).toEqual(['Organization Name', 'Notes', 'E-mail 1 - Label', 'E-mail 1 - Value']);
  });
});

describe('Google Contacts, old', () => {
  test('takes the whole name, groups for tags, and types for labels', async () => {
    const sheet = csv(
      'Name,Given Name,Additional Name,Family Name,Yomi Name,Group Membership,E-mail 1 - Type,E-mail 1 - Value,Phone 1 - Type,Phone 1 - Value,Phone 2 - Type,Phone 2 - Value,Organization 1 - Type,Organization 1 - Name',
      'Dr. Asha Rao,Asha,,Rao,,Friends ::: * My Contacts,* ,a@x.in,Home,+912224001234,Mobile,+919876543210,,Acme',
      ',,,Rao,,* My Contacts,,,,+91 98200 00002,,,,',
    );
    expect(rolesOf(await open(sheet))).toMatchObject({
      Name: 'name',
      'Given Name': 'name',
      'Group Membership': 'tags',
      'Phone 2 - Type': 'label of a number',
      'Organization 1 - Name': 'left out',
    });
    expect((await checked(sheet)).map(brief)).toEqual([
      '+919876543210 | Dr. Asha Rao | Friends',
      '+919820000002 | Rao',
    ]);
  });
});

describe('Outlook', () => {
  const sheet = csv(
    'First Name,Middle Name,Last Name,Title,Company,Department,Business Street,Business Fax,Business Phone,Business Phone 2,Callback,Car Phone,Company Main Phone,Home Fax,Home Phone,Mobile Phone,Other Phone,Pager,Primary Phone,Categories,E-mail Address',
    '"Asha","","Rao","","Acme","","1 MG Road\r\nPune","+912224009999","+912224001234","","","","+912224000000","","","+919876543210","","","","Buyers;Key Account","asha@x.in"',
    '"Ravi","","Shah","","","","","","+919820000002","","","","","","","","","","+912224001235","","r@x.in"',
  );

  test('takes the mobile before other phones, a mobile before a landline, and no fax', async () => {
    expect(rolesOf(await open(sheet))).toMatchObject({
      'Business Fax': 'left out',
      'Company Main Phone': 'left out',
      'Business Phone': 'phone_number',
      'Mobile Phone': 'phone_number',
      'Primary Phone': 'phone_number',
      Pager: 'left out',
      Categories: 'tags',
      Company: 'left out',
    });
    expect((await checked(sheet)).map(brief)).toEqual([
      '+919876543210 | Asha Rao | Buyers+Key Account',
      '+919820000002 | Ravi Shah',
    ]);
  });

  test('names its number columns in the order in which they are looked at', async () => {
    expect(notesIn(await open(sheet))[2]).toMatch(
      /"Mobile Phone", "Primary Phone", "Business Phone", "Business Phone 2", "Home Phone" and "Other Phone"/,
    );
  });
});

describe('HubSpot', () => {
  test('takes the mobile, leaves record ids out, and notes the contacts that unsubscribed', async () => {
    const sheet = csv(
      'Record ID,First Name,Last Name,Email,Phone Number,Mobile Phone Number,Company name,Unsubscribed from all email,Create Date',
      '5101,Asha,Rao,asha@x.in,+91 22 2400 1234,+91 98765 43210,Acme,true,2026-01-02 10:00',
      '5102,,,ravi@x.in,+1 (415) 555-2671,,,false,2026-01-03 10:00',
    );
    const opened = await open(sheet);
    expect(rolesOf(opened)).toMatchObject({ 'Record ID': 'left out', 'Company name': 'left out' });
    expect(await consentsIn(sheet)).toEqual([
      expect.stringMatching(
        /"Unsubscribed from all email" may say who agreed .* of 2 rows 1 says no \("true" 1\)/,
      ),
    ]);
    expect((await checked(sheet)).map(brief)).toEqual([
      '+919876543210 | Asha Rao',
      '+14155552671 | ravi@x.in',
    ]);
  });
});

describe('Interakt', () => {
  const sheet = csv(
    'Name,Country Code,Phone Number,Email,WhatsApp Opted',
    'Asha,91,9876543210,asha@x.in,TRUE',
    'Ravi,+1,4155552671,,FALSE',
    'Mei,65.0,+65 8123 4567,,TRUE',
    'Tom,India,98200 00004,,TRUE',
    'Uma,,98200 00005,,TRUE',
    'Sam,91,91 98200 00006,,TRUE',
  );

  test('reads a number with the country code beside it, which counts for its row alone', async () => {
    expect(rolesOf(await open(sheet))).toEqual({
      Name: 'name',
      'Country Code': 'country_code',
      'Phone Number': 'phone_number',
      Email: 'left out',
      'WhatsApp Opted': 'left out',
    });
    expect((await checked(sheet)).map(brief)).toEqual([
      '+919876543210 | Asha',
      '+14155552671 | Ravi',
      '+6581234567 | Mei',
      '+919820000004 | Tom',
      'needs_country: "98200 00005" has no country code',
      '+919820000006 | Sam',
    ]);
  });

  test('notes that the import includes contacts that did not opt in', async () => {
    expect((await consentsIn(sheet)).join()).toMatch(
      /^"WhatsApp Opted" may say who agreed to messages: of 6 rows 1 says no \("FALSE" 1\)\./,
    );
  });
});

describe('AiSensy and hand-made sheets', () => {
  test.each([
    ['Name,Mobile Number,Tags', 'Asha,+919876543210,"vip,buyer"'],
    ['full_name;phone_no;labels', 'Asha;+919876543210;vip, buyer'],
    ['contact_name\tcell\tgroups', 'Asha\t+919876543210\tvip;buyer'],
    ['Customer Name|Contact No.|Tag', 'Asha|+919876543210|vip,buyer'],
    ['Vorname;Name;Handynummer;Kategorien', ';Asha;+919876543210;"vip;buyer"'],
    ['नाम,मोबाइल नंबर,टैग', 'Asha,+919876543210,vip|buyer'],
    ['Prénom;Nom;Téléphone portable;Étiquettes', 'Asha;;+919876543210;vip,buyer'],
    ['Nombre,Teléfono móvil,Etiquetas', 'Asha,+919876543210,"vip,buyer"'],
  ])('reads %s', async (header, row) => {
    const [first] = await checked(csv(header, row));
    expect(first && brief(first)).toBe('+919876543210 | Asha | vip+buyer');
  });
});
