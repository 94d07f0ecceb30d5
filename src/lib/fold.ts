const ASCII = /^[\x20-\x7e]*$/;
/** Characters that draw nothing, and marks that only frame others: keycaps, circles, the sign "prohibited". */
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{Me}]+/gu;
/** Characters other than letters and digits, with the marks on them; and marks at the beginning, which stand on no letter. */
const SIGNS = /[^\p{L}\p{N}\p{M}]+\p{M}*|^\p{M}+/gu;
/** Letters with a dot of their own, and the marks on them. */
const DOTTED = /[ij]\p{M}+/gu;
/** Characters that draw nothing, except those that make another emoji: a joiner between two, and the tag characters of flags. */
const INVISIBLE_ON_SIGNS =
  /(?!\u200d\p{Extended_Pictographic}|[\u{e0020}-\u{e007f}])\p{Default_Ignorable_Code_Point}/gu;

/**
 * A key that texts which look alike share: compatibility forms, case, punctuation, spaces, emoji and invisible characters do
 * not count. Marks on letters do: they are the vowels of many scripts. No edit distance: it would join `lead-2024` and
 * `lead-2025`. A text of signs alone (`!!`, an emoji) is its own key.
 */
export function fold(text: string): string {
  const key = ASCII.test(text) ? text.toLowerCase().replace(/[^a-z0-9]+/g, '') : lettersOf(text);
  return key || text.normalize('NFC').replace(INVISIBLE_ON_SIGNS, '').trim() || text.trim();
}

function lettersOf(text: string): string {
  const letters = text.replace(INVISIBLE, '').normalize('NFKD').replace(SIGNS, '');
  return sameCase(letters).replace(DOTTED, (letter) => letter.replaceAll('\u0307', ''));
}

/** Each step makes some letters one: lower case `ẞ` and `ß`; upper case `ß` and `ss`, `ſ` and `s`, `ς` and `σ`, `ı` and `i`. */
function sameCase(letters: string): string {
  return letters.toLowerCase().toUpperCase().toLowerCase();
}
