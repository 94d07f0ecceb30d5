/** Why a row of a sheet is no item of its plan: `skipped` was left out on request, the contact of `same` is already so. */
export const UNTAKEN = ['refused', 'repeated', 'skipped', 'same'] as const;
export type Untaken = (typeof UNTAKEN)[number];

/** A row of a sheet that changes nothing. */
export interface UntakenRow {
  row: number;
  why: Untaken;
  name: string;
  /** As it is written. */
  number: string;
  /** A phrase; empty where `why` says it. */
  reason: string;
}
