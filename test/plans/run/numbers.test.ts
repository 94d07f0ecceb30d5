import { setTimeout } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { type Harness, start } from '../../harness.ts';
import { applied, type Planned, plan } from '../../tools/plans.ts';
import { fill, numberOf, writes } from '../../tools/world.ts';

const LATENCY_MS = 300;
const FREE = numberOf(7);

/** Plans of one process, each about to create a number that nobody has. */
const PLANS: Record<string, (one: Harness) => Promise<{ number: string; planned: Planned }>> = {
  'the undo of a deletion': async (one) => {
    const deletion = await plan(one, 'plan_delete', { contacts: ['p1'] });
    await applied(one, deletion);
    const planned = await plan(one, 'plan_undo', { plan_id: deletion.plan_id });
    return { number: numberOf(1), planned };
  },
  'a new number': async (one) => {
    const planned = await plan(one, 'plan_update', { contacts: ['p1'], new_number: FREE });
    return { number: FREE, planned };
  },
  'an import': async (one) => {
    const csv = `name,phone_number,city\nChand,${FREE},Pune\n`;
    const answer = await one.call('plan_import', { csv });
    const { plan_id, approval_phrase } = answer.data;
    return {
      number: FREE,
      planned: { plan_id: String(plan_id), phrase: String(approval_phrase), answer },
    };
  },
};

describe.each(Object.entries(PLANS))('%s', (_, prepare) => {
  test('and a creation in another process send one POST for their number (promise 4)', async () => {
    const one = await start({ sandbox: { contacts: 0, latencyMs: LATENCY_MS } });
    fill(one.sandbox, { name: 'Asha' });
    const other = await start({ beside: one });
    await other.context.journal();
    const { number, planned } = await prepare(one);
    one.sandbox.reset();
    const creation = other.call('create_contact', { name: 'Bela', phone_number: number });
    await expect.poll(() => one.sandbox.requests.length).toBeGreaterThan(0);
    // The plan takes its item while the other process looks for the number, and sends its POST after the other has looked again.
    await setTimeout(LATENCY_MS / 2);
    const { plan_id, phrase: approval } = planned;
    await one.call('apply_plan', { plan_id, approval, wait_seconds: 0 });
    await creation;
    await expect
      .poll(async () => (await one.call('get_plan', { plan_id, wait_seconds: 5 })).data['state'], {
        timeout: 10_000,
      })
      .toBe('done');
    expect(writes(one).filter((write) => write.startsWith('POST'))).toHaveLength(1);
    const holders = [...one.sandbox.account.contacts.values()].filter((each) => each.phone_number === number);
    expect(holders).toHaveLength(1);
  });
});
