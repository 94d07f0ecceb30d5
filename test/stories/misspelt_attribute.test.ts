import { expect, test } from 'vitest';
import { type Forms, person } from '../harness.ts';
import { applied, plan } from '../tools/plans.ts';
import { crowd, fill, type Person, pick, rows } from '../tools/world.ts';
import { accepted, begin, carriedOut, find, findAndPlan, itemsOf } from './world.ts';

const RENAME = { rename_attributes: { comapny: 'company' } };
const MISSPELT = { attributes: [{ key: 'comapny', op: 'exists' }] };

/** Conversation 15: "the attribute comapny should be company". */
async function withBothKeys(forms: Forms = 'none') {
  const harness = await begin({ forms });
  fill(harness.sandbox, ...crowd(100, company));
  return harness;
}

/** 37 contacts have the misspelt key alone, 6 both keys with different values, 2 both with the same; 1 opted out. */
function company(n: number): Person {
  const city = 'Pune';
  if (n <= 37) return { custom_attributes: { comapny: 'Acme', city } };
  if (n <= 43) return { custom_attributes: { comapny: 'Acme', company: `Globex ${n}`, city } };
  if (n <= 45) return { custom_attributes: { comapny: 'Acme', company: 'Acme', city } };
  if (n === 46) return { custom_attributes: { comapny: 'Acme', city }, tags: ['opted-out'] };
  return { custom_attributes: { company: 'Initech', city } };
}

test('an agent that looks which attributes there are sees both keys, with counts and values', async () => {
  const { call } = await withBothKeys();
  const { data, text } = await call('list_tags');
  expect(rows(data['attribute_keys'])).toMatchObject([
    { key: 'city', contacts: 100 },
    { key: 'company', contacts: 62 },
    { key: 'comapny', contacts: 46, empty: 0, values: [{ value: 'Acme', contacts: 46 }] },
  ]);
  expect(text).toContain('Attribute "comapny" 46: "Acme" 46');
});

test('a person who accepts the form has one key, and a list of six contacts with two values', async () => {
  const harness = await withBothKeys(person('accept', 1100));
  const planned = await findAndPlan(harness, MISSPELT, RENAME);
  const { text } = planned.answer;
  expect(planned.answer.data['counts']).toEqual({ selected: 46, to_change: 40, unchanged: 6 });
  expect(text).toMatch(
    /^Rename the attribute "comapny" to "company" on 40 contacts in account MA_.*\nOf the 46 contacts selected/,
  );
  const open =
    '6 contacts have different values under the old and the new name and are left as they are: a person has to say';
  expect(text).toContain(open);
  expect(text).not.toContain('no change');
  const { data } = await accepted(harness, planned);
  expect(data).toMatchObject({ state: 'done', counts: { done: 40 }, text: expect.stringContaining(open) });
  expect(data['text']).not.toContain('no change');
  expect(harness.forms).toEqual([expect.stringContaining(open)]);
  const left = await itemsOf(harness, planned.plan_id, 'unchanged');
  expect(left.data['total_items']).toBe(6);
  expect(left.text).toMatch(/- "Person 38" .* unchanged: "comapny" is "Acme" and "company" is "Globex 38"/);
  const attributes = (id: string) => harness.sandbox.account.get(id).custom_attributes;
  expect([attributes('p1'), attributes('p44')]).toEqual([
    { city: 'Pune', company: 'Acme' },
    { city: 'Pune', company: 'Acme' },
  ]);
  expect(attributes('p38')).toEqual({ comapny: 'Acme', company: 'Globex 38', city: 'Pune' });
  expect(attributes('p46')).toEqual({ company: 'Acme', city: 'Pune' });
  expect(carriedOut(harness, 'PUT')).toBe(40);
});

test('an agent that is told which value is right settles the six from the receipt', async () => {
  const harness = await withBothKeys();
  const planned = await findAndPlan(harness, MISSPELT, RENAME);
  await applied(harness, planned);
  const left = await itemsOf(harness, planned.plan_id, 'unchanged');
  expect(pick(left.data['items'], 'state')).toHaveLength(6);
  const { selection_id } = left.data;
  const settled = await plan(harness, 'plan_update', { selection_id, remove_attributes: ['comapny'] });
  expect(settled.phrase).toMatch(/^APPLY 6 /);
  await applied(harness, settled);
  expect(harness.sandbox.account.get('p38').custom_attributes).toEqual({
    company: 'Globex 38',
    city: 'Pune',
  });
  expect((await find(harness, MISSPELT)).total).toBe(0);
});

test('an agent that undoes it gives the misspelt key back to the contacts that had it', async () => {
  const harness = await withBothKeys();
  const planned = await findAndPlan(harness, MISSPELT, RENAME);
  await applied(harness, planned);
  await applied(harness, await plan(harness, 'plan_undo', { plan_id: planned.plan_id }));
  expect((await find(harness, MISSPELT)).total).toBe(46);
  expect(harness.sandbox.account.get('p44').custom_attributes).toEqual({
    city: 'Pune',
    company: 'Acme',
    comapny: 'Acme',
  });
});

test('an agent whose plan is done is pointed to the six contacts that a person has to decide on', async () => {
  const harness = await withBothKeys();
  const { data } = await applied(harness, await findAndPlan(harness, MISSPELT, RENAME));
  expect(data['next']).toContain('items "unchanged" lists 6 contacts to decide about');
});

test('a person reads the attribute that changes, not JSON inside of JSON', async () => {
  const harness = await withBothKeys();
  const { answer } = await findAndPlan(harness, MISSPELT, RENAME);
  expect(rows(answer.data['sample'])[0]?.['before']).toMatchObject({
    custom_attributes: { comapny: 'Acme' },
  });
  expect(answer.text).not.toContain('\\"');
});

test('a person who approves the change of one attribute is not shown all the others', async () => {
  const harness = await withBothKeys();
  const { answer } = await findAndPlan(harness, MISSPELT, RENAME);
  expect(answer.text).not.toContain('Pune');
});
