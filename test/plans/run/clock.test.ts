import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { HOUR } from '../../../src/lib/time.ts';
import { type Harness, start } from '../../harness.ts';
import { plan } from '../../tools/plans.ts';
import { crowd, fill } from '../../tools/world.ts';

/** A computer whose clock can be put back, and a plan that runs on it. */
async function running(count: number): Promise<Harness & { plan_id: string; putBack(): void }> {
  const real = Date.now.bind(Date);
  let shift = 0;
  const clock = vi.spyOn(Date, 'now').mockImplementation(() => real() - shift);
  onTestFinished(() => clock.mockRestore());
  const world = await start({
    sandbox: { contacts: 0, latencyMs: 10 },
    env: { VOBIZ_CONCURRENCY: '2', VOBIZ_APPROVAL: 'relay' },
  });
  fill(world.sandbox, ...crowd(count));
  const { data } = await world.call('find_contacts', { sample: 0 });
  const tagging = await plan(world, 'plan_update', { selection_id: data['selection_id'], add_tags: ['vip'] });
  await world.call('apply_plan', {
    plan_id: tagging.plan_id,
    approval: tagging.phrase,
    wait_seconds: 0,
  });
  await pause(200);
  return {
    ...world,
    plan_id: tagging.plan_id,
    putBack: () => {
      shift = HOUR;
    },
  };
}

describe('while a plan runs the clock is put back by an hour', () => {
  test('and the plan goes on, each contact once (promise 4)', async () => {
    const world = await running(120);
    world.putBack();
    const { data } = await world.call('get_plan', { plan_id: world.plan_id, wait_seconds: 20 });
    expect(data).toMatchObject({ state: 'done', counts: { done: 120 } });
    expect(world.sandbox.writes()).toHaveLength(120);
  });

  test('and stop_plan still stops it', async () => {
    const world = await running(600);
    world.putBack();
    await world.call('stop_plan', { plan_id: world.plan_id });
    await pause(300);
    const at = world.sandbox.writes().length;
    await pause(700);
    expect(world.sandbox.writes().length).toBe(at);
    expect(at).toBeLessThan(300);
  });
});
