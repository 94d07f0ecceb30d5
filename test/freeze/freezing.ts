import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Fault } from '../../src/sandbox/faults.ts';
import { pick, type Random, seeded } from '../../src/sandbox/random.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { Server, waitForEnd } from '../kill/killing.ts';
import { fill } from '../tools/world.ts';
import { Editor } from './editor.ts';
import { judge } from './judge.ts';
import { KINDS, type Kind, type Planned } from './kinds.ts';
import { Others } from './others.ts';
import type { Mode, Report } from './report.ts';
import { type Round, stopProcesses, type Who } from './stopping.ts';
import { Witness } from './witness.ts';

/** How many rounds with stops there are, and how many with replies held back. */
export const ROUNDS = 20;

export interface RoundOptions {
  seed: number;
  mode: Mode;
  /** The longest stop, in seconds. */
  longest?: number;
}

/** How many of the replies are held back, and for how long. */
const HELD: Readonly<Record<Exclude<Mode, 'stopped'>, { rate: number; ms: readonly [number, number] }>> = {
  held: { rate: 0.08, ms: [100, 8000] },
  slow: { rate: 1, ms: [100, 1400] },
};

/** One plan on a server and single edits from another, while somebody else changes contacts and processes stand still. */
export function freeze(options: RoundOptions): Promise<Report> {
  return round(options).catch((cause) => {
    throw new Error(`the round of seed ${options.seed} failed`, { cause });
  });
}

async function round({ seed, mode, longest = 12 }: RoundOptions): Promise<Report> {
  const random = seeded(seed);
  const kind = kindOf(seed);
  const latencyMs = kind.latencyMs ?? Number(pick(random, ['10', '25', '60']));
  const importTags = random() < 0.5 ? 'merge' : 'overwrite';
  const existing = random() < 0.5 ? 'conflict' : 'upsert';
  const sandbox = await startSandbox({ contacts: 0, seed, latencyMs, dialect: { importTags, existing } });
  fill(sandbox, ...kind.people);
  const dataDir = await mkdtemp(join(tmpdir(), 'vobiz-freeze-'));
  const env = environment(sandbox, dataDir, mode);
  const [runner, second] = [new Server(env), new Server(env)];
  let witness: Witness | undefined;
  try {
    await Promise.all([runner.start(), second.start()]);
    const plans = await kind.plan(runner);
    witness = new Witness(sandbox);
    if (mode !== 'stopped') sandbox.fault(held(HELD[mode], kind, random));
    const others = new Others({ sandbox, witness, kind, random });
    const editor = new Editor(second, sandbox, kind, random);
    const world = { sandbox, witness, others, runner, second, editor, kind, random, latencyMs };
    const began = Date.now();
    const end = await disturbed(world, plans, mode, longest);
    const seconds = Math.round((Date.now() - began) / 1000);
    return {
      ...{
        seed,
        mode,
        kind: kind.what,
        mayBlock: kind.mayBlock ?? false,
        latencyMs,
        seconds,
        items: kind.items,
      },
      ...end,
      others: Object.fromEntries(others.done),
      singles: Object.fromEntries(editor.outcomes),
      holding: kind.targets.filter((target, n) => kind.holds(sandbox.account, n) || others.hasSpent(target))
        .length,
      atLeast: Math.ceil(kind.items - Math.max(kind.items * 0.05, kind.spare)),
      ...judge(
        witness,
        sandbox.requests,
        kind.intent(sandbox.account),
        end.stops.map(({ resumedAt }) => resumedAt),
      ),
    };
  } finally {
    witness?.close();
    for (const server of [runner, second]) server.kill('SIGCONT');
    await Promise.all([runner.close(), second.close()]);
    await sandbox.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** The first 20 seeds are rounds with stops, the others with replies held back. */
export function roundOf(seed: number): RoundOptions {
  if (seed <= ROUNDS) return { seed, mode: 'stopped' };
  return { seed, mode: seed % 2 === 0 ? 'held' : 'slow' };
}

function kindOf(seed: number): Kind {
  const kind = KINDS[seed % KINDS.length];
  if (!kind) throw new RangeError(`there is no kind of plan for seed ${seed}`);
  return kind;
}

/** Of a plan of few requests more are held, or there were none. */
function held({ rate, ms: [least, most] }: (typeof HELD)['held'], kind: Kind, random: Random): Fault {
  return {
    times: Number.POSITIVE_INFINITY,
    rate: kind.requests < 50 ? rate * 2 : rate,
    action: { delay: () => least + random() * (most - least) },
  };
}

function environment(sandbox: Sandbox, dataDir: string, mode: Mode): Record<string, string> {
  const { url, credentials } = sandbox;
  return {
    VOBIZ_BASE_URL: url,
    VOBIZ_AUTH_ID: credentials.authId,
    VOBIZ_AUTH_TOKEN: credentials.authToken,
    VOBIZ_DATA_DIR: dataDir,
    VOBIZ_LOG_LEVEL: 'error',
    VOBIZ_APPROVAL: 'relay',
    ...(mode === 'slow' && { VOBIZ_CONCURRENCY: '16' }),
  };
}

type End = Pick<Report, 'state' | 'counts' | 'again' | 'reasons' | 'stops'>;

async function disturbed(round: Round, plans: readonly Planned[], mode: Mode, longest: number): Promise<End> {
  const { runner, others, editor } = round;
  let ended = false;
  const isOver = () => ended;
  const running = runAll(runner, plans).finally(() => {
    ended = true;
  });
  const stop = (whom: readonly Who[], most: number) =>
    mode === 'held' ? [] : stopProcesses(round, { whom, most, longest, ended: isOver, running });
  const [end, stops, editorStops] = await Promise.all([
    running,
    stop(['runner', 'runner', 'both'], mode === 'slow' ? 2 : 4),
    stop(['editor'], 2),
    others.until(isOver),
    editor.until(isOver),
  ]);
  return { ...end, stops: [...stops, ...editorStops] };
}

async function runAll(server: Server, plans: readonly Planned[]): Promise<Omit<End, 'stops'>> {
  for (const { plan_id, approval } of plans)
    await server.call('apply_plan', { plan_id, approval, wait_seconds: 0 });
  const counts: Record<string, number> = {};
  const reasons: Record<string, number> = {};
  const states = new Set<string>();
  const again: string[] = [];
  for (const { plan_id } of plans) {
    let end = await waitForEnd(server, plan_id);
    while (['blocked', 'halted'].includes(end.state) && again.length < 3) {
      const { reason } = await server.call('get_plan', { plan_id });
      again.push(`${end.state}: ${reason}`);
      await server.call('apply_plan', { plan_id, wait_seconds: 0 });
      end = await waitForEnd(server, plan_id);
    }
    states.add(end.state);
    for (const [name, count] of Object.entries(end.counts)) counts[name] = (counts[name] ?? 0) + count;
    for (const reason of await reasonsOf(server, plan_id)) reasons[reason] = (reasons[reason] ?? 0) + 1;
  }
  return { state: [...states].join(', '), counts, reasons, again };
}

/** Of whom a reason speaks, and of what, keeps alike reasons apart. */
const WHO = /"[^"]*"|\b[pq]\d+|\+\d+|\b[\da-f]{8}-[\da-f-]{27}\b/g;

async function reasonsOf(server: Server, plan_id: string): Promise<string[]> {
  const { items } = await server.call('get_plan', { plan_id, items: 'problems' });
  const found = Array.isArray(items) ? items : [];
  return found.map((item: unknown) => {
    const { state, reason } = Object(item);
    return `${state}: ${String(reason).replaceAll(WHO, '…')}`;
  });
}
