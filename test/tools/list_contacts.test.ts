import { describe, expect, test } from 'vitest';
import { start } from '../harness.ts';
import { crowd, ERAS, fill, numberOf, pick, unsaid } from './world.ts';

describe.each(ERAS)('list_contacts, %s era', (era) => {
  test('lists the first page in words and in data with one request', async () => {
    const { call, sandbox } = await start({ era });
    fill(sandbox, ...crowd(30, (n) => ({ tags: [`t${n}`], custom_attributes: { seat: n } })));
    const answer = await call('list_contacts');
    expect(answer.data).toMatchObject({ total: 30, page: 1, limit: 25, has_more: true, next_page: 2 });
    expect(pick(answer.data['contacts'], 'id')).toEqual(crowd(25).map((_, index) => `p${30 - index}`));
    expect(unsaid(answer)).toEqual([]);
    expect(answer.text).toContain('Next: `list_contacts` with page 2');
    expect(sandbox.requests).toHaveLength(1);
  });

  test('gives every contact exactly once over its pages, and the last page names no next', async () => {
    const { call, sandbox } = await start({ era });
    fill(sandbox, ...crowd(23));
    const seen: unknown[] = [];
    let page: unknown = 1;
    for (let calls = 0; page !== undefined && calls < 10; calls++) {
      const { data } = await call('list_contacts', { page, limit: 10 });
      seen.push(...pick(data['contacts'], 'id'));
      expect(data['has_more']).toBe(data['next_page'] !== undefined);
      page = data['next_page'];
    }
    expect(seen.toSorted()).toEqual([...sandbox.account.contacts.keys()].toSorted());
  });
});

describe('list_contacts', () => {
  test('passes search and tag on to the service, a leading + included', async () => {
    const { call, sandbox } = await start();
    fill(sandbox, { name: 'Asha Rao', tags: ['vip'] }, { name: 'Asha Nair', tags: [] }, { name: 'Ben' });
    expect(
      pick((await call('list_contacts', { search: 'asha', tag: 'vip' })).data['contacts'], 'id'),
    ).toEqual(['p1']);
    expect(pick((await call('list_contacts', { search: numberOf(3) })).data['contacts'], 'id')).toEqual([
      'p3',
    ]);
    expect(sandbox.requests.map(({ query }) => query)).toMatchObject([
      { search: 'asha', tag: 'vip' },
      { search: numberOf(3) },
    ]);
  });

  test.each([
    ['+91 98111 00013', '+919811100013', '+919811100013'],
    ['+91 98111 00013', '919811100013', '919811100013'],
    ['98111 00013', '+919811100013', '9811100013'],
    ['(98111)-000.13', '+919811100013', '9811100013'],
  ])('finds %j where %s is stored, and says what it looked for', async (search, stored, searched) => {
    const { call, sandbox } = await start();
    fill(sandbox, {}, { phone_number: stored });
    const answer = await call('list_contacts', { search });
    expect(answer.data).toMatchObject({ contacts: [{ id: 'p2' }], total: 1 });
    expect(answer.data['summary']).toContain(`for "${searched}"`);
    expect(answer.text).toMatch(/^1 contact for "/);
    expect(unsaid(answer)).toEqual([]);
  });

  test('finds a name that looks like a number, too', async () => {
    const { call, sandbox } = await start();
    fill(sandbox, { name: '2024-05-01' });
    const { data } = await call('list_contacts', { search: '2024-05-01' });
    expect(data).toMatchObject({ total: 1 });
    expect(data['summary']).not.toContain('2024');
  });

  test('says how many on the page opted out, and which have another spelling of the tag', async () => {
    const { call, sandbox } = await start({ sandbox: { dialect: { tagMatch: 'blind' } } });
    fill(sandbox, { tags: ['vip'] }, { tags: ['VIP', 'D.N.D'] }, { tags: ['Vip', 'dnd'] }, { tags: ['dnd'] });
    const { data, text } = await call('list_contacts', { tag: 'vip' });
    expect(data['summary']).toMatch(
      /^3 contacts on page 1, of 3 in all \(last page\)\. 2 of these opted out \(/,
    );
    expect(data['summary']).toContain('2 of these do not have "vip" but "VIP" (1) and "Vip" (1).');
    expect(text.startsWith(String(data['summary']))).toBe(true);
    expect((await call('list_contacts', { limit: 1 })).data['summary']).toMatch(
      /1 of these opted out \("dnd"\)/,
    );
    const plain = (await call('list_contacts', { search: 'Person 1' })).data;
    expect(plain['summary']).toBe('1 contact on page 1, of 1 in all (last page).');
  });

  test('leads on from a tag that nobody has', async () => {
    const { call, sandbox } = await start();
    fill(sandbox, { tags: ['vip'] });
    const { data } = await call('list_contacts', { tag: 'v"i\u202ep' });
    expect(data).toMatchObject({ total: 0, next: expect.stringContaining('`tags_all` ["v\\"i\\u{202e}p"]') });
  });

  test('says that nothing matches without calling it a failure', async () => {
    const { call } = await start();
    const { isError, text, data } = await call('list_contacts', { search: 'nobody at all' });
    expect(isError).toBe(false);
    expect(text).toMatch(/^No contact matches "nobody at all"\.\n/);
    expect(data).toMatchObject({ contacts: [], total: 0, has_more: false });
  });

  test('takes numbers as JSON text and null as not given', async () => {
    const { call, sandbox } = await start();
    const { data } = await call('list_contacts', { page: '2', limit: '5', search: null, tag: null });
    expect(data).toMatchObject({ page: 2, limit: 5, total: 20 });
    expect(sandbox.requests[0]?.query).toEqual({ page: '2', limit: '5' });
  });

  test('believes the limit of a service with smaller pages', async () => {
    const { call, sandbox } = await start({ sandbox: { dialect: { maxLimit: 10 } } });
    fill(sandbox, ...crowd(12));
    const { data } = await call('list_contacts', { limit: 100 });
    expect(data).toMatchObject({ limit: 10, has_more: true, next_page: 2 });
  });

  test('reads the older shape of lists, with empty fields as null', async () => {
    const { call, sandbox } = await start({ sandbox: { dialect: { listShape: 'data', nullFields: true } } });
    fill(sandbox, ...crowd(3));
    const { data } = await call('list_contacts', { limit: 2 });
    expect(data).toMatchObject({
      total: 3,
      has_more: true,
      contacts: [{ tags: [] }, { custom_attributes: {} }],
    });
  });
});

describe('list_contacts, arguments and errors', () => {
  test.each([
    [{ limit: 0 }, /`limit` .*1/],
    [{ limit: 101 }, /`limit` .*100/],
    [{ page: 0 }, /`page` .*1/],
    [{ page: 1.5 }, /`page` should be a whole number/],
    [{ limit: 'many' }, /`limit` .*number/],
  ])('refuses %j, naming the argument, and sends nothing', async (args, words) => {
    const { call, sandbox } = await start();
    const { isError, text } = await call('list_contacts', args);
    expect([isError, text]).toEqual([true, expect.stringMatching(words)]);
    expect(sandbox.requests).toEqual([]);
  });

  test('refuses an unknown argument by name, with the nearest and all allowed ones (promise 11)', async () => {
    const { call, sandbox } = await start();
    const { isError, text } = await call('list_contacts', { serach: 'Asha' });
    expect(isError).toBe(true);
    expect(text).toMatch(
      /"serach" \(did you mean `search`\?\)[\s\S]*Allowed arguments: page, limit, search, tag/,
    );
    expect(sandbox.requests).toEqual([]);
  });

  test('answers a failing service with an error, never with an empty list (promise 18)', async () => {
    const { call, sandbox } = await start();
    sandbox.fault({ method: 'GET', times: 5, action: { status: 500 } });
    const { isError, text } = await call('list_contacts');
    expect(isError).toBe(true);
    expect(text).toMatch(/Vobiz failed: 500 \(GET \/contacts, .*request id req_[\s\S]*Next: /);
    expect(sandbox.requests).toHaveLength(3);
  });

  test('tells the right type for a value of a wrong one, not that it is missing', async () => {
    const { call } = await start();
    expect((await call('list_contacts', { limit: 'many' })).text).not.toContain('missing');
  });

  test('says that the address may be wrong if the list does not exist', async () => {
    const { call, sandbox } = await start();
    sandbox.fault({ times: 3, action: { status: 404 } });
    expect((await call('list_contacts')).text).toContain('VOBIZ_BASE_URL');
  });
});
