import { describe, expect, test } from 'vitest';
import type { WireContact } from '../../src/api/wire.ts';
import { type Harness, person } from '../harness.ts';
import { holding } from '../plans/exactly.ts';
import { found, withContacts } from './find.ts';

const DAY = 86_400_000;
const ago = (days: number) => new Date(Date.now() - days * DAY).toISOString();

const people: readonly Partial<WireContact>[] = [
  {
    id: 'asha',
    name: 'Asha Rao',
    phone_number: '+919876543210',
    tags: ['vip', 'lead'],
    last_active_at: ago(10),
  },
  { id: 'bela', name: 'Bela', phone_number: '+447700900123', tags: ['VIP'], last_active_at: ago(100) },
  {
    id: 'chand',
    name: 'CHAND',
    tags: [],
    custom_attributes: { city: 'Pune', age: 9, note: 'asha knows him' },
  },
  { id: 'dev', name: 'Dev', tags: ['lead', 'Opted-Out'], custom_attributes: { city: 'pune ', age: '30' } },
  {
    id: 'esha',
    name: 'Éshā',
    tags: ['vip', 'x\u200by'],
    custom_attributes: { age: 100, ok: true, gone: null },
  },
];

const CASES: readonly (readonly [Record<string, unknown>, readonly string[]])[] = [
  [{}, ['asha', 'bela', 'chand', 'dev', 'esha']],
  [{ text: 'asha' }, ['asha', 'chand']],
  [{ text: 'BELA' }, ['bela']],
  [{ text: '98765 43210' }, ['asha']],
  [{ text: '+44 7700' }, ['bela']],
  [{ text: 'E\u0301sh' }, ['esha']],
  [{ text: 'lead' }, ['asha', 'dev']],
  [{ text: 'nobody' }, []],
  [{ tags_all: ['vip'] }, ['asha', 'esha']],
  [{ tags_all: ['vip', 'lead'] }, ['asha']],
  [{ tags_any: ['VIP', 'lead'] }, ['asha', 'bela', 'dev']],
  [{ tags_none: ['vip', 'lead'] }, ['bela', 'chand']],
  [{ tags_any: ['vip'], tags_none: ['lead'] }, ['esha']],
  [{ tags_all: ['x\u200by'] }, ['esha']],
  [{ tags_all: ['x\\u{200b}y'] }, ['esha']],
  [{ tags_none: ['x\\u{200b}y'], tags_all: ['vip'] }, ['asha']],
  [{ untagged: true }, ['chand']],
  [{ untagged: false, tags_none: ['vip'] }, ['bela', 'chand', 'dev']],
  [{ protected: true }, ['dev']],
  [{ protected: false, tags_all: ['lead'] }, ['asha', 'dev']],
  [{ phone_prefix: '+44' }, ['bela']],
  [{ phone_prefix: '+91 98765' }, ['asha']],
  [{ ids: ['dev', 'asha', 'nobody'] }, ['asha', 'dev']],
  [{ ids: ['dev', 'asha'], tags_all: ['vip'] }, ['asha']],
  [{ active_before: '90d' }, ['bela']],
  [{ active_after: '90d' }, ['asha']],
  [{ active_after: '200d', active_before: '50d' }, ['bela']],
  [{ never_active: true }, ['chand', 'dev', 'esha']],
  [{ never_active: false }, ['asha', 'bela', 'chand', 'dev', 'esha']],
];

const ATTRIBUTES: readonly (readonly [Record<string, unknown>, readonly string[]])[] = [
  [{ key: 'city', op: 'equals', value: 'PUNE' }, ['chand', 'dev']],
  [{ key: 'city', op: 'not_equals', value: 'Goa' }, ['chand', 'dev']],
  [{ key: 'city', op: 'contains', value: 'un' }, ['chand', 'dev']],
  [{ key: 'city', op: 'exists' }, ['chand', 'dev']],
  [{ key: 'city', op: 'missing' }, ['asha', 'bela', 'esha']],
  [{ key: 'age', op: 'equals', value: 30 }, ['dev']],
  [{ key: 'age', op: 'greater', value: 9 }, ['dev', 'esha']],
  [{ key: 'age', op: 'less', value: '100' }, ['chand', 'dev']],
  [{ key: 'ok', op: 'equals', value: true }, ['esha']],
  [{ key: 'gone', op: 'not_equals', value: 'x' }, []],
];

/** Two numbers that are equal in JavaScript, another way to write 1, and numbers out of its range. */
const EXACT: readonly (readonly [Record<string, unknown>, readonly string[]])[] = [
  [{ op: 'equals', value: '12345678901234567890' }, ['even']],
  [{ op: 'equals', value: '12345678901234567890.0' }, ['even']],
  [{ op: 'equals', value: '12345678901234567892' }, []],
  [{ op: 'not_equals', value: '12345678901234567890' }, ['huge', 'odd', 'one', 'text', 'tiny']],
  [{ op: 'greater', value: '12345678901234567890' }, ['huge', 'odd']],
  [{ op: 'less', value: '12345678901234567891' }, ['even', 'one', 'text', 'tiny']],
  [{ op: 'equals', value: 1 }, ['one']],
  [{ op: 'equals', value: '1e0' }, ['one']],
  [{ op: 'equals', value: '1.00' }, ['one', 'text']],
  [{ op: 'less', value: 1 }, ['tiny']],
  [{ op: 'greater', value: 0 }, ['even', 'huge', 'odd', 'one', 'text', 'tiny']],
  [{ op: 'greater', value: '1e999999998' }, ['huge']],
  [{ op: 'contains', value: '4567891' }, ['odd']],
];

test.each(EXACT)('compares numbers to the last digit: with %j finds %j', async (asked, wanted) => {
  const holds = {
    even: '12345678901234567890',
    odd: '12345678901234567891',
    one: '1.0',
    text: '"1.00"',
    huge: '1e999999999',
    tiny: '1e-400',
  };
  const contacts = Object.entries(holds).map(([id, n], index) => {
    return { id, phone_number: `+9155500000${10 + index}`, custom_attributes: `{"n":${n}}` };
  });
  const world = await holding(...contacts);
  expect(await found(world, { attributes: [{ key: 'n', ...asked }] })).toEqual(wanted);
});

async function both(filter: Record<string, unknown>, wanted: readonly string[]): Promise<Harness> {
  const world = await withContacts(people);
  expect(await found(world, filter)).toEqual(wanted);
  // The second search is answered from the walk of the first, if that made one.
  expect(await found(world, filter)).toEqual(wanted);
  return world;
}

describe('find_contacts', () => {
  test.each(CASES)('with %j finds %j', async (filter, wanted) => {
    await both(filter, wanted);
  });

  test.each(ATTRIBUTES)('with the attribute test %j finds %j', async (attribute, wanted) => {
    await both({ attributes: [attribute] }, wanted);
  });

  test('an attribute named like a property of every object is missing if it is not stored', async () => {
    await both({ attributes: [{ key: 'constructor', op: 'not_equals', value: 'x' }] }, []);
  });

  test('joins attribute tests and other filters by AND', async () => {
    const pune = { key: 'city', op: 'equals', value: 'Pune' };
    await both({ attributes: [pune, { key: 'age', op: 'greater', value: 10 }], protected: true }, ['dev']);
  });

  test('refuses an attribute test without its value, and names it', async () => {
    const world = await withContacts(people);
    const args = { attributes: [{ key: 'city', op: 'equals' }] };
    const { isError, text } = await world.call('find_contacts', args);
    expect([isError, world.sandbox.requests]).toEqual([true, []]);
    expect(text).toContain('"equals" on "city" needs a `value`');
  });

  test('tells in which fields a text was found', async () => {
    const world = await withContacts(people);
    const { data } = await world.call('find_contacts', { text: 'asha' });
    expect(data['summary']).toContain('"asha" is in: attribute note (1) and name (1).');
  });

  test('names other spellings of a tag, and how many opted out', async () => {
    const world = await withContacts(people);
    const { data } = await world.call('find_contacts', { tags_any: ['vip', 'lead'] });
    expect(data['summary']).toContain('Other spellings are not included: "VIP" (1).');
    expect(data['summary']).toContain(
      '1 of them opted out ("Opted-Out"): tags may be taken off them; whatever could get them a message needs',
    );
  });

  test('matches a tag exactly, even if the service ignores case', async () => {
    const world = await withContacts(people, { sandbox: { dialect: { tagMatch: 'blind' } } });
    expect(await found(world, { tags_all: ['vip'] })).toEqual(['asha', 'esha']);
    expect(world.sandbox.requests[0]?.query['tag']).toBe('vip');
  });
});

describe('selections', () => {
  test('narrow a find by `within` and `except`, each a union', async () => {
    const world = await withContacts(people);
    const keep = async (filter: object) =>
      String((await world.call('find_contacts', { ...filter })).data['selection_id']);
    const vip = await keep({ tags_any: ['vip'] });
    const lead = await keep({ tags_any: ['lead'] });
    expect(await found(world, { within: [vip, lead] })).toEqual(['asha', 'dev', 'esha']);
    expect(await found(world, { within: [vip], except: [lead] })).toEqual(['esha']);
    expect(await found(world, { except: [vip, lead] })).toEqual(['bela', 'chand']);
    expect(await found(world, { within: [vip], text: 'asha' })).toEqual(['asha']);
  });

  test('that are unknown are an error, and not the whole account', async () => {
    const world = await withContacts(people);
    for (const filter of [{ within: ['sel_x'] }, { except: ['sel_x'] }]) {
      const { isError, text } = await world.call('find_contacts', filter);
      expect([isError, text.includes('"sel_x" is not known here')]).toEqual([true, true]);
    }
  });

  test.each(['within', 'except'])(
    'that were found incomplete make a find by `%s` incomplete (promise 6)',
    async (by) => {
      const world = await withContacts(people);
      const part = await world.context.selections.add({ ids: ['asha'], filter: {}, complete: false });
      const { data } = await world.call('find_contacts', { [by]: [part.selection_id] });
      expect(data['complete']).toBe(false);
    },
  );
});

describe('contacts that were never active', () => {
  test('are left out by `active_before`, and counted', async () => {
    const world = await withContacts(people);
    const { data } = await world.call('find_contacts', { active_before: '90d' });
    expect(data['summary']).toMatch(/3 contacts .*never active.* left out/);
  });

  test('are counted if they pass the other filters', async () => {
    const world = await withContacts(people);
    const { data } = await world.call('find_contacts', { active_before: '90d', tags_any: ['vip'] });
    expect(data['summary']).toMatch(/\b1 contact .*never active.* left out/);
  });

  test('cannot be found together with a time, and the error tells another way', async () => {
    const world = await withContacts(people);
    const both = { active_before: '90d', never_active: true };
    const { isError, text } = await world.call('find_contacts', both);
    expect([isError, world.sandbox.requests]).toEqual([true, []]);
    expect(text).toContain('`within` set to both selection ids');
  });
});

test('giving a tag warns of its look-alikes', async () => {
  const world = await withContacts(people, { forms: person('accept') });
  const give = async (tag: string) =>
    (await world.call('update_contact', { contact: 'chand', add_tags: [tag] })).text;
  expect(await give('v.i.p')).toMatch(/The account also has "vip" \(2\) and "VIP" \(1\) besides "v\.i\.p"/);
  expect(await give('brand new')).toContain('"brand new" is new: nobody else has it.');
  expect(await give('lead')).not.toMatch(/is new|also has/);
});
