/**
 * Two texts that look alike fold to the same key: compatibility forms, case, accents of composition,
 * punctuation and spaces do not count. No edit distance: that would join `lead-2024` and `lead-2025`.
 */
export function fold(text: string): string {
  const key = text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, '');
  // Made of signs only (`!!`, an emoji): it is its own key.
  return key === '' ? text.normalize('NFKC').trim() : key;
}
