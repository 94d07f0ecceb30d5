import { expect, test } from 'vitest';
import { applied, plan } from '../tools/plans.ts';
import { crowd, fill, type Person } from '../tools/world.ts';
import { begin, carriers, daysAgo, find } from './world.ts';

/** Conversation 4: "who has been inactive for 90 days? tag them dormant". */
async function withIdlePeople() {
  const harness = await begin();
  fill(harness.sandbox, ...crowd(140, idle));
  return harness;
}

/** 60 idle for long, 4 of them opted out; 40 idle for 89 days; 30 created yesterday and 10 long ago, never active. */
function idle(n: number): Person {
  if (n <= 60) return { last_active_at: daysAgo(91 + n), tags: n <= 4 ? ['dnd'] : ['customer'] };
  if (n <= 100) return { last_active_at: daysAgo(89) };
  return { created_at: daysAgo(n <= 130 ? 1 : 400), tags: ['fresh'] };
}

test('an agent that asks for inactive contacts learns how many were never active, apart from them', async () => {
  const harness = await withIdlePeople();
  const { total, text } = await find(harness, { active_before: '90d' });
  expect(total).toBe(60);
  expect(text).toMatch(/^60 contacts match\. 4 of them opted out \("dnd"\):/);
  expect(text).toMatch(/40 contacts that fit otherwise were never active and are left out \(`never_active`/);
  const day = daysAgo(90).slice(0, 10);
  expect(text).toMatch(new RegExp(`active_before ${day}T`));
});

test('an agent that tags them dormant tags nobody who was created yesterday or opted out', async () => {
  const harness = await withIdlePeople();
  const { selection_id } = await find(harness, { active_before: '90d' });
  const planned = await plan(harness, 'plan_update', { selection_id, add_tags: ['dormant'] });
  expect(planned.phrase).toMatch(/^APPLY 56 /);
  const { text } = planned.answer.data;
  expect(text).toMatch(
    /^Add the tag "dormant" to 56 contacts .*\nOf the 60 contacts selected \(those last active before \d+ [A-Z][a-z]+ 20\d\d\)/,
  );
  expect(text).toMatch(/4 people opted out and are not changed: "Person 4" .* and "Person 1" \(\+\d+\)\./);
  expect((await applied(harness, planned)).data).toMatchObject({ state: 'done', counts: { done: 56 } });
  const dormant = [...harness.sandbox.account.contacts.values()].filter(({ tags }) =>
    tags.includes('dormant'),
  );
  expect(dormant).toHaveLength(56);
  expect(dormant.every(({ last_active_at: at }) => at !== undefined && at < daysAgo(90))).toBe(true);
  expect([carriers(harness, 'fresh'), carriers(harness, 'dnd')]).toEqual([40, 4]);
});

test('an agent that wants old contacts that were never active, too, learns how and gets both', async () => {
  const harness = await withIdlePeople();
  const both = await harness.call('find_contacts', { active_before: '90d', never_active: true });
  expect(both.isError).toBe(true);
  expect(both.text).toMatch(/exclude each other[\s\S]*Next: .*`within` set to both selection ids/);
  const inactive = await find(harness, { active_before: '90d' });
  const never = await find(harness, { never_active: true, created_before: '90d' });
  expect(never.total).toBe(10);
  const joined = await find(harness, { within: [inactive.selection_id, never.selection_id] });
  expect(joined.total).toBe(70);
});

test('an agent that gives an age in months learns how to write an age', async () => {
  const { call } = await withIdlePeople();
  const { isError, text } = await call('find_contacts', { active_before: '3m' });
  expect([isError, text]).toEqual([
    true,
    expect.stringMatching(/"3m" is not a date[\s\S]*an age \(90d, 12h\)/),
  ]);
});
