/** What other processes do to a store in the tests: `node child.ts <work> <folder> …`; they print lines of JSON. */
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import type { Store } from '../../src/store/contract.ts';
import { openStore } from '../../src/store/open.ts';

const [work = '', dataDir = '', ...args] = process.argv.slice(2);

function say(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

/** Until it is killed. */
function stay(): Promise<void> {
  return new Promise(() => setInterval(() => undefined, 1000));
}

function start(): Promise<Store> {
  return openStore(dataDir);
}

const WORKS: Record<string, (...args: string[]) => Promise<void>> = {
  open: async () => {
    const store = await openStore(dataDir);
    say(store.setAside ?? null);
    await store.close();
  },

  /** Says that it is ready, and begins with the first message that it gets. */
  takeAll: async (planId = '') => {
    const store = await start();
    say('ready');
    await once(process.stdin, 'data');
    process.stdin.destroy();
    for (;;) {
      const taken = await store.takeItems(planId, 7);
      if (taken.length === 0) break;
      say(taken.map(({ seq }) => seq));
      await store.settleItems(
        taken.map((one) => ({ ...one, state: 'done' })),
        1000,
      );
      // Requests would be sent here. Without a pause one process may finish while the other still waits to write.
      await setTimeout(15);
    }
    await store.close();
  },

  takeThenHang: async (planId = '') => {
    const store = await start();
    say((await store.takeItems(planId, 8)).map(({ seq }) => seq));
    await stay();
  },

  settleOneByOne: async (planId = '') => {
    const store = await start();
    for (const one of await store.takeItems(planId, 1000)) {
      await store.settleItems([{ ...one, state: 'done' }], 1000);
      say(one.seq);
    }
    await stay();
  },

  beginSingle: async (planId = '', contactId = '') => {
    const { BUDGETS, item, plan } = await import('./samples.ts');
    const store = await start();
    say(
      await store.beginSingle(plan(planId, { kind: 'single' }), item(1, { contact_id: contactId }), BUDGETS),
    );
    await store.close();
  },

  /** Approves ten plans by phrase, from that number on, when it gets its first message. */
  approveTen: async (from = '', at = '') => {
    const { budgetsAt } = await import('../../src/plans/approval.ts');
    const store = await start();
    say('ready');
    await once(process.stdin, 'data');
    process.stdin.destroy();
    for (let n = Number(from); n < Number(from) + 10; n += 1) {
      const allowed = { changes: 50, deletions: 0 };
      const approval = {
        plan_id: `q${n}`,
        hash: `hash of q${n}`,
        how: 'relayed',
        at: Number(at),
        allowed,
      } as const;
      say(await store.approvePlan(approval, budgetsAt(Number(at), 'ask')));
      await setTimeout(3);
    }
    await store.close();
  },

  /** Writes transactions of all sizes, one after another. */
  churn: async () => {
    const { items, plan } = await import('./samples.ts');
    const store = await start();
    say('ready');
    for (;;) {
      const id = `p${process.hrtime.bigint()}`;
      await store.savePlan(plan(id, { state: 'running' }), items(1 + Math.floor(Math.random() * 300)));
      for (let round = 0; round < 8; round++) {
        const taken = await store.takeItems(id, 1 + Math.floor(Math.random() * 64));
        const done = taken.map((one) => ({ ...one, state: 'done', after: one.before }) as const);
        await store.settleItems(done, 1000);
        await store.pauseAccount(id, round, 10_000);
      }
    }
  },

  hold: async (account = '') => {
    const store = await start();
    say((await store.lockRunner(account)) !== undefined);
    await stay();
  },

  /** Takes the lock as often as it can; says when it had it, on the clock that all processes share. */
  contend: async (account = '') => {
    const store = await start();
    const until = Date.now() + 400;
    while (Date.now() < until) {
      const release = await store.lockRunner(account);
      const from = process.hrtime.bigint();
      await setTimeout(2);
      if (release) say([String(from), String(process.hrtime.bigint())]);
      await release?.();
    }
    await store.close();
  },
};

await WORKS[work]?.(...args);
