import { createHash } from 'node:crypto';
import { AppError } from '../errors.ts';
import type { Contact } from '../model/contact.ts';
import type { ItemRecord, Task } from '../model/item.ts';
import type { PlanRecord } from '../model/plan.ts';
import type { Store } from '../store/contract.ts';
import { eachItem } from '../store/each.ts';

/** The version of new hashes. A plan keeps the version of its own hash, by which its rows are checked as long as it is kept. */
export const HASH_VERSION = 4;

type Sealed = Pick<
  PlanRecord,
  'plan_id' | 'account' | 'kind' | 'include_protected' | 'undoes' | 'hash_version' | 'summary' | 'warnings'
>;
type SealedItem = Pick<ItemRecord, 'contact_id' | 'task' | 'state' | 'before'>;

/**
 * The hash over everything that is approved: which plan it is, what it does, and what it was shown to overwrite or delete.
 * The JSON of a row does not change on its way through the store.
 */
class PlanHash {
  readonly #hash = createHash('sha256');
  readonly #version: number;

  constructor({ plan_id, account, kind, include_protected, undoes, hash_version, ...facts }: Sealed) {
    this.#version = hash_version;
    const options = [account, kind, include_protected, undoes];
    this.#add(hash_version === 1 ? options : [plan_id, ...options]);
    if (hash_version >= 3) this.#add([facts.summary, facts.warnings], withoutTimes);
  }

  /** Items in the order of the plan. */
  add({ contact_id, task, state, before }: SealedItem): void {
    const isFirst = this.#version === 1;
    this.#add(
      isFirst ? [contact_id, task, state] : [contact_id, shownTask(task), state, shown(before)],
      // Earlier versions left an attribute of that name out as well.
      this.#version < 4 ? withoutTimes : undefined,
    );
  }

  hex(): string {
    return this.#hash.digest('hex');
  }

  #add(facts: readonly unknown[], replacer?: typeof withoutTimes): void {
    this.#hash.update(JSON.stringify(facts, replacer));
  }
}

/** The same facts hold at another time. */
function withoutTimes(key: string, value: unknown): unknown {
  return key === 'as_of' ? undefined : value;
}

/** The task, with the contacts that a merge deletes reduced to what was shown of them. */
function shownTask(task: Task): unknown {
  return 'losers' in task ? { ...task, losers: task.losers.map(shown) } : task;
}

/** A contact as the person who approves a change sees it, without times: later activity does not touch the approval. */
function shown({ id, phone_number, name, tags, custom_attributes }: Contact): unknown[] {
  return [id, phone_number, name, tags, custom_attributes];
}

/** The hash of a plan whose items are all in memory. */
export function hashOf(plan: Sealed, items: Iterable<SealedItem>): string {
  const hash = new PlanHash(plan);
  for (const item of items) hash.add(item);
  return hash.hex();
}

/** Whether the rows of the plan are the ones that its hash covers; once an item has begun, that cannot be told any more. */
export async function compareRows(
  store: Store,
  plan: PlanRecord,
): Promise<'as planned' | 'changed' | 'begun'> {
  const hash = new PlanHash(plan);
  for await (const item of eachItem(store, plan.plan_id)) {
    if (item.attempts > 0) return 'begun';
    hash.add(item);
  }
  return hash.hex() === plan.hash ? 'as planned' : 'changed';
}

/** Throws when a row of a waiting plan is not as planned: somebody changed the store. */
export async function checkUnchanged(store: Store, plan: PlanRecord): Promise<void> {
  if ((await compareRows(store, plan)) === 'as planned') return;
  throw new AppError(
    `Somebody changed ${plan.plan_id} in the store after it was planned, so it does not run.`,
    'Discard it with `stop_plan` and plan again.',
  );
}

/** Without 0, 1, I and O, which people confuse; 32 of them, so that five bits are a letter. */
const LETTERS = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';

/** What a person types to approve, such as `APPLY 203 K7QM`: what is done, to how many, and which plan it is. */
export function phraseOf(plan: Pick<PlanRecord, 'hash' | 'kind' | 'deletes'>, toChange: number): string {
  const bits = Number.parseInt(plan.hash.slice(0, 5), 16);
  const word = [15, 10, 5, 0].map((shift) => LETTERS[(bits >> shift) & 31]).join('');
  return `${verbOf(plan)} ${toChange} ${word}`;
}

/** A phrase that deletes must not look like one that adds a tag. */
function verbOf({ kind, deletes }: Pick<PlanRecord, 'kind' | 'deletes'>): string {
  if (kind === 'merge') return 'MERGE';
  if (kind === 'undo') return 'UNDO';
  return deletes > 0 ? 'DELETE' : 'APPLY';
}
