import { atOnce, medians, type Row, timed } from './measure.ts';
import type { RemoteSandbox } from './sandbox.ts';
import { OURS, type ServerProcess, startServer, TRIVIAL } from './server.ts';

const ROUNDS = 9;
const WIDTH = 32;
const CALLS = 1500;
const GOAL = 0.6;

/** Calls a second with 32 under way at all times. */
export async function throughput({ env, contact }: RemoteSandbox): Promise<Row> {
  const ours = await startServer(OURS, env);
  const trivial = await startServer(TRIVIAL, env);
  const perSecond = async (server: ServerProcess) => {
    const ms = await timed(() => atOnce(WIDTH, CALLS, () => server.call('get_contact', { contact })));
    return CALLS / (ms / 1000);
  };
  const rate = await medians(ROUNDS, { ours: () => perSecond(ours), trivial: () => perSecond(trivial) });
  await ours.close();
  await trivial.close();
  const ratio = rate.ours / rate.trivial;
  return {
    what: `get_contact calls per second, ${WIDTH} at once`,
    ours: rate.ours.toFixed(0),
    beside: `${rate.trivial.toFixed(0)}, the same request on the v1 SDK`,
    compared: `x ${ratio.toFixed(2)}`,
    goal: `>= x ${GOAL}`,
    met: ratio >= GOAL,
  };
}
