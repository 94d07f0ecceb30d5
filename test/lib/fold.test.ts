import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fold } from '../../src/lib/fold.ts';

const IGNORABLE = /^\p{Default_Ignorable_Code_Point}$/u;
const UNUSED = /^[\p{Cs}\p{Co}\p{Cn}]$/u;
const CHARACTERS = Array.from({ length: 0x110000 }, (_, code) => String.fromCodePoint(code)).filter(
  (char) => IGNORABLE.test(char) || !UNUSED.test(char),
);
const ignorable = fc.constantFrom(...CHARACTERS.filter((char) => IGNORABLE.test(char)));
const LETTER = /[\p{L}\p{N}]/u;

describe('look-alikes have one key', () => {
  test.each([
    ['case and punctuation', ['opted-out', 'Opted Out', 'OPTED_OUT', '#optedout!', ' opted.out ']],
    [
      'an emoji before or after it',
      ['opted-out', '⛔ opted-out', '⛔️ opted-out', 'opted-out 🙅🏽‍♀️', '🏴󠁧󠁢󠁥󠁮󠁧󠁿opted-out'],
    ],
    [
      'a selector, joiner or filler within',
      ['vip', 'v\ufe0fip', 'v\u200dip', 'v\u034fip', 'vi\u{e0070}p', 'v\u00adip'],
    ],
    [
      'Hangul and Khmer fillers',
      ['vip', 'vip\u3164', '\u115fvip', 'vi\u1160p', 'vip\uffa0', 'v\u17b4ip\u17b5'],
    ],
    ['Mongolian selectors', ['vip', 'v\u180bip', 'vi\u180ep', 'vip\u180f']],
    ['keycaps and frames', ['a1', 'a1️⃣', 'a1\u20e3', 'a\u20e01', 'a\u20dd1', 'a\u04881']],
    ['full width and styled letters', ['vip 1', 'ＶＩＰ１', '𝐯𝐢𝐩①', 'ⓥⓘⓟ1', '𝓋𝒾𝓅¹']],
    ['Turkish', ['vip', 'VİP', 'vıp', 'vi\u0307p', 'VI\u0307P', 'V\u0130P']],
    ['German', ['groß', 'GROSS', 'GROẞ', 'groſs']],
    ['Greek', ['φίλος', 'ΦΊΛΟΣ', 'φίλοσ', 'φι\u0301λος']],
    ['Greek in two words', ['φίλος μας', 'ΦΊΛΟΣΜΑΣ']],
    ['Hindi', ['ग्राहक', 'ग्राहक!', 'ग्\u200dराहक', ' ग्राहक\u200c', '✅ ग्राहक']],
    ['Arabic', ['عميل', 'عميل\u200f', 'ع\u200cميل', 'ﻋﻤﻴﻞ', '«عميل»']],
    ['Korean', ['고객', '고객'.normalize('NFD'), '고\u3164객', '★고객★']],
    ['Japanese', ['カﾞード', 'ガード', 'ｶﾞｰﾄﾞ']],
    ['accents composed or not', ['café', 'cafe\u0301', 'CAFÉ', 'cafe\u034f\u0301']],
    ['signs with marks on them', ['vip', 'vip!\u0301', 'vip´', '\u0301vip', '◌\u0301vip']],
  ])('%s', (_, texts) => {
    expect(texts.map((text) => [text, fold(text)])).toEqual(
      texts.map((text) => [text, fold(texts[0] ?? '')]),
    );
  });

  test('whatever the case, in every script', () => {
    // U+0345 is a mark on nothing here, and a letter in upper case.
    const apart = CHARACTERS.filter(
      (char) =>
        char !== '\u0345' &&
        (fold(char.toUpperCase()) !== fold(char) || fold(char.toLowerCase()) !== fold(char)),
    );
    expect(apart).toEqual([]);
  });

  test('whatever invisible characters stand between theirs', () => {
    const some = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }));
    const named = some.filter((text) => [...text].some((char) => LETTER.test(char) && !IGNORABLE.test(char)));
    const places = fc.array(fc.tuple(fc.nat(), ignorable), { minLength: 1 });
    fc.assert(
      fc.property(named, places, (text, insertions) => {
        const chars = [...text];
        for (const [place, char] of insertions) chars.splice(place % (chars.length + 1), 0, char);
        expect(fold(chars.join(''))).toBe(fold(text));
      }),
    );
  });
});

describe('texts that people read as different stay different', () => {
  test.each([
    ['a vowel sign', 'की', 'का'],
    ['an accent', 'café', 'cafe'],
    ['a digit', 'lead-2024', 'lead-2025'],
    ['the dot of another letter', 'ż', 'z'],
    ['two emoji', '🔥', '⭐'],
    ['a joined emoji', '👩‍💻', '👩💻'],
    ['the flags of England and Scotland', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', '🏴󠁧󠁢󠁳󠁣󠁴󠁿'],
    ['signs', '!!', '!'],
    ['two fillers', '\u3164', '\u115f'],
  ])('by %s', (_, one, other) => {
    expect(fold(one)).not.toBe(fold(other));
  });

  test('and no text but one of blanks is without a key', () => {
    expect(CHARACTERS.filter((char) => fold(char) === '' && char.trim() !== '')).toEqual([]);
    expect(fold(' \u00a0 ')).toBe('');
  });
});

test('an emoji is the same with and without the selector of its style', () => {
  expect(fold('⛔️')).toBe(fold(' ⛔\u200d '));
});
