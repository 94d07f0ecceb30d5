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
} from './contract.ts';
import { isRefused, NoAnswer } from './source.ts';

const TOKEN = 'token';
const PATIENCE = 10_000;
/** A decision is never given up: whether it arrived is not known. */
const NO_LIMIT = null;

const NEW_LINK = 'For a new one ask in the chat, or run: vobiz-contacts-mcp review';
const NO_LINK: Refused = {
  refused: 'link',
  title: 'This page opens with a link',
  text: 'A link opens once, in one browser. If you opened it, use the window that it opened.',
  next: NEW_LINK,
};
const LINK_USED: Refused = {
  refused: 'link',
  title: 'This link has been used',
  text: 'A link opens once, in one browser. If you opened it, use the window that it opened.',
  next: NEW_LINK,
};
const SESSION_OVER: Refused = {
  refused: 'session',
  title: 'This window may no longer decide',
  text: 'You were away for more than an hour, or the program behind this page was started again.',
  next: 'For a new link ask in the chat, or run: vobiz-contacts-mcp review',
};

/** Takes the secret out of the address before anything else can read it there. */
function takeSecret(): string {
  const secret = location.hash.slice(1);
  if (secret !== '') history.replaceState(null, '', location.pathname);
  return secret;
}

/** The session of this window: it begins with the secret of a link, once a person can see the page. */
export class Session {
  readonly #secret = takeSecret();
  #isUsed = false;

  /** Whether the window was opened by a link, rather than loaded again. */
  get isNew(): boolean {
    return this.#secret !== '';
  }

  async open(): Promise<Source | Refused> {
    await becomesVisible();
    const refused = this.isNew && !this.#isUsed ? await this.#exchange() : undefined;
    const token = sessionStorage.getItem(TOKEN);
    return token === null ? (refused ?? NO_LINK) : new HttpSource(token);
  }

  async #exchange(): Promise<Refused | undefined> {
    const answer = await post<{ token: string }>('session', { secret: this.#secret }, {}, LINK_USED);
    if (isRefused(answer)) return answer;
    this.#isUsed = true;
    sessionStorage.setItem(TOKEN, answer.token);
    return undefined;
  }
}

/** A page that is loaded in advance, or in the background, uses no link up. */
async function becomesVisible(): Promise<void> {
  while (('prerendering' in document && document.prerendering) || document.visibilityState !== 'visible') {
    await new Promise((resolve) => {
      document.addEventListener('visibilitychange', resolve, { once: true });
      document.addEventListener('prerenderingchange', resolve, { once: true });
    });
  }
}

class HttpSource implements Source {
  readonly #token: string;

  constructor(token: string) {
    this.#token = token;
  }

  start() {
    return this.#ask<Start>('start');
  }
  plan(plan_id: string) {
    return this.#ask<PlanHead>('plan', { plan_id });
  }
  rows(plan_id: string, from: number) {
    return this.#ask<{ rows: Row[]; next: number | null }>('rows', { plan_id, from });
  }
  progress(plan_id: string, since: number) {
    return this.#ask<Progress>('progress', { plan_id, since });
  }
  decide(decision: Decision) {
    return this.#ask<Progress>('decide', decision, NO_LIMIT);
  }
  stop(plan_id: string) {
    return this.#ask<Progress>('stop', { plan_id });
  }
  undo(plan_id: string) {
    return this.#ask<{ plan_id: string }>('undo', { plan_id });
  }
  sheet(plan_id: string) {
    return this.#ask<{ name: string; csv: string }>('sheet', { plan_id });
  }
  plans(before: number | null) {
    return this.#ask<PlanList>('plans', { before });
  }
  tags() {
    return this.#ask<Tags>('tags');
  }

  #ask<Answer extends object>(name: string, body: object = {}, patience: number | null = PATIENCE) {
    return post<Answer>(name, body, { 'X-Session': this.#token }, SESSION_OVER, patience);
  }
}

/** A refusal of the server in its own words, or `refusal` where it has none. */
async function post<Answer extends object>(
  name: string,
  body: object,
  headers: Record<string, string>,
  refusal: Refused,
  patience: number | null = PATIENCE,
): Promise<Answer | Refused> {
  try {
    const response = await fetch(`/api/${name}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify(body),
      ...(patience === null ? {} : { signal: AbortSignal.timeout(patience) }),
    });
    if (response.headers.get('Content-Type')?.startsWith('application/json')) {
      const answer: Answer | Refused = await response.json();
      if (response.ok || isRefused(answer)) return answer;
    }
    if (response.status === 403) return refusal;
    throw new NoAnswer(`${name}: ${response.status}`);
  } catch (error) {
    throw error instanceof NoAnswer ? error : new NoAnswer(name, { cause: error });
  }
}
