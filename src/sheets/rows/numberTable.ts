import { isE164 } from '../../contacts/numbers/phone.ts';

const FIRST_ROOM = 1024;

/**
 * A small whole number for each phone number. A million of them take 25 MB here and 110 MB in a Map, which would be half
 * of the memory that this program may use.
 */
export class NumberTable {
  #digits = new Float64Array(FIRST_ROOM);
  #values = new Uint32Array(FIRST_ROOM);
  #count = 0;
  /** The values of numbers that are not in E.164. */
  readonly #others = new Map<string, number>();

  get(number: string): number | undefined {
    if (!isE164(number)) return this.#others.get(number);
    const digits = digitsIn(number);
    const place = placeOf(digits, this.#digits);
    return this.#digits[place] === digits ? this.#values[place] : undefined;
  }

  put(number: string, value: number): void {
    if (!isE164(number)) {
      this.#others.set(number, value);
      return;
    }
    const digits = digitsIn(number);
    const place = placeOf(digits, this.#digits);
    if (this.#digits[place] !== digits) this.#count += 1;
    this.#digits[place] = digits;
    this.#values[place] = value;
    if (this.#count * 2 > this.#digits.length) this.#grow();
  }

  /** Puts the value of a number that has none, or returns the one it has. */
  putNew(number: string, value: number): number | undefined {
    const known = this.get(number);
    if (known === undefined) this.put(number, value);
    return known;
  }

  #grow(): void {
    const digits = new Float64Array(this.#digits.length * 2);
    const values = new Uint32Array(digits.length);
    for (const [index, value] of this.#digits.entries()) {
      if (value === 0) continue;
      const place = placeOf(value, digits);
      digits[place] = value;
      values[place] = this.#values[index] ?? 0;
    }
    this.#digits = digits;
    this.#values = values;
  }
}

/** At most 15: a JavaScript number holds them exactly. */
function digitsIn(number: string): number {
  return Number(number.slice(1));
}

/** The place of the number, or an empty one for it: the table always has one, and its length is a power of two. */
function placeOf(digits: number, table: Float64Array): number {
  const low = (digits % 2 ** 32) | 0;
  const high = (digits / 2 ** 32) | 0;
  const mixed = Math.imul(low ^ Math.imul(high, 0x9e3779b1), 0x85ebca6b);
  let place = (mixed ^ (mixed >>> 15)) & (table.length - 1);
  while (table[place] !== 0 && table[place] !== digits) place = (place + 1) & (table.length - 1);
  return place;
}
