import { describe, expect, test } from 'vitest';
import type { Dialect } from '../../../src/sandbox/dialect.ts';
import { carriedOut, NUMBER, sent, stored, withContact } from '../edit.ts';

const pune = { city: 'Pune', plan: 'pro' };
const asha = { tags: ['vip', 'lead'], custom_attributes: pune };
type Change = Record<string, unknown>;

describe('only fields that change are sent', () => {
  test.each([
    [{ name: 'Asha B' }, { name: 'Asha B' }],
    [{ add_tags: ['new'] }, { tags: ['vip', 'lead', 'new'] }],
    [{ remove_tags: ['vip'] }, { tags: ['lead'] }],
    [{ set_tags: ['one', 'vip'] }, { tags: ['vip', 'one'] }],
    [{ remove_tags: ['*'] }, { tags: [] }],
    [{ set_attributes: { city: 'Goa' } }, { custom_attributes: { city: 'Goa', plan: 'pro' } }],
    [{ remove_attributes: ['city'] }, { custom_attributes: { plan: 'pro' } }],
    [{ name: 'B', add_tags: ['vip'], set_attributes: { city: 'Pune' } }, { name: 'B' }],
  ])('%j sends %j (promise 1)', async (change, body) => {
    const world = await withContact(asha);
    const { isError } = await world.call('update_contact', { contact: 'c1', ...change });
    expect(isError).toBe(false);
    expect(carriedOut(world, 'PUT')).toEqual([body]);
    expect(stored(world)).toEqual({ name: 'Asha', ...asha, ...body });
  });

  test.each([{ name: 'Asha' }, { add_tags: ['vip'] }, { remove_tags: ['x'] }, { set_tags: ['lead', 'vip'] }])(
    '%j changes nothing and sends nothing',
    async (change) => {
      const world = await withContact(asha);
      const { data } = await world.call('update_contact', { contact: 'c1', ...change });
      expect(data['changed']).toEqual([]);
      expect(world.sandbox.writes()).toEqual([]);
    },
  );

  test('a number finds the contact as an id does', async () => {
    const world = await withContact(asha, { searchPlus: 'breaks' });
    await world.call('update_contact', { contact: '+91 55500 00001', add_tags: ['new'] });
    expect(stored(world).tags).toEqual(['vip', 'lead', 'new']);
  });
});

describe('the result is true of the stored contact (promise 8)', () => {
  const replies = ['contact', 'wrapped', 'empty', 'stale'] as const;
  const attributes = ['replace', 'merge'] as const;
  const styles = ['asis', 'lower', 'trim', 'sorted', 'lower-trim-sorted'] as const;
  const dialects: Partial<Dialect>[] = replies.flatMap((putReply) =>
    attributes.flatMap((how) => styles.map((tagStyle) => ({ putReply, attributes: how, tagStyle }))),
  );

  test.each(dialects)('adding to everything under %o', async (dialect) => {
    const world = await withContact({ tags: ['b', 'a'], custom_attributes: { city: 'Pune' } }, dialect);
    const change = { name: 'Asha B', add_tags: ['Gold'], set_attributes: { plan: 'pro' } };
    const { isError, data } = await world.call('update_contact', { contact: 'c1', ...change });
    expect(isError).toBe(false);
    const now = stored(world);
    expect(data['after']).toMatchObject(now);
    expect(now).toMatchObject({ name: 'Asha B', custom_attributes: { city: 'Pune', plan: 'pro' } });
    expect([...now.tags].sort()).toEqual(
      dialect.tagStyle?.includes('lower') ? ['a', 'b', 'gold'] : ['Gold', 'a', 'b'],
    );
    const normalised = /stored the tag "Gold" as "gold"/.test(
      JSON.stringify(data['warnings']).replaceAll('\\', ''),
    );
    expect(normalised).toBe(dialect.tagStyle?.includes('lower'));
    expect(sent(world, 'PUT')).toBe(1);
  });

  const refusals: readonly (readonly [Partial<Dialect>, object, RegExp])[] = [
    [{ ignores: ['name'] }, { name: 'B', add_tags: ['new'] }, /the name is "Asha", not "B"/],
    [{ ignores: ['tags'] }, { name: 'B', add_tags: ['new'] }, /the tag "new" is not there/],
    [{ ignores: ['tags'] }, { remove_tags: ['vip'] }, /the tag "vip" is still there/],
    [{ ignores: ['custom_attributes'] }, { set_attributes: { a: 1 } }, /the attribute "a" is not there/],
    [
      { ignores: ['custom_attributes'] },
      { set_attributes: { city: 'Goa' } },
      /the attribute "city" is "Pune"/,
    ],
    [{ attributes: 'merge' }, { remove_attributes: ['city'] }, /the attribute "city" is still there/],
    [{ emptyTags: 'ignore' }, { remove_tags: ['*'] }, /the tag "vip" is still there/],
    [{ emptyTags: 'ignore' }, { remove_tags: ['vip', 'lead'] }, /the tag "lead" is still there/],
    [{ emptyAttributes: 'ignore' }, { remove_attributes: ['city', 'plan'] }, /"plan" is still there/],
    [{ ignores: ['name'] }, { name: 'ASHA' }, /the name is "Asha", not "ASHA"/],
    [{ ignores: ['tags'] }, { add_tags: ['VIP'] }, /the tag "VIP" is not there/],
    [{ ignores: ['custom_attributes'] }, { set_attributes: { city: 'PUNE' } }, /"city" is "Pune"/],
    [{ tagStyle: 'lower' }, { add_tags: ['VIP'] }, /the tag "VIP" is not there/],
  ];

  test.each(
    replies.flatMap((putReply) => refusals.map((row) => [{ ...row[0], putReply }, row[1], row[2]] as const)),
  )('under %o the part of %j that is not taken is an error', async (dialect, change, words) => {
    const world = await withContact(asha, dialect);
    const { isError, text } = await world.call('update_contact', { contact: 'c1', ...change });
    expect(isError).toBe(true);
    expect(text).toMatch(words);
    expect(sent(world, 'PUT')).toBe(1);
  });

  /** The change asked for, and the fields that the service makes of it. */
  const rewritten: readonly (readonly [Change, Change, string])[] = [
    [{ name: '⛔️ Asha' }, { name: '⛔ ASHA' }, 'the name as "⛔ ASHA"'],
    [{ name: 'Zoë' }, { name: 'ZOE\u0308' }, 'the name as "ZOE\u0308"'],
    [{ add_tags: ['⛔️ hot'] }, { tags: ['vip', '⛔ hot', 'lead'] }, 'the tag "⛔️ hot" as "⛔ hot"'],
    [{ add_tags: ['ＡＢ１'] }, { tags: ['vip', 'lead', 'ab 1'] }, 'the tag "ＡＢ１" as "ab 1"'],
    [
      { set_attributes: { n: 1.5 } },
      { custom_attributes: { ...pune, n: '1.50' } },
      'the attribute "n" as "1.50"',
    ],
    [{ set_attributes: { n: '-05' } }, { custom_attributes: { ...pune, n: -5 } }, 'the attribute "n" as -5'],
    [
      { set_attributes: { n: 'İzmir!' } },
      { custom_attributes: { ...pune, n: 'IZMIR' } },
      'the attribute "n" as "IZMIR"',
    ],
  ];

  test.each(rewritten)(
    '%j stored as %j is done, and the result names the spelling',
    async (change, fields, words) => {
      const world = await withContact(asha);
      world.sandbox.fault({
        method: 'PUT',
        action: { edit: (_, { body }) => void Object.assign(Object(body), fields) },
      });
      const { isError, data } = await world.call('update_contact', { contact: 'c1', ...change });
      expect([isError, data['warnings']]).toEqual([
        false,
        expect.arrayContaining([expect.stringContaining(`Vobiz stored ${words}.`)]),
      ]);
    },
  );

  const lost: readonly (readonly [Change, Change, RegExp])[] = [
    [{ name: 'Zoë' }, { name: 'Zoe' }, /the name is "Zoe", not "Zoë"/],
    [{ add_tags: ['की'] }, { tags: ['vip', 'lead', 'का'] }, /the tag "की" is not there/],
    [{ add_tags: ['🔥'] }, { tags: ['vip', 'lead', '⭐'] }, /the tag "🔥" is not there/],
    [{ set_attributes: { n: 1.5 } }, { custom_attributes: { ...pune, n: 15 } }, /"n" is 15, not 1\.5/],
    [{ set_attributes: { n: '-5' } }, { custom_attributes: { ...pune, n: '5' } }, /"n" is "5"/],
    [
      { set_attributes: { n: '9007199254740993' } },
      { custom_attributes: { ...pune, n: '9007199254740992' } },
      /"n" is "9007199254740992"/,
    ],
    [{ set_attributes: { n: '' } }, { custom_attributes: pune }, /"n" is not there/],
  ];

  test.each(lost)('%j stored as %j is an error', async (change, fields, words) => {
    const world = await withContact(asha);
    world.sandbox.fault({
      method: 'PUT',
      action: { edit: (_, { body }) => void Object.assign(Object(body), fields) },
    });
    const { isError, text } = await world.call('update_contact', { contact: 'c1', ...change });
    expect([isError, text]).toEqual([true, expect.stringMatching(words)]);
  });

  test('a tag that somebody else gives in another spelling is not taken for the one that was there', async () => {
    const world = await withContact(asha);
    const theirs = {
      edit: () => void world.sandbox.account.edit('c1', { tags: ['vip', 'lead', 'new', 'VIP'] }),
    };
    world.sandbox.fault({ method: 'GET', nth: 3, action: theirs });
    world.sandbox.dialect.putReply = 'empty';
    const { data } = await world.call('update_contact', { contact: 'c1', add_tags: ['new'] });
    expect(data['warnings']).toContain(
      'Changed by somebody else meanwhile, or by Vobiz: the tag "VIP" was added.',
    );
  });

  test.each(replies)(
    'taking tags off and attributes away is done where it is done, reply %s',
    async (putReply) => {
      const world = await withContact(asha, { putReply });
      const change = { remove_tags: ['*'], remove_attributes: ['city', 'plan'] };
      const { data } = await world.call('update_contact', { contact: 'c1', ...change });
      expect(stored(world)).toEqual({ name: 'Asha', tags: [], custom_attributes: {} });
      expect(data['after']).toMatchObject({ tags: [], custom_attributes: {} });
    },
  );

  test('a tag that the service folds although nobody asked is reported', async () => {
    const world = await withContact({ tags: ['VIP'] }, { tagStyle: 'lower' });
    const { data } = await world.call('update_contact', { contact: 'c1', add_tags: ['new'] });
    expect(stored(world).tags).toEqual(['vip', 'new']);
    expect(JSON.stringify(data['warnings'])).toContain('VIP');
  });

  test('a write that went through, but cannot be read afterwards, is not reported as if nothing was sent', async () => {
    const world = await withContact(asha, { putReply: 'empty' });
    world.sandbox.fault({ method: 'GET', path: '/c1', nth: 3, times: 3, action: { status: 500 } });
    const { text } = await world.call('update_contact', { contact: 'c1', add_tags: ['new'] });
    expect(stored(world).tags).toContain('new');
    expect(text).toMatch(/settled|carried out|took|was changed|PUT/);
  });
});

describe('another writer', () => {
  test('whose tag came before our read keeps it (promise 1)', async () => {
    const world = await withContact(asha);
    const theirs = { tags: ['vip', 'lead', 'theirs'] };
    world.sandbox.fault({ method: 'GET', action: { edit: (account) => account.edit('c1', theirs) } });
    await world.call('update_contact', { contact: 'c1', add_tags: ['ours'] });
    expect(stored(world).tags).toEqual(['vip', 'lead', 'theirs', 'ours']);
  });

  test('whose tag came after a write of ours that got lost keeps it (promise 1)', async () => {
    const world = await withContact(asha);
    const theirs = { tags: ['vip', 'lead', 'theirs'] };
    world.sandbox.fault({ method: 'PUT', action: { drop: 'before' } });
    world.sandbox.fault({ method: 'GET', nth: 2, action: { edit: (account) => account.edit('c1', theirs) } });
    const { isError } = await world.call('update_contact', { contact: 'c1', add_tags: ['ours'] });
    expect(isError).toBe(false);
    expect(stored(world).tags).toEqual(['vip', 'lead', 'theirs', 'ours']);
  });

  test('whose change is seen in the reply is reported', async () => {
    const world = await withContact(asha);
    world.sandbox.fault({
      method: 'PUT',
      action: { edit: (account) => account.edit('c1', { name: 'Theirs' }) },
    });
    const { data } = await world.call('update_contact', { contact: 'c1', add_tags: ['ours'] });
    expect(JSON.stringify(data['warnings'])).toContain('the name is now');
    expect(stored(world)).toMatchObject({ name: 'Theirs', tags: ['vip', 'lead', 'ours'] });
  });

  test('deleting the contact between read and write makes the edit an error', async () => {
    const world = await withContact(asha);
    world.sandbox.fault({ method: 'PUT', action: { edit: (account) => account.remove('c1') } });
    const { isError, text } = await world.call('update_contact', { contact: 'c1', name: 'B' });
    expect([isError, sent(world, 'PUT'), world.sandbox.account.contacts.size]).toEqual([true, 1, 0]);
    expect(text).toMatch(/did not find|not there any more/);
  });

  test('deleting the contact after a write that got lost makes the edit an error', async () => {
    const world = await withContact(asha);
    world.sandbox.fault({ method: 'PUT', action: { drop: 'before' } });
    world.sandbox.fault({ method: 'GET', nth: 3, action: { edit: (account) => account.remove('c1') } });
    const { isError, text } = await world.call('update_contact', { contact: 'c1', name: 'B' });
    expect([isError, sent(world, 'PUT')]).toEqual([true, 1]);
    expect(text).toContain('not there any more: somebody deleted it');
  });
});

test('a tag that somebody adds while the service pauses our single edit is kept (promise 1)', async () => {
  const world = await withContact({ tags: ['vip'] });
  world.sandbox.fault({ method: 'PUT', action: { status: 429, headers: { 'retry-after': '3' } } });
  const editing = world.call('update_contact', { contact: 'c1', add_tags: ['new'] });
  await expect.poll(() => sent(world, 'PUT')).toBe(1);
  world.sandbox.account.edit('c1', { tags: ['vip', 'theirs'] });
  expect((await editing).isError).toBe(false);
  expect(stored(world).tags).toEqual(['vip', 'theirs', 'new']);
});

test('an edit that changes nothing writes nothing and makes no plan, even when somebody changes the contact just then', async () => {
  const world = await withContact({ tags: ['vip'] });
  const taken = { edit: () => void world.sandbox.account.edit('c1', { tags: [] }) };
  world.sandbox.fault({ method: 'GET', nth: 2, action: taken });
  const { data } = await world.call('update_contact', { contact: 'c1', add_tags: ['vip'] });
  expect([data['changed'], sent(world, 'PUT')]).toEqual([[], 0]);
});

test('"*" takes all tags off but protected ones, as in plan_update (promise 9)', async () => {
  const world = await withContact({ tags: ['vip', 'opted-out', 'lead'] });
  const { text } = await world.call('update_contact', { contact: 'c1', remove_tags: ['*'] });
  expect([text.startsWith('Changed tags'), stored(world).tags]).toEqual([true, ['opted-out']]);
});

test.each(['+abc/=', ' spaced '])('a contact with the id "%s" is changed', async (id) => {
  const world = await withContact({});
  world.sandbox.account.replaceAll([{ id, phone_number: NUMBER, name: 'Asha', tags: [] }]);
  const { isError } = await world.call('update_contact', { contact: NUMBER, add_tags: ['vip'] });
  expect([isError, stored(world, id).tags]).toEqual([false, ['vip']]);
});
