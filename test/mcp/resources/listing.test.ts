import { describe, expect, test } from 'vitest';
import { MINUTE } from '../../../src/lib/time.ts';
import { type Harness, type HarnessOptions, start } from '../../harness.ts';
import { crowd, fill, numberOf } from '../../tools/world.ts';
import { ERAS, protocolError } from '../clients.ts';
import { connectRaw } from '../raw.ts';

interface Page {
  resources: { uri: string; description?: string | undefined }[];
  nextCursor?: string | undefined;
}

/** A page as on the wire: a client's library may follow cursors. */
async function pager({ context }: Harness): Promise<(cursor?: string) => Promise<Page>> {
  const peer = await connectRaw(context);
  return async (cursor) => {
    const { result, error } = await peer.request('resources/list', cursor === undefined ? {} : { cursor });
    if (error) throw new Error(`${error['code']} ${error['message']}`);
    return { resources: [], ...result };
  };
}

/** Every page; `between` runs before each further page. */
async function allPages(world: Harness, between: () => void = () => undefined): Promise<Page[]> {
  const read = await pager(world);
  const pages = [await read()];
  for (let cursor = pages[0]?.nextCursor; cursor !== undefined; cursor = pages.at(-1)?.nextCursor) {
    between();
    pages.push(await read(cursor));
  }
  return pages;
}

const CONTACT = 'vobiz://contacts/';
const contactsIn = (pages: readonly Page[]): string[] =>
  pages
    .flatMap(({ resources }) => resources.map(({ uri }) => uri))
    .filter((uri) => uri.startsWith(CONTACT))
    .map((uri) => uri.slice(CONTACT.length));
const saidIn = (pages: readonly Page[]): string => pages[0]?.resources[0]?.description ?? '';

/** So many ids in the order of the service. */
async function inOrder({ context }: Harness, pages: number): Promise<string[]> {
  const { listContacts } = await import('../../../src/api/endpoints.ts');
  const ids: string[] = [];
  for (let page = 1; page <= pages; page += 1) {
    const { contacts } = await context.api.call(listContacts, { page, limit: 100 });
    ids.push(...contacts.map(({ id }) => id));
  }
  return ids;
}

async function many(contacts: number, options: HarnessOptions = {}): Promise<Harness> {
  return start({ ...options, sandbox: { contacts } });
}

describe('the resources of an account of 10,000', () => {
  test('are 1,000 contacts in four pages, which no change meanwhile alters, and the description names the rest', async () => {
    const world = await many(10_000);
    const first = await inOrder(world, 10);
    const before = world.sandbox.requests.length;
    let n = 0;
    const pages = await allPages(world, () => {
      n += 1;
      world.sandbox.account.create({ phone_number: numberOf(n), name: 'New' });
      for (const id of first.slice(n * 300, n * 300 + 5)) world.sandbox.account.remove(id);
    });
    expect(pages.map(({ resources }) => resources.length)).toEqual([252, 250, 250, 250]);
    expect(contactsIn(pages)).toEqual(first);
    expect(saidIn(pages)).toMatch(
      /Listed here are the first 1,000 of 10,000, in the order of Vobiz; `find_contacts` finds the rest\./,
    );
    expect(world.sandbox.requests.length - before).toBe(10);
  });

  test('are read to the end by the current client, which follows the cursors', async () => {
    const { client } = await many(10_000, { era: 'modern' });
    const { resources } = await client.listResources();
    expect([resources.length, new Set(resources.map(({ uri }) => uri)).size]).toEqual([1002, 1002]);
  });

  test('are the contacts updated last, after a whole walk', async () => {
    const world = await many(3000);
    await world.call('find_contacts', { sample: 0 });
    const before = world.sandbox.requests.length;
    const pages = await allPages(world);
    expect(world.sandbox.requests.length).toBe(before);
    const time = ({ updated_at }: { updated_at: string }) => Date.parse(updated_at);
    const latest = [...world.sandbox.account.contacts.values()].sort((a, b) => time(b) - time(a));
    const times = contactsIn(pages).map((id) => time(world.sandbox.account.get(id)));
    expect(times).toEqual(latest.slice(0, 1000).map(time));
    expect(saidIn(pages)).toMatch(/are the 1,000 of 3,000 that were updated last; `find_contacts`/);
  });
});

test.each([0, 1, 99, 250, 1000])(
  'an account of %i is listed whole, the last updates first',
  async (count) => {
    const world = await start({ sandbox: { contacts: 0 } });
    fill(world.sandbox, ...crowd(count));
    const pages = await allPages(world);
    expect(contactsIn(pages)).toEqual(crowd(count).map((_, index) => `p${count - index}`));
    expect(pages.length).toBe(Math.max(1, Math.ceil(count / 250)));
    expect(saidIn(pages)).toMatch(/^How many there are, and the first hundred\. Listed here: all there are/);
  },
);

test.each(ERAS)('each address that is listed leads to its contact, whatever its id, %s era', async (era) => {
  const ids = [
    '..',
    '.',
    ' .. ',
    '...',
    'a/b?c#d',
    '%2e%2e',
    'é ',
    '..x',
    '\ud800x',
    '+1',
    '__proto__',
    'a\\b',
  ];
  const world = await start({ era });
  fill(world.sandbox, ...ids.map((id) => ({ id })));
  const pages = await allPages(world);
  const read: unknown[] = [];
  for (const id of contactsIn(pages)) {
    const { contents } = await world.client.readResource({ uri: `${CONTACT}${id}` });
    const [content] = contents;
    read.push(content && 'text' in content ? JSON.parse(String(content.text)).id : undefined);
  }
  const lost = ['..', '.', ' .. ', '\ud800x'];
  expect(read.toSorted()).toEqual(ids.filter((id) => !lost.includes(id)).toSorted());
  expect(saidIn(pages)).toMatch(/4 contacts are left out, since no address leads to their ids\.$/);
});

test('a service with pages of 50 is listed whole, too', async () => {
  const pages = await allPages(await start({ sandbox: { contacts: 1500, dialect: { maxLimit: 50 } } }));
  expect([contactsIn(pages).length, new Set(contactsIn(pages)).size]).toEqual([1000, 1000]);
  expect(saidIn(pages)).toMatch(/are the first 1,000 of 1,500, in the order of Vobiz; /);
});

test('a list in a shifting order names nobody twice, and misses nobody in a small account', async () => {
  const dialect = { order: 'shuffled' } as const;
  const many = await allPages(await start({ sandbox: { contacts: 1500, dialect } }));
  const listed = contactsIn(many);
  expect(new Set(listed).size).toBe(listed.length);
  expect(saidIn(many)).toMatch(new RegExp(`are the first ${listed.length} of 1,500, in the order of Vobiz`));
  const few = await allPages(await start({ sandbox: { contacts: 300, dialect } }));
  expect(contactsIn(few)).toHaveLength(300);
});

describe.each(ERAS)('a cursor, %s era', (era) => {
  test('is valid for five minutes, and refused after that with the next step', async () => {
    const world = await many(300, { era });
    const read = await pager(world);
    const { nextCursor: cursor = '' } = await read();
    const now = Date.now();
    Object.assign(world.context, { now: () => now + 5 * MINUTE - 1000 });
    expect((await read(cursor)).resources).toHaveLength(50);
    expect((await read(cursor)).resources).toHaveLength(50);
    Object.assign(world.context, { now: () => now + 5 * MINUTE + 1000 });
    const before = world.sandbox.requests.length;
    expect(await protocolError(world.client.listResources({ cursor }))).toMatch(
      /is of a list that is not kept any more\.\nNext: List from the beginning, without a cursor\./,
    );
    await expect(read(cursor)).rejects.toThrow(/^-32602 /);
    expect(world.sandbox.requests.length).toBe(before);
  });

  test('that is empty is the beginning', async () => {
    const world = await many(3, { era });
    expect((await world.client.listResources({ cursor: '' })).resources).toHaveLength(5);
  });
});

test.each([1, 7])(
  'a service that fails at request %i gives an error, never a shorter list (promise 18)',
  async (nth) => {
    const world = await many(2000);
    world.sandbox.fault({ nth, times: 99, action: { status: 500 } });
    expect(await protocolError(world.client.listResources())).toMatch(/Vobiz failed: 500/);
  },
);

test.each(ERAS)(
  'the start of a client on an account of 100,000 at 5 requests a second costs at most 12 requests, %s era',
  async (era) => {
    const world = await many(100_000, { era, env: { VOBIZ_RATE: '5' } });
    await world.client.listTools();
    await world.client.listPrompts();
    let cursor: string | undefined;
    do cursor = (await world.client.listResources(cursor === undefined ? {} : { cursor })).nextCursor;
    while (cursor !== undefined);
    expect(world.sandbox.requests.length).toBeLessThanOrEqual(12);
  },
);
