import { expect, test } from 'vitest';
import { applied, plan } from '../tools/plans.ts';
import { crowd, fill, type Person, pick } from '../tools/world.ts';
import { begin, carriedOut, carriers, find } from './world.ts';

/** Conversation 12: "delete all test contacts", in a client without forms. */
async function withTestContacts(approval: 'ask' | 'relay' | 'form', count = 640) {
  const harness = await begin({ env: { VOBIZ_APPROVAL: approval } });
  fill(harness.sandbox, ...crowd(count + 60, (n) => whoIs(n - count)));
  return harness;
}

/** Up to 0 a test contact; then 20 of a contest, 10 whose name has it, 5 that write `Test`, and 25 customers. */
function whoIs(n: number): Person {
  if (n <= 0) return { tags: ['test'] };
  if (n <= 20) return { tags: ['contest'] };
  if (n <= 30) return { name: `Contest Winner ${n}`, tags: ['customer'] };
  return { tags: [n <= 35 ? 'Test' : 'customer'] };
}

test('an agent that looks for the text sees that it is in names and other tags', async () => {
  const harness = await withTestContacts('ask');
  const byText = await find(harness, { text: 'test' });
  expect(byText.text).toMatch(/^675 contacts match\. "test" is in: tags \(665\) and name \(10\)/);
  const byTag = await find(harness, { tags_any: ['test'] });
  expect(byTag.text).toMatch(/^640 contacts match\. Other spellings are not included: "Test" \(5\)/);
});

test('a person who configured relayed approvals deletes 500 and then 140, and no contest contact', async () => {
  const harness = await withTestContacts('relay');
  const { selection_id } = await find(harness, { tags_any: ['test'] });
  const first = await plan(harness, 'plan_delete', { selection_id });
  expect(first.answer.data['counts']).toMatchObject({ selected: 640, to_change: 500, left_over: 140 });
  expect(first.phrase).toMatch(/^APPLY 500 /);
  expect(first.answer.text).toMatch(
    /Permanently delete 500 of 640 contacts in account MA_.*140 are left over/,
  );
  expect(first.answer.text).toMatch(/Warning: Deleting is permanent\..*new ids.*history do not come back/);
  expect(first.answer.text).toMatch(
    /Next: .*140 contacts are left over: `plan_delete` with the same selection plans them when this one is done/,
  );
  const receipt = await applied(harness, first);
  expect(receipt.data).toMatchObject({ state: 'done', counts: { done: 500, left_over: 140, failed: 0 } });
  const second = await plan(harness, 'plan_delete', { selection_id });
  expect(second.phrase).toMatch(/^APPLY 140 /);
  await applied(harness, second);
  expect((await harness.call('plan_delete', { selection_id })).text).toContain('There is nobody to plan for');
  expect([carriers(harness, 'test'), carriers(harness, 'contest'), carriers(harness, 'Test')]).toEqual([
    0, 20, 5,
  ]);
  expect([harness.sandbox.account.contacts.size, carriedOut(harness, 'DELETE')]).toEqual([60, 640]);
});

test('an agent that relays where nobody configured it is told what can be done', async () => {
  const harness = await withTestContacts('ask');
  const { selection_id } = await find(harness, { tags_any: ['test'] });
  const { isError, text } = await applied(harness, await plan(harness, 'plan_delete', { selection_id }));
  expect(isError).toBe(true);
  expect(text).toMatch(
    /was not run: a relayed approval covers 50 deletions, and this plan has 500 deletions/,
  );
  expect(text).toMatch(/Next: .*client that shows forms.*VOBIZ_APPROVAL/);
  expect(harness.sandbox.writes()).toEqual([]);
});

test('a person without forms deletes 50 with a phrase, as the refusal says', async () => {
  const harness = await withTestContacts('ask', 51);
  const { data } = await harness.call('find_contacts', { tags_any: ['test'], sample: 50 });
  const ids = pick(data['sample'], 'id');
  const { selection_id } = await find(harness, { ids });
  await applied(harness, await plan(harness, 'plan_delete', { selection_id }));
  expect([carriers(harness, 'test'), carriedOut(harness, 'DELETE')]).toEqual([1, 50]);
});

test('an agent is told which value of VOBIZ_APPROVAL the person would have to set', async () => {
  const harness = await withTestContacts('ask', 60);
  const { selection_id } = await find(harness, { tags_any: ['test'] });
  const { text } = await applied(harness, await plan(harness, 'plan_delete', { selection_id }));
  expect(text).toMatch(/VOBIZ_APPROVAL=relay/);
});

test('a person is not let type a phrase for a plan that no phrase can approve', async () => {
  const harness = await withTestContacts('ask', 60);
  const { selection_id } = await find(harness, { tags_any: ['test'] });
  const { answer } = await plan(harness, 'plan_delete', { selection_id });
  expect(answer.text).not.toContain('the person types');
  expect(answer.text).toMatch(/50 deletions/);
});

test('an agent without forms is not told that the person is asked in one', async () => {
  const harness = await withTestContacts('form', 60);
  const { selection_id } = await find(harness, { tags_any: ['test'] });
  const { answer } = await plan(harness, 'plan_delete', { selection_id });
  expect(answer.text).not.toContain('they are asked in a form');
});

test('an agent whose plan is done is told how to go on with the 10 left over', async () => {
  const harness = await begin({ env: { VOBIZ_MAX_DELETE: '30' } });
  fill(harness.sandbox, ...crowd(40, () => ({ tags: ['test'] })));
  const { selection_id } = await find(harness, { tags_any: ['test'] });
  const { data } = await applied(harness, await plan(harness, 'plan_delete', { selection_id }));
  expect(data).toMatchObject({ state: 'done', counts: { done: 30, left_over: 10 } });
  expect(data['next']).toMatch(/10\b.*(left|over).*plan_delete|plan_delete.*10\b/);
});

test('a person is not told that an undo simply takes a deletion back', async () => {
  const harness = await withTestContacts('ask', 5);
  const { selection_id } = await find(harness, { tags_any: ['test'] });
  const { data } = await applied(harness, await plan(harness, 'plan_delete', { selection_id }));
  expect(data['state']).toBe('done');
  expect(data['next']).toMatch(/plan_undo.*(new id|created again)/);
});
