import type { Api, Call } from '../../api/client.ts';
import { pages } from '../../find/walk.ts';
import { fold } from '../../lib/fold.ts';
import { type Clock, SECOND } from '../../lib/time.ts';
import type { Store } from '../../store/contract.ts';
import { eachItem } from '../../store/each.ts';
import { renamesOf } from '../change/drift.ts';

/** An answer holds for so long, in ms: as long as a reading that a write is based on. */
const HOLDS = 2 * SECOND;
const WIDTH = 4;

/** Who carries the new tags of a plan's renames: somebody who opted out must not join an audience of other people. */
export class Audiences {
  readonly #api: Api;
  readonly #store: Store;
  readonly #planId: string;
  readonly #now: Clock;
  #renamed: Promise<ReadonlyMap<string, ReadonlySet<string>>> | undefined;
  readonly #answers = new Map<string, { at: number; answer: Promise<boolean> }>();

  constructor(api: Api, store: Store, planId: string, now: Clock) {
    this.#api = api;
    this.#store = store;
    this.#planId = planId;
    this.#now = now;
  }

  /** Whether all who carry the new tag now are contacts on which this plan renames a spelling of the old one. */
  isOnlyOurs(old: string, name: string, call: Call): Promise<boolean> {
    const key = keyOf(old, name);
    const known = this.#answers.get(key);
    if (known && Math.abs(this.#now() - known.at) < HOLDS) return known.answer;
    const asked = { at: this.#now(), answer: this.#ask(key, name, call) };
    this.#answers.set(key, asked);
    asked.answer.then(
      () => {
        // From now on: an account in which asking takes longer would never have an answer.
        asked.at = this.#now();
      },
      () => this.#answers.delete(key),
    );
    return asked.answer;
  }

  async #ask(key: string, tag: string, call: Call): Promise<boolean> {
    this.#renamed ??= this.#read();
    const ours = (await this.#renamed).get(key) ?? new Set();
    for await (const { contacts } of pages(this.#api, { tag, width: WIDTH, call }))
      if (contacts.some(({ id, tags }) => tags.includes(tag) && !ours.has(id))) return false;
    return true;
  }

  /** The contacts of each rename of the plan. */
  async #read(): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
    const renamed = new Map<string, Set<string>>();
    for await (const { task, contact_id } of eachItem(this.#store, this.#planId))
      for (const [old, name] of 'delta' in task ? renamesOf(task.delta) : []) {
        const key = keyOf(old, name);
        renamed.set(key, (renamed.get(key) ?? new Set()).add(contact_id));
      }
    return renamed;
  }
}

function keyOf(old: string, name: string): string {
  return JSON.stringify([fold(old), name]);
}
