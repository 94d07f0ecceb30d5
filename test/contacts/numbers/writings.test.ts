import { describe, expect, test } from 'vitest';
import { numberReader } from '../../../src/contacts/numbers/phone.ts';
import type { Stated } from '../../../src/contacts/numbers/plans.ts';

/** The number, or the reason why there is none; a number that `needs a country` might be refused with one. */
async function said(text: string, stated?: Stated | string): Promise<string> {
  const read = await numberReader();
  const reading = read(text, typeof stated === 'string' ? { country: stated } : stated);
  if ('number' in reading) return reading.number;
  return reading.lacksCountry ? 'needs a country' : reading.problem;
}

describe('digits behind a number are never joined to it (promise 7)', () => {
  test.each([
    ['24561187/88', 'IN', '/88'],
    ['24561187-88', 'IN', '88'],
    ['2456 1187 - 88', 'IN', '88'],
    ['022 2456 1187 / 88', 'IN', '/ 88'],
    ['26774410 (12)', 'IN', '(12)'],
    ['98200 11223 / 24', 'IN', '/ 24'],
    ['98200 11223 or 24', 'IN', 'or 24'],
    ['98200 11223, 24', 'IN', ', 24'],
    ['9820011223\n24', 'IN', '24'],
    ['+91 98200 11223 / 24', undefined, '/ 24'],
    ['(11) 3345-6677/6678', 'BR', '/6678'],
    ['030 1234567-12', 'DE', '12'],
    ['0301234567-1234', 'DE', '1234'],
    ['21 55 42 10-12', 'DK', '12'],
    ['01 5345312-345', 'AT', '345'],
    ['415 555 2671 (72', 'US', '(72'],
  ])('%j in %s', async (text, country, second) => {
    const reason = `has more digits after the number, ${JSON.stringify(second)}: a second line or an extension`;
    expect(await said(text, country)).toContain(reason);
  });

  test.each([
    '98200 11223 ext 5',
    '98200 11223 extn. 5',
    '98200 11223x12',
    '98200 11223 #12',
    '+919820011223;ext=7',
  ])('%j has an extension', async (text) => {
    expect(await said(text, 'IN')).toContain('has an extension');
  });

  test.each([
    ['030/1234567', 'DE', '+49301234567'],
    ['033398/1234', 'DE', '+49333981234'],
    ['+49 30/1234567', undefined, '+49301234567'],
    ['06-30/123-4567', 'HU', '+36301234567'],
    ['415/555-2671', 'US', '+14155552671'],
    ['8 (912) 345-67-89', 'RU', '+79123456789'],
    ['067-123-45-67', 'UA', '+380671234567'],
    ['8 029 123-45-67', 'BY', '+375291234567'],
    ['08-123 456 78', 'SE', '+46812345678'],
    ['987 65 432', 'NO', '+4798765432'],
    ['0664 1234 567', 'AT', '+436641234567'],
    ['9820 0112 23', 'IN', '+919820011223'],
    ['+1.415.555.2671', undefined, '+14155552671'],
  ])('%j in %s is one number', async (text, country, number) => {
    expect(await said(text, country)).toBe(number);
  });
});

describe('a calling code (promise 7)', () => {
  test.each([
    ['491709876543', 'DE', '+49491709876543', '+491709876543'],
    ['49 170 98765432', 'DE', '+494917098765432', '+4917098765432'],
    ['(49) 170 98765432', { callingCode: '49' }, '+494917098765432', '+4917098765432'],
    ['62 811 234 567', 'ID', '+6262811234567', '+62811234567'],
    ['05 81 27 22', 'GA', '+24105812722', '+2415812722'],
    ['9118005075', 'IN', '+919118005075', '+9118005075'],
    ['0091 98023 45678', 'HK', '+919802345678', '+19802345678'],
  ])('that may be part of the number is not guessed: %j in %j', async (text, stated, ...numbers) => {
    expect(await said(text, stated)).toBe(`${JSON.stringify(text)} can be read as ${numbers.join(' or ')}`);
  });

  test.each([
    ['91 98200 11223', 'IN', '+919820011223'],
    ['44 7911 123456', 'GB', '+447911123456'],
    ['55 11 98765-4321', 'BR', '+5511987654321'],
    ['63 917 123 4567', 'PH', '+639171234567'],
    ['234 803 123 4567', 'NG', '+2348031234567'],
    ['81 90-1234-5678', 'JP', '+819012345678'],
    ['82 10-1234-5678', 'KR', '+821012345678'],
    ['7 701 123 45 67', 'KZ', '+77011234567'],
    ['1 876 955 1234', 'JM', '+18769551234'],
    ['225 07 01 02 03 04', 'CI', '+2250701020304'],
    ['39 347 1234567', 'IT', '+393471234567'],
  ])('that can be nothing else is not put on twice: %j in %s', async (text, country, number) => {
    expect(await said(text, country)).toBe(number);
  });

  test.each([
    ['0044 7911 123456', undefined, '+447911123456'],
    ['0044 7911 123456', 'US', '+447911123456'],
    ['00 91 98200 11223', 'RU', '+919820011223'],
    ['00971501234567', 'AU', '+971501234567'],
    ['+0091 98200 11223', undefined, '+919820011223'],
    ['٠٠٩٧١٥٠١٢٣٤٥٦٧', undefined, '+971501234567'],
    ['0044 7911 123456', { callingCode: '91' }, '+447911123456'],
    ['011 44 7911 123456', 'US', '+447911123456'],
    ['0011 44 7911 123456', 'AU', '+447911123456'],
    ['010 44 7911 123456', 'JP', '+447911123456'],
    ['8 10 44 7911 123456', 'RU', '+447911123456'],
    ['000 44 7911 123456', 'KE', '+447911123456'],
    ['00 15 1 415 555 2671', 'BR', '+14155552671'],
  ])(
    'behind 00 is one first of all, behind what the country dials else: %j in %j',
    async (text, stated, number) => {
      expect(await said(text, stated)).toBe(number);
    },
  );

  test.each([
    ['+49 (0) 170 98765432', '+4917098765432'],
    ['+44 (0)20 7946 0018', '+442079460018'],
    ['0033 (0)6 12 34 56 78', '+33612345678'],
    ['+380 (0) 67 123 45 67', '+380671234567'],
    ['+36 (06) 30 123 4567', '+36301234567'],
    ['+39 (0)6 5550 0002', '+390655500002'],
    ['+225 (0)7 01 02 03 04', '+2250701020304'],
    ['+48 (0) 601 234 567', undefined],
    ['+420 (0) 602 345 678', undefined],
    ['+34 (0) 612 345 678', undefined],
    ['+36 (0) 30 123 4567', undefined],
    ['+39 (0) 347 1234567', undefined],
  ])('and a zero in brackets, where its country dials one: %j', async (text, number) => {
    expect(await said(text)).toEqual(number ?? expect.stringMatching(/looks like this|too long/));
  });
});

describe('what stands around a number (promise 7)', () => {
  const NUMBER = '+919820011223';

  test.each([
    `p:${NUMBER}`,
    `Mob: ${NUMBER}`,
    `Mobile No. - ${NUMBER}`,
    `Mobile 1: ${NUMBER}`,
    `WhatsApp ${NUMBER}`,
    `मोबाइल: ${NUMBER}`,
    `📞 ${NUMBER} (WhatsApp)`,
    `${NUMBER} (M)`,
    `tel:${NUMBER}`,
    `sms:${NUMBER}?body=Call%209`,
    `sip:${NUMBER}@voice.example.com`,
    `whatsapp:${NUMBER}`,
    `(${NUMBER})`,
    `<${NUMBER}>`,
    `"${NUMBER}"`,
    `'${NUMBER}`,
    `„${NUMBER}“`,
    `=${NUMBER}`,
    `\u200f${NUMBER}`,
    '\u2066+91\u00a098200\u206011223\u2069',
    '+91\u00ad98200\u200b11223',
    '(+91) 98200-11223',
    '＋９１ 98200 11223',
    '﬩91 98200 11223',
    '➕91 98200 11223',
    '+९१ ९८२०० ११२२३',
    '+٩١ ٩٨٢٠٠ ١١٢٢٣',
    '+۹۱ ۹۸۲۰۰ ۱۱۲۲۳',
    '+৯১ ৯৮২০০ ১১২২৩',
    '+9️⃣1️⃣ 98200 11223',
    `${NUMBER}.0`,
    'https://wa.me/919820011223',
    'wa.me/+919820011223?text=hi%205',
    'https://api.whatsapp.com/send?phone=919820011223&text=Call%20022',
    'https://web.whatsapp.com/send/?text=hi&phone=%2B91%2098200%2011223',
    'whatsapp://send?phone=919820011223',
    'viber://chat?number=%2B919820011223',
    'https://t.me/+919820011223',
    'https://signal.me/#p/+919820011223',
    '919820011223@c.us',
    '919820011223:7@s.whatsapp.net',
  ])('is understood: %j', async (text) => {
    expect(await said(text)).toBe(NUMBER);
    expect(await said(text, 'DE')).toBe(NUMBER);
  });

  test.each([
    ['Mob: 98200 11223', 'IN'],
    ['(M) 098200 11223', 'IN'],
    ['Ph.No. 98200-11223', 'IN'],
    ['९८२००११२२३', 'IN'],
    ['٩٨٢٠٠١١٢٢٣', 'IN'],
    ['৯৮২০০১১২২৩.০', 'IN'],
    ['sip:9820011223@voice.example.com', 'IN'],
  ])('is understood at home, too: %j', async (text, country) => {
    expect(await said(text, country)).toBe(NUMBER);
    expect(await said(text)).toBe('needs a country');
  });

  test.each([
    [`Asha: ${NUMBER}`, 'has "Asha:" before the number'],
    [`Fax ${NUMBER}`, 'has "Fax" before the number'],
    [`do not call ${NUMBER}`, 'has "do not call" before the number'],
    [`*67 ${NUMBER}`, 'has "*" before the number'],
    [`91${NUMBER}`, 'has "+919820011223" after its first digits'],
    ['919820011223+', 'has "+" after the number'],
    [`${NUMBER}?`, 'has "?" after the number'],
    ['98OOO 11223', 'has "OOO 11223" after its first digits'],
    ['98200 11223²', 'has signs in it that are not digits'],
    ['919820011223-1588888888@g.us', 'leads to a group'],
    ['https://chat.whatsapp.com/Ab9820011223', 'leads to a group'],
    ['143219820011223@lid', 'is an id by which WhatsApp hides the number'],
    ['https://t.me/asha_98', 'is a link without a number'],
    ['t.me/+AbCdEf12345', 'is a link without a number'],
    ['https://wa.me/message/AB12345', 'is a link without a number'],
    ['asha98@example.com', 'is an address, not a number'],
    ['https://wa.me/09820011223', 'no country has this code'],
    ['9.82001E+11', 'its last digits are lost'],
    ['९,८२००१E+११', 'its last digits are lost'],
    ['٩٫٨٢E+١١', 'its last digits are lost'],
    ['９.８２Ｅ＋１１', 'its last digits are lost'],
    ['9.82 x 10^11', 'its last digits are lost'],
    ['9'.repeat(600), 'is too long'],
    ['98200112239820011223', 'too long for'],
  ])('is refused for what it is, whatever the country: %j', async (text, reason) => {
    expect(await said(text)).toContain(reason);
    expect(await said(text, 'IN')).toContain(reason);
  });
});

describe('a number that its country does not have (promise 7)', () => {
  test.each([
    '+91 1234567',
    '+1 555 555 0100',
    '+34 123 456 789',
    '+971 10 123 4567',
    '+1 415 155 2671',
    '+225 01 02 03 04',
    '+229 97 12 34 56',
    '+55 11 0765 4321',
    '+54 11 15 2345 6789',
    '+7 8 912 345 67 89',
    '+919820011223001122',
  ])('is refused with a + as well: %j', async (text) => {
    expect(await said(text)).toMatch(/is not a phone number: /);
  });

  test('but may have since our plans were written is taken only with its calling code', async () => {
    expect(await said('+91 55500 00011')).toBe('+915550000011');
    expect(await said('55500 00011', 'IN')).toContain('no number of that country looks like this');
    expect(await said('+91 1415 555 0100')).toContain('no number of that country looks like this');
  });

  test('of a service is refused where its country was stated alone: an American who lost the + may be meant', async () => {
    expect(await said('1 800 555 0100', 'IN')).toContain('it is the number of a service');
    expect(await said('1 860 555 0100', 'IN')).toContain('it is the number of a service');
    expect(await said('+91 1800 555 0100')).toBe('+9118005550100');
    expect(await said('0124 400 1234', 'IN')).toBe('+911244001234');
  });

  test.each(['+52 1 55 5000 0011', '+5215550000011', '5215550000011@c.us', '+52 55 5000 0011'])(
    'in Mexico loses the 1 that mobiles had: %j',
    async (text) => {
      expect(await said(text)).toBe('+525550000011');
    },
  );

  test.each([
    ['0701020311', 'CI', '+2250701020311'],
    ['06 5550 0011', 'IT', '+390655500011'],
    ['06 698 12345', 'VA', '+390669812345'],
    ['886377', 'SM', '+3780549886377'],
    ['011 15 2345 6789', 'AR', '+5491123456789'],
    ['0 15 11 98765-4321', 'BR', '+5511987654321'],
    ['8 612 34567', 'LT', '+37061234567'],
    ['01 97 12 34 56', 'BJ', '+2290197123456'],
    ['0412 345 678', 'AU', '+61412345678'],
    ['0812-3456-7890', 'ID', '+6281234567890'],
  ])('is one where it is written as at home: %j in %s', async (text, country, number) => {
    expect(await said(text, country)).toBe(number);
  });
});
