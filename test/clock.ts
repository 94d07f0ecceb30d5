import type { Harness } from './harness.ts';

/** Moves the clock of a server by so many ms from now. */
export function moveClock({ context }: Harness, ms: number): void {
  Object.assign(context, { now: () => Date.now() + ms });
}
