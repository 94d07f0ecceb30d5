/** The states of a plan; `PLAN` says what each means. */
export const PlanState = {
  waiting: 'waiting',
  declined: 'declined',
  discarded: 'discarded',
  expired: 'expired',
  queued: 'queued',
  running: 'running',
  done: 'done',
  stopped: 'stopped',
  halted: 'halted',
  blocked: 'blocked',
} as const;
export type PlanState = keyof typeof PlanState;

/** The states of an item; `ITEM` says what each means. */
export const ItemState = {
  pending: 'pending',
  sending: 'sending',
  done: 'done',
  unchanged: 'unchanged',
  protected: 'protected',
  drifted: 'drifted',
  gone: 'gone',
  failed: 'failed',
  unknown: 'unknown',
} as const;
export type ItemState = keyof typeof ItemState;

/**
 * What may happen to a plan. `lapse`: nobody approved it in time; `expire`: it was approved, and must not begin any more.
 * `complete`: the last requests of a stopped plan ended, and it has no item left to do. `giveUp`: what it did not send is not
 * sent any more.
 */
export type PlanEvent =
  | 'approve'
  | 'decline'
  | 'discard'
  | 'lapse'
  | 'expire'
  | 'begin'
  | 'finish'
  | 'halt'
  | 'block'
  | 'stop'
  | 'resume'
  | 'complete'
  | 'giveUp';

interface PlanMeaning {
  /** The state that follows each event; every other event is refused. */
  after: Readonly<Partial<Record<PlanEvent, PlanState>>>;
  /** Somebody approved it, or it needed no approval: it may have changed contacts. */
  approved?: true;
  /** Nothing more happens to it, unless somebody continues it. */
  finished?: true;
  /** A process runs it, or will without being asked. */
  underWay?: true;
}

const ENDED_UNAPPROVED: PlanMeaning = { after: {}, finished: true };

/** What each state of a plan means, and what may happen in it. */
export const PLAN: Readonly<Record<PlanState, PlanMeaning>> = {
  waiting: { after: { approve: 'queued', decline: 'declined', discard: 'discarded', lapse: 'expired' } },
  declined: ENDED_UNAPPROVED,
  discarded: ENDED_UNAPPROVED,
  expired: ENDED_UNAPPROVED,
  queued: { after: { begin: 'running', stop: 'stopped' }, approved: true, underWay: true },
  running: {
    after: { finish: 'done', halt: 'halted', block: 'blocked', expire: 'expired', stop: 'stopped' },
    approved: true,
    underWay: true,
  },
  done: { after: { resume: 'queued' }, approved: true, finished: true },
  stopped: { after: { resume: 'queued', complete: 'done', giveUp: 'done' }, approved: true, finished: true },
  halted: { after: { resume: 'queued', giveUp: 'done' }, approved: true, finished: true },
  blocked: { after: { resume: 'queued', stop: 'stopped' }, approved: true },
};

interface ItemMeaning {
  /** It is still to be done, or was begun. */
  open?: true;
  /** Its turn in the run came, and it ended. */
  ended?: true;
  /** It counts as a change of its plan: one still to be made, made, or tried. */
  toChange?: true;
  /** It ended without its change. */
  leftUndone?: true;
  /** Its change was made, or may have been. */
  mayBeDone?: true;
  /** Nothing was sent for it. */
  unsent?: true;
}

/** What each state of an item means. */
export const ITEM: Readonly<Record<ItemState, ItemMeaning>> = {
  pending: { open: true, toChange: true },
  sending: { open: true, toChange: true },
  done: { ended: true, toChange: true, mayBeDone: true },
  unchanged: { unsent: true },
  protected: { leftUndone: true, unsent: true },
  drifted: { ended: true, leftUndone: true },
  gone: { ended: true, leftUndone: true },
  failed: { ended: true, toChange: true, leftUndone: true },
  unknown: { ended: true, toChange: true, leftUndone: true, mayBeDone: true },
};

export const PLAN_STATES = Object.values(PlanState);
export const ITEM_STATES = Object.values(ItemState);

/** The plan states with a meaning, such as `plansThat((is) => is.approved && !is.finished)`. */
export function plansThat(mean: (is: PlanMeaning) => boolean | undefined): readonly PlanState[] {
  return PLAN_STATES.filter((state) => mean(PLAN[state]));
}

/** The item states with a meaning. */
export function itemsThat(mean: (is: ItemMeaning) => boolean | undefined): readonly ItemState[] {
  return ITEM_STATES.filter((state) => mean(ITEM[state]));
}

/** States of plans that several rooms ask for. */
export const FINISHED = plansThat((is) => is.finished);
export const UNDER_WAY = plansThat((is) => is.underWay);
/** States of items of which something is still to be done. */
export const OPEN_ITEMS = itemsThat((is) => is.open);
/** States of items that count as a change of their plan. */
export const TO_CHANGE = itemsThat((is) => is.toChange);
/** States of items that ended without their change. */
export const LEFT_UNDONE = itemsThat((is) => is.leftUndone);

/** Whether the event may happen to a plan in this state. */
export function can(state: PlanState, event: PlanEvent): boolean {
  return PLAN[state].after[event] !== undefined;
}

/** The states in which the event may happen, and the state that follows. */
export function transition(event: PlanEvent): { from: readonly PlanState[]; to: PlanState } {
  const from = PLAN_STATES.filter((state) => can(state, event));
  const [to] = new Set(from.map((state) => PLAN[state].after[event]));
  if (to === undefined) throw new Error(`no plan can ${event}`);
  return { from, to };
}

export type Counts = Readonly<Record<ItemState, number>>;

/** How many items are in each state. */
export function tally(items: readonly { state: ItemState }[]): Counts {
  const counts = {
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
  for (const { state } of items) counts[state]++;
  return counts;
}

/** How many items are in states with a meaning. */
export function countThat(counts: Counts, mean: (is: ItemMeaning) => boolean | undefined): number {
  return countIn(counts, itemsThat(mean));
}

/** How many items are in these states. */
export function countIn(counts: Counts, states: readonly ItemState[]): number {
  return states.reduce((sum, state) => sum + counts[state], 0);
}
