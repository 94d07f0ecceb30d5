import type { Store } from '../store/records.ts';
import type { ApprovalMode } from './approval.ts';
import type { Runner } from './runner.ts';

/** What bulk work needs, opened with the first plan or selection: starting stays fast. */
export interface Journal {
  store: Store;
  runner: Runner;
}

/** How plans are limited and approved; from the configuration. */
export interface PlanRules {
  /** Base URL and auth id: plans of one account never meet those of another. */
  account: string;
  approval: ApprovalMode;
  caps: { plan: number; deletions: number };
}
