import type { ClientName } from '../model/plan.ts';

/** How a client treated forms: somebody took the time to read one, the last one was refused too fast for that, or it draws none. */
export type FormsSeen = 'read' | 'refused at once' | 'none';

/** A client that was part of an approval or a form; `answered`: somebody answered a form, perhaps without reading it. */
export interface SeenClient extends ClientName {
  forms: FormsSeen | 'answered' | undefined;
  at: number;
}

/** What people are asked by, for all processes to see: open forms, how each client treated its forms, windows of the page. */
export interface FormStore {
  /** Marks the form for a plan as open until `until`; false when one is open already, or the plan does not wait any more. */
  openForm(planId: string, times: { at: number; until: number }): Promise<boolean>;
  /** The form that is open until `until` was answered, or nobody will answer it any more. */
  closeForm(planId: string, until: number): Promise<void>;
  /** Until when the last form for this waiting plan that nobody closed is, or was, open. */
  formUntil(planId: string): Promise<number | undefined>;
  /** The plan that deletes this contact alone and for which a form is open. */
  formToDelete(account: string, contactId: string, at: number): Promise<string | undefined>;
  /** How a client treated its forms, remembered for 30 days; `read` for ever. */
  formsSeen(client: ClientName, at: number): Promise<FormsSeen | undefined>;
  /** Remembers how a client treated a form, or forgets it; a client in which somebody read one stays `read`. */
  noteForms(client: ClientName, seen: FormsSeen | undefined, at: number): Promise<void>;
  /** The clients that are known, those seen last first. */
  clientsSeen(): Promise<SeenClient[]>;
  /** Counts a window of the page that is to be opened at that time; false where the account had `most` in the `windowMs` before. */
  takeWindow(account: string, limits: { at: number; most: number; windowMs: number }): Promise<boolean>;
}
