import type { Random } from '../../src/sandbox/random.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { pause, type Server } from '../kill/killing.ts';
import type { Editor } from './editor.ts';
import type { Kind } from './kinds.ts';
import { type Others, oneOf } from './others.ts';
import type { Witness } from './witness.ts';

export interface Round {
  sandbox: Sandbox;
  witness: Witness;
  others: Others;
  runner: Server;
  second: Server;
  editor: Editor;
  kind: Kind;
  random: Random;
  latencyMs: number;
}

export type Who = 'runner' | 'editor' | 'both';

export interface Stops {
  whom: readonly Who[];
  most: number;
  /** In seconds. */
  longest: number;
  ended: () => boolean;
  /** Settles when the plan has ended. */
  running: Promise<unknown>;
}

/** One stop, as it was. */
export interface Stop {
  who: Who;
  seconds: number;
  /** When the process went on. */
  resumedAt: number;
}

/** Stops processes in the middle of their work and lets them go on. */
export async function stopProcesses(round: Round, stops: Stops): Promise<Stop[]> {
  const { witness, runner, second, editor, others, random, latencyMs } = round;
  const { whom, most, longest, ended, running } = stops;
  const done: Stop[] = [];
  while (done.length < most && !ended()) {
    const who = oneOf(random, whom) ?? 'both';
    const seconds = 2 + (longest - 2) * random();
    const isTime = inTheMiddle(who, most, round);
    while (!isTime() && !ended()) await pause(1);
    // Half of the stops meet a reading whose reply nobody is there to take.
    if (random() < 0.5) await Promise.race([witness.nextReading(), running]);
    else await pause(random() * 2 * latencyMs);
    if (ended()) break;
    const servers = { runner: [runner], editor: [second], both: [runner, second] }[who];
    for (const server of servers) server.kill('SIGSTOP');
    try {
      // Well before the process goes on, so that nothing is in doubt.
      const ms = Math.max(seconds * 1000 - 2500, seconds * 500);
      const edited = who !== 'runner' && editor.contact !== undefined ? [editor.contact] : [];
      await Promise.all([others.whileStopped(ms, edited), pause(seconds * 1000)]);
    } finally {
      done.push({ who, seconds, resumedAt: Date.now() });
      for (const server of servers) server.kill('SIGCONT');
    }
  }
  return done;
}

/** When the next stop comes: somewhere in the plan, or when a contact was read to be edited. */
function inTheMiddle(who: Who, most: number, { sandbox, editor, random, kind }: Round): () => boolean {
  if (who === 'editor') return () => editor.hasRead();
  const enough = sandbox.requests.length + 1 + Math.floor((random() * 1.25 * kind.requests) / most);
  return () => sandbox.requests.length >= enough;
}
