import { expect, test } from 'vitest';
import { type Forms, person } from '../harness.ts';
import { applied, plan } from '../tools/plans.ts';
import { fill, pick, rows } from '../tools/world.ts';
import { accepted, begin, carriedOut, itemsOf } from './world.ts';

const OLD = '+919876543210';
const NEW = '+919876543211';

/** Conversation 13: "her number is wrong, it ends in 11". */
async function withAsha(forms: Forms = 'none') {
  const harness = await begin({ forms });
  fill(
    harness.sandbox,
    {
      name: 'Asha Rao',
      phone_number: OLD,
      tags: ['vip', 'lead'],
      custom_attributes: { city: 'Pune', visits: 3 },
      last_active_at: '2026-02-01T00:00:00Z',
    },
    { name: 'Vikram Opted', tags: ['opted-out'] },
    { name: 'Meera Twin', tags: ['customer'] },
  );
  const { data } = await harness.call('list_contacts', { search: 'Asha' });
  return { ...harness, id: String(pick(data['contacts'], 'id')[0]) };
}

test.each([
  ['11', 'has no country code'],
  ['98765 43211', 'has no country code'],
  ['+91 98765', 'too short'],
  ['9.19877E+11', 'last digits are lost'],
])(
  'an agent that gives %s for the number is refused, and nothing is guessed (promise 7)',
  async (given, why) => {
    const { call, sandbox, id } = await withAsha();
    const { isError, text } = await call('plan_update', { contacts: [id], new_number: given });
    expect([isError, text.includes(why), text.includes('Next: ')]).toEqual([true, true, true]);
    expect(sandbox.writes()).toEqual([]);
  },
);

test('a person who accepts the form reads what is lost, and everything else moves to the new contact', async () => {
  const harness = await withAsha(person('accept', 1100));
  const { id } = harness;
  const planned = await plan(harness, 'plan_update', { contacts: [id], new_number: NEW });
  const { data, text } = await accepted(harness, planned);
  expect(harness.forms[0]).toMatch(
    /^Give "Asha Rao" in account MA_.* the number \+919876543211 instead of \+919876543210\./,
  );
  expect(harness.forms[0]).toMatch(
    /cannot change a number\. A new contact takes over name, tags and attributes, and the old one is deleted/,
  );
  expect(harness.forms[0]).toMatch(/created date, last activity and history are lost for good/);
  expect(data).toMatchObject({ state: 'done', counts: { done: 1 } });
  expect(text).toMatch(
    /^Done: "Asha Rao" now has the number \+919876543211, as a new contact, and the one with \+919876543210 is deleted\./,
  );
  const she = harness.sandbox.account.byNumber(NEW);
  expect(she).toMatchObject({
    name: 'Asha Rao',
    tags: ['vip', 'lead'],
    custom_attributes: { city: 'Pune', visits: 3 },
  });
  expect([harness.sandbox.account.byNumber(OLD), harness.sandbox.account.contacts.size]).toEqual([
    undefined,
    3,
  ]);
  const receipt = await itemsOf(harness, planned.plan_id, 'done');
  expect(rows(receipt.data['items'])).toMatchObject([
    { contact_id: she?.id, phone_number: NEW, before: { phone_number: OLD } },
  ]);
  expect(she?.id).not.toBe(id);
  expect([carriedOut(harness, 'POST'), carriedOut(harness, 'DELETE')]).toEqual([1, 1]);
});

test('an agent changes the contact under its new id by the selection of the receipt', async () => {
  const harness = await withAsha();
  const planned = await plan(harness, 'plan_update', { contacts: [harness.id], new_number: NEW });
  await applied(harness, planned);
  const { data } = await itemsOf(harness, planned.plan_id, 'done');
  const { selection_id } = data;
  const next = await plan(harness, 'plan_update', { selection_id, remove_tags: ['lead'] });
  await applied(harness, next);
  expect(harness.sandbox.account.byNumber(NEW)?.tags).toEqual(['vip']);
});

test('an agent that undoes it gives the contact its old number back, under a third id', async () => {
  const harness = await withAsha();
  const { id } = harness;
  const planned = await plan(harness, 'plan_update', { contacts: [id], new_number: NEW });
  await applied(harness, planned);
  const undo = await plan(harness, 'plan_undo', { plan_id: planned.plan_id });
  expect(undo.answer.text).toMatch(
    /1 contact gets its old number back[\s\S]*Old numbers come back as new contacts: .*history from before are lost/,
  );
  await applied(harness, undo);
  expect(harness.sandbox.account.byNumber(OLD)).toMatchObject({ name: 'Asha Rao', tags: ['vip', 'lead'] });
  expect([harness.sandbox.account.byNumber(OLD)?.id === id, harness.sandbox.account.contacts.size]).toEqual([
    false,
    3,
  ]);
});

test('an agent that tries to change the number of somebody who opted out changes nothing', async () => {
  const { call, sandbox } = await withAsha();
  const found = await call('list_contacts', { search: 'Vikram' });
  const [id] = pick(found.data['contacts'], 'id');
  const { text } = await call('plan_update', { contacts: [id], new_number: NEW });
  expect(text).toMatch(/opted out|protected/);
  expect(text).not.toMatch(/APPLY [1-9]/);
  expect(sandbox.writes()).toEqual([]);
});

test.each(['phone_number', 'new_number'])(
  'an agent that gives %s to update_contact is told of exactly the call that does it',
  async (argument) => {
    const { call, id } = await withAsha();
    const { isError, text } = await call('update_contact', { contact: id, [argument]: NEW });
    expect(isError).toBe(true);
    expect(text).toMatch(/plan_update.*new_number/);
  },
);

test("a person is told before approving that the number is somebody else's", async () => {
  const { call, sandbox, id } = await withAsha();
  sandbox.account.edit('p3', { phone_number: NEW });
  const { text } = await call('plan_update', { contacts: [id], new_number: NEW });
  expect(text).toMatch(/"Meera Twin"/);
});

test('an agent that sees only the text of results learns the new id', async () => {
  const harness = await withAsha();
  const planned = await plan(harness, 'plan_update', { contacts: [harness.id], new_number: NEW });
  await applied(harness, planned);
  const { text } = await itemsOf(harness, planned.plan_id, 'done');
  expect(text).toContain(String(harness.sandbox.account.byNumber(NEW)?.id));
});

test('an agent that uses the old id is told the new one', async () => {
  const harness = await withAsha();
  const planned = await plan(harness, 'plan_update', { contacts: [harness.id], new_number: NEW });
  await applied(harness, planned);
  const { text } = await harness.call('update_contact', { contact: harness.id, add_tags: ['x'] });
  expect(text).toMatch(new RegExp(`${planned.plan_id}|${harness.sandbox.account.byNumber(NEW)?.id}`));
});
