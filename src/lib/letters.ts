/** The text in lower case without accents, each sound in one spelling: `ß` is `ss`. Its code points are decomposed. */
export function withoutAccents(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f\u0653-\u0655\u093c]/g, '')
    .replaceAll('\u0901', '\u0902')
    .toLowerCase()
    .replaceAll('ß', 'ss');
}

/** The letters of a text alone, by which words are compared: `E-mail 1 - Value` and `email value` are one. */
export function lettersOf(text: string): string {
  return withoutAccents(text).replace(/[^\p{L}\p{M}]+/gu, '');
}
