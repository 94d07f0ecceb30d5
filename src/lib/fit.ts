/** Half of what a client takes: 20,000 tokens of 2.5 bytes (ids and other scripts are dear), once as text or once as data. */
const BUDGET_BYTES = 50_000;

/** The first that fits into a result, made with ever stricter sizes; the strictest when none does. */
export function fitted<Size, T>(sizes: readonly Size[], make: (size: Size) => T): T {
  for (const size of sizes) {
    const made = make(size);
    if (size === sizes.at(-1) || Buffer.byteLength(JSON.stringify(made)) <= BUDGET_BYTES) return made;
  }
  throw new RangeError('there are no sizes to try');
}
