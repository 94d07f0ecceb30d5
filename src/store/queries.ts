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

/** A program that speaks to this one, as it names itself. */
export interface ClientName {
  name: string;
  version: string;
}

/** What a client made of forms: somebody took the time to read one, the last one was refused too fast for that, or it draws none. */
export type FormsSeen = 'read' | 'refused at once' | 'none';

/** Forms that are open, for all processes to see, and what is known of those who draw them. */
export interface FormStore {
  /** Marks the form for a waiting plan as open until then; false when one is open already. */
  openForm(planId: string, times: { at: number; until: number }): Promise<boolean>;
  /** The form that is open until then was answered, or nobody will answer it any more. */
  closeForm(planId: string, until: number): Promise<void>;
  /** Until when a form for this waiting plan is open, or was, when nobody closed it. */
  formUntil(planId: string): Promise<number | undefined>;
  /** The plan that deletes this contact alone and for which a form is open. */
  formToDelete(account: string, contactId: string, at: number): Promise<string | undefined>;
  /** What is remembered of a client's forms: for 30 days, and for ever that somebody read one. */
  formsSeen(client: ClientName, at: number): Promise<FormsSeen | undefined>;
  /** Remembers it, or that there is nothing to remember; a client in which somebody read a form stays one. */
  noteForms(client: ClientName, seen: FormsSeen | undefined, at: number): Promise<void>;
}
