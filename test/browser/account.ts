import type {
  Decision,
  PlanHead,
  PlanList,
  Progress,
  Refused,
  Row,
  Source,
  Start,
  Tags,
} from '../../src/view/contract.ts';
import { declined, ended, receipt, running } from './decided.ts';
import { adding, type Made } from './plans.ts';

const PORTION = 2000;
const UNKNOWN: Refused = {
  refused: 'error',
  title: 'There is no such plan',
  text: 'It was erased, or it belongs to another account.',
};

interface Kept {
  made: Made;
  head: PlanHead;
  done: number;
  decided?: string;
}

/** A made-up account behind the page: the contract, kept in memory. */
export class Account implements Source {
  readonly plansById = new Map<string, Kept>();
  readonly decisions: Decision[] = [];
  sandbox = false;
  opensAt: string | null = null;
  /** Contacts done between two questions. */
  step = 60;
  listed: PlanList = { days: [], next: null };
  listedTags: Tags = { text: 'There are 2 tags on 12 contacts.', tags: [], alike: [] };

  add(made: Made): void {
    const head = { ...made.head, sandbox: this.sandbox };
    this.plansById.set(made.head.plan_id, { made, head, done: 0 });
  }

  /** As if somebody decided in the chat. */
  decideElsewhere(planId: string, head: PlanHead, decided: string): void {
    Object.assign(this.#kept(planId), { head, decided });
  }

  show(planId: string, head: PlanHead): void {
    this.#kept(planId).head = head;
  }

  async start(): Promise<Start> {
    return { account: 'Acme Retail', sandbox: this.sandbox, plan_id: this.opensAt };
  }

  async plan(planId: string) {
    return this.plansById.get(planId)?.head ?? UNKNOWN;
  }

  async rows(planId: string, from: number): Promise<{ rows: Row[]; next: number | null }> {
    const { made, done } = this.#kept(planId);
    const rows = made.rows.slice(from, from + PORTION).map((row) => ({ ...row, state: stateOf(row, done) }));
    return { rows, next: from + PORTION < made.rows.length ? from + PORTION : null };
  }

  async progress(planId: string, since: number): Promise<Progress | Refused> {
    const kept = this.plansById.get(planId);
    if (kept === undefined) return UNKNOWN;
    if (kept.head.moving) this.#goOn(kept);
    return this.#progress(kept, since);
  }

  async decide(decision: Decision): Promise<Progress | Refused> {
    const kept = this.#kept(decision.plan_id);
    const { decision: due } = kept.head;
    if (kept.head.state !== 'waiting')
      return {
        refused: 'decided',
        title: 'Already approved in the chat',
        text: 'Somebody answered the form in "Claude Code" at 14:03, before you pressed anything.',
        next: 'Your press changed nothing.',
      };
    if (decision.decision === 'approve' && decision.typed !== due?.type?.text)
      return { refused: 'typed', title: 'The number is not right', text: 'That is not the number.' };
    this.decisions.push(decision);
    kept.head = decision.decision === 'approve' ? running(kept.made) : declined(kept.made);
    return this.#progress(kept, 0);
  }

  async stop(planId: string): Promise<Progress> {
    const kept = this.#kept(planId);
    const tabs = [{ key: '', label: 'All', count: kept.made.rows.length }];
    kept.head = ended(kept.made, {
      state: 'stopped',
      now: { text: 'Stopped', tone: 'mind' },
      title: `Stopped: ${kept.done} of ${kept.made.total} are done`,
      origin: 'The others are as they were. Ask in the chat to go on, or undo what was done.',
      tabs,
      can: { stop: false, undo: { label: `Undo ${kept.done}…` }, sheet: true },
    });
    return this.#progress(kept, 0);
  }

  async undo(): Promise<{ plan_id: string }> {
    const undo = adding(199, 'plan_undo');
    this.add({ ...undo, head: { ...undo.head, title: 'Take "vip" off 199 contacts again' } });
    return { plan_id: 'plan_undo' };
  }

  async sheet(planId: string): Promise<{ name: string; csv: string }> {
    const rows = this.#kept(planId).made.rows.map(({ name, number }) => `"${name}",${number}`);
    return { name: `${planId}.csv`, csv: `name,phone\n${rows.join('\n')}\n` };
  }

  async plans(): Promise<PlanList> {
    return this.listed;
  }

  async tags(): Promise<Tags> {
    return this.listedTags;
  }

  #kept(planId: string): Kept {
    const kept = this.plansById.get(planId);
    if (kept === undefined) throw new Error(`No plan ${planId}`);
    return kept;
  }

  #goOn(kept: Kept): void {
    kept.done = Math.min(kept.made.total, kept.done + this.step);
    if (kept.done === kept.made.total) kept.head = receipt(kept.made);
  }

  #progress({ made, head, done, decided }: Kept, since: number): Progress {
    const { plan_id, state, moving, people } = head;
    const seconds = Math.ceil((made.total - done) / 21);
    return {
      plan_id,
      state,
      moving,
      people,
      done,
      total: made.total,
      text: `${done} of ${made.total} done, about ${seconds} seconds left`,
      problems: done > 20 ? 2 : 0,
      changed: made.rows.slice(since, done).map(({ n, tab, what }) => ({ n, tab, what, state: 'done' })),
      since: done,
      ...(decided === undefined ? {} : { decided }),
      ...(head.newer === undefined ? {} : { newer: head.newer }),
    };
  }
}

function stateOf({ n }: Row, done: number): string {
  return n < done ? 'done' : '';
}
