import type { AppError } from '../errors.ts';
import type { Contact } from './contact.ts';
import type { ItemState } from './lifecycle.ts';
import type { Difference, ReasonFact } from './reasons.ts';

/** How the contact after a write differs from the contact that was asked for. */
export interface Comparison {
  /** Changes that were asked for (`was`) and not made. */
  failed: Difference[];
  /** Changes that the service made in its own spelling: it trims, folds or sorts. */
  stored: Difference[];
  /** Changes that were not asked for: somebody else's, or a side effect. */
  foreign: Difference[];
}

/** How one contact's change ended. */
export type Outcome = Ended & {
  /** The losers of a merge as they are now, by id; undefined for a loser that is gone. */
  others?: ReadonlyMap<string, Contact | undefined>;
  /** Instead of creating a contact the service overwrote the one that had the number. */
  overwrote?: true;
};

type Ended =
  | {
      state: typeof ItemState.done | typeof ItemState.failed;
      before: Contact;
      after: Contact;
      comparison: Comparison;
      /** Why it failed, where the comparison does not say so. */
      reason?: ReasonFact;
      /** So many contacts of the same request were there before, and this may be one of them. */
      updated?: number;
    }
  | { state: typeof ItemState.unchanged; before: Contact; after: Contact }
  | { state: 'deleted'; before: Contact }
  /** `exists`: somebody else's contact has the number that was to be created. */
  | { state: typeof ItemState.gone | 'exists'; before: Contact }
  /** Left alone, and why: somebody changed it since, or it carries a protected tag. */
  | { state: typeof ItemState.drifted | typeof ItemState.protected; before: Contact; reason: ReasonFact }
  /** Even reading again did not settle whether the write was carried out. */
  | { state: typeof ItemState.unknown; before: Contact; cause: AppError; reason?: ReasonFact };
