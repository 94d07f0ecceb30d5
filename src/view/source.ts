import type { Refused, Row, Source } from './contract.ts';

export function isRefused(answer: object): answer is Refused {
  return 'refused' in answer;
}

export function later(time: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, time));
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
const EVERY_WHILE_GONE = 5000;
const GONE_AFTER = 3;

export interface Poll {
  /** Asks at once. */
  now(): void;
  end(): void;
}

/**
 * Asks again each second while the window is visible, and rarely while nobody answers; `heard` hears whether somebody
 * did, once that changes. `ask` tells whether it was answered.
 */
export function poll(ask: () => Promise<boolean>, heard: (isThere: boolean) => void): Poll {
  let [failures, isAsking, hasEnded] = [0, false, false];
  let timer: ReturnType<typeof setTimeout>;
  const wait = (time: number) => {
    clearTimeout(timer);
    if (!hasEnded && document.visibilityState === 'visible') timer = setTimeout(turn, time);
  };
  const turn = async () => {
    if (isAsking) return;
    isAsking = true;
    const before = failures;
    failures = (await ask()) ? 0 : failures + 1;
    isAsking = false;
    if (failures === GONE_AFTER) heard(false);
    if (failures === 0 && before >= GONE_AFTER) heard(true);
    wait(failures < GONE_AFTER ? EVERY : EVERY_WHILE_GONE);
  };
  document.addEventListener('visibilitychange', () => wait(0));
  wait(EVERY);
  return {
    now: () => wait(0),
    end: () => {
      hasEnded = true;
      wait(0);
    },
  };
}
