import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { HOUR } from '../../../src/lib/time.ts';
import type { Account } from '../../../src/sandbox/account.ts';
import { type Answer, type Harness, start } from '../../harness.ts';
import { applied, plan } from '../../tools/plans.ts';
import { crowd, fill, numberOf, writes } from '../../tools/world.ts';

/** Longer than a reading stays fresh, in ms. */
const LATE = 2300;
const NEW_NUMBER = '+919111111111';

/** A write, the reading that it is based on, and a change by somebody else meanwhile. */
interface Write {
  /** Part of the path of that reading. */
  reads: string;
  /** Readings of the same path before that one. */
  earlier?: number;
  /** Prepares the write; gives the function that writes. */
  prepare(world: Harness): Promise<() => Promise<Answer>>;
  meanwhile(account: Account): void;
  /** How the account must look in the end. */
  holds(account: Account): void;
}

const optOut = (account: Account) => account.edit('p1', { tags: [...account.get('p1').tags, 'opted-out'] });
const stays = (account: Account) => expect(account.get('p1').tags).toEqual(['gold', 'opted-out']);
const appliedPlan = (tool: 'plan_update' | 'plan_delete' | 'plan_merge', args: Record<string, unknown>) => {
  return async (world: Harness) => {
    const planned = await plan(world, tool, args);
    return () => applied(world, planned);
  };
};

const WRITES: Readonly<Record<string, Write>> = {
  update_contact: {
    reads: '/contacts/p1',
    earlier: 1,
    prepare:
      async ({ call }) =>
      () =>
        call('update_contact', { contact: 'p1', add_tags: ['vip'] }),
    meanwhile: optOut,
    holds: stays,
  },
  'the update of a plan': {
    reads: '/contacts/p1',
    prepare: appliedPlan('plan_update', { contacts: ['p1'], add_tags: ['vip'] }),
    meanwhile: optOut,
    holds: stays,
  },
  'a deletion': {
    reads: '/contacts/p1',
    prepare: appliedPlan('plan_delete', { contacts: ['p1'] }),
    meanwhile: optOut,
    holds: stays,
  },
  'a merge, of the contact that is kept': {
    reads: '/contacts/p1',
    prepare: appliedPlan('plan_merge', { groups: [{ keep: 'p1', merge: ['p2'] }] }),
    meanwhile: optOut,
    holds: stays,
  },
  'a merge, of a contact that is to go': {
    reads: '/contacts/p1',
    prepare: appliedPlan('plan_merge', { groups: [{ keep: 'p2', merge: ['p1'] }] }),
    meanwhile: optOut,
    holds: (account) => {
      stays(account);
      expect(account.get('p2').tags).toEqual([]);
    },
  },
  'a new number': {
    reads: '/contacts/p1',
    prepare: appliedPlan('plan_update', { contacts: ['p1'], new_number: NEW_NUMBER }),
    meanwhile: optOut,
    holds: stays,
  },
  'a new number that somebody gets meanwhile': {
    reads: `search=${encodeURIComponent(NEW_NUMBER)}`,
    prepare: appliedPlan('plan_update', { contacts: ['p1'], new_number: NEW_NUMBER }),
    meanwhile: (account) => account.create({ name: 'Other', phone_number: NEW_NUMBER, tags: ['opted-out'] }),
    holds: (account) => {
      expect(account.byNumber(NEW_NUMBER)).toMatchObject({ name: 'Other', tags: ['opted-out'] });
      expect(account.get('p1').tags).toEqual(['gold']);
    },
  },
  create_contact: {
    reads: `search=${encodeURIComponent(NEW_NUMBER)}`,
    earlier: 1,
    prepare:
      async ({ call }) =>
      () =>
        call('create_contact', { name: 'Asha', phone_number: NEW_NUMBER, tags: ['vip'] }),
    meanwhile: (account) => account.create({ name: 'Other', phone_number: NEW_NUMBER, tags: ['opted-out'] }),
    holds: (account) =>
      expect(account.byNumber(NEW_NUMBER)).toMatchObject({ name: 'Other', tags: ['opted-out'] }),
  },
  'an import': {
    reads: 'limit=100',
    // Once for the numbers of the sheet, once for tags like its own.
    earlier: 2,
    prepare:
      async ({ call }) =>
      () =>
        call('import_contacts', { csv: `name,phone_number,tags\nAsha,${NEW_NUMBER},vip\n` }),
    meanwhile: (account) => account.create({ name: 'Other', phone_number: NEW_NUMBER, tags: ['opted-out'] }),
    holds: (account) =>
      expect(account.byNumber(NEW_NUMBER)).toMatchObject({ name: 'Other', tags: ['opted-out'] }),
  },
  'an undo': {
    reads: '/contacts/p1',
    prepare: async (world) => {
      const done = await plan(world, 'plan_update', { contacts: ['p1'], remove_tags: ['gold'] });
      await applied(world, done);
      const undo = await plan(world, 'plan_undo', { plan_id: done.plan_id });
      return () => applied(world, undo);
    },
    meanwhile: optOut,
    holds: (account) => expect(account.get('p1').tags).toEqual(['opted-out']),
  },
};

async function people(): Promise<Harness> {
  const world = await start({
    // A service that overwrites existing contacts, so that a late look does harm.
    sandbox: { contacts: 0, dialect: { existing: 'upsert', importTags: 'overwrite' } },
    timing: { timeoutMs: 9000 },
  });
  fill(world.sandbox, { tags: ['gold'] }, { name: 'Second' });
  return world;
}

/** Events on this computer between a reading and the write. */
const CLOCKS: Readonly<Record<string, () => void>> = {
  'this computer slept: only the wall clock went on': () => shift(Date, 3000),
  'this process stood still': () => {
    shift(Date, 3000);
    shift(performance, 3000);
  },
  'the wall clock was set back meanwhile': () => shift(Date, -HOUR),
  'the wall clock was set back by as long as this process stood still': () => {
    shift(Date, -10);
    shift(performance, 3000);
  },
};

/** Moves a clock on, or back; again and again in one test. */
function shift(clock: { now(): number }, ms: number): void {
  const before = clock.now;
  const now = vi.isMockFunction(before) ? before.getMockImplementation() : before.bind(clock);
  const moved = vi.spyOn(clock, 'now').mockImplementation(() => Number(now?.()) + ms);
  onTestFinished(() => moved.mockRestore());
}

const CASES = Object.keys(WRITES).flatMap((write) =>
  Object.keys(CLOCKS).map((clock) => [write, clock] as const),
);

describe('no write is based on the earlier reading (promise 1)', () => {
  test.each(CASES)('%s, when %s', async (name, clock) => {
    await written(WRITES[name], { delay: 100, meanwhile: CLOCKS[clock] });
  });

  test('nor when the reply to the reading came late', async () => {
    await written(WRITES['update_contact'], { delay: LATE });
  });
});

async function written(
  write: Write | undefined,
  { delay, meanwhile }: { delay: number; meanwhile?: (() => void) | undefined },
): Promise<void> {
  if (!write) throw new TypeError('no such write');
  const world = await people();
  const { sandbox } = world;
  const run = await write.prepare(world);
  const { reads: path, earlier = 0 } = write;
  const seen = sandbox.requests.length;
  sandbox.fault({ method: 'GET', path, nth: earlier + 1, action: { delay } });
  const readings = () =>
    sandbox.requests.slice(seen).filter((request) => {
      return `${request.path}?${new URLSearchParams(request.query)}`.includes(path);
    });
  const ended = run();
  await expect.poll(() => readings().length, { timeout: 5000, interval: 5 }).toBe(earlier + 1);
  write.meanwhile(sandbox.account);
  meanwhile?.();
  await ended;
  write.holds(sandbox.account);
}

describe('a service that takes longer to answer than a reading stays fresh', () => {
  const slowly = async () => {
    const world = await start({ sandbox: { contacts: 0 }, timing: { timeoutMs: 9000, callMs: 20_000 } });
    fill(world.sandbox, ...crowd(3));
    return world;
  };
  const reading = { method: 'GET', path: /\/contacts\/p\d/, times: Number.POSITIVE_INFINITY };

  test('blocks a plan, which says how long it takes, and goes on when it is faster (promises 1 and 18)', async () => {
    const world = await slowly();
    const planned = await plan(world, 'plan_update', { contacts: ['p1', 'p2', 'p3'], add_tags: ['vip'] });
    const mended = world.sandbox.fault({ ...reading, action: { delay: LATE } });
    const { data } = await applied(world, planned);
    expect(data).toMatchObject({ state: 'blocked', counts: { to_change: 3 } });
    expect(data['reason']).toMatch(/answered too slowly 3 times in a row, the last time after 2\.\d s/);
    expect(writes(world)).toEqual([]);
    mended();
    expect((await world.call('apply_plan', { plan_id: planned.plan_id })).data).toMatchObject({
      state: 'done',
      counts: { done: 3 },
    });
  }, 20_000);

  test('is named by a single edit, which sends nothing (promises 1 and 18)', async () => {
    const world = await slowly();
    world.sandbox.fault({ ...reading, nth: 2, action: { delay: LATE } });
    const { isError, text } = await world.call('update_contact', { contact: 'p1', add_tags: ['vip'] });
    expect(isError).toBe(true);
    expect(text).toMatch(/answered too slowly 3 times in a row, the last time after 2\.\d s/);
    expect(writes(world)).toEqual([]);
  }, 20_000);

  test('but one whose replies take up to 1.5 s is written to', async () => {
    const world = await slowly();
    const planned = await plan(world, 'plan_update', { contacts: ['p1', 'p2', 'p3'], add_tags: ['vip'] });
    world.sandbox.fault({ times: Number.POSITIVE_INFINITY, action: { delay: 1400 } });
    const { data } = await applied(world, planned);
    expect(data).toMatchObject({ state: 'done', counts: { done: 3 } });
    // Planned, read once more, written.
    expect(world.sandbox.requests.filter(({ path }) => path.endsWith('/p1'))).toHaveLength(3);
  }, 20_000);
});

test('a process that stands still in the middle of each reading blocks no plan, and says nothing of the service (promise 1)', async () => {
  const world = await people();
  const planned = await plan(world, 'plan_update', { contacts: ['p1'], add_tags: ['vip'] });
  const STOPS = 5;
  const standStill = () => {
    shift(Date, 3000);
    shift(performance, 3000);
  };
  world.sandbox.fault({ method: 'GET', path: '/contacts/p1', times: STOPS, action: { edit: standStill } });
  const { data } = await applied(world, planned);
  expect(data).toMatchObject({ state: 'done', counts: { done: 1 } });
  const readings = world.sandbox.requests.filter(
    ({ method, path }) => method === 'GET' && path.endsWith('/p1'),
  );
  expect(readings).toHaveLength(1 + STOPS + 1);
});

describe('an import request', () => {
  test('goes on while some replies are held back for long: the others are enough (promise 1)', async () => {
    const COUNT = 12;
    const world = await start({
      sandbox: { contacts: 3000, latencyMs: 20 },
      timing: { timeoutMs: 9000 },
      env: { VOBIZ_CONCURRENCY: '4' },
    });
    const csv = crowd(COUNT).map((_, n) => `Guest ${n + 1},${numberOf(n + 1)}`);
    const planned = await world.call('plan_import', { csv: `name,phone_number\n${csv.join('\n')}\n` });
    // One number's search is answered after eight seconds, the first two times.
    const held = `search=${numberOf(2).slice(-4)}`;
    world.sandbox.fault({ method: 'GET', path: held, times: 2, action: { delay: 8000 } });
    const args = { plan_id: planned.data['plan_id'], approval: planned.data['approval_phrase'] };
    const { data } = await world.call('apply_plan', { ...args, wait_seconds: 25 });
    expect(data).toMatchObject({ state: 'done', counts: { done: COUNT } });
  }, 60_000);

  test('holds only numbers looked at within the last 2 s, in an account too large to be read in that time (promise 1)', async () => {
    const COUNT = 24;
    const world = await start({
      sandbox: { contacts: 5000, latencyMs: 250 },
      timing: { timeoutMs: 9000 },
      env: { VOBIZ_CONCURRENCY: '4' },
    });
    const { sandbox, call } = world;
    const csv = crowd(COUNT).map((_, n) => `Guest ${n + 1},${numberOf(n + 1)}`);
    const planned = await call('plan_import', { csv: `name,phone_number\n${csv.join('\n')}\n` });
    const done = await call('apply_plan', {
      plan_id: planned.data['plan_id'],
      approval: planned.data['approval_phrase'],
      wait_seconds: 25,
    });
    expect(done.data).toMatchObject({ state: 'done', counts: { done: COUNT } });
    const imports = sandbox.writes();
    expect(imports.length).toBeGreaterThan(1);
    for (const { n, at, body } of imports) {
      for (const number of crowd(COUNT).map((_, index) => numberOf(index + 1))) {
        if (!String(body).includes(number)) continue;
        const looks = sandbox.requests.filter(
          (request) => request.n < n && request.query['search'] === number.slice(-4),
        );
        const latest = Math.max(...looks.map((look) => look.at));
        expect(at - latest).toBeLessThan(2000);
      }
    }
  }, 60_000);
});
