import { withTexts } from '../lib/json.ts';

/** Takes the place of a secret in a text. */
const HUSHED = '[secret]';
/** The end of a text that was cut: the characters before it may be the first part of a secret. */
const CUT = '…';
/** So many characters identify a secret; a shorter secret is a word, and only found as a whole word. */
const ENOUGH = 8;

/** Returns the text without secrets. */
export type Hush = (text: string) => string;

/** Takes the secrets of the account out of everything that leaves this program, however they are spelt there. */
export class Secrets {
  readonly #sought: readonly Sought[];
  /** Matches where any secret may begin. */
  readonly #beginnings: RegExp;

  constructor(secrets: readonly string[]) {
    const texts = secrets.flatMap((secret) => [secret, ...inBase64(secret)]);
    this.#sought = [...new Set(texts)].map(sought);
    this.#beginnings = new RegExp(this.#sought.map(({ head }) => head.source).join('|'), 'gi');
  }

  readonly hush: Hush = (text) => {
    if (this.#sought.length === 0) return text;
    let hushed = '';
    let from = 0;
    this.#beginnings.lastIndex = 0;
    for (let at = this.#beginnings.exec(text); at; at = this.#beginnings.exec(text)) {
      const end = Math.max(...this.#sought.map((one) => endOf(text, at.index, one)));
      // The beginning of another secret may lie within text that only began like a secret.
      this.#beginnings.lastIndex = Math.max(end, at.index + 1);
      if (end === NOT_FOUND) continue;
      hushed += text.slice(from, at.index) + HUSHED;
      from = end;
    }
    return from === 0 ? text : hushed + text.slice(from);
  };

  /** The value without secrets in its texts and names, for JSON; the value itself when it has none. */
  hushAll<T>(value: T): T {
    const json = JSON.stringify(value);
    if (this.hush(json) === json) return value;
    return withTexts(value, this.hush);
  }
}

/** A secret as a search pattern: its first characters show where it begins, the others how far it goes. */
interface Sought {
  plain: string;
  head: RegExp;
  rest: readonly string[];
}

function sought(secret: string): Sought {
  const characters = secret.match(/\\+|[^\\]/g) ?? [];
  const head = characters.slice(0, ENOUGH).map(spellings).join('');
  const alone = characters.length < ENOUGH;
  return {
    plain: secret,
    head: new RegExp(alone ? `(?<!\\w)${head}(?!\\w)` : head, 'iy'),
    rest: characters.slice(ENOUGH),
  };
}

const NOT_FOUND = -1;

/** The end of the secret that begins at `at`; it may be cut off. */
function endOf(text: string, at: number, { plain, head, rest }: Sought): number {
  head.lastIndex = at;
  if (!head.test(text)) return NOT_FOUND;
  if (text.startsWith(plain, at)) return at + plain.length;
  let end = head.lastIndex;
  for (const character of rest) {
    if (text.startsWith(CUT, end)) return end;
    const next = matcher(character);
    next.lastIndex = end;
    if (!next.test(text)) return NOT_FOUND;
    end = next.lastIndex;
  }
  return end;
}

/** Kept by character: a long token alone has thousands. */
const MATCHERS = new Map<string, RegExp>();

function matcher(character: string): RegExp {
  const known = MATCHERS.get(character) ?? new RegExp(spellings(character), 'iy');
  MATCHERS.set(character, known);
  return known;
}

/**
 * The pattern of a character as it stands in plain text, JSON and JavaScript (escapes of escapes, too), addresses and HTML.
 * Repetitions are bounded, so that no text makes the search slow.
 */
function spellings(character: string, index = 1): string {
  const code = character.charCodeAt(0);
  const hex = code.toString(16).padStart(2, '0');
  const escaped = `(?:u\\{?0{0,4}${hex}\\}?|x${hex})`;
  const coded = `%(?:25){0,3}${hex}|&(?:amp;){0,2}(?:#0{0,4}${code}|#x0{0,4}${hex}${ENTITIES[character] ?? ''});`;
  if (character.startsWith('\\')) return `(?:\\\\${escaped}?|${coded}){1,64}`;
  const self = character.replace(/\W/, '\\$&');
  // The backslash of an escape may have been taken for the end of the character before.
  const inner = index > 0 ? `|(?<=\\\\)${escaped}` : '';
  // Codes first: an entity or a code may begin with the character itself.
  return `(?:${coded}|${self}|\\\\{1,15}(?:${self}|${escaped})${inner})`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '|amp',
  '<': '|lt',
  '>': '|gt',
  '"': '|quot',
  "'": '|apos',
  '/': '|sol',
};

/**
 * The part of a secret that the base64 of any text with the secret has in common, such as of `id:token`: a character of base64
 * is six bits, so there are three alignments, and the characters at both ends depend on the text beside the secret.
 */
function inBase64(secret: string): string[] {
  if (secret.length < ENOUGH) return [];
  return [0, 1, 2].flatMap((before) => {
    const bytes = Buffer.from('\0'.repeat(before) + secret);
    const [first, last] = [Math.ceil((before * 8) / 6), Math.floor((bytes.length * 8) / 6)];
    return (['base64', 'base64url'] as const).map((kind) => bytes.toString(kind).slice(first, last));
  });
}
