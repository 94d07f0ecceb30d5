import { pick, type Random } from '../../src/sandbox/random.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { pause, type Server } from '../kill/killing.ts';
import { BYSTANDER_IDS, CALLED, type Kind, SEEN } from './kinds.ts';

/** As many as go without an approval. */
const MOST = 18;

/** Who it was is no reason. */
const IDS = /\\"[^"]*\\"|\bp\d+|\+\d+|plan_\w+/g;

/** Edits single contacts, one after another, in fields that no plan here is about. */
export class Editor {
  /** How often an edit ended how. */
  readonly outcomes = new Map<string, number>();
  /** Whom it is editing. */
  contact: string | undefined;
  #since = 0;
  readonly #server: Server;
  readonly #sandbox: Sandbox;
  readonly #kind: Kind;
  readonly #random: Random;

  constructor(server: Server, sandbox: Sandbox, kind: Kind, random: Random) {
    this.#server = server;
    this.#sandbox = sandbox;
    this.#kind = kind;
    this.#random = random;
  }

  async until(ended: () => boolean): Promise<void> {
    for (let count = 1; count <= MOST && !ended(); count += 1) {
      await this.#edit(count);
      await pause(this.#random() * 300);
    }
  }

  /** Whether the contact that is being edited was read for it. */
  hasRead(): boolean {
    if (this.contact === undefined) return false;
    const since = this.#sandbox.requests.slice(this.#since);
    return since.some(({ method, contactId }) => method === 'GET' && contactId === this.contact);
  }

  async #edit(count: number): Promise<void> {
    // A contact that is edited is none that a delete or a merge may go on with.
    const { harmless, targets } = this.#kind;
    const free = harmless.includes('note') ? [...targets, ...BYSTANDER_IDS] : BYSTANDER_IDS;
    const contact = pick(this.#random, free);
    const change =
      count % 2 === 0 ? { add_tags: [`${CALLED}${count}`] } : { set_attributes: { [SEEN]: count } };
    this.#since = this.#sandbox.requests.length;
    this.contact = contact;
    const outcome = await this.#server.call('update_contact', { contact, ...change }).then(
      ({ state }) => String(state ?? 'done'),
      (error: Error) =>
        `refused: ${/"text":"(.*?)(?:\\n|"})/.exec(error.message)?.[1]?.replaceAll(IDS, '…')}`,
    );
    this.contact = undefined;
    this.outcomes.set(outcome, (this.outcomes.get(outcome) ?? 0) + 1);
  }
}
