import { AppError, messageOf } from '../errors.ts';
import { randomId } from '../lib/id.ts';
import { plain } from '../lib/text.ts';
import { type Clock, DAY } from '../lib/time.ts';
import type { Contact } from '../model/contact.ts';
import type { SummaryFact } from '../model/facts.ts';
import type { NewItem, Settlement, Task } from '../model/item.ts';
import { ItemState, PlanState } from '../model/lifecycle.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Budget, OverBudget, PlanRecord } from '../model/plan.ts';
import type { Warning } from '../model/warnings.ts';
import type { Store } from '../store/contract.ts';
import { changes } from './change/drift.ts';
import { asOf } from './draft/draft.ts';
import { undoableBy } from './draft/wayBack.ts';
import { HASH_VERSION, hashOf } from './hash.ts';
import type { Line } from './line.ts';
import { deletionsOf, withTouches } from './tasks/index.ts';
import { settlementOf } from './tasks/settle.ts';

export interface SingleWorld {
  store: Store;
  account: string;
  /** The account, for people. */
  where: string;
  now: Clock;
  /** What may be written without approval. */
  budgets(): Budget[];
  /** Wakes the runner, which settles items that a process left under way when it died. */
  wake(): void;
  /** Keeps the store open until the work is over. */
  during<T>(work: () => Promise<T>): Promise<T>;
  line: Line;
  /** Aborts when nobody waits for the edit any more. */
  signal: AbortSignal;
}

type EditSummary = Extract<SummaryFact, { say: 'edit' | 'create' }>;

interface SingleEdit {
  summary: EditSummary;
  contact: Contact;
  task: Task;
  /** What a person should know before approving it. */
  warnings(): Promise<Warning[]>;
}

/**
 * Runs a single edit as a plan of one: journaled before anything is sent, undoable, and never beside another write to its
 * contact. It waits in line for those, so `work` has to read the contact itself.
 * Over the budget nothing is sent: the plan waits for approval.
 */
export async function runSingle(
  world: SingleWorld,
  edit: SingleEdit,
  work: () => Promise<Outcome>,
  place = world.line.join(edit.contact.id),
): Promise<Done | Unsent> {
  try {
    await place.turn(world.signal);
    for (let looks = 1; ; looks++) {
      // The server may end while a call waits, so each attempt begins anew.
      const done = await world.during(() => runJournaled(world, edit, work));
      if (!('busy' in done)) return done;
      if (looks === 1) world.wake();
      if (!(await place.moment(world.signal))) throw busy(edit.contact, done.busy);
    }
  } finally {
    place.leave();
  }
}

interface Done {
  plan_id: string;
  outcome: Outcome;
  notes: string[];
}

/** The plan of an edit for which nothing was sent, and the budget that has no room for it. */
export interface Unsent {
  waits: PlanRecord;
  over: OverBudget;
}

async function runJournaled(
  world: SingleWorld,
  edit: SingleEdit,
  work: () => Promise<Outcome>,
): Promise<Done | Unsent | { busy: string }> {
  const { store, now } = world;
  const { plan, row } = recordsOf(world, edit, PlanState.running, ItemState.sending);
  const begun = await store.beginSingle(plan, row, world.budgets());
  if (begun !== 'begun') {
    if ('busy' in begun) return begun;
    return { waits: (await sameWaiting(world, edit)) ?? (await saveWaiting(world, edit)), over: begun };
  }
  const { plan_id } = plan;
  const settle = async (settlement: Settlement) => {
    // If this process was frozen for a minute, another may have taken it for dead and the edit over.
    await store.settleItems([{ ...settlement, attempt: 1 }], now());
    // Somebody may have stopped it meanwhile.
    if (!(await store.movePlan(plan_id, 'finish', { at: now() }))) await store.finishPlans(world.account);
  };
  let outcome: Outcome;
  try {
    outcome = await work();
  } catch (error) {
    const reason = { say: 'error', cause: messageOf(error) } as const;
    await settle({ plan_id, seq: 1, state: ItemState.failed, after: undefined, reason }).catch(
      () => undefined,
    );
    throw error;
  }
  try {
    await settle(settlementOf({ ...row, plan_id }, outcome));
    return { plan_id, outcome, notes: [] };
  } catch (error) {
    // A finished edit must not look like a failure. In the store it stays under way, so the runner looks at it again.
    return {
      plan_id,
      outcome,
      notes: [`${plan_id} could not be written to the journal: ${messageOf(error)}`],
    };
  }
}

async function saveWaiting(world: SingleWorld, edit: SingleEdit): Promise<PlanRecord> {
  const summary = { ...edit.summary, where: world.where };
  const { plan, row } = recordsOf(world, { ...edit, summary }, PlanState.waiting, ItemState.pending);
  const warnings = await edit.warnings();
  const told = { ...plan, warnings, undoable: undoableBy(warnings) };
  const waiting = { ...told, hash: hashOf(told, [row]) };
  await world.store.savePlan(waiting, [row]);
  return waiting;
}

/** The plan that waits for the same edit already. One made before the contact changed does not count: it would only drift. */
async function sameWaiting(
  { store, account, now }: SingleWorld,
  { contact, task }: SingleEdit,
): Promise<PlanRecord | undefined> {
  const of = { state: PlanState.waiting, contact: contact.id, page: 1, limit: 100 } as const;
  const { plans } = await store.listPlans(account, of);
  for (const plan of plans) {
    if (plan.kind !== 'single' || asOf(plan, now()).state !== PlanState.waiting) continue;
    const [item] = await store.listItems(plan.plan_id, { limit: 1 });
    const same = item && JSON.stringify(item.task) === JSON.stringify(task);
    if (same && changes(item.before, contact).length === 0) return plan;
  }
  return undefined;
}

function recordsOf(
  { account, now }: SingleWorld,
  { summary, contact, task }: SingleEdit,
  state: PlanRecord['state'],
  item: NewItem['state'],
): { plan: PlanRecord; row: NewItem } {
  const row = withTouches({
    seq: 1,
    contact_id: contact.id,
    state: item,
    task,
    before: contact,
    after: undefined,
    reason: undefined,
    attempts: item === ItemState.sending ? 1 : 0,
  });
  const plan: PlanRecord = {
    plan_id: `plan_${randomId()}`,
    account,
    kind: 'single',
    state,
    summary,
    hash: '',
    hash_version: HASH_VERSION,
    include_protected: false,
    left_over: 0,
    unchanged: 0,
    warnings: [],
    undoable: 'all',
    created_at: now(),
    expires_at: now() + DAY,
    finished_at: undefined,
    reason: undefined,
    undoes: undefined,
    deletes: deletionsOf(task),
    counted_deletions: deletionsOf(task),
    retired: [],
  };
  return { plan: { ...plan, hash: hashOf(plan, [{ ...row, state: ItemState.pending }]) }, row };
}

function busy(contact: Contact, planId: string): AppError {
  return new AppError(
    `Another change to ${plain(contact.phone_number, 40)} is under way (${planId}), so nothing was sent.`,
    'Call again in a few seconds; if that does not help, in a minute.',
  );
}
