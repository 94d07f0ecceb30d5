import type { Pace } from '../http/pace.ts';
import { LONGEST_PAUSE } from '../http/retry.ts';
import { type Clock, SECOND } from '../lib/time.ts';
import type { Api } from './client.ts';

/** The other processes know of a pause after so long at the most. */
const LOOKED_UP_EVERY = SECOND / 4;

/** Where the processes of an account leave messages for each other: the store. */
interface Board {
  pauseAccount(account: string, until: number, latest: number): Promise<void>;
  pausedUntil(account: string): Promise<number>;
}

/** A pause that the service imposes on one process holds for all processes of the account: the store passes it on (promise 17). */
export class Pauses {
  readonly #account: string;
  readonly #now: Clock;
  #board: Board | undefined;
  #lookedUpAt = 0;

  constructor(account: string, now: Clock) {
    this.#account = account;
    this.#now = now;
  }

  /** Until then, pauses are neither published nor followed. */
  connect(board: Board): void {
    this.#board = board;
  }

  /** A store that cannot be written does not keep this process from pausing. */
  publish(until: number): void {
    this.#board?.pauseAccount(this.#account, until, this.#now() + LONGEST_PAUSE).catch(() => undefined);
  }

  /** The same client, pausing when another process was paused. */
  followedBy(api: Api, pace: Pace): Api {
    return {
      ...api,
      call: async (...call) => {
        await this.#lookUp(pace);
        return api.call(...call);
      },
      read: async (...call) => {
        await this.#lookUp(pace);
        return api.read(...call);
      },
    };
  }

  async #lookUp(pace: Pace): Promise<void> {
    const now = this.#now();
    if (!this.#board || Math.abs(now - this.#lookedUpAt) < LOOKED_UP_EVERY) return;
    this.#lookedUpAt = now;
    pace.pauseUntil(await this.#board.pausedUntil(this.#account).catch(() => 0));
  }
}
