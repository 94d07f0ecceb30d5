import { expect, test } from 'vitest';
import { MINUTE } from '../../src/lib/time.ts';
import { folder, open } from './world.ts';

const NOON = Date.UTC(2026, 10, 30, 12);
const three = (at: number) => ({ at, most: 3, windowMs: 10 * MINUTE });

test('all processes together open so many windows of an account in that time', async () => {
  const dataDir = folder();
  const stores = [await open(dataDir), await open(dataDir)];
  const all = stores.flatMap((store) => [1, 2, 3].map(() => store.takeWindow('a', three(NOON))));
  expect((await Promise.all(all)).filter(Boolean)).toHaveLength(3);
  const [store] = stores;
  expect(await store?.takeWindow('another account', three(NOON))).toBe(true);
  expect(await store?.takeWindow('a', three(NOON + 10 * MINUTE - 1))).toBe(false);
  expect(await store?.takeWindow('a', three(NOON + 10 * MINUTE))).toBe(true);
});

test('a clock that was put back keeps no window from opening for longer', async () => {
  const store = await open();
  for (let count = 0; count < 3; count += 1) await store.takeWindow('a', three(NOON));
  expect(await store.takeWindow('a', three(NOON - 60 * MINUTE))).toBe(true);
});
