/**
 * What the view shows, and what it asks of whoever shows it: the page asks over HTTP, a chat will ask its host.
 * Texts are the program's own sentences; what other people wrote stands in them in quotation marks, escaped. The names,
 * numbers and tags of rows are other people's text as it is: the view isolates and escapes them. A source never rejects:
 * where nobody answers, it refuses with `silent`.
 */
export interface Source {
  start(): Promise<Start | Refused>;
  plan(planId: string): Promise<PlanHead | Refused>;
  /** Rows from `from` on, at most 2,000 an answer. */
  rows(planId: string, from: number): Promise<{ rows: Row[]; next: number | null } | Refused>;
  progress(planId: string, since: number): Promise<Progress | Refused>;
  decide(decision: Decision): Promise<Progress | Refused>;
  stop(planId: string): Promise<Progress | Refused>;
  /** Makes the plan that undoes this one; it waits. */
  undo(planId: string): Promise<{ plan_id: string } | Refused>;
  /** The items as a CSV sheet, to be saved by the person. */
  sheet(planId: string): Promise<{ name: string; csv: string } | Refused>;
  plans(before: number | null): Promise<PlanList | Refused>;
  tags(): Promise<Tags | Refused>;
}

/** Nothing was done, and why, in words; `again`: asking again may help. */
export interface Refused {
  refused:
    | 'session'
    | 'link'
    | 'decided'
    | 'replaced'
    | 'late'
    | 'changed'
    | 'early'
    | 'typed'
    | 'error'
    | 'silent';
  title: string;
  text: string;
  next?: string;
  again?: true;
}

export interface Start {
  account: string;
  sandbox: boolean;
  /** The plan that the link was made for; none: the list of plans. */
  plan_id: string | null;
}

export interface PlanHead {
  plan_id: string;
  /** Over all that the person is shown; a decision names it. */
  hash: string;
  state: string;
  /** Whether it is being carried out: the view shows the meter of its progress. */
  moving: boolean;
  /** How many rows name somebody. */
  people: number;
  account: string;
  sandbox: boolean;
  /** `tomorrow 14:02`: until when it waits, where it does. */
  until?: string;
  /** `Waiting for your approval`, `Done, with 4 problems`. */
  now: { text: string; tone: Tone };
  /** The first sentence of the plan's text, or of its receipt. */
  title: string;
  /** Who asked, when, and until when it waits. */
  origin: string;
  /** The other sentences of the plan's text, each with a label, and what proves it. */
  facts: Fact[];
  /** Groups of a merge whose values differ, under a title that counts them. */
  conflicts?: { title: string; groups: Conflict[] };
  columns: [string, string, string];
  /** The first is open at first. The key `''` has all rows, whatever their tab. */
  tabs: { key: string; label: string; count: number }[];
  /** Undefined: there is nothing to decide here; `why` says why not, where it waits all the same. */
  decision?: {
    label: string;
    danger: boolean;
    /** The number to type, with its label. */
    type?: { text: string; label: string };
  };
  /** Why it cannot be approved here although it waits: read-only, no-delete. It can still be declined. */
  why?: string;
  /** A plan that came after it: to be pressed, never opened by itself. */
  newer?: Newer;
  problems: Problem[];
  can: { stop: boolean; undo?: { label: string }; sheet: boolean };
}

/** A later plan, and what it means for this one. */
interface Newer {
  plan_id: string;
  title: string;
  text: string;
}
type Tone = 'plain' | 'due' | 'lost' | 'mind' | 'add';
export interface Fact {
  about: string;
  tone: 'plain' | 'lost' | 'mind';
  text: string;
  people?: { name: string; number: string; reason?: string }[];
  /** How many people there are besides those. */
  more?: number;
  /** Contacts with each tag, before and after. */
  bars?: { tag: string; before: number; after: number }[];
  /** How the columns of a sheet were understood. */
  columns?: { header: string; becomes: string }[];
}
export interface Conflict {
  name: string;
  keep: string;
  goes: string[];
  fields: { field: string; kept: string; other: string; lost: boolean }[];
}
/** Grouped by reason. */
export interface Problem {
  outcome: string;
  count: number;
  names: string[];
  reason: string;
  todo?: string;
}

export interface Row {
  n: number;
  name: string;
  number: string;
  /** The key of its tab. */
  tab: string;
  /** In words, where they are worth a chip: `done`, `left alone`. Empty while nothing happened to it. */
  state: string;
  what: What[];
}
export type What =
  | { op: 'add'; to: string }
  | { op: 'cut'; from: string }
  | { op: 'set'; key: string; from?: string; to?: string }
  | { op: 'has'; to: string }
  | { op: 'why'; text: string };

export interface Decision {
  plan_id: string;
  hash: string;
  decision: 'approve' | 'decline';
  typed?: string;
}

export interface Progress {
  plan_id: string;
  state: string;
  /** Whether it still moves: the view asks again each second. */
  moving: boolean;
  /** Fewer than in the plan's head: somebody was forgotten, and the view reads the plan again. */
  people: number;
  done: number;
  total: number;
  /** `120 of 203 done, about 4 seconds left`. */
  text: string;
  problems: number;
  /** Who decided, when it was not this page: `Somebody answered the form in Claude Code at 14:03.` */
  decided?: string;
  newer?: Newer;
  /** Rows that ended since `since`, by their number; the next `since`. */
  changed: { n: number; tab: string; state: string; what: What[] }[];
  since: number;
}

export interface PlanList {
  /** `1 plan waits for you`. */
  now?: string;
  days: {
    day: string;
    plans: { plan_id: string; at: string; text: string; outcome: string; tone: Tone }[];
  }[];
  next: number | null;
}
export interface Tags {
  text: string;
  /** The most frequent first. */
  tags: { tag: string; contacts: number; optOut: boolean }[];
  alike: { tags: string[]; say: string }[];
}
