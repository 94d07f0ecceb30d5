import type { Pace } from '../http/pace.ts';
import { LONGEST_PAUSE } from '../http/retry.ts';
import { type Clock, SECOND } from '../lib/time.ts';
import type { Api } from './client.ts';

/** A pause of the service is known to the other processes after so long at the most. */
const HEARD_EVERY = SECOND / 4;

/** Where the processes of an account leave word for each other: the store. */
interface Board {
  pauseAccount(account: string, until: number, latest: number): Promise<void>;
  pausedUntil(account: string): Promise<number>;
}

/** How the processes of an account tell each other that the service pauses it: through the store (promise 17). */
export class Pauses {
  readonly #account: string;
  readonly #now: Clock;
  #board: Board | undefined;
  #heardAt = 0;

  constructor(account: string, now: Clock) {
    this.#account = account;
    this.#now = now;
  }

  /** From now on; before it is opened, nobody is told and nothing is heard. */
  through(board: Board): void {
    this.#board = board;
  }

  /** A store that cannot be written keeps nobody from pausing here. */
  tell(until: number): void {
    this.#board?.pauseAccount(this.#account, until, this.#now() + LONGEST_PAUSE).catch(() => undefined);
  }

  /** The client, pausing when another process was told to. */
  heardBy(api: Api, pace: Pace): Api {
    return {
      ...api,
      call: async (...call) => {
        await this.#hear(pace);
        return api.call(...call);
      },
      read: async (...call) => {
        await this.#hear(pace);
        return api.read(...call);
      },
    };
  }

  async #hear(pace: Pace): Promise<void> {
    const now = this.#now();
    if (!this.#board || Math.abs(now - this.#heardAt) < HEARD_EVERY) return;
    this.#heardAt = now;
    pace.pauseUntil(await this.#board.pausedUntil(this.#account).catch(() => 0));
  }
}
