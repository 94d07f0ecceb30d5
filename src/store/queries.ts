/** What is asked of the store when the next plan is looked for. */
export interface NextPlanQuery {
  now: number;
  /** A single edit is run by the call that made it, for so long in ms at the most: until then it is not given. */
  singlesLast: number;
  /** Who may not delete passes over the plans that do. */
  mayDelete: boolean;
  /** The plan that is being run. */
  current?: string | undefined;
}

/** What becomes of the contact of an item when its task is done. `replaced`: another with the new number takes its place. */
export type Effect = 'created' | 'changed' | 'replaced' | 'deleted';

export interface LastDoneQuery {
  /** Any effect, unless some are named. */
  did?: readonly Effect[];
  /** An id or a number. */
  contact: string;
  /** Not what was done before that, ms since 1970. */
  since: number;
}
