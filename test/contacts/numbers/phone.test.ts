import fc from 'fast-check';
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { describe, expect, test } from 'vitest';
import { isLandline, numberReader, toE164 } from '../../../src/contacts/numbers/phone.ts';
import { explain } from '../../../src/errors.ts';

describe('numbers', () => {
  test.each([
    { country: 'IN' },
    { callingCode: '91' },
    { country: 'US', callingCode: '91' },
    { country: 'US' },
    { country: 'IN', callingCode: '1' },
    {},
  ])('of Indian mobiles are told without the library as it would, where %j is stated', async (stated) => {
    const read = await numberReader();
    const writings = fc.stringMatching(/^(\+91|0091|91|0|)[ -]?[6-9]\d{4}[ -]?\d{5}$/);
    fc.assert(
      fc.property(writings, (text) => {
        const [quick, slow] = [read(text, stated), read(`${text}\u200b`, stated)];
        if ('number' in slow) expect(quick).toEqual(slow);
        else expect(quick).toMatchObject({ lacksCountry: slow.lacksCountry });
        if ('number' in quick) expect(parsePhoneNumberFromString(quick.number)?.isValid()).toBe(true);
      }),
      { numRuns: 1000, examples: [['9118005075'], ['91 98765 43210']] },
    );
  });

  test('read the same one by one and by one reader, with the same refusals', async () => {
    const read = await numberReader();
    for (const text of ['+1 415 555 2671', '98765 43210', 'bad', '9.1E+11', '+91 1']) {
      const one = await toE164(text).catch(explain);
      const reading = read(text);
      expect(one).toBe('number' in reading ? reading.number : `${reading.problem}.\nNext: ${reading.next}`);
    }
  });

  test.each([
    ['+91 (0) 98765 43210', '+919876543210'],
    ['+44 (0)20 7946 0018', '+442079460018'],
    ['+39 06 1234 5678', '+390612345678'],
    ['+\uff19\uff11 98765 43210', '+919876543210'],
    ['+910000000000', undefined],
    ['+91 0 00000 0000', undefined],
    ['+1 1 415 555 2671', undefined],
    ['+7 8 912 345 67 89', undefined],
    ['+54 11 15 2345 6789', undefined],
  ])('lose a trunk zero of their country and no other digit: %j (promise 7)', async (text, number) => {
    const reading = (await numberReader())(text);
    if (number === undefined)
      expect(reading).toMatchObject({
        problem: expect.stringContaining('no number of that country looks like this'),
      });
    else expect(reading).toEqual({ number });
  });

  test('of a stated country keep the writings of that country', async () => {
    const read = await numberReader();
    expect(read('8 912 345-67-89', { callingCode: '7' })).toEqual({ number: '+79123456789' });
    expect(read('8 912 345-67-89', { country: 'RU' })).toEqual({ number: '+79123456789' });
  });

  test.each([
    ['+912224001234', true],
    ['+919876543210', false],
    ['+14155552671', false],
  ])('%s is known to be a landline: %j', (number, is) => {
    expect(isLandline(number)).toBe(is);
  });
});
