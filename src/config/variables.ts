/** A variable of the environment, in words for people who set this program up. */
export interface Variable {
  says: string;
  /** The text that is read when the variable is not set; undefined where that depends on the platform, or there is none. */
  fallback?: string;
  /** `fallback` in words, where it is no text that could be set. */
  otherwise?: string;
  choices?: readonly string[];
  /** Never repeated, in no message: a token, or an address that may hold one by mistake. */
  isSecret?: true;
}

export const MODES = ['full', 'no-delete', 'read-only'] as const;
export const APPROVALS = ['ask', 'relay', 'form'] as const;
export const LOG_LEVELS = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;
export const REVIEWS = ['auto', 'link', 'off'] as const;
export const SWITCH = ['true', 'false'] as const;

/** All that can be configured. `--help`, README and every package take names, defaults and words from here. */
export const VARIABLES = {
  VOBIZ_AUTH_ID: { says: "the account's id, from console.vobiz.ai" },
  VOBIZ_AUTH_TOKEN: { says: "the account's token, from console.vobiz.ai", isSecret: true },
  VOBIZ_JWT: { says: 'instead of id and token: a token that lives about half an hour', isSecret: true },
  VOBIZ_SANDBOX: {
    says: '`true` takes a built-in account of invented contacts, and ignores real credentials',
    fallback: 'false',
    choices: SWITCH,
  },
  VOBIZ_BASE_URL: {
    says: 'the address of the API: https only, or http on this machine',
    fallback: 'https://api.vobiz.ai/api/v1/messaging',
    isSecret: true,
  },
  VOBIZ_MODE: {
    says: '`no-delete` and `read-only` leave out the tools they do not allow',
    fallback: 'full',
    choices: MODES,
  },
  VOBIZ_FILES: {
    says: 'folders that sheets are read from and written to, separated like PATH',
    otherwise: '<data folder>/files',
  },
  VOBIZ_DATA_DIR: {
    says: 'where this program keeps what is its own',
    otherwise: "the platform's data folder",
  },
  VOBIZ_DEFAULT_COUNTRY: { says: 'such as `IN`: the country of numbers written without one' },
  VOBIZ_APPROVAL: {
    says: '`ask`: plans are approved by a form, on a page or, within a budget, by a phrase; `form`: by a form or on the page alone; `relay`: by a phrase without that budget, too',
    fallback: 'ask',
    choices: APPROVALS,
  },
  VOBIZ_REVIEW: {
    says: '`auto`: a page in a browser shows plans that no form can show; `link`: the chat gives the link to it; `off`: no page',
    fallback: 'auto',
    choices: REVIEWS,
  },
  VOBIZ_MAX_PLAN: { says: 'contacts that one plan changes at the most', fallback: '10000' },
  VOBIZ_MAX_DELETE: { says: 'contacts that one plan deletes at the most', fallback: '500' },
  VOBIZ_KEEP_DAYS: { says: 'days that the journal keeps what was done', fallback: '90' },
  VOBIZ_PROTECTED_TAGS: {
    says: 'tags of people who opted out; spelling and case do not matter',
    fallback: 'opted-out,opt-out,unsubscribed,dnd,do-not-contact',
  },
  VOBIZ_CONCURRENCY: { says: 'requests at once', fallback: '8' },
  VOBIZ_RATE: { says: 'requests per second at the most', otherwise: 'as many as Vobiz takes' },
  VOBIZ_LOG_LEVEL: {
    says: 'to stderr: `silent`, `fatal`, `error`, `warn`, `info`, `debug`, `trace`',
    fallback: 'info',
    choices: LOG_LEVELS,
  },
} as const satisfies Record<string, Variable>;

export type VariableName = keyof typeof VARIABLES;
export const VARIABLE_NAMES = Object.keys(VARIABLES) as VariableName[];
