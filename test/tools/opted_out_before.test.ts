import { expect, test } from 'vitest';
import type { Harness } from '../harness.ts';
import { among } from '../plans/rule/world.ts';
import { FORGETTING } from '../store/samples.ts';
import { applied, plan } from './plans.ts';
import { crowd, numberOf } from './world.ts';

const TODAY = new Date().toISOString().slice(0, 10);
const WORDS = new RegExp(
  `"Asha" \\(\\+919000000001\\) had opted out when the contact with this number was deleted on ${TODAY}\\. As a new contact they have no opt-out`,
);

const SAID = expect.arrayContaining([expect.stringMatching(WORDS)]);

/** Asha and Bela opted out, Chitra did not; all of them are deleted. */
async function deleted(): Promise<Harness> {
  const names = ['Asha', 'Bela', 'Chitra'];
  const world = await among(
    names.map((name) => ({ name, tags: name === 'Chitra' ? ['vip'] : ['DND', 'vip'] })),
  );
  const contacts = ['p1', 'p2', 'p3'];
  await applied(world, await plan(world, 'plan_delete', { contacts, include_protected: true }));
  expect(world.sandbox.account.contacts.size).toBe(0);
  return world;
}

const create = ({ call }: Harness, n: number, more: object = {}) =>
  call('create_contact', { phone_number: numberOf(n), name: 'New', tags: ['promo'], ...more });

test('create_contact warns of somebody who had opted out when they were deleted (promise 9)', async () => {
  const world = await deleted();
  const answer = await create(world, 1);
  expect(answer.data).toMatchObject({ created: true, warnings: SAID });
  expect(answer.text).toMatch(WORDS);
});

test.each([
  ['who had not opted out', 3, {}],
  ['who was never here', 9, {}],
  ['who is created with the opt-out', 1, { tags: ['dnd'] }],
])('create_contact is silent of somebody %s', async (_who, n, more) => {
  const { text } = await create(await deleted(), n, more);
  expect(text).not.toContain('had opted out');
});

test('a plan of one that waits says it, too', async () => {
  const world = await deleted();
  for (let n = 10; n < 30; n += 1) await create(world, n);
  const { data } = await create(world, 1);
  expect(data).toMatchObject({ state: 'waiting', text: expect.stringMatching(WORDS) });
});

const sheetOf = (numbers: readonly number[]) =>
  `name,phone,tags\n${numbers.map((n) => `N${n},${numberOf(n)},promo`).join('\n')}\n`;

test('an import says who of its new contacts had opted out', async () => {
  const world = await deleted();
  const one = await world.call('plan_import', { csv: sheetOf([1, 3, 9]) });
  expect(one.data['text']).toMatch(WORDS);
  const all = await world.call('plan_import', {
    csv: sheetOf([1, 2, 3, ...crowd(30).map((_, n) => n + 10)]),
  });
  expect(all.data['text']).toMatch(
    /2 people had opted out when their contacts were deleted: "(Asha|Bela)" .* and "(Asha|Bela)" .*\. As new contacts they have no opt-out/,
  );
  const done = await world.call('import_contacts', { csv: sheetOf([1, 9]) });
  expect(done.data).toMatchObject({ created: 2, warnings: SAID });
});

test('nothing is said of somebody who is forgotten (promise 19)', async () => {
  const world = await deleted();
  const { store } = await world.context.journal();
  await store.forget(numberOf(1), FORGETTING);
  expect((await create(world, 1)).text).not.toContain('had opted out');
});

test('of somebody who was merged away, too', async () => {
  const world = await among([{ tags: ['vip'] }, { name: 'Asha', tags: ['dnd'] }]);
  const groups = [{ keep: 'p1', merge: ['p2'] }];
  await applied(world, await plan(world, 'plan_merge', { groups, include_protected: true }));
  const { text } = await create(world, 2);
  expect(text).toContain('"Asha" (+919000000002) had opted out when');
});
