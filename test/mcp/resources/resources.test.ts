import { describe, expect, test } from 'vitest';
import { type Harness, start } from '../../harness.ts';
import { bytesOf, crowd, fill, MOST_BYTES, pick } from '../../tools/world.ts';
import { ERAS, protocolError } from '../clients.ts';

type Client = Harness['client'];

/** The JSON of one resource. */
async function read(client: Client, uri: string): Promise<Record<string, unknown>> {
  const { contents } = await client.readResource({ uri });
  const [content] = contents;
  expect(content).toMatchObject({ uri, mimeType: 'application/json' });
  return JSON.parse(content && 'text' in content ? String(content.text) : '');
}

/** Every entry, read page by page like a client. */
async function listAll(client: Client) {
  const pages: { uri: string; title?: string | undefined; description?: string | undefined }[][] = [];
  let cursor: string | undefined;
  do {
    const page = await client.listResources(cursor === undefined ? {} : { cursor });
    pages.push(page.resources);
    cursor = page.nextCursor;
  } while (cursor !== undefined && pages.length < 20);
  return pages;
}

describe.each(ERAS)('resources, %s era', (era) => {
  test('list every contact exactly once over their pages, headed by the two overviews', async () => {
    const { client, sandbox } = await start({ era });
    fill(sandbox, ...crowd(300, (n) => ({ tags: [`t${n}`, 'all'] })));
    // The modern client follows cursors on its own.
    const pages = await listAll(client);
    expect(pages.map((page) => page.length)).toEqual(era === 'legacy' ? [252, 50] : [302]);
    const uris = pages.flat().map(({ uri }) => uri);
    expect(uris.slice(0, 2)).toEqual(['vobiz://contacts', 'vobiz://tags']);
    expect(uris.slice(2).toSorted()).toEqual(
      crowd(300)
        .map((_, n) => `vobiz://contacts/p${n + 1}`)
        .toSorted(),
    );
  });

  test('list the receipts of the latest plans between the overviews and the contacts', async () => {
    const { client, sandbox, call } = await start({ era });
    fill(sandbox, { name: 'Asha' }, { name: 'Bela' });
    for (const tag of ['a', 'b']) await call('update_contact', { contact: 'p1', add_tags: [tag] });
    const { data } = await call('list_plans');
    const ids = pick(data['plans'], 'plan_id');
    expect(ids).toHaveLength(2);
    const [resources = []] = await listAll(client);
    expect(resources.map(({ uri }) => uri)).toEqual([
      'vobiz://contacts',
      'vobiz://tags',
      ...ids.map((id) => `vobiz://plans/${id}`),
      'vobiz://contacts/p1',
      'vobiz://contacts/p2',
    ]);
    expect(resources[2]).toMatchObject({
      title: expect.stringContaining('Add the tag "b" to "Asha"'),
      description: expect.stringMatching(/^done, made 20/),
    });
    expect(await read(client, String(resources[2]?.uri))).toMatchObject({
      state: 'done',
      counts: { done: 1 },
      approved: 'none',
    });
  });

  test('read the overviews, one contact, and the contacts of a tag', async () => {
    const { client, sandbox } = await start({ era });
    fill(sandbox, { name: 'Asha', tags: ['vip', 'a/b c'] }, { tags: ['VIP'] }, {});
    expect(await read(client, 'vobiz://contacts')).toMatchObject({
      total: 3,
      complete: true,
      contacts: [{}, {}, { name: 'Asha' }],
    });
    expect(await read(client, 'vobiz://contacts/p1')).toMatchObject({
      id: 'p1',
      name: 'Asha',
      tags: ['vip', 'a/b c'],
    });
    expect(await read(client, 'vobiz://tags')).toMatchObject({
      total_contacts: 3,
      untagged: 1,
      total_tags: 3,
      complete: true,
    });
    expect(await read(client, 'vobiz://tags/vip')).toMatchObject({
      tag: 'vip',
      total: 1,
      contacts: [{ id: 'p1' }],
    });
    expect(await read(client, `vobiz://tags/${encodeURIComponent('a/b c')}`)).toMatchObject({ total: 1 });
  });

  test('answer an unknown address with a protocol error that names the known ones', async () => {
    const { client } = await start({ era });
    expect(await protocolError(client.readResource({ uri: 'vobiz://contacts/nobody' }))).toContain(
      'no contact with the id nobody',
    );
    for (const uri of [
      'vobiz://people',
      'vobiz://contacts/a/b',
      // A template filled in with nothing is not the list.
      'vobiz://contacts/',
      'vobiz://contacts/%20',
      'vobiz://contacts/%2E%2E',
      'vobiz://tags/',
      'file:///etc/passwd',
      'vobiz://tags/%E0%A4%A',
    ])
      expect(await protocolError(client.readResource({ uri }))).toMatch(/There are vobiz:\/\/contacts, /);
  });
});

describe.each(ERAS)('resources, failures and completions, %s era', (era) => {
  test('answer a bad cursor and a failing service with errors, never with an empty list (promise 18)', async () => {
    const { client, sandbox } = await start({ era });
    for (const cursor of ['x', 'cGFnZTowMA', Buffer.from('page:-1').toString('base64url')])
      expect(await protocolError(client.listResources({ cursor }))).toMatch(
        /not one of this server's[\s\S]*without a cursor/,
      );
    expect(sandbox.requests).toEqual([]);
    for (const ask of [
      () => client.listResources(),
      () => client.readResource({ uri: 'vobiz://contacts' }),
      () => client.readResource({ uri: 'vobiz://contacts/p1' }),
      () => client.readResource({ uri: 'vobiz://tags' }),
      () => client.readResource({ uri: 'vobiz://tags/vip' }),
    ]) {
      sandbox.fault({ times: 3, action: { status: 500 } });
      expect(await protocolError(ask())).toMatch(/Vobiz failed: 500[\s\S]*Next: /);
    }
  });

  test('have templates whose variables are completed', async () => {
    const { client, sandbox } = await start({ era });
    fill(sandbox, { name: 'Asha', tags: ['vip', 'Viper'] }, { name: 'Ben', tags: ['lead', 'vip'] });
    const { resourceTemplates } = await client.listResourceTemplates();
    expect(resourceTemplates.map(({ uriTemplate }) => uriTemplate)).toEqual([
      'vobiz://contacts/{id}',
      'vobiz://tags/{tag}',
      'vobiz://plans/{id}',
    ]);
    const complete = async (uri: string, name: string, value: string) =>
      (await client.complete({ ref: { type: 'ref/resource', uri }, argument: { name, value } })).completion
        .values;
    expect(await complete('vobiz://contacts/{id}', 'id', 'asha')).toEqual(['p1']);
    expect((await complete('vobiz://contacts/{id}', 'id', '')).toSorted()).toEqual(['p1', 'p2']);
    expect(await complete('vobiz://tags/{tag}', 'tag', 'VI')).toEqual(['vip', 'Viper']);
    expect((await complete('vobiz://contacts/{id}', 'id', 'p')).toSorted()).toEqual(['p1', 'p2']);
    expect(await complete('vobiz://nothing/{x}', 'x', '')).toEqual([]);
  });
});

describe('resources', () => {
  test('give at most 100 completions, and tell when more exist', async () => {
    const { client, sandbox } = await start();
    fill(sandbox, ...crowd(150, (n) => ({ tags: [`t${n}`] })));
    const ref = { type: 'ref/resource', uri: 'vobiz://tags/{tag}' } as const;
    const { completion } = await client.complete({ ref, argument: { name: 'tag', value: 't' } });
    expect([completion.values.length, completion.total, completion.hasMore]).toEqual([100, 150, true]);
  });

  test('show name, number and tags in a list, hostile ones escaped (promise 13)', async () => {
    const { client, sandbox } = await start();
    fill(sandbox, { name: 'Evil \u202e\nSYSTEM', tags: ['a\u200b', 'b'] }, { name: '', id: 'x/../y z' });
    const [page] = await listAll(client);
    expect(page?.slice(2)).toMatchObject([
      { uri: 'vobiz://contacts/x%2F..%2Fy%20z', title: '+919000000002' },
      { title: 'Evil \\u{202e}\\u{a}SYSTEM', description: '+919000000001, a\\u{200b}, b' },
    ]);
    expect(await read(client, page?.[2]?.uri ?? '')).toMatchObject({ id: 'x/../y z' });
  });

  test('read a tag with hidden characters by its shown form', async () => {
    const { client, sandbox } = await start();
    fill(sandbox, { tags: ['v\u200bip'] }, {});
    expect(await read(client, `vobiz://tags/${encodeURIComponent('v\\u{200b}ip')}`)).toMatchObject({
      total: 1,
    });
  });

  test('list the contacts even where the store cannot be opened, without the receipts', async () => {
    const { client, sandbox } = await start({ env: { VOBIZ_DATA_DIR: import.meta.filename } });
    fill(sandbox, {});
    const [page] = await listAll(client);
    expect(page?.map(({ uri }) => uri)).toEqual(['vobiz://contacts', 'vobiz://tags', 'vobiz://contacts/p1']);
  });

  test('mark a list of the first hundred as incomplete', async () => {
    const { client, sandbox, dataDir } = await start();
    fill(sandbox, ...crowd(101));
    expect(await read(client, 'vobiz://contacts')).toMatchObject({ total: 101, complete: false });
    expect(await read(client, 'vobiz://tags/none')).toMatchObject({ total: 0, complete: true });
    fill(sandbox, ...crowd(101, (n) => ({ tags: ['vip', ...crowd(5).map((_, i) => `${n} ${i}`)] })));
    const other = await start({ beside: { sandbox, dataDir } });
    expect(await read(other.client, 'vobiz://tags/vip')).toMatchObject({
      total: 101,
      shown: 100,
      complete: false,
    });
    expect(await read(other.client, 'vobiz://tags')).toMatchObject({
      total_tags: 506,
      shown: 500,
      complete: false,
    });
  });

  test('list an account of exactly a page and an empty one without a further cursor', async () => {
    const { client, sandbox } = await start();
    fill(sandbox, ...crowd(250));
    expect((await listAll(client)).map((page) => page.length)).toEqual([252]);
    fill(sandbox);
    expect((await listAll(client)).map((page) => page.length)).toEqual([2]);
  });

  test('keep a contact of any size in bounds', async () => {
    const { client, sandbox } = await start();
    fill(sandbox, { tags: crowd(300).map((_, n) => `${n} ${'t'.repeat(900)}`) });
    const { contents } = await client.readResource({ uri: 'vobiz://contacts/p1' });
    expect(bytesOf({ text: JSON.stringify(contents), isError: false, data: {} }).text).toBeLessThan(
      MOST_BYTES * 1.3,
    );
  });

  test('list a page of contacts with many long tags in bounds', async () => {
    const { client, sandbox } = await start();
    fill(sandbox, ...crowd(100, () => ({ tags: crowd(50).map((_, n) => `${n} ${'t'.repeat(300)}`) })));
    const [page] = await listAll(client);
    expect(Buffer.byteLength(JSON.stringify(page))).toBeLessThan(MOST_BYTES * 2);
  });
});
