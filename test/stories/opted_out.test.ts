import { expect, test } from 'vitest';
import { type Forms, person } from '../harness.ts';
import { applied, plan } from '../tools/plans.ts';
import { crowd, fill, rows, tagsOf } from '../tools/world.ts';
import { accepted, begin, carriedOut, carriers, find } from './world.ts';

/** Conversation 7: "take the opted-out people out of all campaigns". Which tags are protected is configured. */
const OWN_WORDS = { VOBIZ_PROTECTED_TAGS: 'bitte nicht,Do-Not-Call' };

async function withOptOuts(forms: Forms = 'none', env: Record<string, string> = OWN_WORDS) {
  const harness = await begin({ forms, env });
  fill(harness.sandbox, ...crowd(150, (n) => ({ tags: tagsFor(n) })));
  return harness;
}

/** 40 opted out, in three spellings, 4 of them without another tag; `opted-out` is an ordinary tag in this account. */
function tagsFor(n: number): string[] {
  if (n <= 20) return ['Bitte Nicht', 'vip', 'newsletter'];
  if (n <= 36) return ['lead', 'do-not-call'];
  if (n <= 40) return ['bitte-nicht'];
  return n <= 60 ? ['opted-out', 'lead'] : ['lead', 'newsletter'];
}

test('an agent that lists the tags learns which are protected, in every spelling', async () => {
  const { call } = await withOptOuts();
  const { data, text } = await call('list_tags');
  const guarded = rows(data['tags']).filter((row) => row['protected']);
  expect(guarded.map(({ tag }) => tag)).toEqual(['Bitte Nicht', 'do-not-call', 'bitte-nicht']);
  expect(text).toMatch(/"do-not-call" 16 \(opted out\)/);
  expect(text).toMatch(/"opted-out" 20(,|\n)/);
});

test('a person who accepts the form has nobody who opted out in a campaign (promise 9)', async () => {
  const harness = await withOptOuts(person('accept', 1100));
  const { selection_id, total, text } = await find(harness, { protected: true });
  expect(total).toBe(40);
  expect(text).toMatch(/All of them opted out \(.*"Bitte Nicht".*\)/);
  const planned = await plan(harness, 'plan_update', { selection_id, remove_tags: ['*'] });
  expect(planned.answer.data['counts']).toMatchObject({ to_change: 36, unchanged: 4 });
  expect(planned.answer.data['counts']).not.toHaveProperty('protected');
  expect(planned.answer.text).toMatch(
    /^Remove every tag except opt-outs from 36 contacts .*: "vip" \(20\), "newsletter" \(20\) and "lead" \(16\)\.\nOf the 40 contacts selected .*\n4 need no change\./,
  );
  const { data } = await accepted(harness, planned);
  expect(harness.forms).toEqual([
    expect.stringMatching(/Campaigns to "lead", "vip" or "newsletter" no longer reach those who lose them/),
  ]);
  expect(data).toMatchObject({ state: 'done', counts: { done: 36, unchanged: 4 } });
  expect([tagsOf(harness, 'p1'), tagsOf(harness, 'p36')]).toEqual([['Bitte Nicht'], ['do-not-call']]);
  expect([carriers(harness, 'vip'), carriers(harness, 'newsletter'), carriers(harness, 'lead')]).toEqual([
    0, 90, 110,
  ]);
  expect(carriedOut(harness, 'PUT')).toBe(36);
});

test('a person is told before approval that an undo asks again, and an undo that includes them takes it back (promises 5 and 9)', async () => {
  const harness = await withOptOuts(person('accept', 1100));
  const { selection_id } = await find(harness, { protected: true });
  const planned = await plan(harness, 'plan_update', { selection_id, remove_tags: ['*'] });
  const { data } = await accepted(harness, planned);
  expect(harness.forms).toEqual([
    expect.stringMatching(/To undo this for 36 people who opted out, you will be asked again\./),
  ]);
  expect(harness.forms[0]).not.toContain('It can be undone');
  expect(data['next']).toMatch(/plan_undo.*only with `include_protected`/);
  const undo = await plan(harness, 'plan_undo', { plan_id: planned.plan_id });
  expect(undo.answer.data['counts']).toMatchObject({ protected: 36 });
  expect(undo.answer.data['counts']).not.toHaveProperty('to_change');
  const meant = await plan(harness, 'plan_undo', { plan_id: planned.plan_id, include_protected: true });
  expect(meant.answer.data['counts']).toEqual({ selected: 36, to_change: 36 });
  expect(meant.answer.text).toMatch(
    /36 people who opted out get .* back, so campaigns to .* reach them: .* and 31 others\./,
  );
  expect((await accepted(harness, meant)).data).toMatchObject({ counts: { done: 36 } });
  expect(tagsOf(harness, 'p1')).toEqual(['Bitte Nicht', 'vip', 'newsletter']);
});

test('a person is told how many of several an undo leaves alone (promise 5)', async () => {
  const harness = await withOptOuts();
  const { selection_id } = await find(harness, { tags_any: ['newsletter'] });
  const planned = await plan(harness, 'plan_update', { selection_id, remove_tags: ['newsletter'] });
  expect(planned.answer.text).toMatch(/To undo this for 20 people who opted out, you will be asked again\./);
  const { data } = await applied(harness, planned);
  expect(data['next']).toMatch(/plan_undo.*for people who opted out only with `include_protected`/);
  const undo = await plan(harness, 'plan_undo', { plan_id: planned.plan_id });
  expect(undo.answer.data['counts']).toMatchObject({ to_change: 90, protected: 20 });
});

test('an agent that guesses the tag finds people who did not opt out', async () => {
  const harness = await withOptOuts();
  const guessed = await find(harness, { tags_any: ['opted-out'] });
  expect([guessed.total, guessed.text.includes('protected')]).toEqual([20, false]);
});

test('an agent that finds by one tag is told of its other spellings', async () => {
  const harness = await withOptOuts();
  const { text } = await find(harness, { tags_any: ['bitte-nicht'] });
  expect(text).toContain('Other spellings are not included: "Bitte Nicht" (20)');
});

test('an agent that tries to take the opt-outs off, too, takes off none', async () => {
  const harness = await withOptOuts('none', {});
  harness.sandbox.account.edit('p1', { tags: ['Unsubscribed', 'vip'] });
  const { selection_id } = await find(harness, { protected: true });
  const remove_tags = ['Unsubscribed', 'opted-out', 'vip'];
  const { text } = await harness.call('plan_update', { selection_id, remove_tags });
  expect(text).toMatch(
    /^This would take "opted-out" and "Unsubscribed" off 21 people who opted out, so nothing was planned: "Person/,
  );
  expect(text).not.toMatch(/APPLY [1-9]/);
});

test('a person is not asked to approve a plan that changes nobody', async () => {
  const harness = await withOptOuts();
  const { selection_id } = await find(harness, { protected: true });
  const { data, text } = await harness.call('plan_update', { selection_id, remove_tags: ['Bitte Nicht'] });
  expect(text).toMatch(/nothing|nobody|left alone/i);
  expect([data['state'] === 'waiting', text.includes('APPLY 0')]).toEqual([false, false]);
});
