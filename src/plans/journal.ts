import type { OpenedStore } from '../store/store.ts';
import type { Runner } from './run/runner.ts';

/** What bulk work needs, opened with the first plan or selection: starting stays fast. */
export interface Journal {
  store: OpenedStore;
  runner: Runner;
}

/** How a person's word may reach us: by a form where the client has one, or relayed by the agent. */
export type ApprovalMode = 'ask' | 'relay' | 'form';

/** How plans are limited and approved; from the configuration. */
export interface PlanRules {
  /** Base URL and auth id: plans of one account never meet those of another. */
  account: string;
  approval: ApprovalMode;
  caps: { plan: number; deletions: number };
}
