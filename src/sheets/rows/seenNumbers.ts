import { NumberTable } from './numberTable.ts';

/** In which row each number came first. */
export class SeenNumbers {
  readonly #rows = new NumberTable();

  /** The row in which this number came before; none when it is this one. */
  earlier(number: string, row: number): number | undefined {
    const before = this.#rows.get(number);
    if (before === undefined) this.#rows.put(number, row);
    return before;
  }
}
