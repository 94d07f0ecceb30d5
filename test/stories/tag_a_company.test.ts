import { expect, test } from 'vitest';
import { type Forms, person } from '../harness.ts';
import { applied } from '../tools/plans.ts';
import { crowd, fill, pick, rows } from '../tools/world.ts';
import { accepted, begin, carriedOut, carriers, find, findAndPlan, itemsOf } from './world.ts';

/** Conversation 2: "tag everyone from Acme as vip": 212 people are from Acme, 48 are not; 9 of the 212 opted out. */
async function withAcme(forms: Forms = 'none', acme = 212) {
  const harness = await begin({ forms });
  fill(
    harness.sandbox,
    ...crowd(acme + 48, (n) => ({
      tags: n <= 9 ? ['customer', n % 2 === 0 ? 'Opt-Out' : 'opted-out'] : ['customer'],
      custom_attributes: { company: n <= acme ? 'Acme' : 'Globex' },
    })),
  );
  return harness;
}

test('an agent that searches names for Acme finds nobody and is told where else to look', async () => {
  const { call } = await withAcme();
  const { data, text } = await call('list_contacts', { search: 'Acme' });
  expect(data['total']).toBe(0);
  expect(text).toMatch(/Next: `find_contacts` with `text`.*attributes/);
});

test('an agent that plans vip for 212 people gets a phrase for 203 (promise 9)', async () => {
  const harness = await withAcme();
  const { selection_id, text } = await find(harness, { text: 'acme' });
  expect(text).toMatch(/^212 contacts match\. "acme" is in: attribute company \(212\)\. 9 of them opted out/);
  const { plan_id, phrase, answer } = await findAndPlan(
    harness,
    { within: [selection_id] },
    { add_tags: ['vip'] },
  );
  expect(answer.data['counts']).toMatchObject({ selected: 212, to_change: 203, protected: 9 });
  expect(phrase).toMatch(/^APPLY 203 [A-Z2-9]{4}$/);
  expect(answer.text).toMatch(
    /^Add the tag "vip" to 203 contacts in account MA_\w+ .*\nOf the 212 contacts selected \(those with the text "acme"\): "Person 212" .* and 200 others\.\n9 people opted out and are not changed: "Person 9"/,
  );
  expect(answer.text).toMatch(/campaigns to "vip" reach those who get it/);
  expect(answer.text).toContain(`the person types: ${phrase}`);
  const unapproved = await harness.call('apply_plan', { plan_id });
  expect(unapproved.isError).toBe(false);
  expect(unapproved.data).toMatchObject({ state: 'waiting', approval_phrase: phrase });
  expect(unapproved.data['text']).toBe(answer.data['text']);
  expect(unapproved.data['next']).toContain(`they type ${phrase}`);
  expect(harness.sandbox.writes()).toEqual([]);
});

test('an agent that relays the phrase changes 203 contacts, and learns which were left alone', async () => {
  const harness = await withAcme();
  const planned = await findAndPlan(harness, { text: 'acme' }, { add_tags: ['vip'] });
  const { data, text } = await applied(harness, planned);
  expect(data).toMatchObject({ state: 'done', counts: { done: 203, protected: 9 } });
  expect(data['counts']).not.toHaveProperty('failed');
  expect(text).toMatch(
    /^Done: added the tag "vip" to 203 contacts\. 9 opted out and were not changed: "Person 9" .* and 4 others\.\n\n.*done 203, protected 9/,
  );
  const receipt = await itemsOf(harness, planned.plan_id, 'problems');
  expect(receipt.data['total_items']).toBe(9);
  expect(new Set(pick(receipt.data['items'], 'state'))).toEqual(new Set(['protected']));
  for (const { contact_id } of rows(receipt.data['items']))
    expect(receipt.text).toContain(`id ${contact_id}`);
  expect(receipt.text).toContain('opted out ("Opt-Out") and is not given "vip"');
  expect([carriers(harness, 'vip'), carriers(harness, 'customer')]).toEqual([203, 260]);
  expect(carriedOut(harness, 'PUT')).toBe(203);
});

test('an agent that tags them one by one instead is stopped after 20 and sent to a plan', async () => {
  const harness = await withAcme();
  const { data } = await harness.call('find_contacts', { text: 'acme', tags_none: ['vip'], sample: 21 });
  const answers = [];
  for (const id of pick(data['sample'], 'id'))
    answers.push(await harness.call('update_contact', { contact: id, add_tags: ['vip'] }));
  expect(answers.map(({ data }) => data['state'])).toEqual([...crowd(20).map(() => undefined), 'waiting']);
  expect(answers.at(-1)?.text).toMatch(
    /Nothing was sent: at most 20 changes in 10 minutes can be made without approval.*`plan_update`/,
  );
  expect(carriers(harness, 'vip')).toBe(20);
});

test('a person is asked in a form, whatever phrase the agent sends', async () => {
  const harness = await withAcme(person('accept', 1100), 42);
  const { plan_id } = await findAndPlan(harness, { text: 'acme' }, { add_tags: ['vip'] });
  const { data } = await harness.call('apply_plan', { plan_id, approval: 'APPLY 33 AAAA' });
  expect(harness.forms).toEqual([
    expect.stringMatching(
      /"vip" to 33 contacts in account MA_\w+ at .*\nOf the 42 contacts .*\n9 people opted out and are not changed: "Person 9"/,
    ),
  ]);
  expect(data).toMatchObject({ state: 'done', counts: { done: 33 } });
  expect(carriers(harness, 'vip')).toBe(33);
});

test('a person who declines the form is not asked again, and nothing was sent', async () => {
  const harness = await withAcme(person('decline', 1100), 42);
  const planned = await findAndPlan(harness, { text: 'acme' }, { add_tags: ['vip'] });
  const declined = await accepted(harness, planned);
  expect(declined.text).toMatch(/declined plan_\w+; nothing was changed[\s\S]*Do not ask again/);
  expect((await accepted(harness, planned)).text).toContain('is declined: nothing was changed');
  expect([harness.forms.length, harness.sandbox.writes().length]).toEqual([1, 0]);
});

test('an agent that plans vip in an account with VIP is told of that', async () => {
  const harness = await withAcme();
  for (const n of [213, 214, 215]) harness.sandbox.account.edit(`p${n}`, { tags: ['VIP'] });
  const { answer } = await findAndPlan(harness, { text: 'acme' }, { add_tags: ['vip'] });
  expect(answer.data['text']).toMatch(/also has "VIP" \(3\) besides "vip"/);
});

test('a person who will be shown a form is not told to type a phrase', async () => {
  const harness = await withAcme(person('accept', 1100));
  const { answer } = await findAndPlan(harness, { text: 'acme' }, { add_tags: ['vip'] });
  expect(answer.text).toContain('they are asked in a form');
  expect(answer.text).not.toContain('the person types');
});

test('a person who has to approve the 21st single edit reads what it changes', async () => {
  const harness = await withAcme();
  const { data } = await harness.call('find_contacts', { text: 'acme', sample: 21 });
  for (const id of pick(data['sample'], 'id'))
    await harness.call('update_contact', { contact: id, add_tags: ['vip'] });
  const waiting = await harness.call('list_plans', { state: 'waiting' });
  expect(waiting.data['total']).toBe(1);
  expect(rows(waiting.data['plans'])[0]?.['summary']).toContain('"vip"');
});
