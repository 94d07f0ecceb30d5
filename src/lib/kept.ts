import { randomId } from './id.ts';

/** Values that are kept for `forMs` under ids of their own; beyond `most` values the oldest is dropped. */
export class Kept<T> {
  readonly #values = new Map<string, { value: T; until: number }>();
  readonly #forMs: number;
  readonly #most: number;

  constructor(forMs: number, most: number) {
    this.#forMs = forMs;
    this.#most = most;
  }

  add(value: T, at: number): string {
    const id = randomId();
    this.#drop(at);
    this.#values.set(id, { value, until: at + this.#forMs });
    return id;
  }

  get(id: string, at: number): T | undefined {
    const kept = this.#values.get(id);
    return kept && at < kept.until ? kept.value : undefined;
  }

  #drop(at: number): void {
    for (const [id, { until }] of this.#values)
      if (at >= until || this.#values.size >= this.#most) this.#values.delete(id);
  }
}
