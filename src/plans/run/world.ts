import type { Api } from '../../api/client.ts';
import type { AccountReader } from '../../find/reader.ts';
import type { Clock } from '../../lib/time.ts';
import type { OpenedStore } from '../../store/store.ts';

/** What running plans needs. */
export interface RunnerWorld {
  store: OpenedStore;
  api: Api;
  reader: AccountReader;
  account: string;
  /** ISO code of the country of numbers without a country code, where somebody configured it. */
  country: string | undefined;
  protectedFolds: ReadonlySet<string>;
  /** Items worked on at once. */
  width: number;
  now: Clock;
  /** Whether the mode of this process allows plans, and those that delete. */
  mayRun: boolean;
  mayDelete: boolean;
  warn(facts: object, message: string): void;
}
