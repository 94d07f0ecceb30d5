/** The letters of a header alone: `E-mail 1 - Value` and `email value` are one. */
export function keyOf(header: string): string {
  const letters = header
    .normalize('NFKD')
    .replace(/[\u0300-\u036f\u093c]/g, '')
    .toLowerCase();
  return letters.replace(/[^\p{L}\p{M}]+/gu, '');
}

/** The keys of a table of words, which stand between spaces; `_` is a space in one of them. */
export function keysOf(table: string): string[] {
  return table.trim().split(/\s+/).map(keyOf);
}

/** The words of a header, as signs, spaces and `camelCase` tell them apart. */
export function wordsIn(text: string): string[] {
  return text
    .replace(/(?<=\p{Ll})(?=\p{Lu})/gu, ' ')
    .split(/[^\p{L}\p{M}]+/u)
    .filter((word) => word !== '');
}
