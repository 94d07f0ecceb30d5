import { describe, expect, test } from 'vitest';
import { start } from '../harness.ts';
import { crowd, ERAS, fill, type Person, pick, rows, unsaid } from './world.ts';

const DAY = 86_400_000;
const ago = (days: number) => new Date(Date.now() - days * DAY).toISOString();

const PEOPLE: Person[] = [
  {
    name: 'Asha Rao',
    tags: ['vip'],
    custom_attributes: { company: 'Acme', seats: 9 },
    last_active_at: ago(10),
  },
  {
    name: 'Ben',
    tags: ['VIP', 'lead'],
    custom_attributes: { company: 'ACME Ltd', seats: 10 },
    last_active_at: ago(100),
  },
  { name: 'Acme Bot', tags: [], custom_attributes: { seats: '11', paid: true } },
  {
    name: 'Rahul',
    tags: ['lead', 'Opt Out'],
    custom_attributes: { company: 'Hooli' },
    last_active_at: ago(200),
  },
  {
    name: 'Zoë',
    tags: ['acme-fan'],
    phone_number: '+4915550000001',
    custom_attributes: {},
    created_at: '2024-05-05T00:00:00Z',
  },
];

async function withPeople() {
  const harness = await start();
  fill(harness.sandbox, ...PEOPLE);
  const found = async (filter: object) => {
    const { data, isError, text } = await harness.call('find_contacts', { ...filter, sample: 50 });
    return isError ? text : pick(data['sample'], 'id').map(String).toSorted().join(' ');
  };
  return { ...harness, found };
}

describe.each(ERAS)('find_contacts, %s era', (era) => {
  test('says in words and in data what it found, where, and who opted out', async () => {
    const { call, sandbox } = await start({ era });
    fill(sandbox, ...PEOPLE);
    const answer = await call('find_contacts', { text: 'acme' });
    expect(answer.data).toMatchObject({ total: 4, complete: true });
    expect(answer.data['summary']).toMatch(
      /^4 contacts match\. "acme" is in: attribute company \(2\), name \(1\) and tags \(1\)/,
    );
    expect(unsaid(answer)).toEqual([]);
    expect((await call('find_contacts', {})).data['summary']).toContain('1 of them opted out ("Opt Out"): ');
  });

  test('keeps what it found as a selection that narrows the next search', async () => {
    const { call, sandbox } = await start({ era });
    fill(sandbox, ...PEOPLE);
    const first = (await call('find_contacts', { text: 'acme' })).data['selection_id'];
    const { data } = await call('find_contacts', { within: [first], tags_none: ['lead'] });
    expect(pick(data['sample'], 'id')).toEqual(expect.arrayContaining(['p1', 'p3', 'p5']));
    const rest = await call('find_contacts', { except: [first, data['selection_id']] });
    expect(pick(rest.data['sample'], 'id')).toEqual(['p4']);
  });
});

describe('find_contacts', () => {
  test.each([
    [{ text: 'ACME' }, 'p1 p2 p3 p5'],
    [{ text: '90000 00004' }, 'p4'],
    [{ text: 'zoe\u0308' }, 'p5'],
    [{ tags_all: ['lead'] }, 'p2 p4'],
    [{ tags_all: ['lead', 'VIP'] }, 'p2'],
    [{ tags_any: ['vip', 'acme-fan'] }, 'p1 p5'],
    [{ tags_none: ['vip', 'lead'] }, 'p3 p5'],
    [{ untagged: true }, 'p3'],
    [{ untagged: false }, 'p1 p2 p3 p4 p5'],
    [{ protected: true }, 'p4'],
    [{ protected: false }, 'p1 p2 p3 p4 p5'],
    [{ phone_prefix: '+49' }, 'p5'],
    [{ phone_prefix: '+91 90' }, 'p1 p2 p3 p4'],
    [{ never_active: true }, 'p3 p5'],
    [{ never_active: false }, 'p1 p2 p3 p4 p5'],
    [{ active_before: '90d' }, 'p2 p4'],
    [{ active_after: '90d' }, 'p1'],
    [{ active_before: '90d', never_active: false }, 'p2 p4'],
    [{ created_before: '2025-12-31' }, 'p5'],
    [{ created_after: '2026-01-01T00:02:30Z' }, 'p3 p4'],
    [{ updated_before: '2026-01-01T05:31:30+05:30' }, 'p1'],
    [{ created_after: '2026-01-02', created_before: '2026-01-03' }, ''],
    [{ ids: ['p1', 'p4', 'nobody'] }, 'p1 p4'],
    [{ tags_any: ['lead'], active_before: '150d', protected: true }, 'p4'],
  ])('finds %j', async (filter, ids) => {
    const { found } = await withPeople();
    expect(await found(filter)).toBe(ids);
  });

  test.each([
    [{ phone_prefix: '+91' }, 'p1 p2'],
    [{ phone_prefix: '+91 981' }, 'p1 p2'],
    [{ text: '98111-00013' }, 'p1 p2'],
    [{ text: '+91 (98111) 00013' }, 'p1 p2'],
  ])('finds %j however the account stores numbers', async (filter, ids) => {
    const { call, sandbox } = await start();
    fill(sandbox, { phone_number: '919811100013' }, { phone_number: '+91 98111 00013' }, { name: 'Ben' });
    sandbox.account.edit('p3', { phone_number: '+4915550000001' });
    const { data } = await call('find_contacts', filter);
    expect(pick(data['sample'], 'id').map(String).toSorted().join(' ')).toBe(ids);
  });

  test.each([
    [['p1', 'nope', 'nope'], 'No contact has the id "nope".'],
    [['no', 'nope'], 'No contact has the ids "no" or "nope".'],
    [['p1', '+919000000002'], '"+919000000002". A number is no id: `text` finds by numbers'],
    [['90000 00002'], 'A number is no id'],
  ])('names the unknown ids of %j', async (ids, words) => {
    const { call } = await withPeople();
    expect((await call('find_contacts', { ids })).data['summary']).toContain(words);
    await call('find_contacts', {});
    expect((await call('find_contacts', { ids })).data['summary']).toContain(words);
    expect((await call('find_contacts', { ids: ['p1'], untagged: true })).text).not.toContain('has the id');
  });

  test.each([
    [1, 'This one opted out'],
    [2, 'Both of them opted out'],
    [1200, 'All of them opted out'],
  ])('says in a word that all of %i opted out', async (count, words) => {
    const { call, sandbox } = await start();
    fill(sandbox, {}, ...crowd(count, () => ({ tags: ['dnd', 'x'] })));
    const { text } = await call('find_contacts', { tags_any: ['dnd'], text: 'x' });
    expect(text).toContain(words);
    if (count > 1000) expect(text).toMatch(/tags \(1,200\).*[\s\S]*The first 5 of 1,200:/);
  });

  test('says that all found contacts are deleted', async () => {
    const { call, sandbox } = await start();
    fill(sandbox, ...crowd(3));
    const { selection_id } = (await call('find_contacts', { ids: ['p1', 'p2'] })).data;
    const plan = (await call('plan_delete', { selection_id })).data;
    await call('apply_plan', { plan_id: plan['plan_id'], approval: plan['approval_phrase'] });
    const { data } = await call('find_contacts', { within: [selection_id] });
    expect(data['summary']).toMatch(/^2 contacts match\. Both of them were deleted and are known/);
  });

  test('names the tags that a text is in: "contest" contains "test"', async () => {
    const { call, sandbox } = await start();
    fill(
      sandbox,
      ...crowd(12, (n) => ({ tags: [n <= 7 ? 'contest' : 'Test', ...(n === 1 ? ['test 2', 'vip'] : [])] })),
    );
    expect((await call('find_contacts', { text: 'test' })).data['summary']).toContain(
      '"test" is in: tags (12). Tags it is in: "contest" (7), "Test" (5) and "test 2" (1).',
    );
  });

  test.each([
    ['company', 'equals', 'acme', 'p1'],
    ['company', 'not_equals', 'acme', 'p2 p4'],
    ['company', 'contains', 'acme', 'p1 p2'],
    ['company', 'exists', undefined, 'p1 p2 p4'],
    ['company', 'missing', undefined, 'p3 p5'],
    ['seats', 'greater', 9, 'p2 p3'],
    ['seats', 'less', '10', 'p1'],
    ['paid', 'equals', true, 'p3'],
    ['company', 'greater', 5, ''],
  ])('finds by the attribute %s %s %s', async (key, op, value, ids) => {
    const { found } = await withPeople();
    expect(await found({ attributes: [{ key, op, ...(value !== undefined && { value }) }] })).toBe(ids);
  });

  test.each(['constructor', 'toString', '__proto__'])(
    'does not find an attribute %s that no contact has',
    async (key) => {
      const { found } = await withPeople();
      expect(await found({ attributes: [{ key, op: 'not_equals', value: 'x' }] })).toBe('');
    },
  );
});

describe('find_contacts and names, which match exactly', () => {
  const people = [
    { tags: ['Lead', 'priority'], custom_attributes: { email: 'a@b.c' } },
    { tags: ['lead'], custom_attributes: { email: 'b@b.c' } },
    { tags: ['LEAD', 'vip'] },
    { tags: ['x\u200by'] },
  ];

  test.each([
    [{ tags_none: ['lead'] }, 3, 'Other spellings are not left out: "LEAD" (1) and "Lead" (1).'],
    [{ tags_none: ['lead', 'Lead', 'LEAD'] }, 1, ''],
    [{ tags_any: ['lead'] }, 1, 'Other spellings are not included: "LEAD" (1) and "Lead" (1).'],
    [{ tags_none: ['opted out'] }, 4, 'No contact has the tag "opted out".'],
    [{ tags_any: ['vip', 'no one'] }, 1, 'No contact has the tag "no one".'],
    [{ tags_none: ['x\\u{200b}y'] }, 3, ''],
    [{ attributes: [{ key: 'emial', op: 'missing' }] }, 4, 'the attribute "emial" (there is "email").'],
    [{ attributes: [{ key: 'shoe size', op: 'missing' }] }, 4, 'has the attribute "shoe size".'],
    [{ attributes: [{ key: 'email', op: 'missing' }] }, 2, ''],
  ])('%j', async (filter, total, said) => {
    const { call, sandbox } = await start();
    fill(sandbox, ...people);
    const { data } = await call('find_contacts', filter);
    expect([data['total'], String(data['summary'])]).toEqual([total, expect.stringContaining(said)]);
    if (said === '') expect(data['summary']).not.toMatch(/spelling|No contact/);
  });
});

describe('find_contacts, selections and size', () => {
  test('reads no contact twice: the next search uses the same reading', async () => {
    const { call, sandbox } = await withPeople();
    await call('find_contacts', {});
    const { data } = await call('find_contacts', { text: 'acme' });
    expect([data['total'], sandbox.requests.length]).toEqual([4, 1]);
  });

  test('follows own writes since the account was read', async () => {
    const { call } = await withPeople();
    await call('find_contacts', {});
    await call('update_contact', { contact: 'p1', add_tags: ['fresh'] });
    await call('create_contact', { phone_number: '+919876543210', name: 'New', tags: ['fresh'] });
    expect((await call('find_contacts', { tags_all: ['fresh'] })).data).toMatchObject({
      total: 2,
      complete: true,
    });
  });

  test('is never older than a change that was made here, and says when the account was read', async () => {
    const { call } = await withPeople();
    const read = (await call('find_contacts', {})).data;
    expect(read['summary']).not.toContain('Read ');
    await call('update_contact', { contact: 'p1', add_tags: ['fresh'] });
    const { after } = (await call('update_contact', { contact: 'p2', add_tags: ['fresh'] })).data;
    const changed = Math.floor(Date.parse(String(Object(after).updated_at)) / 1000);
    for (const tool of ['find_contacts', 'list_tags', 'export_contacts', 'find_duplicates']) {
      const { as_of, summary = '' } = (await call(tool)).data;
      expect(Date.parse(String(as_of)) / 1000).toBeGreaterThanOrEqual(changed);
      if (tool === 'find_contacts' || tool === 'list_tags')
        expect(summary).toMatch(/Read \d+ s before `as_of`; what was changed from here/);
    }
  });

  test('shows as many as `sample` asks for, none for 0, and says how many there are', async () => {
    const { call, sandbox } = await start();
    fill(sandbox, ...crowd(60));
    const few = await call('find_contacts', { sample: '3' });
    expect([rows(few.data['sample']).length, few.data['total']]).toEqual([3, 60]);
    expect(few.text).toContain('The first 3 of 60');
    expect((await call('find_contacts', { sample: 0 })).data['sample']).toEqual([]);
    expect(rows((await call('find_contacts', {})).data['sample'])).toHaveLength(5);
    expect((await call('find_contacts', { sample: 51 })).isError).toBe(true);
  });

  test('names other spellings of a tag it was asked for, and the tool that lists them', async () => {
    const { call } = await withPeople();
    expect((await call('find_contacts', { tags_all: ['vip'] })).text).toContain(
      'Other spellings are not included: "VIP" (1)',
    );
    expect((await call('find_contacts', { tags_all: ['nothing'] })).text).toMatch(
      /^0 contacts match[\s\S]*Next: .*`list_tags`/,
    );
  });

  test('says of a large account that other spellings were not looked for, until it was read', async () => {
    const { call, sandbox } = await start();
    fill(sandbox, ...crowd(5100, (n) => ({ tags: [n > 2 ? 'Vip' : 'vip'] })));
    const summary = async () => (await call('find_contacts', { tags_all: ['vip'] })).data['summary'];
    expect(await summary()).toBe(
      '2 contacts match. Other spellings were not looked for: `list_tags` lists them.',
    );
    await call('list_tags');
    expect(await summary()).toBe('2 contacts match. Other spellings are not included: "Vip" (5,098).');
  });

  test('echoes the instant that an age or a date stands for, read in the zone of this machine', async () => {
    const { call } = await withPeople();
    expect((await call('find_contacts', { created_after: '2026-03-01' })).text).toContain(
      'created_after 2026-02-28T18:30Z.',
    );
  });

  test('counts the never active that active_before leaves out', async () => {
    const { call } = await withPeople();
    expect((await call('find_contacts', { active_before: '90d' })).text).toMatch(
      /2 contacts .*never active.* left out \(`never_active`/,
    );
  });
});

describe('find_contacts, arguments', () => {
  test('takes lists, objects and booleans as JSON text and nulls as not given', async () => {
    const { found } = await withPeople();
    const attributes = '[{"key":"company","op":"equals","value":"Acme"}]';
    expect(
      await found({ tags_any: '["vip","lead"]', attributes, untagged: 'false', text: null, within: null }),
    ).toBe('p1');
  });
});

describe('find_contacts, refusals', () => {
  test.each([
    [{ active_before: '90d', never_active: true }, /exclude each other[\s\S]*`within`/],
    [{ active_before: 'last week' }, /`active_before`: "last week" is not a date[\s\S]*90d/],
    [{ created_after: '2026-02-30' }, /"2026-02-30" is not a date/],
    [{ attributes: [{ key: 'a', op: 'greater' }] }, /needs a `value`/],
    [{ attributes: [{ key: 'a', op: 'like', value: 1 }] }, /`attributes\[0\]\.op`.*"contains"/],
    [{ attributes: [{ key: 'a', op: 'equals', val: 1 }] }, /unknown argument "val".* in `attributes\[0\]`/],
    [{ within: ['sel_nothing'] }, /selection "sel_nothing" is not known here[\s\S]*`find_contacts`/],
    [
      { tag: 'vip' },
      /unknown argument "tag" \(did you mean `tags_(all|any|none)`\?\)[\s\S]*Allowed arguments: text, tags_all/,
    ],
  ])('answers %j with what to give instead, and sends nothing (promise 11)', async (filter, words) => {
    const { call, sandbox } = await start();
    const { isError, text } = await call('find_contacts', filter);
    expect([isError, text]).toEqual([true, expect.stringMatching(words)]);
    expect(sandbox.requests).toEqual([]);
  });

  test('answers a failing service with an error, never with nothing found (promise 18)', async () => {
    const { call, sandbox } = await start();
    sandbox.fault({ method: 'GET', times: 3, action: { html: 502 } });
    const { isError, text } = await call('find_contacts', { text: 'a' });
    expect([isError, text]).toEqual([true, expect.stringMatching(/Vobiz failed: 502[\s\S]*Next: /)]);
  });

  test('finds 1,000 contacts once each while their order shifts (promise 6)', async () => {
    const { call } = await start({ sandbox: { contacts: 1000, dialect: { order: 'shuffled' } } });
    expect((await call('find_contacts', { sample: 0 })).data).toMatchObject({ total: 1000, complete: true });
  });

  test('says that a search within an incomplete selection is not complete (promise 6)', async () => {
    const { call, context, sandbox } = await start();
    fill(sandbox, ...crowd(3));
    const { selection_id } = await context.selections.add({ ids: ['p1'], filter: {}, complete: false });
    expect((await call('find_contacts', { within: [selection_id] })).data).toMatchObject({
      total: 1,
      complete: false,
    });
  });

  test.each([{ within: [] }, { ids: [] }])('never answers %j with a sure zero', async (filter) => {
    const { call } = await start();
    const { data, isError } = await call('find_contacts', filter);
    expect(isError || data['total'] === 20).toBe(true);
  });

  test('asks for the country code of a local prefix (promise 7)', async () => {
    const { call, sandbox } = await start();
    fill(sandbox, { phone_number: '+919876543210' }, { phone_number: '+987654321098' });
    expect((await call('find_contacts', { phone_prefix: '98765' })).text).toContain('country code');
  });
});

describe('find_contacts, what it leaves to be said', () => {
  test('counts other spellings among those who pass the other filters', async () => {
    const { call, sandbox } = await start();
    const city = (name: string) => ({ custom_attributes: { city: name } });
    fill(
      sandbox,
      { tags: ['news'], ...city('Pune') },
      { tags: ['News'], ...city('Pune') },
      { tags: ['News'], ...city('Goa') },
      { tags: ['News'], ...city('Goa') },
    );
    const attributes = [{ key: 'city', op: 'equals', value: 'Pune' }];
    const { data } = await call('find_contacts', { tags_all: ['news'], attributes });
    expect(data['summary']).toBe('1 contact matches. Other spellings are not included: "News" (1).');
    const { data: all } = await call('find_contacts', { tags_all: ['news'] });
    expect(all['summary']).toContain('"News" (3)');
  });

  test('says how to see those that are not shown', async () => {
    const { call, sandbox } = await start();
    fill(sandbox, ...crowd(60, () => ({ tags: ['vip'] })), {});
    const next = async (args: object) => (await call('find_contacts', { ...args })).data['next'];
    const sheet = '`export_contacts` with this selection writes all of them to a sheet.';
    expect(await next({ tags_all: ['vip'] })).toBe(`To see the others: \`sample\` 50 shows more; ${sheet}`);
    expect(await next({ tags_all: ['vip'], sample: 50 })).toBe(`To see the others: ${sheet}`);
    expect(await next({ phone_prefix: '+91900000000' })).toContain('`sample` 9 shows all; ');
    for (const args of [{ untagged: true }, { sample: 0 }, { phone_prefix: '+91900000000', sample: 9 }])
      expect(await next(args)).toBeUndefined();
  });
});
