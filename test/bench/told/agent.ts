import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';

export type Fields = Record<string, unknown>;
type PlanTool = 'plan_update' | 'plan_delete' | 'plan_import' | 'plan_undo';

export interface Answer {
  text: string;
  isError: boolean;
  data: Fields;
}

export interface Tally {
  calls: number;
  characters: number;
}

/** Longer than any plan takes here, so that an agent has to ask once. */
const WAIT = 25;
/** An answer that comes faster is taken for a host without forms. */
const READING_MS = 1100;
const UNDER_WAY = ['queued', 'running'];
/** The word, the count and four characters of the hash, whichever word it is. */
const PHRASE = /\b[A-Z]{4,} [\d,]+ [A-Z2-9]{4}\b/;
const MOST_PARTS = 100;

/** A chat: a client with a server of its own. It counts its calls and the characters of the answers. */
export class Agent {
  readonly #client: Client;
  readonly tally: Tally = { calls: 0, characters: 0 };

  private constructor(client: Client) {
    this.#client = client;
  }

  static async connect(server: string, env: Record<string, string>, forms: boolean): Promise<Agent> {
    const client = new Client(
      { name: 'told', version: '1.0.0' },
      { capabilities: forms ? { elicitation: {} } : {} },
    );
    if (forms) {
      client.setRequestHandler(ElicitRequestSchema, async () => {
        await new Promise((resolve) => setTimeout(resolve, READING_MS));
        return { action: 'accept', content: {} };
      });
    }
    await client.connect(new StdioClientTransport({ command: process.execPath, args: [server], env }));
    return new Agent(client);
  }

  close(): Promise<void> {
    return this.#client.close();
  }

  async call(name: string, args: Fields = {}, signal?: AbortSignal): Promise<Answer> {
    this.tally.calls += 1;
    const result = await this.#client.callTool({ name, arguments: args }, undefined, signal && { signal });
    const content = Array.isArray(result.content) ? result.content : [];
    const text = content.map((part) => (part.type === 'text' ? part.text : '')).join('\n');
    const { structuredContent: data } = result;
    // Clients show a model either of the two.
    this.tally.characters += Math.max(text.length, data ? JSON.stringify(data).length : 0);
    return { text, isError: result.isError === true, data: { ...Object(data) } };
  }

  /** A call of which the client has enough before it is answered: nothing is read. */
  async hang(name: string, args: Fields, signal: AbortSignal): Promise<void> {
    const answered = await this.call(name, args, signal).then(
      () => true,
      () => false,
    );
    if (answered || !signal.aborted) throw new Error(`${name} did not hang`);
  }

  /** The selection of those who are found. */
  async find(filters: Fields): Promise<string> {
    const answer = await this.call('find_contacts', filters);
    return textOf(answer, 'selection_id');
  }

  /** Plans and applies; again while a plan leaves some over. */
  async carryOut(tool: PlanTool, args: Fields, planned?: Answer): Promise<Answer> {
    let plan = planned ?? (await this.call(tool, args));
    for (let parts = 1; parts < MOST_PARTS; parts++) {
      const receipt = await this.apply(plan);
      if (!leavesOver(plan)) return receipt;
      plan = await this.call(tool, args);
    }
    throw new Error(`${tool} leaves some over for ever: ${plan.text}`);
  }

  /** Applies a plan and waits until it is done. */
  async apply(plan: Answer): Promise<Answer> {
    const plan_id = textOf(plan, 'plan_id');
    let answer = await this.call('apply_plan', approved(plan));
    while (UNDER_WAY.includes(textOf(answer, 'state')))
      answer = await this.call('get_plan', { plan_id, wait_seconds: WAIT });
    if (answer.data['state'] !== 'done') throw new Error(`the plan is not done: ${answer.text}`);
    return answer;
  }
}

/** How a plan is applied: with the phrase in its answer, if it has one. */
export function approved(plan: Answer): Fields {
  const approval = phraseIn(plan);
  return { plan_id: textOf(plan, 'plan_id'), wait_seconds: WAIT, ...(approval && { approval }) };
}

/** A field of an answer that the replay cannot go on without. */
export function textOf({ data, text }: Answer, field: string): string {
  const value = data[field];
  if (typeof value !== 'string') throw new Error(`no ${field} in the answer: ${text}`);
  return value;
}

/** The objects of a list in an answer; none where there is no list. */
export function rowsOf({ data }: Answer, field: string): Fields[] {
  const list = data[field];
  return Array.isArray(list) ? list.map((row: unknown) => ({ ...Object(row) })) : [];
}

function phraseIn({ data, text }: Answer): string | undefined {
  const { approval_phrase: phrase, next } = data;
  if (typeof phrase === 'string') return phrase;
  return PHRASE.exec(`${next ?? ''}\n${text}`)?.[0];
}

function leavesOver({ data }: Answer): boolean {
  const { left_over: count } = Object(data['counts']);
  return typeof count === 'number' && count > 0;
}
