import type { Refused, Row, Source } from './contract.ts';

export function isRefused(answer: object): answer is Refused {
  return 'refused' in answer;
}

/** Reads all rows of a plan, portion by portion, for as long as somebody wants them. */
export async function readRows(
  source: Source,
  planId: string,
  hear: (rows: readonly Row[]) => boolean,
): Promise<Refused | undefined> {
  for (let from: number | null = 0; from !== null; ) {
    const answer: Awaited<ReturnType<Source['rows']>> = await source.rows(planId, from);
    if (isRefused(answer)) return answer;
    if (!hear(answer.rows)) return undefined;
    from = answer.next;
  }
  return undefined;
}

const EVERY = 1000;
const GONE_AFTER = 3;
/** While nobody answers, of so many times. */
const ONE_OF = 5;

export interface Poll {
  /** Asks at once, unless it is asking. */
  now(): void;
  end(): void;
}

/**
 * Asks again each second while the window is visible, and rarely while nobody answers; `heard` hears whether somebody
 * did, once that changes. `ask` tells whether it was answered.
 */
export function poll(ask: () => Promise<boolean>, heard: (isThere: boolean) => void): Poll {
  let [failures, turns, isAsking] = [0, 0, false];
  const now = async () => {
    if (isAsking || document.visibilityState !== 'visible') return;
    isAsking = true;
    const isThere = await ask();
    isAsking = false;
    if (isThere && failures >= GONE_AFTER) heard(true);
    failures = isThere ? 0 : failures + 1;
    if (failures === GONE_AFTER) heard(false);
  };
  const timer = setInterval(() => {
    if (failures < GONE_AFTER || ++turns % ONE_OF === 0) now();
  }, EVERY);
  document.addEventListener('visibilitychange', now);
  return { now, end: () => clearInterval(timer) };
}
