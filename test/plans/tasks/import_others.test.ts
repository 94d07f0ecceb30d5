import { rmSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Dialect } from '../../../src/sandbox/dialect.ts';
import { reasonWords } from '../../../src/words/plans/reasons.ts';
import { start } from '../../harness.ts';
import { crowd, fill, numberOf, pick } from '../../tools/world.ts';
import { altered, finished, itemsOf, people, planned, SHEET, states, withSheet } from '../sheets.ts';

const COUNT = 30;
const lines = (count: number, more = '') =>
  crowd(count).map((_, n) => `${numberOf(n + 1)},Guest ${n + 1},expo${more}`);
const CSV = `phone,name,tags\n${lines(COUNT).join('\n')}\n`;
const IMPORT = { method: 'POST', path: 'import' };
const world = (dialect: Partial<Dialect> = {}) => withSheet(CSV, { sandbox: { dialect } });

const told = (created: number, updated: number, errors: object[] = []) => ({
  total: COUNT,
  created,
  updated,
  failed: errors.length,
  errors,
});
const blocked = [{ row: 3, phone_number: numberOf(3), reason: 'blocked' }];

test.each([
  ['created fewer than it did', told(12, 0), true, { done: 30 }, undefined],
  ['created none and updated none', told(0, 0), true, { done: 30 }, undefined],
  ['created more than there are rows', told(90, 0), true, { done: 30 }, undefined],
  ['updated three, though it did not', told(27, 3), true, { done: 30 }, /updated 3 contacts of this request/],
  ['updated all, though it created them', told(0, 30), true, { failed: 30 }, /overwrote that contact/],
  [
    'refused a row, though it took it',
    told(29, 0, blocked),
    true,
    { done: 29, failed: 1 },
    /"blocked", and yet a contact/,
  ],
  ['created all, though it took none', told(30, 0), false, { failed: 30 }, /did not create it/],
])(
  'a service that says it %s: the stored contacts decide (promise 8)',
  async (_what, body, applied, counts, words) => {
    const made = await world();
    made.sandbox.fault({ ...IMPORT, action: { status: 200, body, applied } });
    const plan = await planned(made);
    await finished(made, plan);
    const items = await itemsOf(made, plan.plan_id);
    expect(states(items)).toEqual(counts);
    expect(people(made.sandbox)).toHaveLength(applied ? 30 : 0);
    const reasons = items.flatMap(({ reason }) => (reason === undefined ? [] : reasonWords(reason)));
    if (words) expect(reasons.join('\n')).toMatch(words);
    else expect(reasons).toEqual([]);
  },
);

test.each([
  ['says no total', (text: string) => text.replace(/"total":\d+,/, '')],
  [
    'writes numbers without their plus',
    (text: string) => text.replaceAll('"phone_number":"+', '"phone_number":"'),
  ],
])('a service that %s gets each contact once, and the receipt knows', async (_what, change) => {
  const { sandbox, dataDir } = await start({ sandbox: { contacts: 0 } });
  fill(sandbox, { tags: ['vip'] });
  const made = await withSheet(CSV, { beside: { sandbox: await altered(sandbox, change), dataDir } });
  const small = await made.call('import_contacts', { csv: `phone,name,tags\n${lines(3).join('\n')}\n` });
  expect(small.data).toMatchObject({ created: 2, updated: 1, failed: 0 });
  const plan = await planned(made);
  expect(plan.data['counts']).toMatchObject({ to_change: 27, unchanged: 3 });
  expect(await finished(made, plan)).toMatchObject({ state: 'done', counts: { done: 27 } });
  expect(people(sandbox).map(({ tags }) => tags.join())).toEqual(['expo,vip', ...Array(29).fill('expo')]);
});

test('a service that says no total and whose search finds no numbers is sent nothing (promise 6)', async () => {
  const { sandbox, dataDir } = await start({
    sandbox: { contacts: 3, dialect: { search: 'word', searchPlus: 'breaks' } },
  });
  const blind = await altered(sandbox, (text) => text.replace(/"total":\d+,/, ''));
  const made = await withSheet(CSV, { beside: { sandbox: { ...blind }, dataDir } });
  sandbox.fault({ method: 'GET', path: 'search=', times: 99, action: { status: 200, body: { items: [] } } });
  const { isError, text } = await made.call('plan_import', { path: SHEET });
  expect([isError, text]).toEqual([true, expect.stringMatching(/does not say how many contacts it has/)]);
  expect(sandbox.writes()).toEqual([]);
});

test('an import ends although others create contacts all the time', async () => {
  const made = await withSheet(CSV, { sandbox: { contacts: 250 } });
  const plan = await planned(made);
  let next = 1000;
  made.sandbox.fault({
    method: 'GET',
    times: 9999,
    action: { edit: (account) => account.create({ phone_number: numberOf(next++), name: 'Caller' }) },
  });
  expect(await finished(made, plan)).toMatchObject({ state: 'done', counts: { done: 30 } });
});

test.each(['merge', 'overwrite'] as const)(
  'contacts that others create before and during the apply keep their tags, and an undo leaves them (promises 1, 5; %s)',
  async (importTags) => {
    const city = `phone,name,tags,city\n${lines(COUNT, ',').join('\n')}\n${numberOf(31)},Guest 31,expo,Pune\n${numberOf(32)},Guest 32,expo,\n`;
    const made = await withSheet(city, { sandbox: { dialect: { importTags, importMax: 8 } } });
    fill(made.sandbox, ...[32, 33].map((n) => ({ phone_number: numberOf(n), name: 'Old', tags: ['vip'] })));
    const plan = await planned(made, { path: SHEET, columns: { city: 'city' } });
    const { account } = made.sandbox;
    const theirsOf = (n: number) => ({ phone_number: numberOf(n), name: 'Theirs', tags: ['opted-out'] });
    const theirs = (n: number) => account.create(theirsOf(n));
    theirs(5);
    theirs(31);
    account.edit('p1', { tags: ['vip', 'opted-out'] });
    made.sandbox.fault({ ...IMPORT, nth: 3, action: { edit: () => void theirs(COUNT) } });
    const before = people(made.sandbox);
    await finished(made, plan);
    const items = await itemsOf(made, plan.plan_id);
    const of = (n: number) => items.find(({ before: { phone_number } }) => phone_number === numberOf(n));
    expect([of(5)?.state, of(COUNT)?.state, of(32)?.state]).toEqual(['drifted', 'drifted', 'protected']);
    expect(['drifted', 'failed']).toContain(of(31)?.state);
    for (const n of [5, COUNT, 31])
      expect(account.byNumber(numberOf(n))).toMatchObject({ name: 'Theirs', tags: ['opted-out'] });
    expect(account.get('p1').tags).toEqual(['vip', 'opted-out']);
    expect(states(items)['done']).toBe(28);
    await finished(made, await planned(made, { plan_id: plan.plan_id }, 'plan_undo'));
    const during = { ...theirsOf(COUNT), custom_attributes: {} };
    expect(people(made.sandbox)).toEqual(before.toSpliced(1, 0, during));
  },
);

test.each([
  [
    'can be told from the times: it is not said to be ours, and no undo deletes it',
    60_000 / 2,
    { done: 29, failed: 1 },
    1,
  ],
  ['cannot be told: each receipt says that it may be', 0, { done: 30 }, 0],
])(
  "somebody else's contact that the request itself overwrote %s (promise 1)",
  async (_what, age, counts, left) => {
    const made = await world({ importTags: 'overwrite' });
    const { account } = made.sandbox;
    made.sandbox.fault({
      ...IMPORT,
      action: {
        edit: () => {
          const { contact } = account.create({ phone_number: numberOf(7), name: 'Theirs', tags: ['theirs'] });
          const created_at = new Date(Date.now() - age).toISOString();
          if (age > 0) account.edit(contact.id, { created_at });
        },
      },
    });
    const plan = await planned(made);
    await finished(made, plan);
    const items = await itemsOf(made, plan.plan_id);
    expect(states(items)).toEqual(counts);
    const said = items.filter(({ reason }) =>
      /overwrote|updated 1 contact of this request/.test(reasonWords(reason ?? '')),
    );
    expect(said.map(({ before }) => before.phone_number)).toEqual(
      left ? [numberOf(7)] : pick(people(made.sandbox), 'phone_number'),
    );
    await finished(made, await planned(made, { plan_id: plan.plan_id }, 'plan_undo'));
    expect(account.contacts.size).toBe(left);
  },
);

test("a first request that lands just before the second is ours, not somebody else's (promise 3)", async () => {
  const made = await world();
  const { account } = made.sandbox;
  const plan = await planned(made);
  made.sandbox.fault({ ...IMPORT, action: { drop: 'before' } });
  const landed = crowd(COUNT).map((_, n) => ({
    phone_number: numberOf(n + 1),
    name: `Guest ${n + 1}`,
    tags: ['expo'],
  }));
  made.sandbox.fault({
    ...IMPORT,
    nth: 2,
    action: { edit: () => landed.forEach((person) => void account.create(person)) },
  });
  expect(await finished(made, plan)).toMatchObject({ state: 'done', counts: { done: 30 } });
});

test('rows that could not be settled are named, and settled by planning the sheet again (promise 3)', async () => {
  const made = await world();
  const plan = await planned(made);
  const off: (() => void)[] = [];
  const silent = { method: 'GET', path: '/contacts', times: 999, action: { drop: 'before' } } as const;
  made.sandbox.fault({ ...IMPORT, action: { drop: 'after' } });
  made.sandbox.fault({ ...IMPORT, action: { edit: () => void off.push(made.sandbox.fault(silent)) } });
  await finished(made, plan);
  expect(states(await itemsOf(made, plan.plan_id))).toEqual({ unknown: 30 });
  for (const end of off) end();
  expect((await planned(made)).data).toMatchObject({ state: 'done', counts: { unchanged: 30 } });
  expect(made.sandbox.writes()).toHaveLength(1);
});

test.each([
  [
    'changed',
    (file: string) => writeFileSync(file, CSV.replaceAll('Guest', 'Other').replace('expo', 'spam')),
  ],
  ['taken away', (file: string) => rmSync(file)],
])('a sheet that was %s after planning changes nothing: what was approved is done', async (_what, change) => {
  const made = await world();
  const plan = await planned(made);
  change(made.file);
  expect(await finished(made, plan)).toMatchObject({ state: 'done', counts: { done: 30 } });
  const unlike = people(made.sandbox).filter(
    ({ name, tags }) => !/^Guest/.test(name) || tags.join() !== 'expo',
  );
  expect(unlike).toEqual([]);
});
