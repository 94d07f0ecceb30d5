import type { WireContact } from '../../src/api/wire.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import type { Answer, Harness } from '../harness.ts';

export const ERAS = ['legacy', 'modern'] as const;

export type Person = Partial<WireContact>;

/** Replaces the contacts of the account by these, oldest first: ids p1, p2, …, numbers +919000000001, … */
export function fill(sandbox: Sandbox, ...people: Person[]): void {
  sandbox.account.replaceAll(people.map((person, index) => ({ ...plain(index + 1), ...person })));
}

function plain(n: number): Person {
  const at = new Date(Date.UTC(2026, 0, 1) + n * 60_000).toISOString();
  return {
    id: `p${n}`,
    phone_number: numberOf(n),
    name: `Person ${n}`,
    tags: [],
    created_at: at,
    updated_at: at,
  };
}

export function numberOf(n: number): string {
  return `+919${String(n).padStart(9, '0')}`;
}

/** This many contacts, each made by `each` from its index. */
export function crowd(count: number, each: (n: number) => Person = () => ({})): Person[] {
  return Array.from({ length: count }, (_, index) => each(index + 1));
}

/** The objects of a list in a result; fails when it is no list of objects. */
export function rows(value: unknown): Record<string, unknown>[] {
  if (!Array.isArray(value)) throw new TypeError(`not a list: ${JSON.stringify(value)}`);
  return value.map((row: unknown) => ({ ...Object(row) }));
}

/** One field of every object of a list in a result. */
export function pick(value: unknown, field: string): unknown[] {
  return rows(value).map((row) => row[field]);
}

/** The facts of a result's data that its words lack, without booleans, the page's own limit, and the line for lists of plans. */
export function unsaid({ data, text }: Answer): string[] {
  return [...leaves(data)]
    .filter(([path, fact]) => !/^(limit|summary)$/.test(path) && !says(text, fact))
    .map(String);
}

function says(text: string, fact: string | number): boolean {
  return (
    text.includes(String(fact)) ||
    // In words a value stands in quotation marks, and those inside it are escaped.
    text.includes(String(fact).replaceAll('"', '\\"')) ||
    (typeof fact === 'number' && text.includes(fact.toLocaleString('en')))
  );
}

function* leaves(value: unknown, path = ''): Generator<[string, string | number]> {
  if (typeof value === 'string' || typeof value === 'number') yield [path, value];
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) yield* leaves(inner, path ? `${path}.${key}` : key);
}

/** The tags that the service has of a contact now. */
export function tagsOf({ sandbox }: Pick<Harness, 'sandbox'>, id: string): readonly string[] {
  return sandbox.account.get(id).tags;
}

/** Method and path of every write the service got. */
export function writes({ sandbox }: Pick<Harness, 'sandbox'>): string[] {
  return sandbox.writes().map(({ method, path }) => `${method} ${path.replace(/.*\/contacts/, '/contacts')}`);
}

/** The sizes of a result in a client that shows the model only its words, and in one that shows only its data. */
export function bytesOf({ data, text }: Answer): { text: number; data: number } {
  return { text: Buffer.byteLength(text), data: Buffer.byteLength(JSON.stringify(data)) };
}

/** 20,000 tokens of 2.5 bytes each, which is few: for ids, escapes and other scripts. */
export const MOST_BYTES = 50_000;
