import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { Account } from '../../src/sandbox/account.ts';
import { type Harness, person } from '../harness.ts';
import { many, numbered, selected, withContacts } from './find.ts';

const pagesAsked = ({ sandbox }: Harness) =>
  sandbox.requests.filter(
    ({ path, query }) =>
      path.endsWith('/contacts') && query['page'] && query['limit'] !== '1' && !query['search'],
  );
const find = (world: Harness, filter: Record<string, unknown> = {}) =>
  world.call('find_contacts', { sample: 0, ...filter });
const edit = (change: (account: Account) => unknown) => ({
  edit: (account: Account) => void change(account),
});

describe('a walk over 1,000 contacts', () => {
  test.each([100, 50])(
    'in an order that shifts all the time finds each once, pages of %i (promise 6)',
    async (maxLimit) => {
      const world = await withContacts(many(1000), { sandbox: { dialect: { order: 'shuffled', maxLimit } } });
      const answer = await find(world);
      expect(answer.data).toMatchObject({ complete: true, total: 1000 });
      expect(await selected(world, answer)).toEqual(new Set(world.sandbox.account.contacts.keys()));
    },
  );

  test.each(['created', 'oldest', 'updated'] as const)(
    'in the order %s asks for each page once',
    async (order) => {
      const world = await withContacts(many(1000), { sandbox: { dialect: { order } } });
      expect((await find(world)).data).toMatchObject({ complete: true, total: 1000 });
      expect(pagesAsked(world)).toHaveLength(10);
      expect(new Set(pagesAsked(world).map(({ query }) => query['page'])).size).toBe(10);
    },
  );

  test('believes a limit of 50 and asks for no larger pages', async () => {
    const world = await withContacts(many(1000), { sandbox: { dialect: { maxLimit: 50 } } });
    expect((await find(world)).data).toMatchObject({ complete: true, total: 1000 });
    const limits = pagesAsked(world).map(({ query }) => query['limit']);
    expect(limits).toEqual(['100', ...Array.from({ length: 19 }, () => '50')]);
  });
});

describe('an account that changes while it is walked', () => {
  const changes: readonly (readonly [string, (account: Account) => unknown])[] = [
    ['a contact is created', (account) => account.create({ phone_number: '+915559999999', name: 'New' })],
    ['a contact that was seen is deleted', (account) => account.remove('c449')],
    ['a contact that was not seen is deleted', (account) => account.remove('c3')],
    ['a contact is changed', (account) => account.edit('c10', { tags: ['new'] })],
  ];

  test.each(
    changes.flatMap((row) => [
      [...row, 'created'] as const,
      [...row, 'oldest'] as const,
      [...row, 'updated'] as const,
    ]),
  )('is found in its final state when %s, in the order %3$s (promise 6)', async (_change, change, order) => {
    const options = { sandbox: { dialect: { order } }, env: { VOBIZ_CONCURRENCY: '1' } };
    const world = await withContacts(many(450), options);
    world.sandbox.fault({ path: 'page=3', action: edit(change) });
    const answer = await find(world);
    expect(answer.data['complete']).toBe(true);
    expect(await selected(world, answer)).toEqual(new Set(world.sandbox.account.contacts.keys()));
  });

  test('at every page is never called complete (promise 6)', async () => {
    const world = await withContacts(many(450), { env: { VOBIZ_CONCURRENCY: '1' } });
    let n = 1000;
    const create = edit((account) => account.create({ ...numbered(n++), name: 'New' }));
    world.sandbox.fault({ path: 'page=', times: 10_000, action: create });
    const { data } = await find(world);
    expect(data['complete']).toBe(false);
    expect(data['summary']).toMatch(/^At least /);
    expect(data['next']).toContain('Call `find_contacts`');
  });

  test('whose total is too large is called incomplete (promise 6)', async () => {
    const world = await withContacts(many(3));
    const items = [...world.sandbox.account.contacts.values()];
    const body = { items, total: 5, page: 1, limit: 100, has_more: false };
    world.sandbox.fault({ path: 'page=', times: 99, action: { status: 200, body } });
    const { data } = await find(world);
    expect(data).toMatchObject({ complete: false, total: 3 });
    expect(data['summary']).toContain('3 of 5 contacts read');
  });

  test('without a total is read to its end, and called incomplete', async () => {
    const world = await withContacts(many(2));
    const [a, b] = [...world.sandbox.account.contacts.values()];
    const pages = [{ items: [a], has_more: true }, { items: [b], has_more: true }, { items: [] }];
    pages.forEach((body, n) => {
      world.sandbox.fault({ path: `page=${n + 1}`, action: { status: 200, body } });
    });
    const { data } = await find(world);
    expect(data).toMatchObject({ complete: false, total: 2 });
    expect(data['summary']).toContain('does not say how many there are');
    expect(data['next']).toMatch(/^Calling again does not change that/);
  });

  test('that always gives the same page is not read without end, and called incomplete', async () => {
    const world = await withContacts(many(2));
    const items = [...world.sandbox.account.contacts.values()];
    world.sandbox.fault({
      path: 'page=',
      times: 999,
      action: { status: 200, body: { items, has_more: true } },
    });
    expect((await find(world)).data).toMatchObject({ complete: false, total: 2 });
    expect(pagesAsked(world).length).toBeLessThan(20);
  });

  test('whose last page says that there is more is not called complete (promise 6)', async () => {
    const world = await withContacts(many(2));
    const [a, b] = [...world.sandbox.account.contacts.values()];
    const reply = (item: unknown, has_more: boolean) => ({
      items: [item],
      total: 1,
      page: 1,
      limit: 1,
      has_more,
    });
    world.sandbox.fault({ path: 'page=1', times: 9, action: { status: 200, body: reply(a, true) } });
    world.sandbox.fault({ path: 'page=2', times: 9, action: { status: 200, body: reply(b, false) } });
    const { data } = await find(world);
    expect(data['complete'] === false || data['total'] === 2).toBe(true);
  });

  // A known limit, which README tells: deleting a contact already read and creating one keep the total and hide a shift.
  test.fails('by a deletion and a creation misses no contact that was there throughout (promise 6)', async () => {
    const options = { sandbox: { dialect: { order: 'oldest' as const } }, env: { VOBIZ_CONCURRENCY: '1' } };
    const world = await withContacts(many(450), options);
    const swap = edit((account) => {
      account.remove('c5');
      account.create({ phone_number: '+915559999999', name: 'New' });
    });
    world.sandbox.fault({ path: 'page=2', action: swap });
    const answer = await find(world);
    expect(answer.data['complete'] === false || (await selected(world, answer)).has('c100')).toBe(true);
  });
});

describe('an account that is slow', () => {
  const slow = { env: { VOBIZ_CONCURRENCY: '1' }, timing: { walkWaitMs: 200, timeoutMs: 5000 } };

  test.each([{}, { tags_all: ['vip'] }])(
    'answers %j with "at least" meanwhile, and completely when it is asked again (promise 16)',
    async (filter) => {
      const contacts = many(1000).map((contact) => ({ ...contact, tags: ['vip'] }));
      const world = await withContacts(contacts, { ...slow, sandbox: { latencyMs: 60 } });
      const first = await find(world, filter);
      expect(first.data['complete']).toBe(false);
      expect(first.data['total']).toBeLessThan(1000);
      expect(first.data['summary']).toMatch(
        /^At least .* of 1,000 contacts read so far; the reading goes on\./,
      );
      await expect.poll(() => pagesAsked(world).length, { timeout: 5000 }).toBe(10);
      await expect
        .poll(async () => (await find(world, filter)).data['complete'], { timeout: 5000 })
        .toBe(true);
      expect((await find(world, filter)).data['total']).toBe(1000);
      // The others are read once, for other spellings of the tag.
      expect(pagesAsked(world)).toHaveLength('tags_all' in filter ? 20 : 10);
    },
  );

  test('is read on when only one of two callers has cancelled', async () => {
    const world = await withContacts(many(1000), {
      env: { VOBIZ_CONCURRENCY: '1' },
      timing: { timeoutMs: 5000 },
      sandbox: { latencyMs: 40 },
    });
    const cancel = new AbortController();
    const request = { name: 'find_contacts', arguments: {} };
    const call = world.context.account.read(undefined, { signal: cancel.signal }).catch(() => 'cancelled');
    const other = world.client.callTool(request);
    await expect.poll(() => pagesAsked(world).length).toBeGreaterThan(1);
    cancel.abort();
    expect(await call).toBe('cancelled');
    // One caller still waits, so the walk goes on.
    expect((await other).structuredContent).toMatchObject({ complete: true, total: 1000 });
  });

  test('is read no further once the only caller has cancelled', async () => {
    const world = await withContacts(many(1000), {
      env: { VOBIZ_CONCURRENCY: '1' },
      sandbox: { latencyMs: 40 },
    });
    const cancel = new AbortController();
    const call = world.context.account.read(undefined, { signal: cancel.signal }).catch(() => 'cancelled');
    await expect.poll(() => pagesAsked(world).length).toBeGreaterThan(1);
    cancel.abort();
    expect(await call).toBe('cancelled');
    const asked = pagesAsked(world).length;
    await pause(300);
    expect(pagesAsked(world).length).toBeLessThanOrEqual(asked + 1);
    expect(asked).toBeLessThan(9);
  });

  test('is read anew for a call right after a cancellation', async () => {
    const world = await withContacts(many(300), {
      env: { VOBIZ_CONCURRENCY: '1' },
      sandbox: { latencyMs: 40 },
    });
    const cancel = new AbortController();
    const call = world.context.account.read(undefined, { signal: cancel.signal }).catch(() => 'cancelled');
    await expect.poll(() => pagesAsked(world).length).toBeGreaterThan(0);
    cancel.abort();
    expect(await call).toBe('cancelled');
    expect((await world.context.account.read(undefined, {})).complete).toBe(true);
  });
});

test.each([{ status: 403 }, { html: 500 }, { garbage: true }, { truncate: true }] as const)(
  'a page that fails by %o is an error, never an empty list, and the next call works',
  async (action) => {
    const world = await withContacts(many(450));
    world.sandbox.fault({ path: 'page=3', times: 3, action });
    const { isError, text, data } = await find(world);
    expect([isError, data]).toEqual([true, {}]);
    expect(text).toContain('GET /contacts');
    world.sandbox.reset();
    expect((await find(world)).data).toMatchObject({ complete: true, total: 450 });
  },
);

describe('a finished walk', () => {
  test('answers the next calls without a request, and follows own writes', async () => {
    const world = await withContacts(many(150), { forms: person('accept') });
    await find(world);
    expect((await find(world, { text: 'Person 14' })).data['total']).toBe(11);
    expect(pagesAsked(world)).toHaveLength(2);
    await world.call('update_contact', { contact: 'c7', add_tags: ['vip'] });
    await world.call('create_contact', { phone_number: '+915550000999', name: 'New', tags: ['vip'] });
    await world.call('delete_contact', { contact: 'c9' });
    await world.call('import_contacts', { csv: 'phone_number,name,tags\n+915550000998,More,vip\n' });
    const asked = pagesAsked(world).length;
    expect((await find(world, { tags_all: ['vip'] })).data).toMatchObject({ total: 3, complete: true });
    expect((await find(world)).data).toMatchObject({ total: 151, complete: true });
    expect((await find(world, { ids: ['c9'] })).data['total']).toBe(0);
    expect(pagesAsked(world)).toHaveLength(asked);
  });

  test('over the contacts with a tag follows own writes, too', async () => {
    const world = await withContacts([{ id: 'a', tags: ['vip'] }, { id: 'b' }]);
    expect((await find(world, { tags_all: ['vip'] })).data['total']).toBe(1);
    await world.call('update_contact', { contact: 'b', add_tags: ['vip'] });
    await world.call('update_contact', { contact: 'a', remove_tags: ['vip'] });
    const answer = await find(world, { tags_all: ['vip'] });
    expect([...(await selected(world, answer))]).toEqual(['b']);
  });

  test('follows a write of which the service took only a part', async () => {
    const world = await withContacts([{ id: 'a' }], { sandbox: { dialect: { ignores: ['name'] } } });
    await find(world);
    const { isError } = await world.call('update_contact', { contact: 'a', name: 'B', add_tags: ['vip'] });
    expect([isError, world.sandbox.account.get('a').tags]).toEqual([true, ['vip']]);
    expect((await find(world, { tags_any: ['vip'] })).data['total']).toBe(1);
  });
});
