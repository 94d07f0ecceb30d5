import { loggable } from '../../api/error.ts';
import type { Context } from '../../context.ts';
import { SECOND, sleep } from '../../lib/time.ts';
import type { ClientName } from '../../model/plan.ts';
import type { FormsSeen } from '../../store/formContract.ts';
import type { Answer, CanAsk } from '../define.ts';

/** Nobody reads a form and refuses it faster than this: it was the host, or a person who did not read. */
const READING_TIME = SECOND;
/** After this many fast refusals in a row, the client is taken for one that draws no forms. */
const FAST_REFUSALS = 2;
const LOOK_EVERY = SECOND / 4;

/** The client's reply to a form; `no answer`: an error or an empty reply, `late`: none in time. */
export type Reply = 'accept' | 'decline' | 'cancel' | 'no answer' | 'late';

/**
 * Whether the client of this session draws forms. That it claims to is not enough: its replies, and how fast they come,
 * decide. The store remembers them by the client's name and version; a new session tries a form again, and offers the
 * phrase, too.
 */
export class ClientForms {
  readonly #context: Context;
  #recalled: Promise<void> | undefined;
  /** The client drew no form in an earlier session. */
  #doubted = false;
  /** The client drew no form in this session, so none is tried again. */
  #none = false;
  /** In this session somebody took the time to read a form, so fast refusals are a person's, too. */
  #read = false;
  #fastRefusals = 0;

  constructor(context: Context) {
    this.#context = context;
  }

  async canAsk(client: ClientName | undefined): Promise<CanAsk> {
    this.#recalled ??= this.#recall(client);
    await this.#recalled;
    if (this.#none) return false;
    return this.#doubted ? 'perhaps' : true;
  }

  /** The answer that a reply stands for, `ms` after its form was sent: only a person can have decided. */
  async judge(client: ClientName | undefined, reply: Reply, ms: number): Promise<Answer['action']> {
    if (reply === 'late') return 'cancel';
    if (reply === 'no answer') return this.#drewNone(client);
    if (ms >= READING_TIME) {
      this.#read = true;
      this.#drewOne();
      await this.#remember(client, 'read');
      return reply;
    }
    if (reply === 'accept') {
      this.#drewOne();
      await this.#remember(client, undefined);
      return reply;
    }
    if (this.#read) return reply;
    this.#fastRefusals += 1;
    if (this.#doubted || this.#fastRefusals >= FAST_REFUSALS) return this.#drewNone(client);
    await this.#remember(client, 'refused at once');
    // It is not known whether a person refused: the plan waits, and they may be asked again.
    return 'cancel';
  }

  #drewOne(): void {
    this.#none = false;
    this.#doubted = false;
    this.#fastRefusals = 0;
  }

  async #drewNone(client: ClientName | undefined): Promise<'unseen'> {
    this.#none = true;
    await this.#remember(client, 'none');
    return 'unseen';
  }

  async #recall(client: ClientName | undefined): Promise<void> {
    if (!client) return;
    try {
      const { store } = await this.#context.journal();
      const seen = await store.formsSeen(client, this.#context.now());
      this.#doubted = seen === 'none';
      if (seen === 'refused at once') this.#fastRefusals = 1;
    } catch (error) {
      this.#recalled = undefined;
      this.#context.log.warn(loggable(error), 'what is known of the forms of this client was not read');
    }
  }

  /** A plan can be decided even if this fails. */
  async #remember(client: ClientName | undefined, seen: FormsSeen | undefined): Promise<void> {
    if (!client) return;
    try {
      const { store } = await this.#context.journal();
      await store.noteForms(client, seen, this.#context.now());
    } catch (error) {
      this.#context.log.warn(loggable(error), 'what this client made of a form was not kept');
    }
  }
}

/** Whether a form with this end is open. An end too far away was set before the clock was put back. */
export function isFormOpen(until: number | undefined, { now, patience }: Context): until is number {
  return until !== undefined && until > now() && until <= now() + patience.formMs;
}

/** Waits until the form of another call, of any process, is closed, but no longer than a call may take. */
export async function formClosed(planId: string, context: Context, signal: AbortSignal): Promise<void> {
  const { store } = await context.journal();
  // If the store cannot be read, the tool that runs next says so.
  const until = () => store.formUntil(planId).catch(() => undefined);
  const end = performance.now() + context.patience.callMs;
  while (performance.now() < end && isFormOpen(await until(), context)) await sleep(LOOK_EVERY, signal);
}
