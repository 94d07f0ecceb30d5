import type { Refused, Row, Source } from './contract.ts';

/** What a source rejects with when nobody answers. */
export class NoAnswer extends Error {}

export function isRefused(answer: object): answer is Refused {
  return 'refused' in answer;
}

/** Reads all rows of a plan, portion by portion, for as long as somebody wants them. */
export async function readRows(
  source: Source,
  planId: string,
  hear: (rows: readonly Row[]) => void,
  isWanted: () => boolean,
): Promise<Refused | undefined> {
  for (let from: number | null = 0; from !== null; ) {
    const answer: Awaited<ReturnType<Source['rows']>> = await source.rows(planId, from);
    if (!isWanted()) return undefined;
    if (isRefused(answer)) return answer;
    hear(answer.rows);
    from = answer.next;
  }
  return undefined;
}

interface Asked {
  /** Asks once; rejects with `NoAnswer`. */
  ask(): Promise<void>;
  lost(): void;
  back(): void;
}

const EVERY = 1000;
const EVERY_WHILE_LOST = 5000;
const LOST_AFTER = 3;

/** Asks again each second while the window is visible, and rarely while nobody answers. */
export class Poll {
  readonly #asked: Asked;
  readonly #ended = new AbortController();
  #failures = 0;
  #turn: Promise<void> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(asked: Asked) {
    this.#asked = asked;
    document.addEventListener('visibilitychange', () => this.#wait(0), { signal: this.#ended.signal });
    this.#wait(EVERY);
  }

  get isLost(): boolean {
    return this.#failures >= LOST_AFTER;
  }

  /** Asks now; a question that is under way is finished first. */
  async now(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#turn;
    await this.#ask();
  }

  end(): void {
    this.#ended.abort();
    clearTimeout(this.#timer);
  }

  #wait(time: number): void {
    clearTimeout(this.#timer);
    if (this.#ended.signal.aborted || document.visibilityState !== 'visible') return;
    this.#timer = setTimeout(() => void this.#ask(), time);
  }

  #ask(): Promise<void> {
    this.#turn ??= this.#askOnce().finally(() => {
      this.#turn = undefined;
      this.#wait(this.isLost ? EVERY_WHILE_LOST : EVERY);
    });
    return this.#turn;
  }

  async #askOnce(): Promise<void> {
    try {
      await this.#asked.ask();
      const wasLost = this.isLost;
      this.#failures = 0;
      if (wasLost) this.#asked.back();
    } catch (error) {
      if (!(error instanceof NoAnswer)) reportError(error);
      this.#failures += 1;
      if (this.#failures === LOST_AFTER) this.#asked.lost();
    }
  }
}

/** The answer, or `otherwise` where nobody gives one. */
export async function orNobody<Answer, Otherwise = undefined>(
  asked: Promise<Answer>,
  otherwise?: Otherwise,
): Promise<Answer | Otherwise | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (!(error instanceof NoAnswer)) reportError(error);
    return otherwise;
  }
}
