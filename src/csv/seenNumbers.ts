import { isE164 } from '../contacts/phone.ts';

const FIRST_ROOM = 1024;

/**
 * In which row each number came first. A million of them take 25 MB here and 110 MB in a Map, which would be half of
 * what this program may use.
 */
export class SeenNumbers {
  #digits = new Float64Array(FIRST_ROOM);
  #rows = new Uint32Array(FIRST_ROOM);
  #count = 0;
  /** Of numbers that are no such digits, as some accounts have them. */
  readonly #others = new Map<string, number>();

  /** The row in which this number came before; none when it is this one. */
  earlier(number: string, row: number): number | undefined {
    if (!isE164(number)) {
      const before = this.#others.get(number);
      if (before === undefined) this.#others.set(number, row);
      return before;
    }
    // At most 15 digits: a JavaScript number holds them exactly.
    const digits = Number(number.slice(1));
    const place = placeOf(digits, this.#digits);
    if (this.#digits[place] === digits) return this.#rows[place];
    this.#digits[place] = digits;
    this.#rows[place] = row;
    this.#count += 1;
    if (this.#count * 2 > this.#digits.length) this.#grow();
    return undefined;
  }

  #grow(): void {
    const digits = new Float64Array(this.#digits.length * 2);
    const rows = new Uint32Array(digits.length);
    for (const [index, value] of this.#digits.entries()) {
      if (value === 0) continue;
      const place = placeOf(value, digits);
      digits[place] = value;
      rows[place] = this.#rows[index] ?? 0;
    }
    this.#digits = digits;
    this.#rows = rows;
  }
}

/** Where the number is or belongs; there is always an empty place, and the length is a power of two. */
function placeOf(digits: number, table: Float64Array): number {
  const low = (digits % 2 ** 32) | 0;
  const high = (digits / 2 ** 32) | 0;
  const mixed = Math.imul(low ^ Math.imul(high, 0x9e3779b1), 0x85ebca6b);
  let place = (mixed ^ (mixed >>> 15)) & (table.length - 1);
  while (table[place] !== 0 && table[place] !== digits) place = (place + 1) & (table.length - 1);
  return place;
}
