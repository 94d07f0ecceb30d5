import type { AppError } from '../errors.ts';
import type { Contact } from './contact.ts';
import type { ItemState } from './lifecycle.ts';

/** What the service made of a write. */
export interface Comparison {
  /** Asked for, but not so afterwards; each a phrase such as `the tag "vip" is not there`. */
  failed: string[];
  /** Taken, but written differently: the service trims, folds or sorts. */
  storedAs: string[];
  /** Changes that we did not ask for: somebody else's, or a side effect. */
  foreign: string[];
}

/** How one contact's change ended. */
export type Outcome = Ended & {
  /** Other contacts of a merge as they are now, by id; none for one that is not there. */
  others?: ReadonlyMap<string, Contact | undefined>;
  /** A creation found the number there, and the service overwrote that contact. */
  overwrote?: true;
};

type Ended =
  | {
      state: typeof ItemState.done | typeof ItemState.failed;
      before: Contact;
      after: Contact;
      comparison: Comparison;
      /** Why it failed, if not because the service did not take what the comparison names. */
      reason?: string;
    }
  | { state: typeof ItemState.unchanged; before: Contact; after: Contact }
  | { state: 'deleted'; before: Contact }
  /** `exists`: somebody else's contact has the number that was to be created. */
  | { state: typeof ItemState.gone | 'exists'; before: Contact }
  /** Left alone, and why: somebody changed it since, or it carries a protected tag. */
  | { state: typeof ItemState.drifted | typeof ItemState.protected; before: Contact; reason: string }
  /** Even reading again did not settle whether the write was carried out. */
  | { state: typeof ItemState.unknown; before: Contact; cause: AppError; reason?: string };
