/** A line of the report: our number, what it was measured beside in the same run, and the goal. */
export interface Row {
  what: string;
  ours: string;
  beside: string;
  compared: string;
  goal: string;
  met: boolean;
}

/**
 * Measures each of the candidates in turn, A B A B, so that a noisy machine is noisy for all of them; one round first
 * that does not count. Gives the median of each.
 */
export async function medians<Name extends string>(
  rounds: number,
  candidates: Record<Name, () => Promise<number>>,
): Promise<Record<Name, number>> {
  const names = Object.keys(candidates) as Name[];
  const samples = new Map<Name, number[]>(names.map((name) => [name, []]));
  globalThis.gc?.();
  for (let round = 0; round <= rounds; round++) {
    for (const name of names) {
      const value = await candidates[name]();
      if (round > 0) samples.get(name)?.push(value);
    }
  }
  const entries = [...samples].map(([name, values]) => [name, median(values)]);
  return Object.fromEntries(entries) as Record<Name, number>;
}

/** Milliseconds that the work takes. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Runs `task` for every number up to `count`, so many at once. */
export async function atOnce(
  width: number,
  count: number,
  task: (n: number) => Promise<unknown>,
): Promise<void> {
  let next = 1;
  const worker = async () => {
    while (next <= count) await task(next++);
  };
  await Promise.all(Array.from({ length: width }, worker));
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? at(sorted, middle) : (at(sorted, middle - 1) + at(sorted, middle)) / 2;
}

function at(values: readonly number[], index: number): number {
  return values[index] ?? Number.NaN;
}
