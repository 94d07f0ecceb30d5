export const PLAN_STATES = [
  'waiting',
  'declined',
  'discarded',
  'expired',
  'queued',
  'running',
  'done',
  'stopped',
  'halted',
  'blocked',
] as const;
export type PlanState = (typeof PLAN_STATES)[number];
/** Of a plan that waits, runs, or goes on by itself. */
export const OPEN_STATES = ['running', 'queued', 'blocked', 'waiting'] as const;
export type ItemState =
  | 'pending'
  | 'sending'
  | 'done'
  | 'unchanged'
  | 'protected'
  | 'drifted'
  | 'gone'
  | 'failed'
  | 'unknown';
/** Of an item that ended without its change. */
export const LEFT_UNDONE: readonly ItemState[] = ['protected', 'drifted', 'gone', 'failed', 'unknown'];
export type Counts = Readonly<Record<ItemState, number>>;
/** The tally of no items: every state is named. */
export const NO_ITEMS: Counts = {
  pending: 0,
  sending: 0,
  done: 0,
  unchanged: 0,
  protected: 0,
  drifted: 0,
  gone: 0,
  failed: 0,
  unknown: 0,
};
/** Nothing more happens to a plan in one of these, unless somebody continues it. */
export const FINISHED: readonly PlanState[] = [
  'done',
  'stopped',
  'halted',
  'declined',
  'discarded',
  'expired',
];
/** A plan in one of these has changed no contact. */
export const NOT_APPROVED: readonly PlanState[] = ['waiting', 'declined', 'discarded', 'expired'];
