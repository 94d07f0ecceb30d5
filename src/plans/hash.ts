import { createHash } from 'node:crypto';
import { AppError } from '../errors.ts';
import type { ItemRecord, ItemRow, PlanRecord, Store } from '../store/records.ts';
import { eachRow } from './eachItem.ts';

type Hashed = Pick<ItemRecord, 'contact_id' | 'task' | 'state'>;

/**
 * Over everything that is approved: a plan whose rows differ in anything that matters has another hash. The JSON of a task
 * is the same after a way through the store, which keeps it as that text.
 */
class PlanHash {
  readonly #hash = createHash('sha256');

  constructor({
    account,
    kind,
    include_protected,
    undoes,
  }: Pick<PlanRecord, 'account' | 'kind' | 'include_protected' | 'undoes'>) {
    this.#hash.update(JSON.stringify([account, kind, include_protected, undoes]));
  }

  /** Items in the order of the plan; `task` is its JSON. */
  add({ contact_id, state, task }: Pick<ItemRow, 'contact_id' | 'state' | 'task'>): void {
    this.#hash.update(`[${JSON.stringify(contact_id)},${task},${JSON.stringify(state)}]`);
  }

  hex(): string {
    return this.#hash.digest('hex');
  }
}

/** The hash of a plan whose items are all in memory. */
export function hashOf(plan: ConstructorParameters<typeof PlanHash>[0], items: Iterable<Hashed>): string {
  const hash = new PlanHash(plan);
  for (const item of items) hash.add({ ...item, task: JSON.stringify(item.task) });
  return hash.hex();
}

/** Whether the rows of the plan are those that were summed up in its hash; no longer to be told once it has begun. */
export async function rowsOf(store: Store, plan: PlanRecord): Promise<'as planned' | 'changed' | 'begun'> {
  const hash = new PlanHash(plan);
  let begun = false;
  for await (const row of eachRow(store, plan.plan_id)) {
    hash.add(row);
    begun ||= row.attempts > 0;
  }
  if (begun) return 'begun';
  return hash.hex() === plan.hash ? 'as planned' : 'changed';
}

/** Throws when a row of a waiting plan is not what was planned: somebody changed the store. */
export async function checkUnchanged(store: Store, plan: PlanRecord): Promise<void> {
  if ((await rowsOf(store, plan)) === 'as planned') return;
  throw new AppError(
    `The rows of ${plan.plan_id} are not those that were planned, so it is not run.`,
    'Discard it with `stop_plan` and plan again.',
  );
}

/** Without 0, 1, I and O, which people confuse; 32 of them, so that five bits are a letter. */
const LETTERS = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';

/** What a person types to approve, such as `APPLY 203 K7QM`: how many contacts change, and which plan it is. */
export function phraseOf(hash: string, toChange: number): string {
  const bits = Number.parseInt(hash.slice(0, 5), 16);
  const word = [15, 10, 5, 0].map((shift) => LETTERS[(bits >> shift) & 31]).join('');
  return `APPLY ${toChange} ${word}`;
}
