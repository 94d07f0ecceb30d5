import { describe, expect, test } from 'vitest';
import { person, start } from '../harness.ts';
import { applied, plan } from './plans.ts';
import { crowd, ERAS, fill, numberOf, tagsOf, unsaid, writes } from './world.ts';

const TAG = { contacts: ['p1', 'p2'], add_tags: ['vip'] };

describe.each(ERAS)('plan_undo, %s era', (era) => {
  test('takes a single edit back after approval, and only once (promise 5)', async () => {
    const harness = await start({ era, forms: person('accept') });
    fill(harness.sandbox, { tags: ['lead'] });
    const { data } = await harness.call('update_contact', { contact: 'p1', add_tags: ['vip'], name: 'New' });
    const { plan_id, answer } = await plan(harness, 'plan_undo', { plan_id: data['plan_id'] });
    expect(answer.data).toMatchObject({ kind: 'undo', state: 'waiting', counts: { to_change: 1 } });
    // `text` names the account within the words of the summary.
    expect(unsaid({ ...answer, data: { ...answer.data, summary: '' } })).toEqual([]);
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
  test('undoes only the contacts of a selection, and the others later (promise 5)', async () => {
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

  test('refuses a plan that has not ended, and an unknown one', async () => {
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
      /only a plan that has ended can be undone[\s\S]*Stop it first with `stop_plan`/,
    );
    expect((await harness.call('plan_undo', { plan_id: 'plan_no' })).text).toContain('no plan "plan_no"');
  });

  describe('narrowed to contacts that were merged away', () => {
    /** p2 and p3 were merged into p1; p2 is back, and p3 not yet, since another contact had its number for a while. */
    async function halfUndone() {
      const harness = await start();
      fill(harness.sandbox, {}, {}, {});
      const select = async (ids: string[]) =>
        (await harness.call('find_contacts', { ids })).data['selection_id'];
      const [back, both] = [await select(['p2']), await select(['p2', 'p3'])];
      const merge = await plan(harness, 'plan_merge', { groups: [{ keep: 'p1', merge: ['p2', 'p3'] }] });
      await applied(harness, merge);
      await harness.call('create_contact', { name: 'X', phone_number: numberOf(3) });
      const { plan_id } = merge;
      await applied(harness, await plan(harness, 'plan_undo', { plan_id }));
      await applied(harness, await plan(harness, 'plan_delete', { contacts: [numberOf(3)] }));
      return { harness, plan_id, back, both };
    }

    test('brings back the contact that does not exist yet (promise 5)', async () => {
      const { harness, plan_id, both } = await halfUndone();
      const rest = await plan(harness, 'plan_undo', { plan_id, contacts_in: both });
      expect((await applied(harness, rest)).data).toMatchObject({ state: 'done' });
      const numbers = [...harness.sandbox.account.contacts.values()].map((contact) => contact.phone_number);
      expect(numbers.sort()).toEqual([1, 2, 3].map(numberOf));
    });

    test('is refused for the contact that is back (promise 5)', async () => {
      const { harness, plan_id, back } = await halfUndone();
      const { text } = await harness.call('plan_undo', { plan_id, contacts_in: back });
      expect(text).toMatch(/did to the contacts in `contacts_in` was undone already by plan_/);
    });
  });

  test('leaves no contact alone because of a reading minutes ago (promise 5)', async () => {
    const harness = await start();
    fill(harness.sandbox, {}, {});
    const deletion = await plan(harness, 'plan_delete', { contacts: ['p1'] });
    await applied(harness, deletion);
    const { contact } = harness.sandbox.account.create({ name: 'X', phone_number: numberOf(1) });
    await harness.call('find_contacts', { text: 'X' });
    harness.sandbox.account.remove(contact.id);
    const { answer } = await plan(harness, 'plan_undo', { plan_id: deletion.plan_id });
    expect(answer.data).toMatchObject({ state: 'waiting', counts: { to_change: 1 } });
    expect(answer.data['counts']).not.toHaveProperty('drifted');
  });

  test('ends even if the account takes longer to read than a call may (promise 16)', async () => {
    const harness = await start({ sandbox: { contacts: 0, latencyMs: 40 }, timing: { walkWaitMs: 30 } });
    fill(harness.sandbox, ...crowd(900));
    const renaming = await plan(harness, 'plan_update', { contacts: ['p1', 'p2'], name: 'Same' });
    await applied(harness, renaming);
    harness.sandbox.account.edit('p1', { name: 'Other' });
    const { plan_id } = renaming;
    const undo = () => harness.call('plan_undo', { plan_id });
    await expect.poll(async () => (await harness.call('find_contacts', {})).data['complete']).toBe(true);
    expect((await undo()).text).toMatch(/has not answered[\s\S]*Call again .*the reading goes on/);
    await expect.poll(undo).toMatchObject({ data: { counts: { to_change: 1, drifted: 1 } } });
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
