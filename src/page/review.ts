import { loggable } from '../api/error.ts';
import type { Context, Review, Shown } from '../context.ts';
import { messageOf } from '../errors.ts';
import { ageOf, MINUTE, type Moment, SECOND, sleep, thisMoment } from '../lib/time.ts';
import type { ReviewMode } from '../model/rules.ts';
import { isFormOpen } from '../tools/steps/forms.ts';
import type { Answers } from './answers.ts';
import { Links, type Pass, type Session } from './links.ts';
import { FILE_LASTS, writeLeading } from './opening.ts';
import type { PageServer } from './server.ts';

/** A browser that has not asked for the page by then opened none. */
const OPENS_WITHIN = 10 * SECOND;

/** Windows of an account, one for each plan: a chat that plans in a loop must not cover somebody's screen. */
const MOST_WINDOWS = 3;
const WINDOWS_IN = 10 * MINUTE;
const ENOUGH =
  'at most three windows open in ten minutes, and they did; a window that is open shows it, too, under "Plans"';

type Opened = Exclude<Shown, { as: 'link' }>;

const CLOSED: Opened = {
  as: 'nothing',
  why: 'its window was opened in the last ten minutes; the person looks for it in their browser, or asks again later if they closed it',
};

interface PageOptions {
  review: ReviewMode;
  hasScreen: boolean;
  dataDir: string;
}

/** The page of this process: its server starts with the first plan that is shown. */
export class Page implements Review {
  readonly #context: Context;
  readonly #options: PageOptions;
  readonly #links = new Links();
  /** Until when the store knows a plan to be open in a window here. */
  readonly #openUntil = new Map<string, number>();
  /** When a window was opened here for a plan. */
  readonly #windows = new Map<string, Moment>();
  /** Calls at once open one window. */
  readonly #opening = new Map<string, Promise<Opened>>();
  /** Deletes each file that leads to a link and was not used yet. */
  readonly #files = new Set<() => Promise<void>>();
  #server: Promise<PageServer> | undefined;
  #unopened = false;

  constructor(context: Context, options: PageOptions) {
    this.#context = context;
    this.#options = options;
  }

  way(): 'window' | 'link' | undefined {
    const { review, hasScreen } = this.#options;
    if (review === 'link') return this.#context.rules.approval === 'form' ? undefined : 'link';
    return review === 'auto' && hasScreen && !this.#unopened ? 'window' : undefined;
  }

  async show(planId: string): Promise<Shown> {
    if (this.#options.review === 'link')
      return { as: 'link', link: (await this.#pass(planId, 'page-link')).link };
    const opening =
      this.#opening.get(planId) ?? this.#openOnce(planId).finally(() => this.#opening.delete(planId));
    this.#opening.set(planId, opening);
    return opening;
  }

  /** For a chat: one window for a plan, and not too many. */
  async #openOnce(planId: string): Promise<Opened> {
    const had = this.#windows.get(planId);
    if (had && ageOf(had) < WINDOWS_IN) return this.#isOpen(planId) ? { as: 'page' } : CLOSED;
    const opened = await this.#openFor('chat', planId);
    if (opened.as === 'page') this.#windows.set(planId, thisMoment());
    return opened;
  }

  /** Opens a window for a plan, or for the list of plans; else gives a link for the person, and why it is needed. */
  async open(planId: string | undefined): Promise<{ why: string; link: string } | undefined> {
    const opened = await this.#openFor('person', planId);
    if (opened.as === 'page') return undefined;
    return { why: opened.why, link: (await this.#pass(planId, 'page-link')).link };
  }

  async #openFor(asking: 'chat' | 'person', planId: string | undefined): Promise<Opened> {
    if (planId !== undefined && this.#isOpen(planId)) return { as: 'page' };
    const { noBrowser, openInBrowser } = await import('./opener.ts');
    const missing = noBrowser(this.#options.hasScreen);
    if (missing !== undefined) return this.#notOpened(missing);
    // Before there is a window: of several processes that are asked at once, the one that marks the plan opens it.
    const isOurs = planId === undefined || (await this.#seen(planId));
    if (asking === 'chat' && !isOurs) return { as: 'page' };
    const isAllowed = asking === 'person' || (await this.#takeWindow());
    const why = isAllowed ? await this.#openWindow(planId, openInBrowser) : ENOUGH;
    if (why === undefined) return { as: 'page' };
    if (planId !== undefined) await this.#unseen(planId);
    return isAllowed ? this.#notOpened(why) : { as: 'nothing', why };
  }

  async #takeWindow(): Promise<boolean> {
    const { journal, rules, now } = this.#context;
    const { store } = await journal();
    return store.takeWindow(rules.account, { at: now(), most: MOST_WINDOWS, windowMs: WINDOWS_IN });
  }

  /** Opens a window for a plan, or says why there is none. */
  async #openWindow(
    planId: string | undefined,
    opener: (file: string) => Promise<void>,
  ): Promise<string | undefined> {
    let pass: Pass | undefined;
    try {
      const made = await this.#pass(planId, 'page');
      const { link } = made;
      pass = made.pass;
      const { opened } = pass;
      const { url, remove } = await writeLeading(link, this.#options.dataDir);
      this.#files.add(remove);
      void Promise.race([opened, sleep(FILE_LASTS)]).then(() => this.#deleteFile(remove));
      // A browser that was only slow opens the next plan, too.
      void opened.then(() => {
        this.#unopened = false;
      });
      const isOpened = await Promise.race([
        opener(url).then(() => opened.then(() => true)),
        opened.then(() => true),
        sleep(OPENS_WITHIN).then(() => false),
      ]);
      return isOpened ? undefined : 'no browser opened it within 10 seconds';
    } catch (error) {
      pass?.revoke();
      return `no browser could be opened (${messageOf(error)})`;
    }
  }

  async #deleteFile(remove: () => Promise<void>): Promise<void> {
    this.#files.delete(remove);
    await remove().catch((error: unknown) =>
      this.#context.log.warn(loggable(error), 'a file that led to the page was not deleted'),
    );
  }

  /** It is not tried again, so that the next call offers the phrase at once. */
  #notOpened(why: string): Opened {
    this.#unopened = true;
    this.#context.log.info({ why }, 'no page was opened');
    return { as: 'nothing', why };
  }

  async #pass(planId: string | undefined, door: Session['door']): Promise<{ link: string; pass: Pass }> {
    this.#server ??= this.#serve().catch((error: unknown) => {
      // The next plan tries again.
      this.#server = undefined;
      throw error;
    });
    const { origin } = await this.#server;
    const pass = this.#links.make({ door, planId });
    const path = planId === undefined ? '/' : `/plans/${encodeURIComponent(planId)}`;
    return { link: `${origin}${path}#${pass.secret}`, pass };
  }

  async #serve(): Promise<PageServer> {
    // `node:http` brings Node's whole fetch along, a tenth of the time of a start.
    const [{ html }, { openPageServer }, { Answers }] = await Promise.all([
      import('./html.ts'),
      import('./server.ts'),
      import('./answers.ts'),
    ]);
    const answers = new Answers(this.#context, (planId) => this.#seen(planId));
    return openPageServer(html, (name, token, body) => this.#answer(answers, name, token, body));
  }

  async #answer(
    answers: Answers,
    name: string,
    token: string,
    body: Record<string, unknown>,
  ): Promise<unknown> {
    if (name === 'session') return this.#exchange(body['secret']);
    const session = this.#links.session(token);
    return session && answers.to(name, session, body);
  }

  #exchange(secret: unknown): object | undefined {
    const exchanged = typeof secret === 'string' ? this.#links.exchange(secret) : undefined;
    return exchanged && { token: exchanged.token };
  }

  #isOpen(planId: string): boolean {
    return isFormOpen(this.#openUntil.get(planId), this.#context);
  }

  /**
   * A window that asks about a plan which waits keeps it open, for all processes: there a person may decide any moment. Tells
   * whether it is open here; another process may have it open, or it waits no more.
   */
  async #seen(planId: string): Promise<boolean> {
    const { now, patience, journal } = this.#context;
    const was = this.#openUntil.get(planId);
    const at = now();
    if (was !== undefined && was - at > patience.formMs / 2 && was - at <= patience.formMs) return true;
    const { store } = await journal();
    const until = at + patience.formMs;
    if (was !== undefined) await store.closeForm(planId, was);
    const isOpened = await store.openForm(planId, { at, until });
    if (isOpened) this.#openUntil.set(planId, until);
    return isOpened;
  }

  /** No window shows the plan any more. Where that is not kept, others wait a while longer. */
  async #unseen(planId: string): Promise<void> {
    const { journal, log } = this.#context;
    const until = this.#openUntil.get(planId);
    if (until === undefined) return;
    this.#openUntil.delete(planId);
    await journal()
      .then(({ store }) => store.closeForm(planId, until))
      .catch((error: unknown) => log.warn(loggable(error), 'a page could not be marked as closed'));
  }

  /** Ends the page with its process. */
  async close(): Promise<void> {
    await Promise.all([...this.#files].map((remove) => this.#deleteFile(remove)));
    await Promise.all([...this.#openUntil.keys()].map((planId) => this.#unseen(planId)));
    const server = await this.#server?.catch(() => undefined);
    await server?.close();
  }
}
