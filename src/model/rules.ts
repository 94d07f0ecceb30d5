/** `no-delete` and `read-only` leave out the tools they do not allow. */
export type Mode = 'full' | 'no-delete' | 'read-only';

/** How a person's approval may come: by a form where the client draws one, or relayed by the agent. */
export type ApprovalMode = 'ask' | 'relay' | 'form';

/** How a plan is shown on a page: in a browser that is opened, by a link in the chat, or not at all. */
export type ReviewMode = 'auto' | 'link' | 'off';

/** How plans are limited and approved; from the configuration. */
export interface PlanRules {
  /** Base URL and auth id: plans of one account never meet those of another. */
  account: string;
  approval: ApprovalMode;
  caps: Caps;
}

/** How many contacts one plan may change, and how many of them delete. */
export interface Caps {
  plan: number;
  deletions: number;
}
