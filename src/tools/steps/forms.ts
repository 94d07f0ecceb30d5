import { loggable } from '../../api/error.ts';
import type { Context } from '../../context.ts';
import { SECOND, sleep } from '../../lib/time.ts';
import type { ClientName } from '../../model/plan.ts';
import type { FormsSeen } from '../../store/contract.ts';
import type { Answer, CanAsk } from '../define.ts';

/** Nobody reads a form and refuses it faster than this: a host did that, or a person who did not look. */
const READING_TIME = SECOND;
/** In a row, so many are a host that draws no form. */
const REFUSED_AT_ONCE = 2;
/** How often it is looked whether a form of another call was answered. */
const LOOK_EVERY = SECOND / 4;

/** What came back for a form; `no answer` is an error or anything that says nothing, `late` nothing in time. */
export type Reply = 'accept' | 'decline' | 'cancel' | 'no answer' | 'late';

/**
 * Whether the client of this session draws forms. What it says of itself is not enough: what it answers, and how fast, tells.
 * That is remembered by its name and version; a new session tries again, and offers the phrase besides.
 */
export class ClientForms {
  readonly #context: Context;
  #recalled: Promise<void> | undefined;
  /** It drew none in an earlier session. */
  #doubted = false;
  /** It drew none in this one: none is shown any more. */
  #none = false;
  /** In this session somebody took the time to read one: what is fast from then on is a person's, too. */
  #read = false;
  #refusedAtOnce = 0;

  constructor(context: Context) {
    this.#context = context;
  }

  async canAsk(client: ClientName | undefined): Promise<CanAsk> {
    this.#recalled ??= this.#recall(client);
    await this.#recalled;
    if (this.#none) return false;
    return this.#doubted ? 'perhaps' : true;
  }

  /** What to make of a reply that came `ms` after its form was sent: a decision is only what a person can have taken. */
  async judge(client: ClientName | undefined, reply: Reply, ms: number): Promise<Answer['action']> {
    if (reply === 'late') return 'cancel';
    if (reply === 'no answer') return this.#drewNone(client);
    if (ms >= READING_TIME) {
      this.#read = true;
      this.#drewOne();
      await this.#note(client, 'read');
      return reply;
    }
    if (reply === 'accept') {
      this.#drewOne();
      await this.#note(client, undefined);
      return reply;
    }
    if (this.#read) return reply;
    this.#refusedAtOnce += 1;
    if (this.#doubted || this.#refusedAtOnce >= REFUSED_AT_ONCE) return this.#drewNone(client);
    await this.#note(client, 'refused at once');
    // Neither a refusal nor its absence is put into anybody's mouth: the plan waits, and they may be asked again.
    return 'cancel';
  }

  #drewOne(): void {
    this.#none = false;
    this.#doubted = false;
    this.#refusedAtOnce = 0;
  }

  async #drewNone(client: ClientName | undefined): Promise<'unseen'> {
    this.#none = true;
    await this.#note(client, 'none');
    return 'unseen';
  }

  async #recall(client: ClientName | undefined): Promise<void> {
    if (!client) return;
    try {
      const { store } = await this.#context.journal();
      const seen = await store.formsSeen(client, this.#context.now());
      this.#doubted = seen === 'none';
      if (seen === 'refused at once') this.#refusedAtOnce = 1;
    } catch (error) {
      this.#recalled = undefined;
      this.#context.log.warn(loggable(error), 'what is known of the forms of this client was not read');
    }
  }

  /** What cannot be remembered does not keep a plan from being decided. */
  async #note(client: ClientName | undefined, seen: FormsSeen | undefined): Promise<void> {
    if (!client) return;
    try {
      const { store } = await this.#context.journal();
      await store.noteForms(client, seen, this.#context.now());
    } catch (error) {
      this.#context.log.warn(loggable(error), 'what this client made of a form was not kept');
    }
  }
}

/** Whether a form that is open until then still is; one that lasts longer than any was opened before the clock was put back. */
export function isOpen(until: number | undefined, { now, patience }: Context): until is number {
  return until !== undefined && until > now() && until <= now() + patience.formMs;
}

/** Waits until the form of another call, be it another process's, is not open any more, as long as a call may take. */
export async function formClosed(planId: string, context: Context, signal: AbortSignal): Promise<void> {
  const { store } = await context.journal();
  // What keeps the store from being read is said by the tool, which is run next.
  const until = () => store.formUntil(planId).catch(() => undefined);
  const end = performance.now() + context.patience.callMs;
  while (performance.now() < end && isOpen(await until(), context)) await sleep(LOOK_EVERY, signal);
}
