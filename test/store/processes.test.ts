import { describe, expect, test } from 'vitest';
import { leaveOlderStore } from './older/older.ts';
import { ACCOUNT, BUDGETS, item, items, plan } from './samples.ts';
import { child, folder, kill, open } from './world.ts';

async function within(ms: number, attempt: () => Promise<boolean>): Promise<boolean> {
  const until = Date.now() + ms;
  while (Date.now() < until) {
    if (await attempt()) return true;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return false;
}

describe('several processes', () => {
  test('that open a fresh folder at once all succeed', async () => {
    const dataDir = folder();
    const children = [1, 2, 3, 4].map(() => child('open', dataDir));
    expect(await Promise.all(children.map((one) => one.rest()))).toEqual([[null], [null], [null], [null]]);
  });

  test('that open a store of an older version at once all succeed, and upgrade it once', async () => {
    const dataDir = folder();
    leaveOlderStore(dataDir, ACCOUNT);
    const children = [1, 2, 3, 4].map(() => child('open', dataDir));
    expect(await Promise.all(children.map((one) => one.rest()))).toEqual([[null], [null], [null], [null]]);
    const store = await open(dataDir);
    const { plans, total } = await store.listPlans(ACCOUNT, { page: 1, limit: 99 });
    expect([total, new Set(plans.map(({ hash_version }) => hash_version))]).toEqual([26, new Set([1])]);
    expect((await store.listPlans(ACCOUNT, { page: 1, limit: 1, state: 'waiting' })).total).toBe(0);
  });

  test('never take the same item (promise 4)', async () => {
    const dataDir = folder();
    const store = await open(dataDir);
    await store.savePlan(plan('p1'), items(300));
    const children = [child('takeAll', dataDir, 'p1'), child('takeAll', dataDir, 'p1')];
    // One that started later would find little left, or nothing.
    await Promise.all(children.map((one) => one.next()));
    for (const one of children) one.process.stdin.write('go');
    const taken = await Promise.all(children.map(async (one) => (await one.rest()).flat()));
    const all = taken
      .flat()
      .map(Number)
      .sort((a, b) => a - b);
    expect(all).toEqual(items(300).map(({ seq }) => seq));
    expect(taken.every((part) => part.length > 0)).toBe(true);
    expect(await store.countItems('p1')).toMatchObject({ done: 300 });
  });

  test('that edit one contact at once: one begins, the others hear which plan is under way (promise 4)', async () => {
    const dataDir = folder();
    const names = ['s1', 's2', 's3', 's4'];
    const store = await open(dataDir);
    const children = names.map((name) => child('beginSingle', dataDir, name, 'c1'));
    const answers = (await Promise.all(children.map((one) => one.rest()))).flat();
    const winner = names[answers.indexOf('begun')];
    expect(answers.filter((answer) => answer !== 'begun')).toEqual(Array(3).fill({ busy: winner }));
    expect(await store.countItems(winner ?? '')).toMatchObject({ sending: 1 });
  });

  test('count edits without approval together: of 30 at once, 20 begin (promise 1)', async () => {
    const dataDir = folder();
    const stores = [await open(dataDir), await open(dataDir)] as const;
    const begun = Array.from({ length: 30 }, (_, n) => {
      const single = plan(`s${n}`, { kind: 'single', state: 'running' });
      return stores[n % 2 === 0 ? 0 : 1].beginSingle(single, item(1, { contact_id: `c${n}` }), BUDGETS);
    });
    const answers = Map.groupBy(await Promise.all(begun), (answer) =>
      typeof answer === 'object' && 'used' in answer ? `over, ${answer.used} used` : answer,
    );
    expect([...answers].map(([answer, all]) => [answer, all.length])).toEqual([
      ['begun', 20],
      ['over, 20 used', 10],
    ]);
  });

  test('and several stores in one process wait for each other', async () => {
    const dataDir = folder();
    const [one, two] = [await open(dataDir), await open(dataDir)];
    const saves = Array.from({ length: 20 }, (_, n) =>
      (n % 2 ? one : two).savePlan(plan(`p${n}`), [item(1), item(2)]),
    );
    await Promise.all(saves);
    expect((await one.listPlans(ACCOUNT, { page: 1, limit: 1 })).total).toBe(20);
  });
});

describe('a process that is killed', () => {
  test('leaves its items as being sent, for others to look at (promise 4)', async () => {
    const dataDir = folder();
    const store = await open(dataDir);
    await store.savePlan(plan('p1'), items(10));
    const taker = child('takeThenHang', dataDir, 'p1');
    const taken = await taker.next();
    await kill(taker);
    const left = await store.listItems('p1', { states: ['sending'], limit: 99 });
    expect(left.map(({ seq }) => seq)).toEqual(taken);
    expect((await store.takeItems('p1', 99)).map(({ seq }) => seq)).toEqual([9, 10]);
  });

  test.each([3, 40])('loses no outcome that it had written, killed after %i (promise 4)', async (after) => {
    const dataDir = folder();
    const store = await open(dataDir);
    await store.savePlan(plan('p1'), items(60));
    await store.close();
    const settler = child('settleOneByOne', dataDir, 'p1');
    let said: unknown;
    for (let n = 0; n < after; n++) said = await settler.next();
    await kill(settler);
    const again = await open(dataDir);
    const done = await again.listItems('p1', { states: ['done'], limit: 99 });
    expect(done.length).toBeGreaterThanOrEqual(Number(said));
    expect(await again.countItems('p1')).toMatchObject({ done: done.length, sending: 60 - done.length });
  });
});

describe('the right to run plans', () => {
  test('is held by one process, and free within a second of its being killed (promise 4)', async () => {
    const dataDir = folder();
    const store = await open(dataDir);
    const holder = child('hold', dataDir, ACCOUNT);
    expect(await holder.next()).toBe(true);
    expect(await store.lockRunner(ACCOUNT)).toBeUndefined();
    expect(await store.lockRunner('another account')).toBeDefined();
    await kill(holder);
    expect(await within(1000, async () => (await store.lockRunner(ACCOUNT)) !== undefined)).toBe(true);
  });

  test('is held until it is released, or the store closed, also within one process', async () => {
    const dataDir = folder();
    const [one, two] = [await open(dataDir), await open(dataDir)];
    const release = await one.lockRunner(ACCOUNT);
    expect(await two.lockRunner(ACCOUNT)).toBeUndefined();
    expect(await one.lockRunner(ACCOUNT)).toBeUndefined();
    await release?.();
    await release?.();
    expect(await two.lockRunner(ACCOUNT)).toBeDefined();
    await two.close();
    expect(await one.lockRunner(ACCOUNT)).toBeDefined();
  });

  test('is never with two processes (promise 4)', async () => {
    const dataDir = folder();
    await open(dataDir);
    const children = [1, 2, 3].map(() => child('contend', dataDir, ACCOUNT));
    const spans = (await Promise.all(children.map((one) => one.rest()))).flat();
    const ordered = spans
      .map((span) => (Array.isArray(span) ? span.map(BigInt) : []))
      .sort(([a = 0n], [b = 0n]) => Number(a - b));
    const overlaps = ordered.filter(([from = 0n], n) => n > 0 && from < (ordered[n - 1]?.[1] ?? 0n));
    expect(ordered.length).toBeGreaterThan(20);
    expect(overlaps).toEqual([]);
  });
});
