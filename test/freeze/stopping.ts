import { pick, type Random } from '../../src/sandbox/random.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { pause, type Server } from '../kill/killing.ts';
import type { Editor } from './editor.ts';
import type { Kind } from './kinds.ts';
import type { Others } from './others.ts';
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

/** Stops processes in the middle of their work and lets them go on; gives what was stopped for how long. */
export async function stopProcesses(
  { sandbox, witness, runner, second, editor, others, random, kind, latencyMs }: Round,
  most: number,
  longest: number,
  ended: () => boolean,
  running: Promise<unknown>,
): Promise<string[]> {
  const stops: string[] = [];
  while (stops.length < most && !ended()) {
    const who = pick(random, ['runner', 'runner', 'both', 'editor']);
    const seconds = 2 + (longest - 2) * random();
    const more = sandbox.requests.length + 1 + Math.floor((random() * 1.25 * kind.requests) / most);
    const isTime = who === 'editor' ? () => editor.hasRead() : () => sandbox.requests.length >= more;
    while (!isTime() && !ended()) await pause(1);
    // Half of the stops meet a reading whose reply nobody is there to take.
    if (random() < 0.5) await Promise.race([witness.nextReading(), running]);
    else await pause(random() * 2 * latencyMs);
    if (ended()) break;
    const servers = who === 'both' ? [runner, second] : [who === 'runner' ? runner : second];
    for (const server of servers) server.kill('SIGSTOP');
    try {
      // Well before the process goes on, so that nothing is in doubt.
      const ms = Math.max(seconds * 1000 - 2500, seconds * 500);
      const edited = who !== 'runner' && editor.contact !== undefined ? [editor.contact] : [];
      await Promise.all([others.whileStopped(ms, edited), pause(seconds * 1000)]);
    } finally {
      for (const server of servers) server.kill('SIGCONT');
    }
    stops.push(`${who} ${seconds.toFixed(1)} s`);
  }
  return stops;
}
