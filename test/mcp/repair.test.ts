import { describe, expect, test } from 'vitest';
import { tools } from '../../src/tools/index.ts';
import { start } from '../harness.ts';
import { ERAS, fill, pick } from '../tools/world.ts';
import { connectRaw } from './raw.ts';

const PEOPLE = [
  { name: 'Asha', tags: ['2024'], custom_attributes: { city: 'Pune', seats: 12, paid: true, note: '' } },
  { name: 'Bela 98765', tags: ['vip'], custom_attributes: { city: 'Goa', seats: '9', paid: false } },
  { name: 'Chand', tags: [], custom_attributes: { city: 'Agra', seats: 'many', note: null } },
];

async function withPeople(era: (typeof ERAS)[number] = 'legacy') {
  const harness = await start({ era });
  fill(harness.sandbox, ...PEOPLE);
  const found = async (args: Record<string, unknown>) => {
    const { data, isError, text } = await harness.call('find_contacts', args);
    return isError ? text : pick(data['sample'], 'id').map(String).toSorted().join(' ');
  };
  return { ...harness, found };
}

describe('arguments in another writing', () => {
  test.each([
    [{ text: 98765 }, 'p2'],
    [{ tags_any: [2024] }, 'p1'],
    [{ tags_any: '[2024]' }, 'p1'],
    [{ attributes: [{ key: 'city', op: 'exists', value: null }] }, 'p1 p2 p3'],
    [{ attributes: [{ key: 'city', op: 'exists', value: '', values: [] }] }, 'p1 p2 p3'],
    [{ attributes: ['{"key":"city","op":"equals","value":"Goa"}'] }, 'p2'],
    [{ attributes: '["{\\"key\\":\\"city\\",\\"op\\":\\"equals\\",\\"value\\":\\"Goa\\"}"]' }, 'p2'],
    [{ attributes: [{ key: 'seats', op: 'equals', value: 12 }] }, 'p1'],
    [{ attributes: [{ key: 'seats', op: 'greater', value: 9 }] }, 'p1'],
    [{ attributes: [{ key: 'seats', op: 'greater', value: '8' }] }, 'p1 p2'],
    [{ attributes: [{ key: 'paid', op: 'equals', value: false }] }, 'p2'],
    [{ attributes: [{ key: 'paid', op: 'equals', value: 'true' }] }, 'p1'],
    [{ attributes: [{ key: 'city', op: 'equals', values: ['goa', 'Agra'] }] }, 'p2 p3'],
    [{ attributes: [{ key: 'city', op: 'equals', value: 'Pune', values: '["Goa"]' }] }, 'p1 p2'],
    [{ attributes: [{ key: 'city', op: 'not_equals', values: ['goa', 'Agra'] }] }, 'p1'],
    [{ attributes: [{ key: 'seats', op: 'equals', values: [12, 9] }] }, 'p1 p2'],
    [{ attributes: [{ key: 'note', op: 'empty' }] }, 'p1 p3'],
    [{ attributes: [{ key: 'note', op: 'equals', value: '' }] }, 'p1'],
    [{ attributes: [{ key: 'city', op: 'empty', value: false }] }, ''],
    [{ tags_any: 'null', untagged: 'null', text: 'chand' }, 'p3'],
    [{ sample: '1', ids: '["p1"]' }, 'p1'],
  ])('%j finds %j', async (args, ids) => {
    const { found } = await withPeople();
    expect(await found(args)).toBe(ids);
  });

  test.each([
    [{ key: 'city', op: 'contains', value: ' ' }],
    [{ key: 'city', op: 'greater', value: '' }],
    [{ key: 'city', op: 'contains', values: ['Pune', ''] }],
    [{ key: 'city', op: 'equals', value: null, values: [] }],
  ])('the test %j compares with nothing, and is refused by name', async (test) => {
    const { call, sandbox } = await withPeople();
    const { isError, text } = await call('find_contacts', { attributes: [test] });
    expect([isError, sandbox.requests]).toEqual([true, []]);
    expect(text).toContain(`"${test.op}" on "city" needs a \`value\``);
  });

  test('tags, names and new names of tags are texts, also when sent as numbers', async () => {
    const { call, sandbox } = await withPeople();
    await call('update_contact', { contact: 'p3', name: 42, add_tags: [2025, '2026'] });
    expect(sandbox.account.get('p3')).toMatchObject({ name: '42', tags: ['2025', '2026'] });
    await call('update_contact', { contact: 'p3', remove_tags: [2025] });
    expect(sandbox.account.get('p3').tags).toEqual(['2026']);
    const { data } = await call('plan_update', { contacts: ['p1'], rename_tags: { 2024: 2027 } });
    expect(data['summary']).toContain('"2027"');
  });

  test.each([
    ['get_contact', { contact: 919876543210 }, 'contact'],
    ['update_contact', { contact: 42, name: 'A' }, 'contact'],
    ['create_contact', { phone_number: 919876543210, name: 'A' }, 'phone_number'],
    ['list_plans', { contact: 919876543210 }, 'contact'],
    ['find_contacts', { phone_prefix: 91 }, 'phone_prefix'],
    ['find_contacts', { ids: ['p1', 42] }, 'ids[1]'],
    ['plan_update', { contacts: '[919876543210]', name: 'A' }, 'contacts[0]'],
    ['plan_update', { contacts: ['p1'], new_number: 919876543210 }, 'new_number'],
    ['plan_merge', { groups: [{ keep: 'p1', merge: [919876543210] }] }, 'groups[0].merge[0]'],
  ])('a phone number as a number is refused: %s %j (promise 7)', async (tool, args, where) => {
    const { call, sandbox } = await withPeople();
    const { isError, text } = await call(tool, args);
    expect([isError, sandbox.requests]).toEqual([true, []]);
    expect(text).toMatch(`\`${where}\` should be a text, not a number`);
    expect(text).toContain('in quotation marks, a phone number with its +');
  });

  test.each([
    ['list_contacts', { search: JSON.rawJSON('12345678901234567890') }, 'search'],
    ['find_contacts', { tags_any: [JSON.rawJSON('1e400')] }, 'tags_any[0]'],
    ['update_contact', { contact: 'p1', add_tags: '[12345678901234567890]' }, 'add_tags[0]'],
    ['plan_update', { contacts: ['p1'], rename_tags: '{"a":9007199254740993}' }, 'rename_tags.a'],
  ])('a text as a number that lost digits is refused: %s %j (promise 1)', async (tool, args, where) => {
    const { call, sandbox } = await withPeople();
    const { isError, text } = await call(tool, args);
    expect([isError, sandbox.requests]).toEqual([true, []]);
    expect(text).toMatch(`\`${where}\` is a number`);
    expect(text).toContain('Give it as text');
  });

  test('values that are no text in any writing stay refused', async () => {
    const { call } = await withPeople();
    expect((await call('find_contacts', { text: true })).text).toContain('`text` should be a text');
    expect((await call('find_contacts', { tags_any: [true] })).text).toContain('`tags_any[0]` should be');
    expect((await call('find_contacts', { tags_any: [null] })).text).toContain('`tags_any[0]` should be');
    expect((await call('find_contacts', { attributes: [{ key: 'a', op: null }] })).text).toContain(
      '`attributes[0].op` should be one of',
    );
  });
});

describe.each(ERAS)('arguments as JSON text, %s era', (era) => {
  test('are accepted, and nothing counts as no arguments', async () => {
    const { call, sandbox } = await withPeople(era);
    const given = async (args: unknown) =>
      (await call('list_contacts', JSON.parse(JSON.stringify(args)))).data['limit'];
    expect(await given('{"limit":1}')).toBe(1);
    expect(await given(' {"limit":"2"} ')).toBe(2);
    expect([await given(''), await given(null), await given('null')]).toEqual([25, 25, 25]);
    expect(sandbox.requests).toHaveLength(5);
    const attributes = '{"contact":"p1","set_attributes":{"id":12345678901234567890}}';
    expect((await call('update_contact', JSON.parse(JSON.stringify(attributes)))).text).toContain(
      '`set_attributes.id` is a number',
    );
  });
});

test('a client that writes by hand may send JSON text, too', async () => {
  const { context } = await withPeople();
  const peer = await connectRaw(context);
  const { result } = await peer.request('tools/call', {
    name: 'find_contacts',
    arguments: '{"text":"asha"}',
  });
  expect(result['structuredContent']).toMatchObject({ total: 1 });
});

/** The schemas in a schema, itself included. */
function* nodesOf(schema: unknown, path: string): Generator<[string, Record<string, unknown>]> {
  const node: Record<string, unknown> = { ...Object(schema) };
  yield [path, node];
  for (const [name, inner] of Object.entries({ ...Object(node['properties']) }))
    yield* nodesOf(inner, `${path}.${name}`);
  if (node['items'] !== undefined) yield* nodesOf(node['items'], `${path}[]`);
  if (typeof node['additionalProperties'] === 'object')
    yield* nodesOf(node['additionalProperties'], `${path}{}`);
}

test('every node of every input schema has one type', async () => {
  const { client } = await start();
  const { tools: listed } = await client.listTools();
  expect(listed).toHaveLength(tools.length);
  const nodes = listed.flatMap(({ name, inputSchema }) => [...nodesOf(inputSchema, name)]);
  expect(nodes.length).toBeGreaterThan(100);
  const odd = nodes.filter(([, node]) => typeof node['type'] !== 'string' || 'anyOf' in node);
  expect(odd).toEqual([]);
});
