import * as z from 'zod';
import { loggable } from '../api/error.ts';
import type { Context } from '../context.ts';
import { AppError } from '../errors.ts';
import { SECOND, sleep } from '../lib/time.ts';
import { outputOf } from '../mcp/run.ts';
import { can } from '../model/lifecycle.ts';
import type { PlanRecord } from '../model/plan.ts';
import { mayApply } from '../plans/approval.ts';
import type { Store } from '../store/contract.ts';
import type { CallScope, Tool } from '../tools/define.ts';
import { toolsFor } from '../tools/index.ts';
import { planUndo } from '../tools/plan_undo.ts';
import { decide } from '../tools/steps/decide.ts';
import { findPlan } from '../tools/steps/view.ts';
import { stopPlan } from '../tools/stop_plan.ts';
import type { PlanHead, Progress, Refused, Start } from '../view/contract.ts';
import { headOf } from './head.ts';
import type { Session } from './links.ts';
import { plansOf } from './lists.ts';
import { newerThan } from './newer.ts';
import { progressOf } from './progress.ts';
import { CHANGED, decided, EARLY, failed, mistyped, notHere } from './refused.ts';
import { rowsOf } from './rows.ts';
import { sheetOf } from './sheet.ts';
import { tagsOf } from './tags.ts';

const ofPlan = z.object({ plan_id: z.string() });
const fromRow = ofPlan.extend({ from: z.number().int() });
const sincePlan = ofPlan.extend({ since: z.number().int().min(0) });
const decision = ofPlan.extend({
  hash: z.string(),
  decision: z.enum(['approve', 'decline']),
  typed: z.string().max(20).optional(),
});
const beforePage = z.object({ before: z.number().int().min(1).nullable() });

/** The page's questions, each with its answer. What is refused says so in words; only a defect throws. */
export class Answers {
  readonly #context: Context;
  readonly #seen: (planId: string) => Promise<unknown>;

  /** `seen` hears that a plan which waits is open in a window. */
  constructor(context: Context, seen: (planId: string) => Promise<unknown>) {
    this.#context = context;
    this.#seen = seen;
  }

  /** The answer to a question by its name; undefined where there is no such question. */
  async to(name: string, session: Session, body: Record<string, unknown>): Promise<object | undefined> {
    try {
      return await this.#answer(name, session, body);
    } catch (error) {
      if (error instanceof z.ZodError) return undefined;
      if (error instanceof AppError) return failed(error);
      this.#context.log.error({ question: name, ...loggable(error) }, 'the page was not answered');
      throw error;
    }
  }

  async #answer(name: string, session: Session, body: Record<string, unknown>): Promise<object | undefined> {
    const context = this.#context;
    switch (name) {
      case 'start':
        return this.#start(session);
      case 'plan':
        return this.#plan(ofPlan.parse(body), session);
      case 'rows': {
        const { from, ...which } = fromRow.parse(body);
        return this.#withPlan(which, (store, plan) => rowsOf(store, plan, from));
      }
      case 'progress':
        return this.#progress(sincePlan.parse(body), session);
      case 'decide':
        return this.#decide(decision.parse(body), session);
      case 'stop':
        return this.#stop(ofPlan.parse(body), session);
      case 'undo':
        return this.#undo(ofPlan.parse(body));
      case 'sheet':
        return this.#withPlan(ofPlan.parse(body), sheetOf);
      case 'plans':
        return plansOf(await this.#store(), context, beforePage.parse(body).before ?? 1);
      case 'tags':
        return tagsOf(context);
      default:
        return undefined;
    }
  }

  async #plan(which: z.output<typeof ofPlan>, { shown, door }: Session): Promise<PlanHead> {
    const head = await this.#withPlan(which, async (store, plan) => ({
      ...(await headOf(store, plan, this.#context, door)),
      ...(await newerThan(store, plan, this.#context)),
    }));
    if (!shown.has(head.plan_id)) shown.set(head.plan_id, performance.now());
    return head;
  }

  #start({ planId }: Session): Start {
    const { where, settings } = this.#context;
    return { account: where, sandbox: settings.sandbox, plan_id: planId ?? null };
  }

  async #store(): Promise<Store> {
    return (await this.#context.journal()).store;
  }

  async #withPlan<T>(
    { plan_id }: { plan_id: string },
    answer: (store: Store, plan: PlanRecord) => Promise<T>,
  ): Promise<T> {
    const store = await this.#store();
    const plan = await findPlan(store, this.#context, plan_id);
    if (can(plan.state, 'approve')) await this.#see(plan.plan_id);
    return answer(store, plan);
  }

  /** A plan can be looked at where nothing can be written, or not soon. */
  async #see(planId: string): Promise<void> {
    const { log } = this.#context;
    const seen = this.#seen(planId).catch((error: unknown) =>
      log.warn(loggable(error), 'a page could not be marked as open'),
    );
    await Promise.race([seen, sleep(SECOND)]);
  }

  #progress({ since, ...which }: z.output<typeof sincePlan>, session: Session): Promise<Progress> {
    const context = this.#context;
    return this.#withPlan(which, (store, plan) => progressOf(store, plan, context, session, since));
  }

  async #decide(
    { plan_id, hash, decision: what, typed }: z.output<typeof decision>,
    session: Session,
  ): Promise<Progress | Refused> {
    const context = this.#context;
    const { store, runner } = await context.journal();
    const plan = await findPlan(store, context, plan_id);
    if (plan.hash !== hash) return CHANGED;
    if (!can(plan.state, 'approve')) return decided(store, plan);
    const refused = what === 'approve' ? this.#refusal(plan, session, typed) : undefined;
    if (refused) return refused;
    try {
      await decide(store, plan, what, { how: session.door }, context);
      session.decided.add(plan_id);
    } catch (error) {
      const now = await findPlan(store, context, plan_id);
      if (error instanceof AppError && !can(now.state, 'approve')) return decided(store, now);
      throw error;
    }
    runner.wake();
    return progressOf(store, await findPlan(store, context, plan_id), context, session);
  }

  /** The page holds all of this by itself; what counts is that it is held here. */
  #refusal(plan: PlanRecord, { shown }: Session, typed: string | undefined): Refused | undefined {
    const { mode, problems } = this.#context;
    if (!mayApply(plan, { mode, mistaken: problems.length > 0 })) return notHere(this.#context);
    const at = shown.get(plan.plan_id);
    if (at === undefined || performance.now() - at < SECOND) return EARLY;
    return plan.deletes === 0 || typed?.trim() === String(plan.deletes) ? undefined : mistyped(plan);
  }

  async #stop({ plan_id }: { plan_id: string }, session: Session): Promise<Progress | Refused> {
    if (!this.#has(stopPlan)) return notHere(this.#context);
    await this.#run(stopPlan, { plan_id });
    return this.#withPlan({ plan_id }, (store, plan) => progressOf(store, plan, this.#context, session));
  }

  async #undo(which: { plan_id: string }): Promise<{ plan_id: string } | Refused> {
    if (!this.#has(planUndo)) return notHere(this.#context);
    return ofPlan.parse(await this.#run(planUndo, which));
  }

  #has(tool: Tool): boolean {
    return toolsFor(this.#context.mode).includes(tool);
  }

  /** Through the gate that every call of a tool passes; neither tool asks anybody. */
  async #run(tool: Tool, args: Record<string, unknown>): Promise<object> {
    const scope: CallScope = {
      signal: AbortSignal.timeout(this.#context.patience.callMs),
      progress: () => undefined,
      canAsk: true,
      answer: undefined,
    };
    return outputOf(tool, args, this.#context, scope);
  }
}
