import { describe, expect, test } from 'vitest';
import { person, start } from '../harness.ts';
import { applied, plan } from './plans.ts';
import { ERAS, fill, numberOf, unsaid, writes } from './world.ts';

const ASHA = { name: 'Asha', tags: ['vip'], custom_attributes: { city: 'Pune' } };
const BOTH = { contacts: ['p1', numberOf(2)] };

describe.each(ERAS)('plan_delete, %s era', (era) => {
  test('deletes after a form that tells the losses, and undo creates the contacts anew (promise 5)', async () => {
    const harness = await start({ era, forms: person('accept') });
    fill(harness.sandbox, ASHA, {}, {});
    const { plan_id, answer } = await plan(harness, 'plan_delete', BOTH);
    expect(answer.data).toMatchObject({ kind: 'delete', state: 'waiting', counts: { to_change: 2 } });
    expect(unsaid(answer)).toEqual([]);
    expect(writes(harness)).toEqual([]);
    expect((await harness.call('apply_plan', { plan_id })).data).toMatchObject({ state: 'done' });
    expect(harness.forms[0]).toMatch(
      /^Delete 2 contacts in .*\nThey are: "Asha" .*\nTheir created date, last activity and history are lost for good\. .*\nTheir tags: "vip" \(1\)\.$/,
    );
    expect([...harness.sandbox.account.contacts.keys()]).toEqual(['p3']);
    const undo = await plan(harness, 'plan_undo', { plan_id });
    expect((await harness.call('apply_plan', { plan_id: undo.plan_id })).data).toMatchObject({
      counts: { done: 2 },
    });
    const back = harness.sandbox.account.byNumber(numberOf(1));
    expect(back).toMatchObject(ASHA);
    expect(back?.id).not.toBe('p1');
  });
});

describe('plan_delete', () => {
  test('deletes with the phrase, and leaves contacts that changed or opted out meanwhile (promises 2 and 9)', async () => {
    const harness = await start();
    fill(harness.sandbox, ASHA, {}, {});
    const planned = await plan(harness, 'plan_delete', { contacts: ['p1', 'p2', 'p3'] });
    harness.sandbox.account.edit('p1', { tags: ['vip', 'new'] });
    harness.sandbox.account.edit('p2', { tags: ['dnd'] });
    expect((await applied(harness, planned)).data).toMatchObject({
      state: 'done',
      counts: { done: 1, drifted: 1, protected: 1 },
    });
    expect(writes(harness)).toEqual(['DELETE /contacts/p3']);
  });

  test.each([
    ['plan_delete', { contacts: ['p1'] }],
    ['plan_update', { contacts: ['p1'], new_number: '+919111111111' }],
    ['plan_merge', { groups: [{ keep: 'p1', merge: ['p2'] }] }],
    ['delete_contact', { contact: 'p1' }],
  ])('and %s plan no deletion with VOBIZ_MAX_DELETE=0, and say why (promise 10)', async (tool, args) => {
    const harness = await start({ env: { VOBIZ_MAX_DELETE: '0' } });
    fill(harness.sandbox, {}, {});
    const { isError, text } = await harness.call(tool, args);
    expect([isError, text]).toEqual([true, expect.stringMatching(/Nothing was planned.*VOBIZ_MAX_DELETE=0/)]);
    expect((await harness.call('list_plans')).data['total']).toBe(0);
  });

  test('plans no more deletions than VOBIZ_MAX_DELETE (promise 10)', async () => {
    const harness = await start({ env: { VOBIZ_MAX_DELETE: '1' } });
    fill(harness.sandbox, ASHA, {});
    const { answer } = await plan(harness, 'plan_delete', BOTH);
    expect(answer.data).toMatchObject({ counts: { selected: 2, to_change: 1, left_over: 1 } });
  });

  test('is not named by a receipt if it is not listed', async () => {
    const harness = await start({ env: { VOBIZ_MAX_DELETE: '1' } });
    fill(harness.sandbox, ASHA, {});
    const planned = await plan(harness, 'plan_delete', BOTH);
    expect((await applied(harness, planned)).data['next']).toContain(
      '`plan_delete` with the same selection plans the other contact',
    );
    const { call } = await start({ beside: harness, env: { VOBIZ_MODE: 'no-delete' } });
    const { data, text } = await call('get_plan', { plan_id: planned.plan_id });
    expect(data['counts']).toMatchObject({ done: 1, left_over: 1 });
    expect(text).not.toContain('plan_delete');
  });

  test('leaves protected contacts alone, or with include_protected warns of them (promise 9)', async () => {
    const harness = await start();
    fill(harness.sandbox, { tags: ['Opted Out'] }, {});
    const kept = await plan(harness, 'plan_delete', BOTH);
    expect(kept.answer.data).toMatchObject({ counts: { to_change: 1, protected: 1 } });
    const all = await plan(harness, 'plan_delete', { ...BOTH, include_protected: true });
    expect(all.answer.data).toMatchObject({ counts: { to_change: 2 } });
    expect(all.answer.data['counts']).not.toHaveProperty('protected');
    expect(all.answer.data['text']).toMatch(
      /1 person who opted out is deleted, too: "Person 1" .*The opt-out is lost: a later import or message brings the number back without it/,
    );
    expect(all.phrase).not.toBe(kept.phrase);
  });

  test('refuses an unknown contact and unknown arguments by name (promise 11)', async () => {
    const { call } = await start();
    expect((await call('plan_delete', { contacts: ['nobody'] })).text).toContain(
      'no contact with the id "nobody"',
    );
    expect((await call('plan_delete', { contact: 'p1' })).text).toContain('did you mean `contacts`');
    expect((await call('list_plans')).data).toMatchObject({ total: 0 });
  });
});
