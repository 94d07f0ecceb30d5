import { expect, test } from 'vitest';
import { person } from '../harness.ts';
import { applied, plan } from '../tools/plans.ts';
import { crowd, fill, type Person } from '../tools/world.ts';
import { begin, carriedOut, carriers, find } from './world.ts';

/** Conversation 12: "delete all test contacts", in a client without forms. */
async function withTestContacts(approval: 'ask' | 'relay' | 'form', count = 640) {
  const harness = await begin({ env: { VOBIZ_APPROVAL: approval } });
  fill(harness.sandbox, ...crowd(count + 60, (n) => whoIs(n - count)));
  return harness;
}

/** The first contacts, which are test contacts. */
function idsUpTo(count: number): string[] {
  return Array.from({ length: count }, (_, n) => `p${n + 1}`);
}

/** Up to 0 a test contact; then 20 tagged for a contest, 10 with "test" in the name, 5 tagged `Test`, and 25 customers. */
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
  expect(first.phrase).toMatch(/^DELETE 500 /);
  const { text } = first.answer;
  expect(text).toMatch(/^Delete 500 contacts in account MA_.*\nOf the 640 contacts selected .*tagged "test"/);
  expect(text).toMatch(
    /created date, last activity and history are lost for good\. .*made again, as new ones/,
  );
  expect(text).toMatch(/Their tags: "test" \(500\)/);
  expect(text).toMatch(/140 more contacts are left for another plan: at most 500 deletions/);
  expect(text).toMatch(
    /Next: .*`plan_delete` with the same selection plans the other 140 contacts when this one is done/,
  );
  const receipt = await applied(harness, first);
  expect(receipt.data).toMatchObject({ state: 'done', counts: { done: 500, left_over: 140 } });
  expect(receipt.data['counts']).not.toHaveProperty('failed');
  const second = await plan(harness, 'plan_delete', { selection_id });
  expect(second.phrase).toMatch(/^DELETE 140 /);
  await applied(harness, second);
  expect((await harness.call('plan_delete', { selection_id })).text).toContain('There is nobody to plan for');
  expect([carriers(harness, 'test'), carriers(harness, 'contest'), carriers(harness, 'Test')]).toEqual([
    0, 20, 5,
  ]);
  expect([harness.sandbox.account.contacts.size, carriedOut(harness, 'DELETE')]).toEqual([60, 640]);
});

test('a person without forms deletes 50 of them a day, and is told how many are left (promise 10)', async () => {
  const harness = await withTestContacts('ask');
  const { selection_id } = await find(harness, { tags_any: ['test'] });
  const whole = await plan(harness, 'plan_delete', { selection_id });
  expect(whole.answer.data).toMatchObject({ counts: { to_change: 500, left_over: 140 } });
  expect(whole.answer.data).not.toHaveProperty('approval_phrase');
  expect(whole.answer.data['next']).toMatch(
    /at most 50 deletions in 1 day .*; 0 of them are used up, 50 are left, and this needs 500\. .*smaller plan \(50 deletions at most\)/,
  );
  const some = await plan(harness, 'plan_delete', { contacts: idsUpTo(50) });
  expect(some.phrase).toMatch(/^DELETE 50 /);
  expect((await applied(harness, some)).data).toMatchObject({ state: 'done', counts: { done: 50 } });
  const more = await plan(harness, 'plan_delete', { contacts: ['p51'] });
  expect(more.answer.data['next']).toMatch(
    /50 of them are used up, 0 are left, and this needs 1\. Let the person use a client that shows forms, or let them set/,
  );
  expect([carriers(harness, 'test'), carriedOut(harness, 'DELETE')]).toEqual([590, 50]);
});

test('a person without forms tags at most 500 a day, and what needs more is not cut', async () => {
  const harness = await withTestContacts('ask');
  const { selection_id } = await find(harness, { tags_any: ['test'] });
  const whole = await plan(harness, 'plan_update', { selection_id, add_tags: ['old'] });
  expect(whole.answer.data['counts']).toMatchObject({ to_change: 640 });
  expect(whole.answer.data['counts']).not.toHaveProperty('left_over');
  expect(whole.answer.data).not.toHaveProperty('approval_phrase');
  const some = await find(harness, { ids: idsUpTo(500) });
  const first = await plan(harness, 'plan_update', { selection_id: some.selection_id, add_tags: ['old'] });
  await applied(harness, first);
  const second = await plan(harness, 'plan_update', { selection_id, add_tags: ['old'] });
  expect(second.answer.data['counts']).toMatchObject({ to_change: 140, unchanged: 500 });
  expect(second.answer.data).not.toHaveProperty('approval_phrase');
  expect(carriers(harness, 'old')).toBe(500);
});

test('a person with forms deletes 500 at once', async () => {
  const harness = await begin({ forms: person('accept') });
  fill(harness.sandbox, ...crowd(640, () => ({ tags: ['test'] })));
  const { selection_id } = await find(harness, { tags_any: ['test'] });
  const { answer } = await plan(harness, 'plan_delete', { selection_id });
  expect(answer.data['counts']).toMatchObject({ to_change: 500, left_over: 140 });
  expect(answer.data['text']).toMatch(/140 more contacts .*at most 500 deletions are planned at once/);
});

test('an agent is not advised to plan less if no phrase can approve a plan', async () => {
  const harness = await withTestContacts('form', 60);
  const { selection_id } = await find(harness, { tags_any: ['test'] });
  const planned = await plan(harness, 'plan_delete', { selection_id });
  expect(planned.answer.data['counts']).toMatchObject({ to_change: 60 });
  const { isError, text } = await applied(harness, planned);
  expect([isError, carriedOut(harness, 'DELETE')]).toEqual([true, 0]);
  for (const said of [planned.answer.text, text]) {
    expect(said).toMatch(/by form only.*[\s\S]*use a client that shows forms/);
    expect(said).not.toMatch(/smaller plan|in 1 day/);
  }
});

test('an undo that is too large for a phrase is narrowed, not planned again', async () => {
  const harness = await withTestContacts('ask', 60);
  const withForms = await begin({ beside: harness, forms: person('accept') });
  const csv = ['phone_number,name', ...crowd(60).map((_, n) => `+9198765432${n + 10},Ada`)].join('\n');
  const sheet = await withForms.call('plan_import', { csv });
  await withForms.call('apply_plan', { plan_id: sheet.data['plan_id'] });
  const undo = await plan(harness, 'plan_undo', { plan_id: String(sheet.data['plan_id']) });
  expect(undo.answer.data['counts']).toMatchObject({ to_change: 60 });
  expect(undo.answer.text).not.toContain('the person types');
  expect(undo.answer.data['next']).toMatch(/this needs 60\. .*`contacts_in` \(50 deletions at most\)/);
});

test('an agent without forms is not told that the person will see a form', async () => {
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
  expect(data['next']).toMatch(/plan_undo.*again, as new ones without their history/);
});
