import type { Readable, Writable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import {
  INVALID_REQUEST,
  type JSONRPCMessage,
  type JSONRPCNotification,
  type JSONRPCResponse,
  PARSE_ERROR,
  SUBSCRIPTION_ID_META_KEY,
} from '@modelcontextprotocol/server';
import type { Log } from '../../context.ts';
import { messageOf } from '../../errors.ts';
import { parseJson } from '../../lib/json.ts';
import { SECOND, span } from '../../lib/time.ts';
import { type Batch, type Call, Calls } from './calls.ts';
import { type Envelope, failure, type Refusal, readEnvelope, refuse, refuseOverlong } from './envelope.ts';
import { type Line, Lines } from './lines.ts';

export interface Limits {
  /** The time to answer open requests after the input has ended. */
  answersMs: number;
  /** A client that reads nothing for so long will not read the rest, either. */
  stuckMs: number;
}
const LIMITS: Limits = { answersMs: 25 * SECOND, stuckMs: 30 * SECOND };
/** Reading pauses while so many bytes wait to be written, or to be answered. */
const MOST_UNWRITTEN = 1024 * 1024;
const MOST_OPEN = 64 * 1024 * 1024;
/** The code that clients use for a closed connection. */
const ENDED = -32000;
/** The one revision with several messages in a line. */
const WITH_BATCHES = '2025-03-26';

const FAULTS = {
  'too long': 'A message takes at most 10 MiB.',
  'UTF-16': 'This line is UTF-16; messages are written in UTF-8.',
  'not UTF-8': 'This line has bytes that are not UTF-8.',
} as const;

/**
 * The wire of a server on stdin and stdout, in front of the SDK: it answers messages that the SDK would drop silently, and
 * ends only when every request is answered and every answer written.
 */
export class StdioTransport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: (message: JSONRPCMessage) => void;
  readonly #input: Readable;
  readonly #output: Writable;
  readonly #log: Log;
  readonly #limits: Limits;
  readonly #lines = new Lines();
  readonly #calls = new Calls((message) => this.onmessage?.(message));
  readonly #complaints = new Set<string>();
  readonly #over = Promise.withResolvers<string>();
  #moved = Promise.withResolvers<void>();
  #written = Promise.resolve();
  #unwritten = 0;
  #revision: string | undefined;
  #closed = false;

  constructor(input: Readable, output: Writable, log: Log, limits = LIMITS) {
    this.#limits = limits;
    this.#input = input;
    this.#output = output;
    this.#log = log;
  }

  /** Resolves when there is no client any more: the input has ended and all is answered, or nobody reads the answers. */
  get over(): Promise<string> {
    return this.#over.promise;
  }

  async start(): Promise<void> {
    this.#output.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') this.#log.warn({ code: error.code }, 'the output cannot be written');
      this.#closed = true;
      this.#over.resolve('closed output');
      this.#move();
    });
    this.#readAll().then(() => this.#over.resolve('end of input'));
  }

  setProtocolVersion(revision: string): void {
    this.#revision = revision;
  }

  async send(message: JSONRPCMessage): Promise<void> {
    if ('method' in message) {
      const acknowledges = message.method === 'notifications/subscriptions/acknowledged';
      if (acknowledges) this.#calls.lasts(message.params?._meta?.[SUBSCRIPTION_ID_META_KEY]);
      return this.#write(message);
    }
    // A call that was cancelled, or answered with a timeout, gets no second answer.
    const call = message.id === undefined ? undefined : this.#calls.end(message.id);
    if (!call) return;
    await this.#answer(call, message);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#input.destroy();
    this.#move();
    this.onclose?.();
  }

  /** Resolves when all lines are written, or nobody reads them any more. */
  async drained(): Promise<void> {
    while (this.#unwritten > 0) {
      const stuck = delay(this.#limits.stuckMs, true, { ref: false });
      if (await Promise.race([stuck, this.#moved.promise])) return;
    }
  }

  /** Logs a fault of the client, once: a client repeats it with each message. */
  complain(fault: string): void {
    if (this.#complaints.has(fault)) return;
    this.#complaints.add(fault);
    this.#log.warn({ fault }, 'a protocol error');
  }

  async #readAll(): Promise<void> {
    try {
      for await (const chunk of this.#input) {
        for (const line of this.#lines.add(chunk)) {
          await this.#take(line);
          while (this.#isFull()) await this.#moved.promise;
        }
      }
    } catch (error) {
      // An input that breaks has ended.
      this.#log.debug({ error: messageOf(error) }, 'the input broke');
    }
    const last = this.#lines.end();
    if (last) await this.#take(last);
    await this.#answerAll();
  }

  async #take(line: Line): Promise<void> {
    const value = line.kind === 'text' ? parseJson(line.text) : undefined;
    if (line.kind !== 'text' || value === undefined) this.#refuse(unreadable(line));
    else if (Array.isArray(value)) this.#takeBatch(value, line.bytes);
    else this.#pass(readEnvelope(value), line.bytes);
    // The answer settles which messages may come next.
    while (this.#calls.has('initialize') && !this.#closed) await this.#moved.promise;
  }

  #takeBatch(values: readonly unknown[], bytes: number): void {
    if (this.#revision !== WITH_BATCHES || values.length === 0) {
      this.#refuse(refuse(null, INVALID_REQUEST, 'A line holds one message.'));
      return;
    }
    const batch: Batch = { open: 1, answers: [] };
    for (const value of values) this.#pass(inBatch(readEnvelope(value)), bytes / values.length, batch);
    this.#close(batch);
  }

  #pass(envelope: Envelope, bytes: number, batch?: Batch): void {
    if (envelope.kind === 'refused') this.#refuse(envelope, batch);
    else if (envelope.kind === 'passed') this.#forward(envelope.message);
    else {
      if (batch) batch.open += 1;
      this.#calls.take({ message: envelope.message, bytes, batch });
    }
  }

  /** A cancelled request is over, begun or not; the server gets the notification only if the request was begun. */
  #forward(message: JSONRPCNotification | JSONRPCResponse): void {
    const cancels = 'method' in message && message.method === 'notifications/cancelled';
    const id = cancels ? message.params?.['requestId'] : undefined;
    const withdrawn = this.#calls.withdraw(id);
    if (!withdrawn) this.onmessage?.(message);
    const call = withdrawn ?? this.#calls.end(id);
    if (call?.batch) this.#close(call.batch);
    this.#move();
  }

  #refuse({ fault, answer }: Refusal, batch?: Batch): void {
    this.complain(fault);
    if (batch && answer) batch.answers.push(answer);
    else if (answer) void this.#write(answer);
  }

  async #answer({ batch }: Call, answer: object): Promise<void> {
    if (!batch) return this.#write(answer);
    batch.answers.push(answer);
    this.#close(batch);
  }

  /** Counts one request of the batch as done; the last one sends the answers. */
  #close(batch: Batch): void {
    batch.open -= 1;
    if (batch.open === 0 && batch.answers.length > 0) void this.#write(batch.answers);
  }

  /** Writes one line at a time, so that the end of the process leaves no half line. */
  #write(message: object): Promise<void> {
    if (this.#closed) return Promise.resolve();
    const line = `${JSON.stringify(message)}\n`;
    this.#unwritten += line.length;
    this.#written = this.#written.then(() => this.#put(line));
    return this.#written;
  }

  #put(line: string): Promise<void> {
    return new Promise((resolve) => {
      this.#output.write(line, () => {
        this.#unwritten -= line.length;
        this.#move();
        resolve();
      });
    });
  }

  async #answerAll(): Promise<void> {
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      this.#move();
    }, this.#limits.answersMs);
    while (this.#calls.open > 0 && !late && !this.#closed) await this.#moved.promise;
    clearTimeout(timer);
    for (const call of this.#calls.abandon()) {
      const { id, method } = call.message;
      const words = `\`${method}\` was not finished ${span(this.#limits.answersMs)} after the input ended. Look what became of it before you repeat it.`;
      void this.#answer(call, failure(id, ENDED, words));
    }
  }

  #isFull(): boolean {
    return !this.#closed && (this.#unwritten > MOST_UNWRITTEN || this.#calls.bytes > MOST_OPEN);
  }

  /** Wakes the loops that wait for a write, or for the end of a call. */
  #move(): void {
    this.#moved.resolve();
    this.#moved = Promise.withResolvers();
  }
}

function unreadable(line: Line): Refusal {
  if (line.kind === 'too long') return refuseOverlong(line.head, FAULTS[line.kind]);
  return refuse(null, PARSE_ERROR, line.kind === 'text' ? 'This line is not JSON.' : FAULTS[line.kind]);
}

function inBatch(envelope: Envelope): Envelope {
  if (envelope.kind !== 'request' || envelope.message.method !== 'initialize') return envelope;
  return refuse(envelope.message.id, INVALID_REQUEST, '`initialize` comes in a line of its own.');
}
