import type { Context } from '../../context.ts';
import { AppError } from '../../errors.ts';
import { type Candidates, candidates } from '../../find/candidates.ts';
import { randomId } from '../../lib/id.ts';
import { DAY } from '../../lib/time.ts';
import type { Contact } from '../../model/contact.ts';
import type { Found, Nobody, Warning } from '../../model/facts.ts';
import { ItemState } from '../../model/lifecycle.ts';
import type { PlanRecord } from '../../model/plan.ts';
import { relayedCaps } from '../../plans/approval.ts';
import type { Draft, DraftWorld } from '../../plans/draft/update.ts';
import { when } from '../../plans/draft/warnings.ts';
import { returnRefusals, undoableBy } from '../../plans/draft/wayBack.ts';
import type { SingleWorld } from '../../plans/single.ts';
import { idsOf } from '../../plans/tasks/index.ts';
import type { Store } from '../../store/contract.ts';
import { howFar, howOn } from '../../words/found.ts';
import { nextFrom, nextOf, replacedNext } from '../../words/next.ts';
import type { PlanView } from '../../words/plan.ts';
import { warningsWords } from '../../words/warnings.ts';
import type { CallScope, CanAsk } from '../define.ts';
import { saveInPlace } from './replace.ts';
import { viewPlan, waysOf } from './view.ts';
import { resolveAll } from './whom.ts';

/** An approval must be given within a day of planning. */
const TTL = DAY;

/** Without `canAsk`, a plan holds no more than can be approved without a form. */
export function draftWorld(
  context: Context,
  { canAsk }: Pick<CallScope, 'canAsk'> = { canAsk: true },
): DraftWorld {
  const { rules, where, protectedFolds, now } = context;
  const { account, caps, approval } = rules;
  return {
    account,
    where,
    protectedFolds,
    caps: canAsk ? caps : relayedCaps(caps, approval),
    capsWithForms: caps,
    now: now(),
    planId: `plan_${randomId()}`,
    ttlMs: TTL,
  };
}

/** What a single edit needs to be journaled. */
export async function singleWorld(context: Context, { canAsk, signal }: CallScope): Promise<SingleWorld> {
  const { journal, rules, where, now, line } = context;
  const { store, runner } = await journal();
  const inWords = async (plan: PlanRecord) => {
    const view = await viewPlan(store, plan, context, { canAsk });
    const next = nextOf(plan, view, waysOf(context, canAsk)).next ?? '';
    return { summary: view.summary, warnings: warningsWords(plan.warnings), next };
  };
  return {
    store,
    account: rules.account,
    where,
    now,
    inWords,
    wake: () => runner.wake(),
    during: (work) => runner.during(work),
    line,
    signal,
  };
}

interface Selected {
  contacts: Contact[];
  /** How they were found, where that was by a selection. */
  found?: Found;
  /** Ids and numbers that were named beside them, and that nobody has. */
  nobody?: readonly Nobody[];
}

/** The contacts that a plan is about, as they are; a selection that may not be complete is refused. */
export async function selected(
  context: Context,
  input: { selection_id?: string | undefined; contacts?: readonly string[] | undefined },
  scope: CallScope,
): Promise<Selected> {
  const { selection_id: id, contacts } = input;
  if ((id === undefined) === (contacts === undefined))
    throw new AppError(
      'Give `selection_id` or `contacts`, one of them.',
      'A selection comes from `find_contacts`.',
    );
  if (contacts) {
    const named = await resolveAll(context, contacts, scope.signal);
    return { contacts: [...named.contacts.values()], nobody: named.nobody };
  }
  const within = await context.selections.whole(id ?? '', 'planned');
  const source = await candidates(context, {}, { within }, scope);
  refusePart(source);
  return { contacts: source.contacts, found: await context.selections.foundBy(id ?? '') };
}

/** Throws when the account, or a selection, may not have been read whole. */
export function refusePart(source: Candidates): void {
  if (source.complete) return;
  throw new AppError(
    `Nothing was planned: ${howFar(source)}`,
    howOn(source, 'Call again with the same arguments'),
  );
}

/** Stores a draft and shows it: what waits for approval, and what the next call is. */
export async function saveDraft(
  { plan: drafted, items }: Draft,
  context: Context,
  canAsk: CanAsk,
  runs: 'when approved' | 'at once' = 'when approved',
): Promise<PlanView & { next?: string }> {
  const { store } = await context.journal();
  const finished = async (replaces: string | undefined): Promise<PlanRecord> => {
    const warnings = [
      ...drafted.warnings,
      ...returnRefusals(drafted, items, context),
      ...(await aheadOf(store, drafted, items, replaces)),
    ];
    return { ...drafted, warnings, undoable: undoableBy(warnings) };
  };
  const { plan, replaced } = await saveInPlace({ plan: drafted, items }, runs, context, finished);
  const view = await viewPlan(store, plan, context, { canAsk });
  // Said at the time of planning, even of a plan that is over at once.
  const { next = '' } = nextOf(plan, view, waysOf(context, canAsk));
  return {
    ...view,
    warnings: warningsWords(plan.warnings),
    ...nextFrom([replaced === undefined ? '' : replacedNext(replaced), next]),
  };
}

const AHEAD_SHOWN = 3;

/** Other plans that have still to change some of these contacts: this preview does not know what they do. */
async function aheadOf(
  store: Store,
  { account }: PlanRecord,
  items: Draft['items'],
  replaces: string | undefined,
): Promise<Warning[]> {
  const pending = items.filter(({ state }) => state === ItemState.pending).flatMap(idsOf);
  const ahead = (await store.plansAhead(account, pending)).filter(({ plan_id }) => plan_id !== replaces);
  const more = ahead.length - AHEAD_SHOWN;
  return [
    ...ahead.slice(0, AHEAD_SHOWN).map((plan): Warning => ({ say: 'ahead', ...plan })),
    ...when(more > 0, { say: 'more ahead', plans: more }),
  ];
}
