import { describe, expect, test } from 'vitest';
import { start } from '../harness.ts';
import { finished, itemsOf, people, planned, SHEET, states, withSheet } from '../plans/sheets.ts';
import { crowd, fill, numberOf, rows, tagsOf } from './world.ts';

const HEAD = 'phone,name,tags,tier\n';
const TIER = { columns: { tier: 'tier' } };
const guests = (count: number, from = 1, tags = 'expo') =>
  crowd(count)
    .map((_, index) => `${numberOf(from + index)},Guest ${from + index},${tags},\n`)
    .join('');
const FEW = { contacts: 0 };

describe('a row decides what its contact gets', () => {
  const there = { name: 'Curated', tags: ['vip'], custom_attributes: { tier: 'old', city: 'Pune' } };
  const optedOut = { ...there, tags: ['vip', 'Opt-Out'] };
  test.each([
    ['fill', there, 'New,expo,gold', { name: 'Curated', tags: ['vip', 'expo'], tier: 'old' }],
    ['fill', { ...there, name: '' }, 'New,,', { name: 'New', tags: ['vip'], tier: 'old' }],
    ['fill', { ...there, custom_attributes: {} }, ',,gold', { name: 'Curated', tags: ['vip'], tier: 'gold' }],
    [
      'fill',
      { ...there, tags: ['Expo'] },
      'New,expo,',
      { name: 'Curated', tags: ['Expo', 'expo'], tier: 'old' },
    ],
    ['overwrite', there, 'New,expo,gold', { name: 'New', tags: ['vip', 'expo'], tier: 'gold' }],
    ['overwrite', there, ',,', { name: 'Curated', tags: ['vip'], tier: 'old' }],
    ['overwrite', optedOut, 'New,,gold', { name: 'Curated', tags: ['vip', 'Opt-Out'], tier: 'old' }],
    ['skip', there, 'New,expo,gold', { name: 'Curated', tags: ['vip'], tier: 'old' }],
    ['fill', optedOut, 'New,expo,gold', { name: 'Curated', tags: ['vip', 'Opt-Out'], tier: 'old' }],
    ['fill', there, 'New,DND,', { name: 'Curated', tags: ['vip', 'DND'], tier: 'old' }],
  ])('with %s, of %o by %j', async (existing, contact, row, expected) => {
    const world = await withSheet(`${HEAD}${numberOf(1)},${row}\n`);
    fill(world.sandbox, contact);
    const plan = await planned(world, { path: SHEET, existing, ...TIER });
    if (plan.data['state'] === 'waiting') await finished(world, plan);
    const { name, tags, custom_attributes } = world.sandbox.account.get('p1');
    expect({ name, tags, tier: custom_attributes['tier'] }).toEqual(expected);
  });

  test('a protected tag for all rows is given to contacts that opted out, too, and no other tag (promise 9)', async () => {
    const world = await withSheet(HEAD + guests(25, 1, ''));
    fill(world.sandbox, { tags: ['vip'] }, { tags: ['opted-out'] }, { tags: ['opted-out', 'vip'] });
    const plan = await planned(world, { path: SHEET, add_tags: ['opted-out'] });
    expect(plan.data['counts']).toEqual({ selected: 25, to_change: 23, unchanged: 2 });
    expect(plan.data['text']).toMatch(/^An opt-out tag alone stops no message: 1 contact still has/m);
    await finished(world, plan);
    expect(people(world.sandbox).filter(({ tags }) => !tags.includes('opted-out'))).toEqual([]);
    const more = await planned(world, { path: SHEET, add_tags: ['fair'] });
    expect(more.data).toMatchObject({ state: 'done', counts: { protected: 25 } });
  });

  test('the receipt tells numbers that come twice, several numbers in a cell, and formulas as names', async () => {
    const [a, b, c] = [numberOf(1), numberOf(2), numberOf(3)];
    const csv = `${HEAD}${a} ; ${b},=HYPERLINK("x"),"a, b",\n${b},'+1+2,c,\n${a},Again,,\n"${c}","-5 ""Asha""","=cmd",\n`;
    const { call, sandbox } = await start({ sandbox: FEW });
    const { data, text } = await call('import_contacts', { csv });
    expect(data).toMatchObject({ total: 4, created: 3, failed: 1 });
    expect(rows(data['errors'])).toMatchObject([{ row: 3, reason: 'the same number as row 1' }]);
    expect(text).toContain('1 row with several numbers: one of each is imported, the others are not.');
    expect(people({ account: sandbox.account }).map(({ name, tags }) => [name, tags])).toEqual([
      ['=HYPERLINK("x")', ['a', 'b']],
      ['+1+2', ['c']],
      ['-5 "Asha"', ['=cmd']],
    ]);
  });

  test('a number that is stored without a plus makes no new contact', async () => {
    const { call, sandbox } = await start({ sandbox: FEW });
    fill(sandbox, { phone_number: numberOf(1).slice(1), tags: ['vip'] });
    const { data } = await call('import_contacts', { csv: `${HEAD}${numberOf(1)},Asha,expo,\n` });
    expect([data['created'], data['updated'], tagsOf({ sandbox }, 'p1')]).toEqual([0, 1, ['vip', 'expo']]);
  });
});

describe('the budget without approval', () => {
  test('is 20 contacts for all processes and tools together', async () => {
    const one = await start({ sandbox: FEW });
    const other = await start({ beside: one });
    expect((await one.call('import_contacts', { csv: HEAD + guests(12) })).data).toMatchObject({
      created: 12,
    });
    const nine = HEAD + guests(9, 50);
    expect((await other.call('import_contacts', { csv: nine })).data).toMatchObject({ state: 'waiting' });
    const eight = HEAD + guests(8, 50);
    expect((await other.call('import_contacts', { csv: eight })).data).toMatchObject({ created: 8 });
    expect((await one.call('import_contacts', { csv: HEAD + guests(1, 90) })).data).toMatchObject({
      state: 'waiting',
    });
    expect(one.sandbox.account.contacts.size).toBe(20);
    // Rows that change nothing use no budget.
    expect((await one.call('import_contacts', { csv: eight })).data).toMatchObject({
      state: 'done',
      unchanged: 8,
    });
  });

  test('is 20 contacts, too, when several sheets come at the same moment', async () => {
    const { call, sandbox } = await start({ sandbox: FEW });
    const calls = [1, 2, 3].map((part) => call('import_contacts', { csv: HEAD + guests(15, part * 100) }));
    const ends = (await Promise.all(calls)).map(({ data }) => data['state']);
    expect([ends.sort(), sandbox.account.contacts.size]).toEqual([['done', 'waiting', 'waiting'], 15]);
  });
});

describe('at the same time', () => {
  test('a small sheet overtakes a large one and ends within its call, and both are complete (promise 17)', async () => {
    const world = await withSheet(HEAD + guests(300), {
      sandbox: { latencyMs: 5, dialect: { importMax: 20 } },
    });
    const plan = await planned(world);
    await world.call('apply_plan', { plan_id: plan.plan_id, approval: plan.approval, wait_seconds: 0 });
    await expect.poll(() => world.sandbox.account.contacts.size, { interval: 5 }).toBeGreaterThan(0);
    const csv = HEAD + guests(2, 301) + guests(1, 300).replace('expo', 'small');
    const small = await world.call('import_contacts', { csv });
    expect(small.data).toMatchObject({ state: 'done', created: 3 });
    expect(world.sandbox.account.contacts.size).toBeLessThan(290);
    expect(await finished(world, plan)).toMatchObject({ state: 'done' });
    expect(states(await itemsOf(world, plan.plan_id))).toEqual({ done: 299, drifted: 1 });
    expect(world.sandbox.account.byNumber(numberOf(300))?.tags).toEqual(['small']);
    expect(world.sandbox.account.contacts.size).toBe(302);
  });

  test('two processes that import one sheet create each contact once, by one receipt', async () => {
    const one = await withSheet(HEAD + guests(60), { sandbox: { latencyMs: 2, dialect: { importMax: 25 } } });
    const other = await start({ beside: one, env: one.env });
    const plans = await Promise.all([planned(one), planned(other)]);
    await Promise.all([finished(one, plans[0]), finished(other, plans[1])]);
    const ends = await Promise.all(plans.map(async ({ plan_id }) => states(await itemsOf(one, plan_id))));
    expect(ends).toContainEqual({ done: 60 });
    expect(ends).toContainEqual({ unchanged: 60 });
    const sent = one.sandbox.writes().filter(({ applied }) => applied);
    expect(sent.flatMap(({ body }) => String(body).match(/\+919\d{9}/g) ?? [])).toHaveLength(60);
    const idle = plans[ends[0]?.['done'] ? 1 : 0];
    expect((await one.call('plan_undo', { plan_id: idle.plan_id })).text).toContain('changed nothing');
    expect(one.sandbox.account.contacts.size).toBe(60);
  });

  test.each(['plan_import', 'import_contacts'])(
    'a client that calls %s twice gets two good answers',
    async (tool) => {
      const world = await withSheet(HEAD + guests(5), { sandbox: { latencyMs: 5 } });
      const [first, second] = await Promise.all([1, 2].map(() => world.call(tool, { path: SHEET })));
      expect([first?.text, first?.isError, second?.text, second?.isError]).toEqual([
        first?.text,
        false,
        second?.text,
        false,
      ]);
      expect(first?.data['plan_id']).not.toBe(second?.data['plan_id']);
      expect(world.sandbox.account.contacts.size).toBe(tool === 'plan_import' ? 0 : 5);
    },
  );

  test('rows that were not reached are not counted as unchanged, and the answer says why they wait', async () => {
    const world = await withSheet(HEAD + guests(10));
    world.sandbox.fault({ method: 'POST', path: 'import', action: { status: 402 } });
    const { data, text } = await world.call('import_contacts', { path: SHEET });
    expect(data).toMatchObject({ created: 0, updated: 0, unchanged: 0, failed: 0 });
    expect(text).toMatch(/10 rows are not done: plan_\w+ is blocked \(The account has no balance left/);
    const { plan_id } = data;
    expect((await world.call('apply_plan', { plan_id })).data).toMatchObject({ counts: { done: 10 } });
  });

  test('rows beyond the cap are not counted as unchanged (promise 10)', async () => {
    const world = await withSheet(HEAD + guests(10), { env: { VOBIZ_MAX_PLAN: '3' } });
    const { data, text } = await world.call('import_contacts', { path: SHEET });
    expect(data).toMatchObject({ created: 3, unchanged: 0 });
    expect(text).toMatch(/^Warning: 7 more contacts are left for another plan: at most 3 changes /m);
  });

  test('a sheet that is being read for one tool makes no plan for the other', async () => {
    const world = await withSheet(`${HEAD}98765 43210,Local,,\n${guests(2)}`, { sandbox: { latencyMs: 20 } });
    const [plan, few] = await Promise.all([
      world.call('plan_import', { path: SHEET }),
      world.call('import_contacts', { path: SHEET }),
    ]);
    expect([plan.isError, few.data]).toEqual([true, expect.objectContaining({ created: 2, failed: 1 })]);
  });

  test('create_contact and an import of the same number at once create one contact', async () => {
    const world = await withSheet(HEAD + guests(25), {
      sandbox: { latencyMs: 15, dialect: { existing: 'upsert' } },
    });
    const plan = await planned(world);
    const single = { phone_number: numberOf(9), name: 'Single', tags: ['single'] };
    const [, created] = await Promise.all([finished(world, plan), world.call('create_contact', single)]);
    const nine = world.sandbox.account.byNumber(numberOf(9));
    const item = (await itemsOf(world, plan.plan_id)).find(
      ({ before }) => before.phone_number === numberOf(9),
    );
    // The second of them left the contact of the first alone, and says so.
    if (created.data['created'] === true) expect([item?.state, nine?.tags]).toEqual(['drifted', ['single']]);
    else expect([item?.state, nine?.tags, created.isError]).toEqual(['done', ['expo'], true]);
  });
});
