/** How requests are limited; a field that is left out does not limit. Refused requests are never processed. */
export interface Limit {
  perSecond?: number;
  /** Requests let through at once after a pause; `perSecond` by default. */
  burst?: number;
  writesPerSecond?: number;
  concurrent?: number;
  /** Requests in 24 hours, counted from the first. */
  daily?: number;
  /** 429 by default. */
  status?: 429 | 503 | 403;
  /** Where the waiting time is written; by default in the body's details. */
  tell?: 'retry-after' | 'retry-date' | 'reset' | 'body' | 'nothing';
}

const choices = {
  /** `{items,total,page,limit,has_more}`, or the older `{data, meta:{total,page,limit}}`. */
  listShape: ['items', 'data'],
  /** A page or limit that is no positive integer: 400, or the default value is taken. */
  badPage: ['refused', 'ignored'],
  /** Newest first, oldest first, most recently updated first, or another order at every request. */
  order: ['created', 'oldest', 'updated', 'shuffled'],
  /** Anywhere in name or number, at their beginning, or as whole words. */
  search: ['contains', 'prefix', 'word'],
  searchCase: ['blind', 'exact'],
  /** A leading + of a search must match, is dropped, or makes the search find nothing. */
  searchPlus: ['kept', 'ignored', 'breaks'],
  /** Whether the list's tag filter minds case. */
  tagMatch: ['exact', 'blind'],
  /** How PUT treats custom_attributes. */
  attributes: ['replace', 'merge'],
  /** PUT with `tags: []` takes all tags off, or does nothing (as a Go service with `omitempty`). */
  emptyTags: ['clear', 'ignore'],
  /** The same for `custom_attributes: {}`. */
  emptyAttributes: ['clear', 'ignore'],
  /** How tags are stored; any but `asis` also removes duplicates. */
  tagStyle: ['asis', 'lower', 'trim', 'sorted', 'lower-trim-sorted'],
  nameStyle: ['asis', 'trim'],
  /** POST of a number that exists: 409, 422, 400, or 200 with the fields overwritten. */
  existing: ['conflict', 'invalid', 'bad-request', 'upsert'],
  /** How an import treats the tags of an existing contact. */
  importTags: ['merge', 'overwrite'],
  /** Whether `errors[].row` counts data rows from 1, or lines with the header as 1. */
  importRow: ['data', 'file'],
  idStyle: ['uuid', 'short', 'number'],
  /** PUT answers the contact, `{data: contact}`, nothing, or the contact as it was before the change. */
  putReply: ['contact', 'wrapped', 'empty', 'stale'],
  /** PUT with a phone_number: the field does nothing, or the request is refused with 422. */
  putNumber: ['ignored', 'refused'],
  unknownPath: ['not-found', 'unauthorized'],
  /** The shape of an error's body; see `failures.ts`. */
  errorStyle: [
    'documented',
    'message',
    'text-error',
    'code-object',
    'list',
    'detail-list',
    'api-id',
    'status-message',
    'plain',
    'html',
    'empty',
  ],
} as const;

type Choices = { -readonly [K in keyof typeof choices]: (typeof choices)[K][number] };

/** Everything the reference page leaves open, as switches. Changing a field counts from the next request on. */
export interface Dialect extends Choices {
  basePath: string;
  /** The largest page; a larger limit is clamped and the reply's `limit` says so. */
  maxLimit: number;
  /** Rows an import takes, 0 for any number; more are refused with 413. */
  importMax: number;
  /** Empty tags and attributes are written as null. */
  nullFields: boolean;
  /** Names of fields that PUT silently leaves as they are. */
  ignores: string[];
  limit: Limit;
  /** Milliseconds until credentials answer TOKEN_EXPIRED, 0 for never; changing them starts anew. */
  tokenLife: number;
  /** How much later a request met by a fault with `late` is applied. */
  lateMs: number;
}

const documented: Readonly<Dialect> = {
  listShape: 'items',
  badPage: 'refused',
  order: 'created',
  search: 'contains',
  searchCase: 'blind',
  searchPlus: 'kept',
  tagMatch: 'exact',
  attributes: 'replace',
  emptyTags: 'clear',
  emptyAttributes: 'clear',
  tagStyle: 'asis',
  nameStyle: 'asis',
  existing: 'conflict',
  importTags: 'merge',
  importRow: 'data',
  idStyle: 'uuid',
  putReply: 'contact',
  putNumber: 'ignored',
  unknownPath: 'not-found',
  errorStyle: 'documented',
  basePath: '/api/v1/messaging',
  maxLimit: 100,
  importMax: 0,
  nullFields: false,
  ignores: [],
  limit: {},
  tokenLife: 0,
  lateMs: 500,
};

interface Switch {
  accepts(value: unknown): boolean;
  /** The values that it can have. */
  takes: string;
}

const switches: Readonly<Record<string, Switch>> = {
  ...Object.fromEntries(Object.entries(choices).map(([key, values]) => [key, oneOf(values)])),
  basePath: {
    accepts: (value) => typeof value === 'string' && value.startsWith('/') && !value.endsWith('/'),
    takes: '/PATH',
  },
  maxLimit: { accepts: (value) => isCount(value) && value !== 0, takes: 'NUMBER' },
  importMax: { accepts: isCount, takes: 'NUMBER' },
  nullFields: { accepts: (value) => typeof value === 'boolean', takes: 'true|false' },
  ignores: {
    accepts: (value) => Array.isArray(value) && value.every((name) => typeof name === 'string'),
    takes: '["FIELD"]',
  },
  limit: {
    accepts: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
    takes: '{"perSecond":NUMBER}',
  },
  tokenLife: { accepts: isCount, takes: 'MILLISECONDS' },
  lateMs: { accepts: isCount, takes: 'MILLISECONDS' },
};

/** All switches with their values, `attributes=replace|merge`. */
export function dialectSwitches(): string[] {
  return Object.entries(switches).map(([key, { takes }]) => `${key}=${takes}`);
}

/** The dialect of the reference page with these switches changed. */
export function newDialect(changes: object = {}): Dialect {
  const dialect = structuredClone(documented);
  changeDialect(dialect, changes);
  return dialect;
}

/** Sets switches, all or none. Throws a RangeError that names a wrong one. */
export function changeDialect(dialect: Dialect, changes: object): void {
  for (const [key, value] of Object.entries(changes)) {
    const found = Object.hasOwn(switches, key) ? switches[key] : undefined;
    if (!found)
      throw new RangeError(`unknown dialect switch ${key}; there are ${Object.keys(switches).join(', ')}`);
    if (!found.accepts(value))
      throw new RangeError(
        `dialect switch ${key} cannot be ${JSON.stringify(value)}; it can be ${key}=${found.takes}`,
      );
  }
  Object.assign(dialect, changes);
}

/** Reads `key=value` texts; a value is JSON or else plain text. Throws a RangeError that names a wrong one. */
export function parseDialect(texts: readonly string[]): Partial<Dialect> {
  const changes = Object.fromEntries(texts.map(parseSwitch));
  newDialect(changes);
  return changes;
}

function parseSwitch(text: string): [string, unknown] {
  const [key = '', ...rest] = text.split('=');
  const value = rest.join('=');
  try {
    return [key, JSON.parse(value)];
  } catch {
    return [key, value];
  }
}

function isCount(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) >= 0;
}

function oneOf(values: readonly string[]): Switch {
  return {
    accepts: (value) => typeof value === 'string' && values.includes(value),
    takes: values.join('|'),
  };
}
