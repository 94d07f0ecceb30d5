import { describe, expect, test } from 'vitest';
import { MINUTE } from '../../src/lib/time.ts';
import { moveClock } from '../clock.ts';
import { start } from '../harness.ts';
import { applied, plan } from './plans.ts';
import { crowd, ERAS, fill, tagsOf, unsaid, writes } from './world.ts';

const IDS = crowd(40).map((_, n) => `p${n + 1}`);
const SLOW = { sandbox: { contacts: 0, latencyMs: 15 }, env: { VOBIZ_CONCURRENCY: '1' } };

describe.each(ERAS)('stop_plan, %s era', (era) => {
  test('discards a waiting plan, whose phrase runs nothing any more', async () => {
    const harness = await start({ era });
    fill(harness.sandbox, {});
    const planned = await plan(harness, 'plan_update', { contacts: ['p1'], add_tags: ['vip'] });
    const stopped = await harness.call('stop_plan', { plan_id: planned.plan_id });
    expect(stopped.data).toMatchObject({ state: 'discarded' });
    expect(stopped.data['approval_phrase']).toBeUndefined();
    expect(unsaid(stopped)).toEqual([]);
    expect(stopped.text).toContain(String(stopped.data['summary']));
    const { isError, text } = await applied(harness, planned);
    expect([isError, text]).toEqual([true, expect.stringMatching(/is discarded: nothing was changed/)]);
    expect(writes(harness)).toEqual([]);
  });

  test('stops a running plan, which goes on under the same approval, each contact once (promise 4)', async () => {
    const harness = await start({ era, ...SLOW });
    fill(harness.sandbox, ...crowd(40));
    const { plan_id, phrase } = await plan(harness, 'plan_update', { contacts: IDS, add_tags: ['vip'] });
    await harness.call('apply_plan', { plan_id, approval: phrase, wait_seconds: 0 });
    await expect.poll(() => writes(harness).length).toBeGreaterThan(3);
    expect((await harness.call('stop_plan', { plan_id })).data).toMatchObject({
      state: 'stopped',
      next: expect.stringMatching(/`apply_plan` plan_\w+ goes on.*`plan_undo` plan_\w+ undoes it/),
    });
    await new Promise((resolve) => setTimeout(resolve, 200));
    const sent = writes(harness).length;
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(writes(harness)).toHaveLength(sent);
    expect(sent).toBeLessThan(40);
    const ended = await harness.call('apply_plan', { plan_id });
    expect(ended.data).toMatchObject({ state: 'done', counts: { done: 40 } });
    expect(writes(harness).toSorted()).toEqual(IDS.map((id) => `PUT /contacts/${id}`).toSorted());
  });
});

describe('stop_plan', () => {
  test('leaves a plan whose done items can be undone (promise 5)', async () => {
    const harness = await start(SLOW);
    fill(harness.sandbox, ...crowd(40));
    const { plan_id, phrase } = await plan(harness, 'plan_update', { contacts: IDS, add_tags: ['vip'] });
    await harness.call('apply_plan', { plan_id, approval: phrase, wait_seconds: 0 });
    await expect.poll(() => writes(harness).length).toBeGreaterThan(3);
    await harness.call('stop_plan', { plan_id });
    await new Promise((resolve) => setTimeout(resolve, 300));
    await applied(harness, await plan(harness, 'plan_undo', { plan_id }));
    expect(IDS.filter((id) => tagsOf(harness, id).length > 0)).toEqual([]);
  });

  test('called once more gives up what is left, which counts in no budget any more and cannot go on', async () => {
    const harness = await start(SLOW);
    fill(harness.sandbox, ...crowd(60));
    const contacts = crowd(50).map((_, n) => `p${n + 1}`);
    const { plan_id, phrase } = await plan(harness, 'plan_delete', { contacts });
    await harness.call('apply_plan', { plan_id, approval: phrase, wait_seconds: 0 });
    await expect.poll(() => writes(harness).length).toBeGreaterThan(3);
    const stopped = await harness.call('stop_plan', { plan_id });
    expect(stopped.data['next']).toContain(`\`stop_plan\` ${plan_id} once more gives up the rest.`);
    const more = await plan(harness, 'plan_delete', { contacts: ['p60'] });
    expect(more.answer.data['next']).toMatch(/50 of them are used up, 0 are left/);
    const sent = writes(harness).length;
    moveClock(harness, MINUTE);
    const over = await harness.call('stop_plan', { plan_id });
    expect(over.data).toMatchObject({
      state: 'done',
      reason: 'given up on request',
      counts: { done: sent, unchanged: 50 - sent },
      text: expect.stringMatching(
        /^Done: deleted .*\. \d+ were left as they were.*, the first because the plan was given up before its turn came\.$/s,
      ),
    });
    expect(unsaid(over)).toEqual([]);
    expect((await applied(harness, { plan_id, phrase, answer: over })).data['state']).toBe('done');
    const { data } = await harness.call('get_plan', { plan_id: more.plan_id });
    expect(data['approval_phrase']).toMatch(/^DELETE 1 /);
    expect(writes(harness)).toHaveLength(sent);
    await applied(harness, await plan(harness, 'plan_undo', { plan_id }));
    expect(harness.sandbox.account.contacts.size).toBe(60);
    expect((await harness.call('stop_plan', { plan_id })).text).toMatch(/is done.* and cannot be stopped/);
  });

  test('made twice by a client, at once or again, gives nothing up', async () => {
    const harness = await start(SLOW);
    fill(harness.sandbox, ...crowd(40));
    const { plan_id, phrase } = await plan(harness, 'plan_update', { contacts: IDS, add_tags: ['vip'] });
    await harness.call('apply_plan', { plan_id, approval: phrase, wait_seconds: 0 });
    await expect.poll(() => writes(harness).length).toBeGreaterThan(3);
    const stop = () => harness.call('stop_plan', { plan_id });
    const answers = [...(await Promise.all([stop(), stop()])), await stop()];
    expect(answers.map(({ data }) => data['state'])).toEqual(['stopped', 'stopped', 'stopped']);
    expect((await harness.call('apply_plan', { plan_id })).data).toMatchObject({ counts: { done: 40 } });
  });

  test('of a plan that has just halted by itself gives nothing up either', async () => {
    const harness = await start(SLOW);
    fill(harness.sandbox, ...crowd(40));
    const { plan_id, phrase } = await plan(harness, 'plan_update', { contacts: IDS, add_tags: ['vip'] });
    harness.sandbox.fault({ method: 'PUT', times: 40, action: { status: 422 } });
    await harness.call('apply_plan', { plan_id, approval: phrase });
    expect((await harness.call('stop_plan', { plan_id })).data['state']).toBe('halted');
    moveClock(harness, MINUTE);
    expect((await harness.call('stop_plan', { plan_id })).data['state']).toBe('done');
  });

  test('gives up nothing while requests of the plan are under way', async () => {
    const harness = await start({ sandbox: { contacts: 0 }, timing: { timeoutMs: 9000 } });
    fill(harness.sandbox, ...crowd(20));
    const contacts = IDS.slice(0, 20);
    const { plan_id, phrase } = await plan(harness, 'plan_update', { contacts, add_tags: ['vip'] });
    harness.sandbox.fault({ method: 'PUT', times: 3, action: { slow: 6000 } });
    await harness.call('apply_plan', { plan_id, approval: phrase, wait_seconds: 0 });
    await expect.poll(() => writes(harness).length).toBeGreaterThan(2);
    expect((await harness.call('stop_plan', { plan_id })).data['state']).toBe('stopped');
    moveClock(harness, MINUTE);
    const { isError, text } = await harness.call('stop_plan', { plan_id });
    expect([isError, text]).toEqual([true, expect.stringMatching(/requests are still under way/)]);
    expect((await harness.call('get_plan', { plan_id })).data['state']).toBe('stopped');
  });

  test('offers no undo of a discarded plan', async () => {
    const harness = await start();
    fill(harness.sandbox, {});
    const { plan_id } = await plan(harness, 'plan_update', { contacts: ['p1'], add_tags: ['vip'] });
    await harness.call('stop_plan', { plan_id });
    const { isError, text } = await harness.call('stop_plan', { plan_id });
    expect([isError, text]).toEqual([true, expect.stringMatching(/is discarded.*[\s\S]*It changed nothing/)]);
    expect(text).not.toContain('plan_undo');
  });

  test('leaves a plan done if only its last requests were in flight', async () => {
    const harness = await start({ sandbox: { contacts: 0, latencyMs: 150 } });
    fill(harness.sandbox, ...crowd(3));
    const contacts = IDS.slice(0, 3);
    const { plan_id, phrase } = await plan(harness, 'plan_update', { contacts, add_tags: ['vip'] });
    await harness.call('apply_plan', { plan_id, approval: phrase, wait_seconds: 0 });
    await expect.poll(() => writes(harness).length).toBe(3);
    const { data } = await harness.call('stop_plan', { plan_id });
    expect(data).toMatchObject({ state: 'done', counts: { done: 3 } });
    expect(data['next']).not.toContain('goes on');
  });

  test('leaves the plan done, too, when these requests end after the call', async () => {
    const harness = await start({ sandbox: { contacts: 0 }, timing: { timeoutMs: 9000 } });
    fill(harness.sandbox, ...crowd(3));
    const contacts = IDS.slice(0, 3);
    const { plan_id, phrase } = await plan(harness, 'plan_update', { contacts, add_tags: ['vip'] });
    harness.sandbox.fault({ method: 'PUT', times: 3, action: { slow: 3000 } });
    await harness.call('apply_plan', { plan_id, approval: phrase, wait_seconds: 0 });
    await expect.poll(() => writes(harness).length).toBe(3);
    expect((await harness.call('stop_plan', { plan_id })).data['state']).toBe('stopped');
    const now = async () => (await harness.call('get_plan', { plan_id })).data;
    await expect.poll(now, { timeout: 9000 }).toMatchObject({ state: 'done', counts: { done: 3 } });
  });

  test('leaves a single edit done that succeeds', async () => {
    const harness = await start({ sandbox: { contacts: 0, latencyMs: 150 } });
    fill(harness.sandbox, {});
    const edit = harness.call('update_contact', { contact: 'p1', add_tags: ['vip'] });
    await expect.poll(async () => (await harness.call('list_plans')).data['total']).toBe(1);
    await harness.call('stop_plan', { plan_id: 'latest' });
    expect((await edit).isError).toBe(false);
    const { data } = await harness.call('get_plan', { plan_id: 'latest' });
    expect(data).toMatchObject({ state: 'done', counts: { done: 1 } });
  });

  test('refuses a plan that is done, and names the way back', async () => {
    const harness = await start();
    fill(harness.sandbox, {});
    const { data } = await harness.call('update_contact', { contact: 'p1', add_tags: ['a'] });
    const { isError, text } = await harness.call('stop_plan', { plan_id: data['plan_id'] });
    expect([isError, text]).toEqual([
      true,
      expect.stringMatching(/is done and cannot be stopped[\s\S]*`plan_undo`/),
    ]);
  });
});
