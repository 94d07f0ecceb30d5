import type { OpenedStore } from '../store/store.ts';
import type { Runner } from './run/runner.ts';

/** What bulk work needs, opened with the first plan or selection: starting stays fast. */
export interface Journal {
  store: OpenedStore;
  runner: Runner;
}
