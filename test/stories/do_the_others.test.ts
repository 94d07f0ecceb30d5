import { expect, test } from 'vitest';
import { applied, plan } from '../tools/plans.ts';
import { crowd, fill, pick, rows } from '../tools/world.ts';
import { begin, find, itemsOf } from './world.ts';

const GOLD = { set_attributes: { tier: 'gold' } };

/**
 * Conversation 14: "did all of it work? then do the others too". After the planning somebody else gives six contacts
 * another tier, one of which opts out, and deletes one contact; while the plan runs, two more opt out.
 */
async function afterOthersChangedSome() {
  const harness = await begin();
  const { account } = harness.sandbox;
  fill(harness.sandbox, ...crowd(120, () => ({ tags: ['lead'], custom_attributes: { tier: 'silver' } })));
  const { selection_id } = await find(harness, { tags_all: ['lead'] });
  const planned = await plan(harness, 'plan_update', { selection_id, ...GOLD });
  for (const n of [10, 20, 30, 40, 50, 60]) account.edit(`p${n}`, { custom_attributes: { tier: 'bronze' } });
  account.edit('p60', { tags: ['lead', 'opted-out'] });
  account.remove('p70');
  // The newest contacts are changed first, so these are read long after the first write.
  const optOut = () => ['p1', 'p2'].map((id) => account.edit(id, { tags: ['lead', 'Opted-Out'] }));
  harness.sandbox.fault({ method: 'PUT', action: { edit: () => void optOut() } });
  const answer = await applied(harness, planned);
  return { harness, plan_id: planned.plan_id, answer };
}

test('an agent that asks whether all of it worked learns which contacts were left alone, and why', async () => {
  const { harness, plan_id, answer } = await afterOthersChangedSome();
  const counts = { selected: 120, done: 111, drifted: 6, protected: 2, gone: 1 };
  expect(answer.data).toMatchObject({ state: 'done', counts });
  expect(answer.data['counts']).not.toHaveProperty('failed');
  expect(answer.data['text']).toMatch(/^Done: set "tier" to "gold" on 111 contacts\./);
  expect(answer.data['text']).toMatch(/2 opted out and were not changed: "Person \d+"/);
  expect(answer.data['text']).toMatch(/6 were changed meanwhile .*: "Person \d+" .* and 1 other\./);
  expect(answer.data['text']).toMatch(/1 had been deleted: "Person 70"/);
  expect(answer.data['next']).toMatch(/items "problems" lists the contacts that were not changed/);
  expect((await harness.call('get_plan', { plan_id: 'latest' })).data).toMatchObject({ plan_id, counts });
  const { data, text } = await itemsOf(harness, plan_id, 'problems');
  expect(data['total_items']).toBe(9);
  expect(text).toMatch(
    /- "Person 10" .* drifted: .*the attribute "tier" is now "bronze" \(it was "silver"\)/,
  );
  expect(text).toMatch(/- "Person 70" .* gone: somebody deleted it/);
  expect(text).toMatch(
    /- "Person 1" .* protected: .*opted out \("Opted-Out"\) and is not given another value for "tier"/,
  );
});

test('an agent that does the others, too, leaves alone the people who opted out since (promise 9)', async () => {
  const { harness, plan_id } = await afterOthersChangedSome();
  const { data, text } = await itemsOf(harness, plan_id, 'drifted');
  expect(pick(data['items'], 'state')).toEqual(crowd(6).map(() => 'drifted'));
  expect(text).toContain(`6 items, as selection ${data['selection_id']}`);
  const { selection_id } = data;
  const others = await plan(harness, 'plan_update', { selection_id, ...GOLD });
  expect(others.answer.data['counts']).toMatchObject({ selected: 6, to_change: 5, protected: 1 });
  expect(others.phrase).toMatch(/^APPLY 5 /);
  expect((await applied(harness, others)).data).toMatchObject({ state: 'done', counts: { done: 5 } });
  const contacts = [...harness.sandbox.account.contacts.values()];
  const tierOf = (id: string) => harness.sandbox.account.get(id).custom_attributes['tier'];
  expect(contacts.filter(({ custom_attributes: { tier } }) => tier === 'gold')).toHaveLength(116);
  expect([tierOf('p60'), tierOf('p1'), tierOf('p2')]).toEqual(['bronze', 'silver', 'silver']);
});

test('an agent that applies the first plan again overwrites nothing that drifted', async () => {
  const { harness, plan_id } = await afterOthersChangedSome();
  const before = harness.sandbox.writes().length;
  const { data, isError } = await harness.call('apply_plan', { plan_id });
  expect([isError, data['state'], harness.sandbox.writes().length]).toEqual([false, 'done', before]);
});

test('an agent that asks for the contacts that were left alone sees with which tag they opted out', async () => {
  const { harness, plan_id } = await afterOthersChangedSome();
  const { data } = await itemsOf(harness, plan_id, 'protected');
  expect(rows(data['items'])[0]?.['reason']).toContain('"Opted-Out"');
});

test('an agent that asks for the problems reads them first', async () => {
  const { harness, plan_id } = await afterOthersChangedSome();
  const { text } = await itemsOf(harness, plan_id, 'problems');
  const [first] = text.split('\n').filter((line) => line.startsWith('- '));
  expect(first).toMatch(/^- "Person 70" .* \| gone: /);
});
