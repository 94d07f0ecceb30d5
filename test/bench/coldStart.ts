import { medians, type Row } from './measure.ts';
import type { RemoteSandbox } from './sandbox.ts';
import { OURS, ServerProcess, TRIVIAL } from './server.ts';

const ROUNDS = 20;
const GOAL = 0.6;

/** From the start of the process until `tools/list` is answered. */
export async function coldStart({ env }: RemoteSandbox): Promise<Row> {
  const start = async (file: string) => {
    const begun = performance.now();
    const server = new ServerProcess(file, env);
    await server.greet();
    const ms = performance.now() - begun;
    await server.close();
    return ms;
  };
  const { ours, trivial } = await medians(ROUNDS, {
    ours: () => start(OURS),
    trivial: () => start(TRIVIAL),
  });
  const ratio = ours / trivial;
  return {
    what: 'cold start, until tools/list is answered',
    ours: `${ours.toFixed(0)} ms`,
    beside: `${trivial.toFixed(0)} ms, one tool on the v1 SDK`,
    compared: `x ${ratio.toFixed(2)}`,
    goal: `<= x ${GOAL}`,
    met: ratio <= GOAL,
  };
}
