const ASCII = /^[\x20-\x7e]*$/;
/** What draws nothing, and marks that only frame what they stand on: keycaps, circles, the sign "prohibited". */
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{Me}]+/gu;
/** Whatever is no letter or digit, with the marks on it; a mark at the beginning stands on nothing. */
const SIGNS = /[^\p{L}\p{N}\p{M}]+\p{M}*|^\p{M}+/gu;
/** The letters that have a dot of their own. */
const DOTTED = /[ij]\p{M}+/gu;
/** What draws nothing, but for what makes another emoji: a joiner between two, and the tag characters of flags. */
const INVISIBLE_ON_SIGNS =
  /(?!\u200d\p{Extended_Pictographic}|[\u{e0020}-\u{e007f}])\p{Default_Ignorable_Code_Point}/gu;

/**
 * Two texts that look alike fold to the same key: compatibility forms, case, punctuation, spaces, emoji and what cannot
 * be seen do not count. Marks on letters do: they are the vowels of many scripts. No edit distance: that would join
 * `lead-2024` and `lead-2025`. A text of signs alone (`!!`, an emoji) is its own key.
 */
export function fold(text: string): string {
  const key = ASCII.test(text) ? text.toLowerCase().replace(/[^a-z0-9]+/g, '') : lettersOf(text);
  return key || text.normalize('NFC').replace(INVISIBLE_ON_SIGNS, '').trim() || text.trim();
}

function lettersOf(text: string): string {
  const letters = text.replace(INVISIBLE, '').normalize('NFKD').replace(SIGNS, '');
  return sameCase(letters).replace(DOTTED, (letter) => letter.replaceAll('\u0307', ''));
}

/** Each step joins some: lower `ẞ` and `ß`, upper `ß` and `ss`, `ſ` and `s`, `ς` and `σ`, `ı` and `i`. */
function sameCase(letters: string): string {
  return letters.toLowerCase().toUpperCase().toLowerCase();
}
