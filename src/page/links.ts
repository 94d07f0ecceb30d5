import { createHash, randomBytes } from 'node:crypto';
import { ageOf, HOUR, MINUTE, type Moment, thisMoment } from '../lib/time.ts';

/** How long a link waits to be opened, and how long the session lasts that it becomes. */
const LINK_LASTS = 2 * MINUTE;
const SESSION_LASTS = HOUR;
const SECRET_BYTES = 16;

/** How a link came to the person: by a file that only this user can read, or through the chat. */
type Door = 'page' | 'page-link';

export interface Session {
  door: Door;
  /** The plan that the link was made for. */
  planId: string | undefined;
  /** The plans that somebody decided in this window. */
  decided: Set<string>;
  /** Since when a plan is shown in this window, by the monotonic clock. */
  shown: Map<string, number>;
}

type Asked = Pick<Session, 'door' | 'planId'>;

interface Link extends Asked {
  made: Moment;
  used: boolean;
  opened: PromiseWithResolvers<void>;
}

export interface Pass {
  secret: string;
  /** Resolves once the page was opened with the link. */
  opened: Promise<void>;
  /** The link opens nothing any more. */
  revoke(): void;
}

/**
 * The links to the page and the sessions that they become: in memory alone, so that they end with the process. None lasts
 * longer because the clock was put back, or the computer slept.
 */
export class Links {
  /** By digest: looking one up tells nothing of the others by its time. */
  readonly #links = new Map<string, Link>();
  readonly #sessions = new Map<string, Session & { began: Moment }>();

  make(session: Asked): Pass {
    const secret = random();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const key = digest(secret);
    const opened = { promise, resolve, reject };
    this.#links.set(key, { ...session, made: thisMoment(), used: false, opened });
    return { secret, opened: promise, revoke: () => void this.#links.delete(key) };
  }

  /** The token of the session that the link becomes, once. */
  exchange(secret: string): { token: string; session: Session } | undefined {
    const link = this.#links.get(digest(secret));
    if (!link || link.used || ageOf(link.made) > LINK_LASTS) return undefined;
    link.used = true;
    link.opened.resolve();
    const token = random();
    const { door, planId } = link;
    const session: Session = { door, planId, decided: new Set(), shown: new Map() };
    this.#sessions.set(digest(token), { ...session, began: thisMoment() });
    return { token, session };
  }

  session(token: string): Session | undefined {
    const found = this.#sessions.get(digest(token));
    return found && ageOf(found.began) <= SESSION_LASTS ? found : undefined;
  }
}

function random(): string {
  return randomBytes(SECRET_BYTES).toString('base64url');
}

function digest(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
