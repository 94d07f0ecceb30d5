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
