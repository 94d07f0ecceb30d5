import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { Action } from '../../src/sandbox/faults.ts';
import { type Harness, start } from '../harness.ts';
import { type Planned, plan } from '../tools/plans.ts';
import { fill } from '../tools/world.ts';
import { momentOf } from './oracle.ts';
import { carriedOut, ran, receiptOf } from './receipt.ts';

const LATE = 150;
/** More often than any request is tried, the look at the end of the run included. */
const OFTEN = 12;
const timing = { timeoutMs: 500 };

/** A plan that waits, and the request of it that meets the fault. */
interface Work {
  method: string;
  plan(world: Harness): Promise<Planned>;
}

const WORK: Readonly<Record<string, Work>> = {
  'the PUT of an update': {
    method: 'PUT',
    plan: (world) => plan(world, 'plan_update', { contacts: ['p1'], name: 'Bela', add_tags: ['Gold'] }),
  },
  'the DELETE of a deletion': {
    method: 'DELETE',
    plan: (world) => plan(world, 'plan_delete', { contacts: ['p1'] }),
  },
  'the POST of a deletion undone': {
    method: 'POST',
    plan: async (world) => {
      const { plan_id } = await ran(world, 'plan_delete', { contacts: ['p1'] });
      return plan(world, 'plan_undo', { plan_id });
    },
  },
  'the POST of a new number': { method: 'POST', plan: renumbered },
  'the DELETE of a new number': { method: 'DELETE', plan: renumbered },
};

function renumbered(world: Harness): Promise<Planned> {
  return plan(world, 'plan_update', { contacts: ['p1'], new_number: '+919111111111' });
}

async function account(): Promise<Harness> {
  const harness = await start({ sandbox: { contacts: 0, dialect: { lateMs: LATE } }, timing });
  fill(harness.sandbox, { name: 'Asha', tags: ['vip'], custom_attributes: { city: 'Pune' } });
  return harness;
}

const LOST: Action[] = [
  { drop: 'before' },
  { status: 500 },
  { status: 503 },
  { html: 502 },
  { status: 429, headers: { 'retry-after': '0.02' } },
];
const LANDED: Action[] = [
  { drop: 'after' },
  { status: 500, applied: true },
  { truncate: true },
  { garbage: true },
  { slow: 900 },
  { delay: 900 },
  { drop: 'after', late: true },
  { delay: 900, late: true },
];
const REFUSED: Action[] = [
  ...[400, 404, 409, 413, 422].map((status) => ({ status })),
  { redirect: 'https://example.com/' },
];

/** Faults whose effect depends on timing. */
const OPEN_AT_TIMES = /POST.*late|DELETE of a new number drop after,late/;

/** The receipt of a plan whose requests met a fault, and how many of those were carried out. */
async function met({ method, plan: make }: Work, action: Action, times: number) {
  const world = await account();
  const planned = await make(world);
  const was = momentOf(world.sandbox);
  world.sandbox.fault({ method, action, times });
  const receipt = await carriedOut(world, planned, was);
  // Late requests land now: the receipt must have been true before, and still be.
  if ('late' in action) await pause(2 * LATE);
  const later = await receiptOf(world, planned.plan_id, was);
  const writes = world.sandbox.requests.slice(was.requests).filter((request) => request.method === method);
  const applied = writes.filter((request) => request.applied).length;
  return { ...receipt, untrue: [...receipt.untrue, ...later.untrue], applied };
}

describe.each(Object.entries(WORK))('%s', (name, work) => {
  const among = (actions: readonly Action[], pattern: RegExp) =>
    actions.filter((one) =>
      pattern.test(`${name} ${JSON.stringify(one).replace(/[{}"]/g, '').replaceAll(':', ' ')}`),
    );
  const all = [...LOST, ...LANDED, ...REFUSED];
  const without = among(all, OPEN_AT_TIMES);
  /** All at once: most of the time they wait. */
  const each = async (actions: readonly Action[], times: number) => {
    const ends = await Promise.all(actions.map((action) => met(work, action, times)));
    return ends.map((end, index) => ({ action: JSON.stringify(actions[index]), ...end }));
  };
  const untold = async (actions: readonly Action[]) =>
    (await each(actions, OFTEN))
      .filter(({ untrue }) => untrue.length > 0)
      .map(({ action, untrue }) => ({ action, untrue }));

  test('is done once when one request meets a fault, and the receipt is true (promise 3)', async () => {
    const actions = [...LOST, ...LANDED].filter((one) => !without.includes(one));
    for (const { action, states, untrue, applied } of await each(actions, 1)) {
      expect({ action, states, untrue }).toEqual({ action, states: { done: 1 }, untrue: [] });
      // A late request is carried out twice, with the same effect both times.
      if (!action.includes('late')) expect({ action, applied }).toEqual({ action, applied: 1 });
    }
  });

  test('has a true receipt when every request meets the fault (promises 3 and 8)', async () => {
    expect(await untold(all.filter((one) => !without.includes(one)))).toEqual([]);
  });
});

test('a PUT whose reply is larger than is read is looked up and sent again (promise 3)', async () => {
  const update = WORK['the PUT of an update'];
  const end = update && (await met(update, { flood: 34_000_000 }, 1));
  expect(end).toMatchObject({ states: { done: 1 }, untrue: [], applied: 1 });
});
