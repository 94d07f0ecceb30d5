import { describe, expect, test } from 'vitest';
import { start } from '../harness.ts';
import { applied, plan } from './plans.ts';
import { crowd, fill, tagsOf, writes } from './world.ts';

/** The service does what it was asked for, and nobody hears of it: neither in a reply, nor by reading the contact. */
const SILENT_WRITE = { method: 'PUT', times: 9, action: { drop: 'after' } } as const;
const NO_LOOK = { method: 'GET', path: '/contacts/p1', times: 99, action: { drop: 'before' } } as const;

describe('a receipt claims nothing that is not certain', () => {
  test('of a contact that may be changed, though nothing else was planned', async () => {
    const harness = await start();
    fill(harness.sandbox, {});
    const planned = await plan(harness, 'plan_update', { contacts: ['p1'], add_tags: ['vip'] });
    harness.sandbox.fault(SILENT_WRITE);
    harness.sandbox.fault({ ...NO_LOOK, nth: 2 });
    const { data } = await applied(harness, planned);
    expect([tagsOf(harness, 'p1'), data['counts']]).toMatchObject([['vip'], { unknown: 1 }]);
    expect(data['text']).toMatch(
      /^It is not certain whether this was done\. 1 may or may not be changed: "Person 1"/,
    );
    expect(data['text']).not.toMatch(/Nothing was|as before/);
  });

  test('of a merge that did its first step only', async () => {
    const harness = await start();
    fill(harness.sandbox, { tags: ['a'] }, { tags: ['b'] });
    const planned = await plan(harness, 'plan_merge', { groups: [{ keep: 'p1', merge: ['p2'] }] });
    harness.sandbox.fault({ method: 'DELETE', times: 9, action: { status: 422 } });
    const { data } = await applied(harness, planned);
    expect([tagsOf(harness, 'p1'), data['counts']]).toMatchObject([['a', 'b'], { failed: 1 }]);
    expect(data['text']).toMatch(/^It failed\. 1 was not changed as planned: "Person 1" .*still there: /);
    expect(data['text']).not.toMatch(/Nothing was|was not changed:|as before/);
  });

  test('of a stopped plan, one of whose contacts may be changed and one of which failed', async () => {
    const harness = await start({
      sandbox: { contacts: 0, latencyMs: 15 },
      env: { VOBIZ_CONCURRENCY: '1' },
    });
    fill(harness.sandbox, ...crowd(40));
    const contacts = crowd(40).map((_, n) => `p${n + 1}`);
    const { plan_id, phrase } = await plan(harness, 'plan_update', { contacts, add_tags: ['vip'] });
    harness.sandbox.fault({ ...SILENT_WRITE, path: '/contacts/p1' });
    harness.sandbox.fault({ ...NO_LOOK, nth: 2 });
    harness.sandbox.fault({ method: 'PUT', path: /p2$/, times: 9, action: { status: 422 } });
    await harness.call('apply_plan', { plan_id, approval: phrase, wait_seconds: 0 });
    await expect
      .poll(async () => (await harness.call('get_plan', { plan_id })).data['counts'])
      .toMatchObject({ unknown: 1, failed: 1, done: expect.any(Number) });
    await harness.call('stop_plan', { plan_id });
    const now = async () => (await harness.call('get_plan', { plan_id })).data;
    await expect.poll(now).toMatchObject({ text: expect.not.stringContaining('begun') });
    const data = await now();
    const { done } = Object(data['counts']);
    expect(data).toMatchObject({ state: 'stopped', counts: { unknown: 1, failed: 1 } });
    expect(data['text']).toMatch(
      new RegExp(`^Stopped: ${done} of 40 contacts are done, ${38 - done} are as before\\. `),
    );
    expect(data['text']).toMatch(/1 was not changed as planned: .*1 may or may not be changed: /);
  });

  test('of a plan that was stopped while its requests were under way', async () => {
    const harness = await start({ sandbox: { contacts: 0 }, timing: { timeoutMs: 9000 } });
    fill(harness.sandbox, ...crowd(20));
    const contacts = crowd(20).map((_, n) => `p${n + 1}`);
    const { plan_id, phrase } = await plan(harness, 'plan_update', { contacts, add_tags: ['vip'] });
    harness.sandbox.fault({ method: 'PUT', times: 99, action: { slow: 6000 } });
    await harness.call('apply_plan', { plan_id, approval: phrase, wait_seconds: 0 });
    await expect.poll(() => writes(harness).length).toBe(8);
    const { data } = await harness.call('stop_plan', { plan_id });
    const said =
      /^Stopped: 0 of 20 contacts are done, (\d+) are as before\. (\d+) were begun and may or may not be changed\.$/;
    const [untouched, begun] = (said.exec(String(data['text'])) ?? []).slice(1).map(Number);
    expect([(untouched ?? 0) + (begun ?? 0), (begun ?? 0) >= 8]).toEqual([20, true]);
  });

  test('of a plan that was stopped in between', async () => {
    const harness = await start({ sandbox: { contacts: 0, latencyMs: 15 }, env: { VOBIZ_CONCURRENCY: '1' } });
    fill(harness.sandbox, ...crowd(40));
    const contacts = crowd(40).map((_, n) => `p${n + 1}`);
    const { plan_id, phrase } = await plan(harness, 'plan_update', { contacts, add_tags: ['vip'] });
    await harness.call('apply_plan', { plan_id, approval: phrase, wait_seconds: 0 });
    await expect.poll(() => writes(harness).length).toBeGreaterThan(3);
    await harness.call('stop_plan', { plan_id });
    const text = async () => (await harness.call('get_plan', { plan_id })).data['text'];
    await expect.poll(text).toMatch(/^Stopped: \d+ of 40 contacts are done, the other \d+ are as before\.$/);
  });
});
