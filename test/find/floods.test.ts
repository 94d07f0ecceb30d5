import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { locate } from '../../src/find/locate.ts';
import { carriersOf } from '../../src/find/tags/carriers.ts';
import { type Harness, start } from '../harness.ts';
import { many } from './find.ts';

/** Whatever the service counts, this many requests show that there are no more contacts. */
const ENOUGH = 70;
const FIRST = many(100);
const OTHERS = many(200).slice(100);

type Body = Record<string, unknown>;

/** A service with one reply for the first page of its list, and another for all other pages. */
async function listing(first: Body, others: Body): Promise<Harness> {
  const world = await start({ sandbox: { contacts: 0 } });
  const answer = (path: RegExp, body: Body) =>
    world.sandbox.fault({ method: 'GET', path, times: 1e9, action: { status: 200, body } });
  answer(/\/contacts\?page=1(&|$)/, first);
  answer(/\/contacts\?page=(?!1(&|$))/, others);
  return world;
}

const counted = (items: unknown, more: Body = {}) => ({
  items,
  total: 1e9,
  page: 1,
  limit: 100,
  has_more: true,
  ...more,
});

const ENDLESS: readonly (readonly [string, Body, Body])[] = [
  ['counts a thousand million and holds nobody', counted([]), counted([])],
  ['counts a thousand million and ends after a page', counted(FIRST), counted([])],
  ['counts a thousand million on the same page for ever', counted(FIRST), counted(FIRST)],
  ['counts a thousand million on two pages that it gives for ever', counted(FIRST), counted(OTHERS)],
  [
    'counts two thousand on the same page for ever',
    counted(FIRST, { total: 2000 }),
    counted(FIRST, { total: 2000 }),
  ],
  [
    'gives the same page for ever and does not count',
    counted(FIRST, { total: undefined }),
    counted(FIRST, { total: undefined }),
  ],
  [
    'gives two pages for ever and does not count',
    counted(FIRST, { total: null }),
    counted(OTHERS, { total: null }),
  ],
  [
    'says for ever that there is more, with nobody',
    counted([], { total: undefined }),
    counted([], { total: undefined }),
  ],
  ['counts less than none', counted(FIRST, { total: -1 }), counted(FIRST, { total: -1 })],
  ['counts a fraction', counted(FIRST, { total: 1e6 + 0.5 }), counted(FIRST, { total: 1e6 + 0.5 })],
  ['has pages of none', counted(FIRST, { limit: 0 }), counted(FIRST, { limit: 0 })],
  ['has pages of less than none', counted(FIRST, { limit: -5 }), counted(FIRST, { limit: -5 })],
  [
    'says that its pages of a hundred hold one',
    counted(FIRST, { limit: 1, total: 5000 }),
    counted(FIRST, { limit: 1, total: 5000 }),
  ],
  [
    'says that its pages hold a thousand million',
    counted(FIRST, { limit: 1e9 }),
    counted(FIRST, { limit: 1e9 }),
  ],
];

const asked = ({ sandbox }: Harness) => sandbox.requests.length;
const limits = ({ sandbox }: Harness) => sandbox.requests.map(({ query }) => Number(query['limit']));

describe.each(ENDLESS)('a service that %s', (_what, first, others) => {
  test.each([
    ['find_contacts', {}],
    ['find_contacts', { tags_all: ['vip'] }],
    ['list_tags', {}],
    ['find_duplicates', {}],
  ])(
    'is asked few times by %s %j, then no more, and never told as complete (promises 6, 17)',
    async (tool, args) => {
      const world = await listing(first, others);
      const { data, isError } = await world.call(tool, args);
      expect([isError, data['complete']]).toEqual([false, false]);
      const then = asked(world);
      expect(then).toBeLessThanOrEqual(ENOUGH);
      await wait(100);
      expect(asked(world)).toBe(then);
      expect(Math.max(...limits(world))).toBeLessThanOrEqual(100);
    },
  );

  test('is asked few times for numbers, for the carriers of a tag, and for a page (promise 17)', async () => {
    const world = await listing(first, others);
    const { api } = world.context;
    const call = { priority: 'bulk' } as const;
    await locate({ api, country: undefined }, ['+919876543210'], { width: 8, call }).catch(() => undefined);
    await carriersOf(api, 'vip', call);
    await world.call('get_contact', { contact: '+919876543210' });
    await world.call('list_contacts', { limit: 100 });
    await world.client.readResource({ uri: 'vobiz://contacts' });
    expect(asked(world)).toBeLessThanOrEqual(2 * ENOUGH);
  });
});

test('an empty page has no next page, and is not taken for a thousand million contacts', async () => {
  const world = await listing(counted([]), counted([]));
  const { data, text } = await world.call('list_contacts', { page: 7 });
  expect(data).toMatchObject({ has_more: false, contacts: [] });
  expect([data['next_page'], text]).toEqual([undefined, expect.not.stringContaining('page 8')]);
  const { contents } = await world.client.readResource({ uri: 'vobiz://contacts' });
  expect(JSON.stringify(contents)).toContain('\\"complete\\": false');
});

test('the next page follows the requested page, whatever page the service says it gave', async () => {
  const world = await listing(counted(FIRST), counted(OTHERS));
  const { data } = await world.call('list_contacts', { page: 7, limit: 100 });
  expect(data['next_page']).toBe(8);
});

test('the list of resources ends, even if the service always says that there is more', async () => {
  const world = await listing(counted(FIRST), counted(OTHERS));
  let cursor: string | undefined;
  let pages = 0;
  do {
    const page = await world.client.listResources(cursor === undefined ? {} : { cursor });
    cursor = page.nextCursor;
    pages += 1;
  } while (cursor !== undefined && pages < 100);
  expect([pages, asked(world)]).toEqual([1, 10]);
});

test.each([
  ['larger than what was asked for', 1e9],
  ['none', 0],
  ['less than none', -3],
  ['a fraction', 2.5],
])(
  'an account of 450 is read whole where the service calls its limit %s (promise 6)',
  async (_what, limit) => {
    const world = await start({ sandbox: { contacts: 0 } });
    const everybody = many(450);
    for (let page = 1; page <= 5; page += 1) {
      const items = everybody.slice((page - 1) * 100, page * 100);
      const body = { data: items, meta: { total: 450, page, limit } };
      world.sandbox.fault({ path: `page=${page}&`, times: 99, action: { status: 200, body } });
    }
    expect((await world.call('find_contacts', {})).data).toMatchObject({ complete: true, total: 450 });
    expect(asked(world)).toBe(5);
  },
);

test('somebody else importing a thousand contacts does not end a reading of the account (promise 6)', async () => {
  const world = await start({ sandbox: { contacts: 0 }, env: { VOBIZ_CONCURRENCY: '1' } });
  world.sandbox.account.replaceAll(many(1500));
  const others = many(2500).slice(1500);
  world.sandbox.fault({
    path: 'page=8',
    action: {
      edit: (account) => {
        for (const contact of others)
          account.create({ phone_number: String(contact.phone_number), name: 'New' });
      },
    },
  });
  expect((await world.call('find_contacts', {})).data).toMatchObject({ complete: true, total: 2500 });
});
