/** Half of a client's limit, since a result is sent as text and as data: 20,000 tokens of 2.5 bytes (ids and other scripts are dear). */
const BUDGET_BYTES = 50_000;

/** What is made with the first of ever stricter sizes that fits, by default into a result, or else with the strictest. */
export function fitted<Size, T>(
  sizes: readonly Size[],
  make: (size: Size) => T,
  fits: (made: T) => boolean = fitsResult,
): T {
  for (const size of sizes) {
    const made = make(size);
    if (size === sizes.at(-1) || fits(made)) return made;
  }
  throw new RangeError('there are no sizes to try');
}

function fitsResult(made: unknown): boolean {
  return Buffer.byteLength(JSON.stringify(made)) <= BUDGET_BYTES;
}
