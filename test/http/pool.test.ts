import { setTimeout as pause } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { openPool } from '../../src/http/pool.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';

/** One connection only, which another request keeps busy for a while. */
async function busy(ms: number) {
  const sandbox = await startSandbox({ contacts: 1 });
  const { origin, pathname } = new URL(sandbox.url);
  const pool = openPool(origin, { connections: 1, timeoutMs: 2000, maxReplyBytes: 1e6 });
  onTestFinished(async () => {
    await pool.close(0);
    await sandbox.close();
  });
  const request = { path: `${pathname}/contacts`, headers: {} };
  sandbox.fault({ method: 'GET', action: { delay: ms } });
  const before = pool.send({ ...request, method: 'GET' });
  await expect.poll(() => sandbox.requests.length).toBe(1);
  return { sandbox, pool, request, before };
}

function refuse(reason: Error | undefined): void {
  if (reason) throw reason;
}

test('whether a request may be sent is asked when it gets its connection, not when it is given to the pool (promise 1)', async () => {
  const { sandbox, pool, request, before } = await busy(200);
  let tooLate: Error | undefined;
  const waiting = pool.send({ ...request, method: 'POST', body: '{}', check: () => refuse(tooLate) });
  await pause(50);
  tooLate = new Error('too late');
  await expect(waiting).rejects.toBe(tooLate);
  await before;
  expect(sandbox.writes()).toEqual([]);
});

test('a request that may still be sent is, and the connection serves on after one that was not', async () => {
  const { sandbox, pool, request, before } = await busy(50);
  const refused = pool.send({ ...request, method: 'PUT', body: '{}', check: () => refuse(new Error('no')) });
  await expect(refused).rejects.toThrow('no');
  await before;
  await pool.send({ ...request, method: 'POST', body: '{}', check: () => undefined });
  expect(sandbox.writes().map(({ method }) => method)).toEqual(['POST']);
});
