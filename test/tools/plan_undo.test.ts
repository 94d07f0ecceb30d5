import { describe, expect, test } from 'vitest';
import { person, start } from '../harness.ts';
import { applied, plan } from './plans.ts';
import { ERAS, fill, tagsOf, unsaid, writes } from './world.ts';

const TAG = { contacts: ['p1', 'p2'], add_tags: ['vip'] };

describe.each(ERAS)('plan_undo, %s era', (era) => {
  test('takes a single edit back after approval, and only once (promise 5)', async () => {
    const harness = await start({ era, forms: person('accept') });
    fill(harness.sandbox, { tags: ['lead'] });
    const { data } = await harness.call('update_contact', { contact: 'p1', add_tags: ['vip'], name: 'New' });
    const { plan_id, answer } = await plan(harness, 'plan_undo', { plan_id: data['plan_id'] });
    expect(answer.data).toMatchObject({ kind: 'undo', state: 'waiting', counts: { to_change: 1 } });
    expect(unsaid(answer)).toEqual([]);
    expect(writes(harness)).toHaveLength(1);
    await harness.call('apply_plan', { plan_id });
    expect(harness.sandbox.account.get('p1')).toMatchObject({ name: 'Person 1', tags: ['lead'] });
    expect((await harness.call('get_plan', { plan_id: data['plan_id'] })).data).toMatchObject({
      undone_by: plan_id,
    });
    const again = await harness.call('plan_undo', { plan_id: data['plan_id'] });
    expect([again.isError, again.text]).toEqual([
      true,
      expect.stringContaining(`undone already by ${plan_id}`),
    ]);
  });
});

describe('plan_undo', () => {
  test('takes back only contacts of a selection, and the others later (promise 5)', async () => {
    const harness = await start();
    fill(harness.sandbox, {}, {});
    const planned = await plan(harness, 'plan_update', TAG);
    await applied(harness, planned);
    const { data } = await harness.call('find_contacts', { ids: ['p2'] });
    const { plan_id } = planned;
    const some = await plan(harness, 'plan_undo', { plan_id, contacts_in: data['selection_id'] });
    await applied(harness, some);
    expect([tagsOf(harness, 'p1'), tagsOf(harness, 'p2')]).toEqual([['vip'], []]);
    const rest = await plan(harness, 'plan_undo', { plan_id });
    await applied(harness, rest);
    expect([tagsOf(harness, 'p1'), tagsOf(harness, 'p2')]).toEqual([[], []]);
  });

  test('deletes a contact that the plan created, whatever VOBIZ_MAX_DELETE is (promise 10)', async () => {
    const harness = await start({ env: { VOBIZ_MAX_DELETE: '0' } });
    fill(harness.sandbox, {});
    const csv = 'phone_number,name\n+919876543210,Asha\n+919876543211,Bela';
    const { data } = await harness.call('import_contacts', { csv });
    const undo = await plan(harness, 'plan_undo', { plan_id: data['plan_id'] });
    expect((await applied(harness, undo)).data).toMatchObject({ state: 'done', counts: { done: 2 } });
    expect([...harness.sandbox.account.contacts.keys()]).toEqual(['p1']);
  });

  test('refuses a plan that has not ended, and one that is not there', async () => {
    const harness = await start();
    fill(harness.sandbox, {}, {});
    const { plan_id } = await plan(harness, 'plan_update', TAG);
    const undone = async () => (await harness.call('plan_undo', { plan_id })).text;
    expect(await undone()).toMatch(/waits for approval: nothing was done yet[\s\S]*`stop_plan`/);
    await harness.call('stop_plan', { plan_id });
    expect(await undone()).toMatch(/is discarded: nothing was done, so there is nothing to undo/);
    expect(await undone()).not.toContain('stop_plan');
    const slow = { method: 'PUT', times: 9, action: { delay: 700 } } as const;
    harness.sandbox.fault(slow);
    const running = await plan(harness, 'plan_update', TAG);
    await harness.call('apply_plan', { plan_id: running.plan_id, approval: running.phrase, wait_seconds: 0 });
    expect((await harness.call('plan_undo', { plan_id: running.plan_id })).text).toMatch(
      /only a plan that has ended is undone[\s\S]*Stop it first with `stop_plan`/,
    );
    expect((await harness.call('plan_undo', { plan_id: 'plan_no' })).text).toContain('no plan "plan_no"');
  });

  test('of an undo brings the change back (promise 5)', async () => {
    const harness = await start();
    fill(harness.sandbox, {}, {});
    const first = await plan(harness, 'plan_update', TAG);
    await applied(harness, first);
    const undo = await plan(harness, 'plan_undo', { plan_id: first.plan_id });
    await applied(harness, undo);
    const redo = await plan(harness, 'plan_undo', { plan_id: undo.plan_id });
    await applied(harness, redo);
    expect([tagsOf(harness, 'p1'), tagsOf(harness, 'p2')]).toEqual([['vip'], ['vip']]);
  });
});
