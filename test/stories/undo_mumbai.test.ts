import { expect, test } from 'vitest';
import { applied, plan } from '../tools/plans.ts';
import { crowd, fill, pick, rows, tagsOf } from '../tools/world.ts';
import { begin, carriers, find, findAndPlan, itemsOf } from './world.ts';

/** Less than a day ago, so that the approval has not expired. */
const NEARLY_A_DAY = 23 * 3_600_000;
const MUMBAI = { attributes: [{ key: 'city', op: 'equals', value: 'Mumbai' }] };

/**
 * Conversation 10: "undo this morning's change, only for the Mumbai people", who are a third of all contacts. This morning
 * one chat tagged 60 customers and another deleted 30 contacts of an old list; a plan of yesterday is not meant. A third
 * chat is to undo it.
 */
async function afterThisMorning() {
  const first = await begin();
  fill(
    first.sandbox,
    ...crowd(90, (n) => ({
      tags: [n <= 60 ? 'customer' : 'old-list'],
      custom_attributes: { city: n % 3 === 0 ? 'Mumbai' : 'Pune' },
    })),
  );
  Object.assign(first.context, { now: () => Date.now() - NEARLY_A_DAY });
  const { data } = await first.call('find_contacts', { tags_all: ['customer'], sample: 3 });
  const few = { contacts: pick(data['sample'], 'id') };
  await applied(first, await plan(first, 'plan_update', { ...few, add_tags: ['yesterday'] }));
  Object.assign(first.context, { now: Date.now });
  const tagging = await findAndPlan(first, { tags_all: ['customer'] }, { add_tags: ['vip'] });
  await applied(first, tagging);
  const second = await begin({ beside: first });
  const { selection_id } = await find(second, { tags_all: ['old-list'] });
  const deletion = await plan(second, 'plan_delete', { selection_id });
  await applied(second, deletion);
  return { first, harness: await begin({ beside: first }), tagging, deletion };
}

test('an agent that looks for the plans of this morning finds both, whatever chat made them', async () => {
  const { harness, tagging, deletion } = await afterThisMorning();
  const { data, text } = await harness.call('list_plans', { after: '12h' });
  expect(pick(data['plans'], 'plan_id')).toEqual([deletion.plan_id, tagging.plan_id]);
  expect(text).toMatch(/^2 plans\.\n- plan_\w+ done: Delete 30 contacts \(.*done 30; made 20/);
  expect(text).toMatch(/- plan_\w+ done: Add the tag "vip" to 60 contacts \(.*done 60; made 20.*ended 20/);
  expect((await harness.call('list_plans')).data['total']).toBe(3);
});

test('an agent that undoes the tags of Mumbai leaves Pune and later changes alone (promise 5)', async () => {
  const { harness, tagging } = await afterThisMorning();
  harness.sandbox.account.edit('p3', { tags: ['customer', 'vip', 'spoke-today'] });
  const mumbai = await find(harness, MUMBAI);
  expect(mumbai.total).toBe(20);
  const { plan_id } = tagging;
  const undo = await plan(harness, 'plan_undo', { plan_id, contacts_in: mumbai.selection_id });
  expect(undo.answer.text).toMatch(
    /^Take back “Add the tag "vip" to 60 contacts” \(\d+ \w+, \d\d:\d\d\) for 20 of its 60 contacts in .*: remove the tag "vip"\.\n[\s\S]*The other 40 contacts stay as that plan left them/,
  );
  expect(undo.phrase).toMatch(/^UNDO 20 /);
  expect((await applied(harness, undo)).data).toMatchObject({ state: 'done', counts: { done: 20 } });
  expect([carriers(harness, 'vip'), carriers(harness, 'customer'), carriers(harness, 'yesterday')]).toEqual([
    40, 60, 3,
  ]);
  expect([tagsOf(harness, 'p3'), tagsOf(harness, 'p4')]).toEqual([
    ['customer', 'spoke-today'],
    ['customer', 'vip'],
  ]);
  const rest = await plan(harness, 'plan_undo', { plan_id });
  expect(rest.phrase).toMatch(/^UNDO 40 /);
});

test('an agent whose selection holds none of the deleted contacts is pointed to the journal, which knows them', async () => {
  const { harness, deletion } = await afterThisMorning();
  const { plan_id } = deletion;
  const { selection_id } = await find(harness, MUMBAI);
  const none = await harness.call('plan_undo', { plan_id, contacts_in: selection_id });
  expect(none.isError).toBe(true);
  expect(none.text).toMatch(
    /changed none of the contacts in `contacts_in`[\s\S]*`get_plan` with `items` gives a selection/,
  );
  const receipt = await itemsOf(harness, plan_id, 'done');
  expect(receipt.text).toMatch(/30 items, as selection sel_\w+:/);
  expect(receipt.text.match(/^- .*"city":"Mumbai".* done$/gm)).toHaveLength(10);
});

test('an agent that brings all deleted contacts back is told that their ids are new (promise 5)', async () => {
  const { harness, deletion } = await afterThisMorning();
  const receipt = await itemsOf(harness, deletion.plan_id, 'done');
  const { selection_id } = receipt.data;
  const { plan_id } = deletion;
  const undo = await plan(harness, 'plan_undo', { plan_id, contacts_in: selection_id });
  expect(undo.answer.text).toMatch(
    /^Take back “Delete 30 contacts” \(\d+ \w+, \d\d:\d\d\) in .*: 30 deleted contacts are made again\.[\s\S]*made again as new ones: their created date, last activity and history are lost for good/,
  );
  expect((await applied(harness, undo)).data).toMatchObject({ state: 'done', counts: { done: 30 } });
  expect([carriers(harness, 'old-list'), harness.sandbox.account.contacts.size]).toEqual([30, 90]);
  const [back] = rows((await itemsOf(harness, undo.plan_id, 'done')).data['items']);
  expect(harness.sandbox.account.get(String(back?.['contact_id'])).custom_attributes).toHaveProperty('city');
});

test('an agent finds the Mumbai people among the deleted contacts, and brings back only them', async () => {
  const { harness, deletion } = await afterThisMorning();
  const { plan_id } = deletion;
  const receipt = await itemsOf(harness, plan_id, 'done');
  const mumbai = await find(harness, { within: [receipt.data['selection_id']], ...MUMBAI });
  expect(mumbai.total).toBe(10);
  await applied(harness, await plan(harness, 'plan_undo', { plan_id, contacts_in: mumbai.selection_id }));
  expect(carriers(harness, 'old-list')).toBe(10);
});

test('an agent that narrows a receipt is told that its contacts were deleted', async () => {
  const { harness, deletion } = await afterThisMorning();
  const receipt = await itemsOf(harness, deletion.plan_id, 'done');
  const { text } = await find(harness, { within: [receipt.data['selection_id']] });
  expect(text).toMatch(/30\b.*(deleted|gone|not there)/);
});

test('an agent that read the account before undoes a later deletion of another chat', async () => {
  const { first, deletion } = await afterThisMorning();
  const undo = await plan(first, 'plan_undo', { plan_id: deletion.plan_id });
  expect(undo.answer.data['counts']).toMatchObject({ to_change: 30 });
  expect(undo.answer.data['counts']).not.toHaveProperty('unchanged');
});

test('an agent that undid a third of a plan is not told that all of it was undone', async () => {
  const { harness, tagging } = await afterThisMorning();
  const { plan_id } = tagging;
  const { selection_id } = await find(harness, MUMBAI);
  await applied(harness, await plan(harness, 'plan_undo', { plan_id, contacts_in: selection_id }));
  const { text } = await harness.call('list_plans', { after: '12h' });
  expect(text).toMatch(
    /"vip" to 60 contacts.*(20 of 60|partly|in part|20 contacts).*undone|undone.*(20 of 60|partly|in part)/,
  );
});

test('an agent finds the plans of a deleted contact by its number', async () => {
  const { harness, deletion } = await afterThisMorning();
  const receipt = await itemsOf(harness, deletion.plan_id, 'done');
  const number = /"Person 90" (\+\d+)/.exec(receipt.text)?.[1];
  expect(number).toBeDefined();
  const { data } = await harness.call('list_plans', { contact: number });
  expect(pick(data['plans'], 'plan_id')).toContain(deletion.plan_id);
});
