import { expect, test } from 'vitest';
import { applied, plan } from '../tools/plans.ts';
import { crowd, fill, tagsOf } from '../tools/world.ts';
import { begin, carriers, find, itemsOf } from './world.ts';

/** Conversation 6: "call lead prospect from now on": 90 leads, while somebody else goes on tagging. */
async function withLeads() {
  const harness = await begin();
  fill(harness.sandbox, ...crowd(130, (n) => ({ tags: n <= 90 ? ['lead', 'newsletter'] : ['customer'] })));
  const { selection_id } = await find(harness, { tags_any: ['lead'] });
  const planned = await plan(harness, 'plan_update', { selection_id, rename_tags: { lead: 'prospect' } });
  return { harness, planned };
}

/** After the planning somebody else gives the old tag to three contacts, and takes it off one. */
function meanwhile({ harness }: Awaited<ReturnType<typeof withLeads>>): void {
  for (const id of ['p101', 'p102', 'p103']) harness.sandbox.account.edit(id, { tags: ['lead'] });
  harness.sandbox.account.edit('p5', { tags: ['newsletter'] });
}

test('an agent that plans the rename learns that campaigns to lead reach nobody from then on', async () => {
  const { planned } = await withLeads();
  expect(planned.phrase).toMatch(/^APPLY 90 /);
  const { text } = planned.answer.data;
  expect(text).toMatch(/^Rename the tag "lead" to "prospect" on 90 contacts in account MA_/);
  expect(text).toMatch(/Aim campaigns at "prospect" instead of "lead" from then on: .*reaches nobody/);
});

test('an agent that applies it gives prospect to nobody who lost lead meanwhile', async () => {
  const story = await withLeads();
  meanwhile(story);
  const { harness, planned } = story;
  const { data } = await applied(harness, planned);
  expect(data).toMatchObject({ state: 'done', counts: { done: 89, unchanged: 1 } });
  expect(data['counts']).not.toHaveProperty('failed');
  expect(data['text']).toMatch(/1 was left as it was: "Person 5" .*because "lead" is no longer on it/);
  expect([carriers(harness, 'prospect'), carriers(harness, 'newsletter')]).toEqual([89, 90]);
  expect(tagsOf(harness, 'p5')).toEqual(['newsletter']);
  expect(tagsOf(harness, 'p6')).toEqual(['newsletter', 'prospect']);
  const untouched = await itemsOf(harness, planned.plan_id, 'unchanged');
  expect(untouched.text).toMatch(/- "Person 5" .* unchanged: "lead" is no longer on it/);
});

test('an agent in another chat finds the contacts that were tagged lead meanwhile, and renames their tag', async () => {
  const story = await withLeads();
  meanwhile(story);
  await applied(story.harness, story.planned);
  const other = await begin({ beside: story.harness });
  const { selection_id, text } = await find(other, { tags_any: ['lead'] });
  expect(text).toMatch(/^3 contacts match\./);
  const rest = await plan(other, 'plan_update', { selection_id, rename_tags: { lead: 'prospect' } });
  await applied(other, rest);
  expect([carriers(other, 'lead'), carriers(other, 'prospect')]).toEqual([0, 92]);
});

test('an agent reads in the receipt how many contacts still carry the old tag', async () => {
  const story = await withLeads();
  meanwhile(story);
  const { text } = await applied(story.harness, story.planned);
  expect(text).toMatch(/\b(3|three) contacts?\b[^.]*"lead"|"lead"[^.]*\b(3|three) contacts?\b/i);
});

test('an agent that reads the receipt again much later asks the service for nothing', async () => {
  const { harness, planned } = await withLeads();
  await applied(harness, planned);
  const asked = harness.sandbox.requests.length;
  expect((await harness.call('get_plan', { plan_id: planned.plan_id })).text).toContain('"lead" any more');
  expect(harness.sandbox.requests.length).toBe(asked + 1);
  const { now } = harness.context;
  harness.context.now = () => now() + 11 * 60_000;
  expect((await harness.call('get_plan', { plan_id: planned.plan_id })).text).not.toContain('any more');
  expect(harness.sandbox.requests.length).toBe(asked + 1);
});

test('an agent that asks why a contact was left alone is told that it lost the tag', async () => {
  const story = await withLeads();
  meanwhile(story);
  await applied(story.harness, story.planned);
  const { text } = await itemsOf(story.harness, story.planned.plan_id, 'unchanged');
  expect(text).toMatch(/"Person 5" .*unchanged: "lead" is no longer on it/);
});
