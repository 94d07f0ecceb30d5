import { expect } from 'vitest';
import { type Answer, type Harness, type HarnessOptions, start } from '../harness.ts';
import { type Planned, plan } from '../tools/plans.ts';

type Caller = Pick<Harness, 'call'>;
type Account = Pick<Harness, 'sandbox'>;

/** Long, so that a busy machine is not taken for a slow service. */
export function begin(options: HarnessOptions = {}): Promise<Harness> {
  return start({ ...options, timing: { timeoutMs: 9000, ...options.timing } });
}

export interface Found {
  selection_id: string;
  total: number;
  text: string;
}

/** Finds contacts; fails when that is refused or incomplete. */
export async function find({ call }: Caller, filters: Record<string, unknown> = {}): Promise<Found> {
  const { data, isError, text } = await call('find_contacts', { sample: 0, ...filters });
  expect([isError, data['complete']], text).toEqual([false, true]);
  return { selection_id: String(data['selection_id']), total: Number(data['total']), text };
}

/** Finds contacts, then plans a change to all of them. */
export async function findAndPlan(
  harness: Caller,
  filters: Record<string, unknown>,
  change: Record<string, unknown>,
): Promise<Planned> {
  const { selection_id } = await find(harness, filters);
  return plan(harness, 'plan_update', { selection_id, ...change });
}

/** Applies a plan and waits for the person's form. */
export function accepted({ call }: Caller, { plan_id }: Pick<Planned, 'plan_id'>): Promise<Answer> {
  return call('apply_plan', { plan_id });
}

/** The items of a plan in a state, through `get_plan`. */
export function itemsOf({ call }: Caller, plan_id: string, items: string): Promise<Answer> {
  return call('get_plan', { plan_id, items });
}

/** How many contacts of the service carry exactly this tag. */
export function carriers({ sandbox }: Account, tag: string): number {
  return [...sandbox.account.contacts.values()].filter(({ tags }) => tags.includes(tag)).length;
}

/** How many requests of this method the service carried out. */
export function carriedOut({ sandbox }: Account, method: string): number {
  return sandbox.writes().filter((request) => request.method === method && request.applied).length;
}

/** The time so many days ago, as the service writes it. */
export function daysAgo(days: number): string {
  return new Date(Date.now() - days * 86_400_000).toISOString();
}
