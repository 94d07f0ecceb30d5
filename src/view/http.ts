import type { Refused, Source } from './contract.ts';
import { ENDED } from './gone.ts';
import { isRefused } from './source.ts';

const TOKEN = 'token';
const PATIENCE = 10_000;
/** The account may have to be read first. */
const LONG = /tags|undo|stop/;

const NO_LINK: Refused = {
  refused: 'link',
  title: 'This page opens with a link',
  text: 'A link opens once, in one browser. If you opened it, use the window that it opened.',
  next: 'For a new one ask in the chat.',
};
const SESSION_OVER: Refused = {
  refused: 'session',
  title: 'This window may no longer decide',
  text: 'A window is good for an hour, and no longer than the program that opened it.',
  next: NO_LINK.next as string,
};
const SILENT: Refused = {
  refused: 'silent',
  title: ENDED,
  text: 'Nothing was decided here.',
  next: 'Open the chat again and ask to see the plan.',
  again: true,
};

/** Taken out of the address before anything else can read it there. */
let secret = location.hash.slice(1);
if (secret) history.replaceState(null, '', location.pathname);

/** Whether a link opened the window, rather than that it was loaded again. */
export const isOpened = secret !== '';

/** The session of this window; it begins with the secret of a link, once a person can see the page. */
export async function openSession(): Promise<Source | Refused> {
  await becomesVisible();
  const answer = secret ? await post<{ token: string }>('session', { secret }, NO_LINK) : NO_LINK;
  if (!isRefused(answer)) {
    secret = '';
    sessionStorage.setItem(TOKEN, answer.token);
  }
  const token = sessionStorage.getItem(TOKEN);
  return token === null && isRefused(answer) ? answer : sourceOf(token ?? '');
}

/** A page that is loaded in advance, or in the background, uses no link up. */
async function becomesVisible(): Promise<void> {
  while (Reflect.get(document, 'prerendering') || document.visibilityState !== 'visible') {
    await new Promise((resolve) => {
      for (const event of ['visibilitychange', 'prerenderingchange'])
        document.addEventListener(event, resolve, { once: true });
    });
  }
}

function sourceOf(token: string): Source {
  const ask = <Answer extends object>(name: string, body = {}) =>
    post<Answer>(name, body, SESSION_OVER, token);
  return {
    start: () => ask('start'),
    plan: (plan_id) => ask('plan', { plan_id }),
    rows: (plan_id, from) => ask('rows', { plan_id, from }),
    progress: (plan_id, since) => ask('progress', { plan_id, since }),
    decide: (decision) => ask('decide', decision),
    stop: (plan_id) => ask('stop', { plan_id }),
    undo: (plan_id) => ask('undo', { plan_id }),
    sheet: (plan_id) => ask('sheet', { plan_id }),
    plans: (before) => ask('plans', { before }),
    tags: () => ask('tags'),
  };
}

/**
 * Each question is a POST to `/api/<its name>`, with what it is given as fields of a JSON object, and the token in a
 * header. A refusal comes in the server's own words, or is `refusal` where the server has none.
 */
async function post<Answer extends object>(
  name: string,
  body: object,
  refusal: Refused,
  token = '',
): Promise<Answer | Refused> {
  try {
    const response = await fetch(`/api/${name}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-Session': token },
      body: JSON.stringify(body),
      // Nobody gives a decision up: whether it arrived is not known.
      signal: name === 'decide' ? null : AbortSignal.timeout(LONG.test(name) ? 3 * PATIENCE : PATIENCE),
    });
    const answer: Answer | Refused | undefined = await response.json().catch(() => undefined);
    if (answer && (response.ok || isRefused(answer))) return answer;
    return response.status === 403 ? refusal : SILENT;
  } catch {
    return SILENT;
  }
}
