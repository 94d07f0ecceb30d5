import { expect, test } from 'vitest';
import { start } from '../harness.ts';
import { applied, plan } from '../tools/plans.ts';
import { crowd, fill } from '../tools/world.ts';
import { begin, carriedOut, carriers, find, findAndPlan, itemsOf } from './world.ts';

/** Conversation 3: "those, minus anyone tagged lead", after 203 of 212 were planned: 52 are leads, 9 opted out. */
async function afterTheFirstPlan() {
  const harness = await begin();
  fill(
    harness.sandbox,
    ...crowd(220, (n) => ({
      tags: n <= 9 ? ['opted-out'] : n <= 61 ? ['lead'] : ['customer'],
      custom_attributes: { company: n <= 212 ? 'Acme' : 'Globex' },
    })),
  );
  const those = await find(harness, { text: 'acme' });
  const { selection_id } = those;
  const first = await plan(harness, 'plan_update', { selection_id, add_tags: ['vip'] });
  return { harness, those: selection_id, first };
}

test('an agent that narrows the selection and discards the first plan gives vip to no lead', async () => {
  const { harness, those, first } = await afterTheFirstPlan();
  const { text, ...narrowed } = await find(harness, { within: [those], tags_none: ['lead'] });
  expect(narrowed.total).toBe(160);
  expect(text).toMatch(/^160 contacts match\. 9 of them opted out/);
  const discarded = await harness.call('stop_plan', { plan_id: first.plan_id });
  expect([discarded.data['state'], discarded.text]).toEqual([
    'discarded',
    expect.stringContaining('is discarded'),
  ]);
  const { selection_id } = narrowed;
  const second = await plan(harness, 'plan_update', { selection_id, add_tags: ['vip'] });
  expect(second.phrase).toMatch(/^APPLY 151 /);
  expect((await applied(harness, second)).data).toMatchObject({ state: 'done', counts: { done: 151 } });
  expect([carriers(harness, 'vip'), carriers(harness, 'lead')]).toEqual([151, 52]);
  expect([...harness.sandbox.account.contacts.values()].filter(isLeadAndVip)).toEqual([]);
  expect((await applied(harness, first)).text).toMatch(/is discarded: nothing was changed/);
});

function isLeadAndVip({ tags }: { tags: readonly string[] }): boolean {
  return tags.includes('lead') && tags.includes('vip');
}

test('an agent whose first plan is done finds "those" 203 as a selection of its receipt', async () => {
  const { harness, first } = await afterTheFirstPlan();
  await applied(harness, first);
  const receipt = await itemsOf(harness, first.plan_id, 'done');
  expect(receipt.data['total_items']).toBe(203);
  expect(receipt.text).toContain(`203 items, as selection ${receipt.data['selection_id']}`);
  const invite = await findAndPlan(
    harness,
    { within: [receipt.data['selection_id']], tags_none: ['lead'] },
    { add_tags: ['invite'] },
  );
  expect(invite.answer.data['counts']).toMatchObject({ selected: 151, to_change: 151 });
  expect(invite.answer.data['counts']).not.toHaveProperty('protected');
  await applied(harness, invite);
  expect([carriers(harness, 'invite'), carriers(harness, 'vip')]).toEqual([151, 203]);
});

test('an agent that applies both plans sends no change twice', async () => {
  const { harness, those, first } = await afterTheFirstPlan();
  const second = await findAndPlan(harness, { within: [those], tags_none: ['lead'] }, { add_tags: ['vip'] });
  await applied(harness, first);
  const { data, text } = await applied(harness, second);
  expect(data).toMatchObject({ state: 'done', counts: { unchanged: 151, protected: 9 } });
  expect(data['counts']).not.toHaveProperty('done');
  expect(data['text']).toMatch(/^Nothing was changed\. .*151 (need|were left)/);
  expect(text).toContain('unchanged 151');
  expect(carriedOut(harness, 'PUT')).toBe(203);
});

test('an agent that plans for the same contacts again is warned that the first plan waits', async () => {
  const { harness, those, first } = await afterTheFirstPlan();
  const { answer } = await findAndPlan(
    harness,
    { within: [those], tags_none: ['lead'] },
    { add_tags: ['vip'] },
  );
  expect(answer.data['text']).toMatch(
    new RegExp(`${first.plan_id} is also to change 151 of these contacts and waits`),
  );
});

test('an agent whose plan changed nobody is offered no undo', async () => {
  const harness = await begin();
  fill(harness.sandbox, ...crowd(12));
  const first = await findAndPlan(harness, {}, { add_tags: ['vip'] });
  // Of another chat: in the same one, the second plan would take the place of the first.
  const other = await start({ beside: harness });
  const second = await findAndPlan(other, {}, { add_tags: ['vip'] });
  await applied(harness, first);
  const { data } = await applied(harness, second);
  expect(data['counts']).toMatchObject({ unchanged: 12 });
  expect(data['counts']).not.toHaveProperty('done');
  expect(data['next'] ?? '').not.toContain('plan_undo');
});
