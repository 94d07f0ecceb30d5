import { medians, type Row, timed } from './measure.ts';
import type { RemoteSandbox } from './sandbox.ts';
import { OURS, startServer } from './server.ts';

const WARM_UP = 500;
const ROUNDS = 1500;
const GOAL_MS = 0.45;

/** What `get_contact` costs beside the request it makes, and how many requests that is. */
export async function perCall(sandbox: RemoteSandbox): Promise<Row[]> {
  const server = await startServer(OURS, sandbox.env);
  const call = () => server.call('get_contact', { contact: sandbox.contact });
  const raw = () => sandbox.get(`/contacts/${sandbox.contact}`);

  const before = await sandbox.count();
  for (let n = 0; n < WARM_UP; n++) await call();
  const requests = ((await sandbox.count()) - before) / WARM_UP;
  for (let n = 0; n < WARM_UP; n++) await raw();

  const ms = await medians(ROUNDS, { raw: () => timed(raw), call: () => timed(call) });
  await server.close();
  const added = ms.call - ms.raw;
  return [
    {
      what: 'get_contact over stdio',
      ours: `${ms.call.toFixed(2)} ms`,
      beside: `${ms.raw.toFixed(2)} ms, the raw undici request`,
      compared: `+ ${added.toFixed(2)} ms`,
      goal: `<= + ${GOAL_MS} ms`,
      met: added <= GOAL_MS,
    },
    {
      what: 'HTTP requests of a get_contact',
      ours: `${requests}`,
      beside: '1, the raw undici request',
      compared: `x ${requests}`,
      goal: 'exactly 1',
      met: requests === 1,
    },
  ];
}
