import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { buildView } from '../../packaging/view.ts';
import { contentPolicy } from '../../src/page/guard.ts';
import { Account } from './account.ts';

type Answer = object | Promise<object>;
/** Stands before the account: it may answer itself, wait, or never answer. */
type Before = (name: string, body: Record<string, unknown>) => Answer | undefined;

/** The page of an account, over HTTP, under the policy that it has to bear. */
export class PageServer {
  readonly account = new Account();
  readonly asked: { name: string; body: Record<string, unknown> }[] = [];
  before: Before = () => undefined;
  /** Whether connections are cut, as when the program ends. */
  isGone = false;
  readonly #secrets = new Set<string>();
  readonly #tokens = new Set<string>();
  readonly #server = createServer((request, response) => void this.#answer(request, response));
  readonly #html: string;

  private constructor(html: string) {
    this.#html = html;
  }

  static async start(): Promise<PageServer> {
    view ??= buildView();
    const server = new PageServer(await view);
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** A new link; it opens once. */
  link(path = '/'): string {
    const secret = randomBytes(16).toString('base64url');
    this.#secrets.add(secret);
    return `${this.origin}${path}#${secret}`;
  }

  /** As if all links had been opened. */
  forgetLinks(): void {
    this.#secrets.clear();
  }

  endSessions(): void {
    this.#tokens.clear();
  }

  count(name: string): number {
    return this.asked.filter((asked) => asked.name === name).length;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method === 'GET') {
      response
        .writeHead(200, { ...HEADERS, 'Content-Security-Policy': contentPolicy(this.#html) })
        .end(this.#html);
      return;
    }
    const body = JSON.parse(await text(request));
    if (this.isGone) {
      request.socket.destroy();
      return;
    }
    const name = request.url?.replace('/api/', '') ?? '';
    this.asked.push({ name, body });
    const isOurs =
      request.headers.origin === this.origin && request.headers['content-type'] === 'application/json';
    const isKnown = this.#tokens.has(String(request.headers['x-session']));
    if (!isOurs || (name !== 'session' && !isKnown)) {
      response.writeHead(403).end();
      return;
    }
    const answer = await (this.before(name, body) ?? this.#ask(name, body));
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer));
  }

  #ask(name: string, body: Record<string, unknown>): Answer {
    const { account } = this;
    const planId = String(body['plan_id']);
    switch (name) {
      case 'session':
        return this.#open(String(body['secret']));
      case 'start':
        return account.start();
      case 'plan':
        return account.plan(planId);
      case 'rows':
        return account.rows(planId, Number(body['from']));
      case 'progress':
        return account.progress(planId, Number(body['since']));
      case 'decide':
        return account.decide({
          plan_id: planId,
          hash: String(body['hash']),
          decision: body['decision'] === 'approve' ? 'approve' : 'decline',
          ...(body['typed'] === undefined ? {} : { typed: String(body['typed']) }),
        });
      case 'stop':
        return account.stop(planId);
      case 'undo':
        return account.undo();
      case 'sheet':
        return account.sheet(planId);
      case 'plans':
        return account.plans();
      case 'tags':
        return account.tags();
      default:
        throw new Error(`Nobody asks for ${name}`);
    }
  }

  #open(secret: string): Answer {
    if (!this.#secrets.delete(secret))
      return {
        refused: 'link',
        title: 'This link has been used',
        text: 'A link opens once, in one browser. If that was you, use the window that it opened.',
        next: 'For a new one ask in the chat.',
      };
    const token = randomBytes(16).toString('base64url');
    this.#tokens.add(token);
    return { token };
  }
}

let view: Promise<string> | undefined;

const HEADERS = {
  'Content-Type': 'text/html; charset=utf-8',
  'Cache-Control': 'no-store',
  'Referrer-Policy': 'no-referrer',
};
