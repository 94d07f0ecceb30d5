const FIRST_PLACES = 1024;
/** Beyond three quarters, finding a free place takes long. */
const MOST_FILLED = 0.75;

/** The row of each number so far: a `Map` of a million takes 80 MB, and twice that while it grows; this takes 25. */
export class EarlierRows {
  #numbers = new Float64Array(FIRST_PLACES);
  #rows = new Uint32Array(FIRST_PLACES);
  #count = 0;

  /** The row that had these digits first; none when it is this one. No number is 0. */
  firstRow(digits: number, row: number): number | undefined {
    const place = placeOf(this.#numbers, digits);
    if (this.#numbers[place] === digits) return this.#rows[place];
    this.#numbers[place] = digits;
    this.#rows[place] = row;
    this.#count += 1;
    if (this.#count > this.#numbers.length * MOST_FILLED) this.#grow();
    return undefined;
  }

  #grow(): void {
    const [numbers, rows] = [this.#numbers, this.#rows];
    this.#numbers = new Float64Array(numbers.length * 2);
    this.#rows = new Uint32Array(numbers.length * 2);
    numbers.forEach((digits, from) => {
      if (digits === 0) return;
      const place = placeOf(this.#numbers, digits);
      this.#numbers[place] = digits;
      this.#rows[place] = rows[from] ?? 0;
    });
  }
}

/** Where the number is, or the free place where it belongs; there are a power of two of them. */
function placeOf(numbers: Float64Array, digits: number): number {
  const last = numbers.length - 1;
  // Numbers of one sheet follow each other, so their bits are mixed.
  const mixed = Math.imul(digits | 0, 0x9e3779b1) ^ Math.imul((digits / 0x100000000) | 0, 0x85ebca6b);
  let place = (mixed ^ (mixed >>> 15)) & last;
  while (numbers[place] !== 0 && numbers[place] !== digits) place = (place + 1) & last;
  return place;
}
