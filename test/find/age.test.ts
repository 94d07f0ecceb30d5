import { expect, test } from 'vitest';
import { AccountReader } from '../../src/find/reader.ts';
import { openWorld } from '../api/world.ts';

const MINUTE = 60_000;

async function clocked() {
  const { sandbox, api } = await openWorld({ contacts: 250, latencyMs: 30 });
  const clock = { now: Date.now() };
  const reader = new AccountReader(api, { width: 1, waitMs: 5000, written: async () => [] }, () => clock.now);
  return { sandbox, clock, reader };
}

test('a finished walk is used for five minutes, and then walked again', async () => {
  const { sandbox, clock, reader } = await clocked();
  const first = await reader.read(undefined, {});
  expect([first.complete, first.asOf, sandbox.requests.length]).toEqual([true, clock.now, 3]);
  clock.now += 5 * MINUTE - 1;
  expect((await reader.finished())?.contacts.size).toBe(250);
  await reader.read(undefined, {});
  expect(sandbox.requests).toHaveLength(3);
  clock.now += 1;
  expect(await reader.finished()).toBeUndefined();
  expect((await reader.read(undefined, {})).asOf).toBe(clock.now);
  expect(sandbox.requests).toHaveLength(6);
});

test('a walk that took longer than five minutes is fresh when it is finished (promise 16)', async () => {
  const { sandbox, clock, reader } = await clocked();
  await expect(reader.read(undefined, { waitMs: 10 })).rejects.toThrow('has not answered for 1 s');
  clock.now += 6 * MINUTE;
  await expect.poll(() => sandbox.requests.filter(({ status }) => status === 200).length).toBe(3);
  const again = await reader.read(undefined, {});
  expect(again.complete).toBe(true);
  expect(sandbox.requests).toHaveLength(3);
});
