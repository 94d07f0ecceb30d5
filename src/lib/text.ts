/** Controls, line separators, private use, lone surrogates, and characters that draw nothing or turn text around. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;
/** A sign by its class, but drawn as a blank. */
const BLANK_BRAILLE = '\u2800';
const PLAIN = /^[\x20-\x7e]*$/;
const JOINERS = new Set(['\u200c', '\u200d', '\ufe0f']);
/** Characters behind which a joiner or variation selector is correct: emoji, and scripts that join their letters. */
const JOINS =
  /[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Variation_Selector}\p{Script=Arabic}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gujarati}\p{Script=Gurmukhi}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Oriya}\p{Script=Sinhala}\p{Script=Tamil}\p{Script=Telugu}]$/u;

/** The text with its hidden characters written as `\u{202e}`. */
export function shown(text: string): string {
  if (PLAIN.test(text)) return text;
  return text.replace(HIDDEN, (char, offset: number) => {
    const joins = JOINERS.has(char) && JOINS.test(text.slice(0, offset));
    return joins ? char : `\\u{${char.codePointAt(0)?.toString(16)}}`;
  });
}

/** Whether a text holds more than spaces and hidden characters. */
export function isVisible(text: string): boolean {
  return text.replace(HIDDEN, '').replaceAll(BLANK_BRAILLE, '').trim() !== '';
}

/** Whether a text lost no character on its way: U+FFFD replaces unreadable bytes, and half a surrogate pair becomes one. */
export function isWhole(text: string): boolean {
  return text.isWellFormed() && !text.includes('\ufffd');
}

/** The text cut to `max` characters between code points, with its full length behind. */
export function shorten(text: string, max: number): string {
  if (text.length <= max) return text;
  const cut = text.slice(0, max).replace(/[\ud800-\udbff]$/, '');
  return `${cut}… (${thousands(text.length)} characters)`;
}

/** At most `max` characters of a sentence, cut at the end of an item and never inside a quoted value. */
export function cutAtItem(text: string, max: number): string {
  if (text.length <= max) return text;
  let end = 0;
  for (const { 0: part, index } of text.matchAll(/"(?:\\.|[^"\\])*"|[,;] | and | or /g)) {
    if (index > max) break;
    if (!part.startsWith('"')) end = index;
  }
  return `${end > 0 ? text.slice(0, end) : text.slice(0, max).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** The text as `shown` writes it, cut to `max` characters of that form. */
export function shownShort(text: string, max: number): string {
  const visible = shown(text.slice(0, max + 1));
  if (visible.length <= max) return visible;
  const cut = visible.slice(0, max).replace(/[\ud800-\udbff]$|\\u?\{?[0-9a-f]*$/, '');
  return `${cut}… (${thousands(text.length)} characters)`;
}

/** A value from outside for a sentence: visible and short. */
export function plain(text: string, max = 120): string {
  return shownShort(text.trim(), max);
}

/**
 * A value from outside in quotation marks, with the blanks at its ends: two tags may differ in these alone. Marks inside are
 * escaped, and backslashes before a mark, so that the value cannot end early and continue the sentence.
 */
export function quoted(text: string, max = 120): string {
  const escaped = shownShort(text, max).replace(
    /(\\*)("|$)/g,
    (_, slashes: string, mark: string) => `${slashes}${slashes}${mark && '\\"'}`,
  );
  return `"${escaped}"`;
}

/** A sentence without its period, as a part of another one. */
export function unended(text: string): string {
  return text.replace(/\.$/, '');
}

/** `1,200`; without Intl, whose first use costs 30 ms. */
export function thousands(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `1 contact`, `1,200 contacts`. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${thousands(count)} ${count === 1 ? noun : plural}`;
}

/** Names from outside for a sentence: `"a"`, `"a" and "b"`. */
export function quotedList(texts: readonly string[], link: 'and' | 'or' = 'and'): string {
  return listed(
    texts.map((text) => quoted(text, 60)),
    undefined,
    link,
  );
}

/** `a`, `a and b`, `a, b and c`; beyond `most`, `a, b and 7 more`. */
export function listed(words: readonly string[], most = 8, link: 'and' | 'or' = 'and'): string {
  const heads =
    words.length > most ? [...words.slice(0, most), `${thousands(words.length - most)} more`] : words;
  if (heads.length < 2) return heads.join('');
  return `${heads.slice(0, -1).join(', ')} ${link} ${heads.at(-1)}`;
}
