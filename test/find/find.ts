import type { WireContact } from '../../src/api/wire.ts';
import { type Answer, type Harness, type HarnessOptions, start } from '../harness.ts';

/** The real server over these contacts; ids and numbers are filled in. */
export async function withContacts(
  contacts: readonly Partial<WireContact>[],
  options: HarnessOptions = {},
): Promise<Harness> {
  const harness = await start({ ...options, sandbox: { contacts: 0, ...options.sandbox } });
  harness.sandbox.account.replaceAll(contacts.map((contact, n) => ({ ...numbered(n), ...contact })));
  return harness;
}

export function numbered(n: number): Partial<WireContact> {
  const at = new Date(Date.UTC(2026, 0, 1) + n * 60_000).toISOString();
  const phone_number = `+91555${String(n).padStart(7, '0')}`;
  return { id: `c${n}`, phone_number, name: `Person ${n}`, created_at: at, updated_at: at };
}

export const many = (count: number) => Array.from({ length: count }, (_, n) => numbered(n));

/** The ids of all found contacts, from the sample; the account must be small. */
export async function found(harness: Harness, filter: Record<string, unknown>): Promise<string[]> {
  const { data, isError, text } = await harness.call('find_contacts', { sample: 50, ...filter });
  if (isError) throw new Error(text);
  return idsIn(data['sample']).sort();
}

export function idsIn(sample: unknown): string[] {
  return Array.isArray(sample) ? sample.map((contact: { id: string }) => contact.id) : [];
}

/** The ids of all found contacts, from their selection. */
export async function selected({ context }: Harness, { data }: Answer): Promise<Set<string>> {
  return new Set((await context.selections.get(String(data['selection_id']))).ids);
}
