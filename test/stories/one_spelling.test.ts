import { expect, test } from 'vitest';
import type { Forms } from '../harness.ts';
import { person } from '../harness.ts';
import { applied, plan } from '../tools/plans.ts';
import { crowd, fill, tagsOf } from '../tools/world.ts';
import { accepted, begin, carriers, find } from './world.ts';

/** Conversation 5: "vip, VIP and v.i.p are the same". */
async function withThreeSpellings(forms: Forms = 'none') {
  const harness = await begin({ forms });
  fill(harness.sandbox, ...crowd(120, (n) => ({ tags: spelling(n) })));
  return harness;
}

/** 48 contacts carry vip, 30 VIP (2 of them opted out), 12 v.i.p, 5 both vip and VIP; the others are leads. */
function spelling(n: number): string[] {
  if (n <= 48) return ['vip', 'customer'];
  if (n <= 76) return ['VIP', 'customer'];
  if (n <= 78) return ['VIP', 'opted-out'];
  if (n <= 90) return ['v.i.p'];
  return n <= 95 ? ['vip', 'VIP'] : ['lead'];
}

const ONE = { VIP: 'vip', 'v.i.p': 'vip' };

test('an agent that lists the tags sees the look-alikes and the tool that joins them', async () => {
  const { call, client } = await withThreeSpellings();
  const { data, text } = await call('list_tags');
  expect(data['lookalikes']).toEqual([['vip', 'VIP', 'v.i.p']]);
  expect(text).toMatch(/"vip" 53[\s\S]*"VIP" 35[\s\S]*"v\.i\.p" 12[\s\S]*Look alike: "vip" "VIP" "v\.i\.p"/);
  const { tools } = await client.listTools();
  const planUpdate = tools.find(({ name }) => name === 'plan_update');
  expect(planUpdate?.description).toContain(
    'A rename alone needs no contacts: it is for everyone who has the',
  );
  expect(Object.keys(planUpdate?.inputSchema.properties ?? {})).toContain('rename_tags');
});

test('a person who accepts the form has one spelling, for people who opted out, too', async () => {
  const harness = await withThreeSpellings(person('accept', 1100));
  const found = await find(harness, { tags_any: ['VIP', 'v.i.p'] });
  expect(found.text).toMatch(/^47 contacts match\. 2 of them opted out .*not included: "vip" \(53\)/);
  const { selection_id } = found;
  const planned = await plan(harness, 'plan_update', { selection_id, rename_tags: ONE });
  expect(planned.answer.data['counts']).toMatchObject({ selected: 47, to_change: 47 });
  expect(planned.answer.data['counts']).not.toHaveProperty('protected');
  expect(planned.answer.text).toMatch(/Aim campaigns at "vip" instead of "VIP" and "v\.i\.p" from then on/);
  // Spellings that the plan takes off are no reason for a warning.
  expect(planned.answer.text).not.toMatch(/also has|is new/);
  const { data } = await accepted(harness, planned);
  expect(harness.forms).toEqual([
    expect.stringMatching(
      /^Rename 2 tags on 47 contacts in account MA_.*: "VIP" to "vip" \(35\) and "v\.i\.p" to "vip" \(12\)\./,
    ),
  ]);
  expect(data).toMatchObject({ state: 'done', counts: { done: 47 } });
  expect(['vip', 'VIP', 'v.i.p'].map((tag) => carriers(harness, tag))).toEqual([95, 0, 0]);
  expect([carriers(harness, 'customer'), carriers(harness, 'lead')]).toEqual([76, 25]);
  expect([tagsOf(harness, 'p78'), tagsOf(harness, 'p92')]).toEqual([['opted-out', 'vip'], ['vip']]);
  expect((await harness.call('list_tags')).data['lookalikes']).toEqual([]);
});

test('an agent that undoes it gives every contact its old spelling back', async () => {
  const harness = await withThreeSpellings();
  const { selection_id } = await find(harness, { tags_any: ['VIP', 'v.i.p'] });
  const planned = await plan(harness, 'plan_update', { selection_id, rename_tags: ONE });
  await applied(harness, planned);
  const { plan_id } = planned;
  const undo = await plan(harness, 'plan_undo', { plan_id });
  expect(undo.answer.text).toMatch(/^Take back “Rename 2 tags on 47 contacts: .*” \(/);
  for (const part of ['"vip" to "VIP" (30)', '"vip" to "v.i.p" (12)', 'add the tag "VIP" (5)'])
    expect(undo.answer.data['summary']).toContain(part);
  await applied(harness, undo);
  expect(['vip', 'VIP', 'v.i.p'].map((tag) => carriers(harness, tag))).toEqual([53, 35, 12]);
  expect(new Set(tagsOf(harness, 'p78'))).toEqual(new Set(['VIP', 'opted-out']));
});

test('a person who approves the rename reads that people who opted out get the tag', async () => {
  const harness = await withThreeSpellings();
  const { selection_id } = await find(harness, { tags_any: ['VIP', 'v.i.p'] });
  const { answer } = await plan(harness, 'plan_update', { selection_id, rename_tags: ONE });
  const { text } = answer.data;
  expect(text).toContain(
    '53 others have "vip" already: from then on, campaigns to it reach these 42, too.\n',
  );
  expect(text).toMatch(
    /2 of them opted out, and from then on campaigns to "vip" reach them: "Person 78" .* and "Person 77" \(\+\d+\)\.\n/,
  );
  expect(text).not.toContain('as before');
});
