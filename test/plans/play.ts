import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WireContact } from '../../src/api/wire.ts';
import type { ItemRecord } from '../../src/model/item.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { openStore } from '../../src/store/open.ts';
import { FAST } from '../harness.ts';
import { pointTo } from '../pointTo.ts';
import { fill, numberOf, rows } from '../tools/world.ts';
import { blindRepeats, type Known, Model } from './model.ts';
import { written } from './oracle.ts';
import { rowOf } from './receipt.ts';
import type { Servers } from './servers.ts';
import type { Mishaps, Step, Story } from './steps.ts';

const QUIET: Mishaps = { faults: [], foreign: [], cut: undefined };
const METHODS = { reads: ['GET'], writes: ['PUT', 'POST', 'DELETE'] } as const;
/** A plan is begun, stopped or its server killed so often at most. */
const MOST_TRIES = 10;

/** Plays a story in an account of its own; gives everything that is wrong in the end. */
export async function play(story: Story, servers: Servers): Promise<string[]> {
  const sandbox = await startSandbox({ contacts: 0, dialect: story.dialect });
  const dataDir = mkdtempSync(join(tmpdir(), 'vobiz-model-'));
  try {
    fill(sandbox, ...story.people);
    const player = new Player(story, sandbox, servers, dataDir);
    return await player.play();
  } catch (error) {
    servers.kill();
    throw error;
  } finally {
    await sandbox.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

interface Planned extends Known {
  approval: string;
}

class Player {
  readonly #story: Story;
  readonly #sandbox: Sandbox;
  readonly #servers: Servers;
  readonly #dataDir: string;
  readonly #model: Model;
  readonly #beginning: ReadonlyMap<string, WireContact>;
  /** Plans that an undo would take back, the last one on top; and the last undo. */
  readonly #done: string[] = [];
  #undo: string | undefined;
  /** Numbers whose contact was left in a state that nobody promises to take back. */
  readonly #unsettled = new Set<string>();
  #killed = false;
  #plan: Known = { plan_id: '', was: new Map(), since: 0, undoes: undefined };

  constructor(story: Story, sandbox: Sandbox, servers: Servers, dataDir: string) {
    this.#story = story;
    this.#sandbox = sandbox;
    this.#servers = servers;
    this.#dataDir = dataDir;
    this.#model = new Model(sandbox);
    this.#beginning = new Map(sandbox.account.contacts);
    const edit = (...args: [Sandbox['account'], Sandbox['requests'][number]]) =>
      this.#model.writes(...args, this.#plan);
    sandbox.fault({ method: 'PUT', times: Number.POSITIVE_INFINITY, action: { edit } });
  }

  async play(): Promise<string[]> {
    await this.#open();
    for (const step of this.#story.steps) await this.#step(step);
    if (this.#isCalm()) await this.#takeAllBack();
    return [...this.#model.wrong, ...blindRepeats(this.#sandbox.requests)];
  }

  async #open(): Promise<void> {
    const env = {
      ...pointTo(this.#sandbox),
      VOBIZ_DATA_DIR: this.#dataDir,
      VOBIZ_CONCURRENCY: String(this.#story.width),
    };
    this.#killed = false;
    await this.#servers.open({ env, timing: { ...FAST, timeoutMs: 300 } });
  }

  async #step(step: Step): Promise<void> {
    const undoes = step.do === 'undo' ? this.#done.at(-1) : step.do === 'redo' ? this.#undo : undefined;
    const planned = await this.#planned(step, undoes);
    if (step.do === 'undo') this.#done.pop();
    if (planned === undefined) return;
    for (const { person, edit } of step.between) this.#model.foreign(this.#number(person), edit);
    await this.#run(planned, step.mishaps);
    await this.#ended(planned);
    if (step.do !== 'undo') this.#done.push(planned.plan_id);
    this.#undo = step.do === 'undo' ? planned.plan_id : undefined;
  }

  async #planned(
    step: Pick<Step, 'do'> & { people?: number[]; change?: object },
    undoes: string | undefined,
  ): Promise<Planned | undefined> {
    if (step.do === 'undo' || step.do === 'redo')
      return undoes === undefined ? undefined : this.#ask('plan_undo', { plan_id: undoes }, undoes);
    const numbers = new Set(step.people?.map((person) => this.#number(person)));
    const contacts = [...numbers].flatMap((number) => this.#sandbox.account.byNumber(number)?.id ?? []);
    if (contacts.length === 0) return undefined;
    return this.#ask(step.do === 'delete' ? 'plan_delete' : 'plan_update', { contacts, ...step.change });
  }

  async #ask(tool: string, args: Record<string, unknown>, undoes?: string): Promise<Planned | undefined> {
    const { data, isError, text } = await this.#servers.call(tool, args);
    if (isError && /changed nothing|undone already/.test(text)) return undefined;
    if (isError) throw new Error(text);
    return {
      plan_id: String(data['plan_id']),
      approval: String(data['approval_phrase']),
      was: new Map(this.#sandbox.account.contacts),
      since: this.#sandbox.requests.length,
      undoes,
    };
  }

  /** Applies a plan and goes on with it, whatever happens, until it has ended. */
  async #run(plan: Planned, mishaps: Mishaps): Promise<void> {
    const { plan_id, approval } = plan;
    this.#plan = plan;
    const disarm = this.#arm(mishaps, plan);
    let args: Record<string, unknown> = { plan_id, approval };
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const answer = await this.#servers.call('apply_plan', args).catch((error: unknown) => {
        if (!this.#killed) throw error;
      });
      if (this.#killed) await this.#open();
      if (answer?.isError) throw new Error(answer.text);
      args = { plan_id };
      if (answer?.data['state'] === 'done') return disarm();
    }
    throw new Error(`${plan_id} does not end`);
  }

  #arm({ faults, foreign, cut }: Mishaps, plan: Known): () => void {
    const fault = (...args: Parameters<Sandbox['fault']>) => this.#sandbox.fault(...args);
    const off = [
      ...faults.flatMap(({ of, nth, action }) => METHODS[of].map((method) => fault({ method, nth, action }))),
      ...foreign.map(({ person, edit, nth }) => {
        const number = this.#number(person);
        const path = new RegExp(`/${this.#sandbox.account.byNumber(number)?.id}$`);
        return fault({ method: 'GET', path, nth, action: { edit: () => this.#model.foreign(number, edit) } });
      }),
    ];
    if (cut) {
      const { how, of, nth } = cut;
      const edit = () => {
        this.#model.cut(plan);
        if (how === 'crash') this.#kill();
        else void this.#servers.call('stop_plan', { plan_id: plan.plan_id }).catch(() => undefined);
      };
      off.push(...METHODS[of].map((method) => fault({ method, nth, action: { edit } })));
    }
    return () => {
      for (const disarm of off) disarm();
    };
  }

  #kill(): void {
    this.#killed = true;
    this.#servers.kill();
  }

  async #ended(plan: Planned): Promise<void> {
    const { data } = await this.#servers.call('get_plan', { plan_id: plan.plan_id, items: 'all' });
    const items = await this.#items(plan.plan_id);
    this.#model.ended(plan, items, rows(data['items']).map(rowOf));
    for (const { state, before } of items)
      if (['unknown', 'failed', 'gone'].includes(state)) this.#unsettled.add(before.phone_number);
  }

  async #items(plan_id: string): Promise<ItemRecord[]> {
    const store = await openStore(this.#dataDir);
    const items = await store.listItems(plan_id, { limit: 100 });
    await store.close();
    return items;
  }

  #number(person: number): string {
    return numberOf((person % this.#story.people.length) + 1);
  }

  #isCalm(): boolean {
    return this.#story.steps.every(({ between, mishaps }) => between.length + mishaps.foreign.length === 0);
  }

  /** If nobody else writes, undoing everything restores the beginning, ids, times and the order of tags aside. */
  async #takeAllBack(): Promise<void> {
    while (this.#done.length > 0) await this.#step({ do: 'undo', between: [], mishaps: QUIET });
    for (const before of this.#beginning.values()) {
      if (this.#unsettled.has(before.phone_number)) continue;
      const now = this.#sandbox.account.byNumber(before.phone_number);
      const [was, is] = [before, now].map((contact) => contact && JSON.stringify(sorted(contact)));
      if (was !== is) this.#model.wrong.push(`${before.phone_number} is ${is}, not ${was}`);
    }
  }
}

function sorted(contact: WireContact) {
  const { name, tags, custom_attributes } = written(contact);
  return [name, tags.sort(), Object.entries(custom_attributes).sort()];
}
