/** A block of numbers that reach nobody: digits before it, and how many digits vary from `from` on. */
interface Block {
  prefix: string;
  from: number;
  size: number;
  width: number;
}

const usAreas = '202 206 212 213 303 305 312 404 408 415 503 512 602 617 619 702 713 718 808 917';
const caAreas = '204 250 306 403 416 438 514 604 613 647 780 902';

/**
 * Blocks kept for fiction: North America 555-0100 to 0199, Ofcom, ACMA, ComReg, Bundesnetzagentur and Arcep
 * drama ranges. India and Brazil keep none: Indian mobiles begin 6 to 9, so nobody's begins 5550; no Brazilian
 * area code is 20.
 */
const blocks: Record<string, readonly Block[]> = {
  IN: [block('+915550', 6)],
  US: usAreas.split(' ').map((area) => ({ prefix: `+1${area}5550`, from: 100, size: 100, width: 3 })),
  CA: caAreas.split(' ').map((area) => ({ prefix: `+1${area}5550`, from: 100, size: 100, width: 3 })),
  GB: ['+447700900', '+441632960', '+442079460', '+441134960', '+441214960'].map((prefix) =>
    block(prefix, 3),
  ),
  AU: ['+6125550', '+6127010', '+6135550', '+6137010'].map((prefix) => block(prefix, 4)),
  IE: [block('+3532091', 5)],
  DE: ['+493023125', '+496990009', '+494066969', '+498999998'].map((prefix) => block(prefix, 3)),
  FR: ['+3363998', '+3319900', '+3326191'].map((prefix) => block(prefix, 4)),
  BR: [block('+552095550', 4)],
};

/** Hands out numbers, each once. */
export class NumberBook {
  readonly #used = new Map<string, number>();

  /** A fresh number of the country, or undefined when its blocks are used up. */
  next(country: string): string | undefined {
    const own = blocks[country] ?? [];
    const used = this.#used.get(country) ?? 0;
    // Taking the blocks in turn makes a small account as mixed as a large one.
    const chosen = own[used % own.length];
    const index = Math.floor(used / own.length);
    if (!chosen || index >= chosen.size) return undefined;
    this.#used.set(country, used + 1);
    // A stride prime to every size above visits each number once, and not in order.
    const place = chosen.from + ((index * 7_919 + 53) % chosen.size);
    return chosen.prefix + String(place).padStart(chosen.width, '0');
  }
}

function block(prefix: string, width: number): Block {
  return { prefix, from: 0, size: 10 ** width, width };
}
