import { describe, expect, test } from 'vitest';
import { shown } from '../../src/lib/text.ts';
import { start } from '../harness.ts';
import { bytesOf, crowd, ERAS, fill, MOST_BYTES, pick, rows, unsaid } from './world.ts';

describe.each(ERAS)('list_tags, %s era', (era) => {
  test('counts tags, attributes and the untagged, and says so in words and in data', async () => {
    const { call, sandbox } = await start({ era });
    fill(
      sandbox,
      { tags: ['vip', 'lead'], custom_attributes: { city: 'Pune', seats: 4 } },
      { tags: ['VIP', 'lead', 'lead'], custom_attributes: { city: 'Goa' } },
      { tags: ['opted-out'] },
      { custom_attributes: { city: ' ' } },
    );
    const answer = await call('list_tags');
    expect(answer.data).toMatchObject({
      total_contacts: 4,
      untagged: 1,
      complete: true,
      lookalikes: [['VIP', 'vip']],
    });
    expect(answer.data['tags']).toEqual([
      { tag: 'lead', contacts: 2, protected: false },
      { tag: 'VIP', contacts: 1, protected: false },
      { tag: 'opted-out', contacts: 1, protected: true },
      { tag: 'vip', contacts: 1, protected: false },
    ]);
    expect(answer.data['attribute_keys']).toEqual([
      {
        key: 'city',
        contacts: 3,
        empty: 1,
        values: [
          { value: 'Goa', contacts: 1 },
          { value: 'Pune', contacts: 1 },
        ],
      },
      { key: 'seats', contacts: 1, empty: 0, values: [{ value: '4', contacts: 1 }] },
    ]);
    expect(unsaid(answer)).toEqual([]);
    expect(answer.text).toContain('"opted-out" 1 (opted out)');
  });
});

describe('list_tags', () => {
  test('says what would be asked next: how many opted out, how many values are empty, which are frequent', async () => {
    const { call, sandbox } = await start();
    const cities = [
      'Pune',
      'pune ',
      'PUNE',
      'Goa',
      'Goa',
      'Agra',
      'Bhopal',
      'Delhi',
      'Kochi',
      'Kochi',
      'Surat',
    ];
    fill(
      sandbox,
      ...cities.map((city, n) => ({
        tags: n < 3 ? ['dnd', 'lead'] : n < 5 ? ['D.N.D'] : ['lead'],
        custom_attributes: { city, email: `${n}@x.in` },
      })),
      ...[null, '', ' ', []].map((city) => ({ custom_attributes: { city } })),
    );
    const answer = await call('list_tags');
    expect(answer.data['summary']).toMatch(
      /^15 contacts, 4 without a tag\. 3 tags \(1 group of them looks alike\), 2 attributes\. 5 opted out \("dnd" \(3\) and "D\.N\.D" \(2\)\)\.$/,
    );
    expect(answer.data['attribute_keys']).toMatchObject([
      {
        key: 'city',
        contacts: 15,
        empty: 4,
        values: [
          { value: 'PUNE', contacts: 3 },
          { value: 'Goa', contacts: 2 },
          { value: 'Kochi', contacts: 2 },
          { value: 'Agra', contacts: 1 },
          { value: 'Bhopal', contacts: 1 },
        ],
      },
      { key: 'email', contacts: 11, empty: 0 },
    ]);
    expect(answer.text).toContain('Attribute "city" 15, 4 of them empty: "PUNE" 3, "Goa" 2, "Kochi" 2');
    expect(answer.text).toContain('Attribute "email" 11: all different, such as "0@x.in"');
    expect(unsaid(answer)).toEqual([]);
    // Each count is what `equals` finds.
    const attributes = [{ key: 'city', op: 'equals', value: 'PUNE' }];
    expect((await call('find_contacts', { attributes })).data['total']).toBe(3);
  });

  test('is read in a few lines, however many tags there are', async () => {
    const { call, sandbox } = await start();
    fill(sandbox, ...crowd(100, (n) => ({ tags: [`tag ${n}`], custom_attributes: { city: 'Pune', n } })));
    const { text } = await call('list_tags');
    expect(text.split('\n').length).toBeLessThan(8);
    expect(text.length).toBeLessThan(2200);
  });

  test('shows hostile tags, keys and values in one line each', async () => {
    const { call, sandbox } = await start();
    const odd = 'a" 5, "b\n\u202e';
    fill(sandbox, {
      tags: [odd, 'constructor'],
      custom_attributes: { [odd]: odd, toString: 'x'.repeat(4000) },
    });
    const { text, data } = await call('list_tags');
    expect(text).not.toContain('\u202e');
    expect(text.split('\n')).toHaveLength(4);
    expect(text).toContain('"a\\" 5, \\"b\\u{a}\\u{202e}" 1');
    expect(JSON.stringify(data).length).toBeLessThan(1500);
  });

  test('gives every tag exactly once over its pages', async () => {
    const { call, sandbox } = await start();
    fill(sandbox, ...crowd(250, (n) => ({ tags: [`tag ${n}`] })));
    const seen: unknown[] = [];
    for (const page of [1, 2, 3]) {
      const { data, text } = await call('list_tags', { page });
      seen.push(...pick(data['tags'], 'tag'));
      expect(text.includes(`page ${page + 1} for more`)).toBe(page < 3);
    }
    expect([seen.length, new Set(seen).size]).toEqual([250, 250]);
    expect(sandbox.requests).toHaveLength(3);
  });

  test('says that a page beyond the last does not exist', async () => {
    const { call, sandbox } = await start();
    fill(sandbox, { tags: ['a'] });
    expect((await call('list_tags', { page: 99 })).data).toMatchObject({
      tags: [],
      next: 'There is no page 99: the last is `list_tags` with page 1.',
    });
  });

  test('says that an empty account is empty', async () => {
    const { call, sandbox } = await start();
    fill(sandbox);
    const { text, data } = await call('list_tags');
    expect(text).toMatch(/^0 contacts, 0 without a tag/);
    expect(data).toMatchObject({ tags: [], total_contacts: 0, complete: true });
  });

  test('looks only within the selections it is given', async () => {
    const { call, sandbox } = await start();
    fill(sandbox, { tags: ['a'] }, { tags: ['b'] });
    const { data } = await call('find_contacts', { tags_all: ['a'] });
    const within = JSON.stringify([data['selection_id']]);
    expect(pick((await call('list_tags', { within, page: '1' })).data['tags'], 'tag')).toEqual(['a']);
  });

  test.each([
    [{ within: ['sel_x'] }, /"sel_x" is not known here/],
    [{ page: 0 }, /`page`/],
    [{ tag: 'a' }, /unknown argument "tag"[\s\S]*Allowed arguments: within, page/],
  ])('refuses %j by name, and sends nothing (promise 11)', async (args, words) => {
    const { call, sandbox } = await start();
    const { isError, text } = await call('list_tags', args);
    expect([isError, text]).toEqual([true, expect.stringMatching(words)]);
    expect(sandbox.requests).toEqual([]);
  });

  test('answers a failing service with an error, never with no tags (promise 18)', async () => {
    const { call, sandbox } = await start();
    sandbox.fault({ method: 'GET', times: 3, action: { status: 500 } });
    expect(await call('list_tags')).toMatchObject({
      isError: true,
      text: expect.stringContaining('Vobiz failed: 500'),
    });
    expect((await call('list_tags')).data).toMatchObject({ total_contacts: 20, complete: true });
  });
});

describe('look-alikes', () => {
  test.each([
    [['⛔️ Opted-out', '⛔ opted out', 'opted-out']],
    [['1️⃣ lead', '1 lead']],
    [['VİP', 'VIP', 'vıp']],
    [['GROSS', 'groß']],
    [['ΦΊΛΟΣ', 'φίλος']],
    [['ग्राहक', 'ग्राहक\u200c']],
    [['고\u3164객', '고객']],
    [['ﻋﻤﻴﻞ', 'عميل']],
    [['ｖｉｐ', 'vip', 'v\u{e0069}ip']],
  ])('%j are a group, and find_contacts names the other spellings', async (tags) => {
    const { call, sandbox } = await start();
    fill(sandbox, ...tags.map((tag) => ({ tags: [tag] })), { tags: ['🔥'] }, { tags: ['⭐'] });
    const { lookalikes } = (await call('list_tags')).data;
    expect(lookalikes).toEqual([tags.toSorted().map(shown)]);
    const [one = '', other = ''] = tags;
    const { data } = await call('find_contacts', { tags_all: [one] });
    expect(data).toMatchObject({ total: 1, summary: expect.stringContaining(`"${shown(other)}" (1)`) });
  });

  test('are not two emoji, two vowel signs or two numbers', async () => {
    const { call, sandbox } = await start();
    fill(sandbox, { tags: ['🔥', '⭐', 'की', 'का', 'lead-2024', 'lead-2025', 'café', 'cafe'] });
    expect((await call('list_tags')).data['lookalikes']).toEqual([]);
  });
});

describe('list_tags, refusals and size', () => {
  test('answers within 20,000 tokens however many tags there are', async () => {
    const { call, sandbox } = await start();
    fill(
      sandbox,
      ...crowd(100, (n) => ({ tags: crowd(20).map((_, i) => `${n}-${i} ${'long '.repeat(30)}`) })),
    );
    const answer = await call('list_tags');
    expect(rows(answer.data['tags'])).toHaveLength(100);
    expect(Math.max(...Object.values(bytesOf(answer)))).toBeLessThan(MOST_BYTES);
  });

  test('answers within 20,000 tokens however many tags look alike', async () => {
    const { call, sandbox } = await start();
    const spelling = (n: number, i: number) => `customer of the campaign number ${n}${'!'.repeat(i)}`;
    fill(sandbox, ...crowd(100, (n) => ({ tags: crowd(20).map((_, i) => spelling(n, i)) })));
    expect(Math.max(...Object.values(bytesOf(await call('list_tags'))))).toBeLessThan(MOST_BYTES);
  });

  test('shows tags in a form that other tools accept', async () => {
    const { call, sandbox } = await start();
    fill(sandbox, { tags: [`${'campaign of the '.repeat(5)}year`] });
    const [tag] = pick((await call('list_tags')).data['tags'], 'tag');
    expect((await call('find_contacts', { tags_all: [tag] })).data['total']).toBe(1);
  });
});
