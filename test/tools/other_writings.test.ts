import { describe, expect, test } from 'vitest';
import { type Harness, start } from '../harness.ts';
import { applied, plan } from './plans.ts';
import { crowd, fill, numberOf, rows, tagsOf } from './world.ts';

/** The number of the n-th person in E.164, and how an account may have it. */
const E164 = (n: number) => `+9198000000${String(n).padStart(2, '0')}`;
const national = (n: number) => E164(n).slice(3);
const WRITINGS: Record<string, (n: number) => string> = {
  'without plus': (n) => E164(n).slice(1),
  'with spaces': (n) => `+91 98000 ${E164(n).slice(-5)}`,
  'with dashes': (n) => `+91-98000-${E164(n).slice(-5)}`,
  'with brackets': (n) => `+91 (98000) ${E164(n).slice(-5)}`,
  'behind 00': (n) => `0091${national(n)}`,
  'behind 00, with spaces': (n) => `00 91 98000 ${E164(n).slice(-5)}`,
  'with a trunk zero': (n) => `+910${national(n)}`,
  'with a trunk zero in brackets': (n) => `+91 (0) 98000 ${E164(n).slice(-5)}`,
  'with a blank': (n) => `${E164(n)} `,
};
/** Only a stated country tells whose these are. */
const LOCAL: Record<string, (n: number) => string> = {
  'at home': national,
  'at home, with a zero': (n) => `0${national(n)}`,
  'at home, with spaces': (n) => `098000 ${E164(n).slice(-5)}`,
};

type Writing = (n: number) => string;

/** An account whose n-th contact has the n-th number in the n-th writing, and the tags. */
async function stored(writings: readonly Writing[], tags: string[], country?: string, others = 0) {
  const world = await start({ env: country === undefined ? {} : { VOBIZ_DEFAULT_COUNTRY: country } });
  const people = writings.map((write, index) => ({ phone_number: write(index + 1), tags }));
  fill(
    world.sandbox,
    ...people,
    ...crowd(others, (n) => ({ phone_number: `+91${7_000_000_000 + n * 791_911}` })),
  );
  return world;
}

const sheetOf = (numbers: readonly string[]) =>
  `name,phone_number,tags\n${numbers.map((number, n) => `New ${n + 1},${number},promo`).join('\n')}\n`;

async function imported(world: Harness, csv: string): Promise<void> {
  const planned = await world.call('plan_import', { csv });
  const { plan_id, approval_phrase: approval } = planned.data;
  if (approval !== undefined) await world.call('apply_plan', { plan_id, approval });
}

function createEach({ call }: Harness, count: number) {
  const args = (n: number) => ({ phone_number: E164(n), name: `New ${n}`, tags: ['promo'] });
  return Promise.all(crowd(count).map((_, n) => call('create_contact', args(n + 1))));
}

/** Ways to make contacts with the numbers 1 to `count`. */
const WAYS: Record<string, (world: Harness, count: number) => Promise<unknown>> = {
  create_contact: createEach,
  async import_contacts({ call }, count) {
    await call('import_contacts', { csv: sheetOf(crowd(count).map((_, n) => E164(n + 1))) });
  },
  async 'plan_import of a few'(world, count) {
    await imported(world, sheetOf(crowd(count).map((_, n) => E164(n + 1))));
  },
  async 'plan_import of many'(world, count) {
    const csv = sheetOf([
      ...crowd(count).map((_, n) => E164(n + 1)),
      ...crowd(30).map((_, n) => numberOf(n + 500)),
    ]);
    await imported(world, csv);
    const made = [...world.sandbox.account.contacts.values()].filter(({ name }) => /^New/.test(name));
    expect(made).toHaveLength(30);
    for (const { id } of made) world.sandbox.account.remove(id);
  },
};

const COUNTRIES: [country: string | undefined, writings: Writing[]][] = [
  [undefined, Object.values(WRITINGS)],
  ['IN', [...Object.values(WRITINGS), ...Object.values(LOCAL)]],
];

describe.each(COUNTRIES)('with the country %s', (country, writings) => {
  describe.each(Object.entries(WAYS))('%s', (_way, make) => {
    // In the larger account reading takes more requests than searching does.
    test.each([0, 3000])(
      'creates nobody whose opt-out is stored in another writing, beside %i',
      async (n) => {
        const world = await stored(writings, ['opted-out'], country, n);
        const { size } = world.sandbox.account.contacts;
        await make(world, writings.length);
        expect(world.sandbox.account.contacts.size).toBe(size);
        for (const [index] of writings.entries())
          expect(tagsOf(world, `p${index + 1}`)).toEqual(['opted-out']);
      },
    );

    test('makes no second contact for one that is stored in another writing', async () => {
      const world = await stored(writings, [], country);
      await make(world, writings.length);
      expect(world.sandbox.account.contacts.size).toBe(writings.length);
    });
  });

  test('a number in another writing is found by it', async () => {
    const { call } = await stored(writings, [], country);
    for (const [index] of writings.entries()) {
      const { data } = await call('get_contact', { contact: E164(index + 1) });
      expect(data['contact']).toMatchObject({ id: `p${index + 1}` });
    }
  });

  test('create_contact names who has the number', async () => {
    const world = await stored(writings, ['opted-out'], country);
    for (const [index, { text }] of (await createEach(world, writings.length)).entries())
      expect(text).toMatch(new RegExp(`\\(id p${index + 1}\\), so nothing was created`));
  });

  test('import_contacts says the row of each', async () => {
    const { call } = await stored(writings, [], country);
    const { data } = await call('import_contacts', {
      csv: sheetOf(writings.map((_, index) => E164(index + 1))),
    });
    expect(rows(data['contacts']).map(({ row, result }) => [row, result])).toEqual(
      writings.map((_, index) => [index + 1, 'updated']),
    );
  });

  test('import_contacts says the row of each who is left alone', async () => {
    const { call } = await stored(writings, ['opted-out'], country);
    const { data } = await call('import_contacts', {
      csv: sheetOf(writings.map((_, index) => E164(index + 1))),
    });
    expect(rows(data['errors']).map(({ row }) => row)).toEqual(writings.map((_, index) => index + 1));
  });

  test('a new number is refused where somebody has it in another writing', async () => {
    const world = await stored([...writings, numberOf], ['opted-out'], country);
    for (const [index] of writings.entries()) {
      const args = { contacts: [`p${writings.length + 1}`], new_number: E164(index + 1) };
      const { isError, text } = await world.call('plan_update', { ...args, include_protected: true });
      expect([isError, text.includes(`(id p${index + 1})`)]).toEqual([true, true]);
    }
  });

  test.each(writings.map((write) => [write(1), write]))(
    'an undone deletion brings nobody back beside %j',
    async (_text, write) => {
      const world = await stored([E164], ['promo'], country);
      const deletion = await plan(world, 'plan_delete', { contacts: ['p1'] });
      await applied(world, deletion);
      const early = await plan(world, 'plan_undo', { plan_id: deletion.plan_id });
      fill(world.sandbox, { id: 'late', name: 'Late', phone_number: write(1), tags: ['opted-out'] });
      expect((await applied(world, early)).data).toMatchObject({ counts: { drifted: 1 } });
      world.context.account.forget();
      const late = await plan(world, 'plan_undo', { plan_id: deletion.plan_id });
      expect(late.answer.data).toMatchObject({ state: 'done', counts: { drifted: 1 } });
      expect([...world.sandbox.account.contacts.keys()]).toEqual(['late']);
    },
  );

  test.each(writings.map((write) => [write(1), write]))(
    'an import leaves out who came in meanwhile as %j',
    async (_text, write) => {
      const world = await stored([], [], country);
      const row = [`A,${E164(1)},promo,`, `B,${E164(2)},promo,Pune`];
      const waits = await plan(world, 'plan_import', { csv: `name,phone,tags,city\n${row.join('\n')}\n` });
      fill(world.sandbox, ...[1, 2].map((n) => ({ phone_number: write(n), tags: ['opted-out'] })));
      await applied(world, waits);
      expect([...world.sandbox.account.contacts.values()].map(({ tags }) => tags)).toEqual([
        ['opted-out'],
        ['opted-out'],
      ]);
    },
  );
});

test.each(Object.entries(LOCAL))(
  'without a country a number written %s is nobody\u2019s in particular (promise 7)',
  async (_how, write) => {
    const { call, sandbox } = await stored([write], ['opted-out']);
    const { data } = await call('create_contact', { phone_number: E164(1), name: 'New' });
    expect([data['created'], sandbox.account.contacts.size]).toEqual([true, 2]);
  },
);

/** Numbers that end like the sixth. */
const alike = (n: number) => ({ phone_number: `+91${7_000_000_000 + n * 100_000 + 6}` });

test.each(['0091', '0', '', '+910'])(
  'a number behind %j is found among many that end alike',
  async (before) => {
    const { call, sandbox } = await start({ env: { VOBIZ_DEFAULT_COUNTRY: 'IN' } });
    fill(sandbox, { phone_number: `${before}${national(6)}`, tags: ['opted-out'] }, ...crowd(300, alike));
    const { text } = await call('create_contact', { phone_number: E164(6), name: 'New' });
    expect(text).toContain('(id p1), so nothing was created');
  },
);

test('a number that ends alike is another number', async () => {
  const { call, sandbox } = await start();
  fill(sandbox, ...crowd(300, alike));
  const { data } = await call('create_contact', { phone_number: E164(6), name: 'New' });
  expect([data['created'], sandbox.account.contacts.size]).toEqual([true, 301]);
});

test('a single create takes three requests for each look-up, and the write', async () => {
  const { call, sandbox } = await start({ sandbox: { contacts: 500 } });
  await call('create_contact', { phone_number: E164(6), name: 'New' });
  const searches = sandbox.requests.filter(({ query }) => query['search'] !== undefined);
  expect([searches.length, sandbox.writes().length]).toEqual([6, 1]);
});
