import { describe, expect, test } from 'vitest';
import { start } from '../harness.ts';
import { ERAS, fill, numberOf, unsaid } from './world.ts';

describe.each(ERAS)('get_contact, %s era', (era) => {
  test('reads one contact by id with exactly one request', async () => {
    const { call, sandbox } = await start({ era });
    const [contact] = sandbox.account.contacts.values();
    const { data, text } = await call('get_contact', { contact: contact?.id });
    expect(data['contact']).toMatchObject({ id: contact?.id, name: contact?.name, tags: contact?.tags });
    expect(text).toContain(contact?.phone_number);
    expect(sandbox.requests).toHaveLength(1);
  });

  test('says all of the data in words', async () => {
    const { call, sandbox } = await start({ era });
    const attributes = { city: 'Mumbai', age: 41, paid: true, list: ['a', 'b'], none: null };
    fill(sandbox, {
      tags: ['vip', 'lead'],
      custom_attributes: attributes,
      last_active_at: '2026-02-03T04:05:06Z',
    });
    const answer = await call('get_contact', { contact: 'p1' });
    expect(unsaid(answer)).toEqual([]);
    expect(answer.text).toContain('"paid": true');
    expect(answer.data['contact']).toMatchObject({
      custom_attributes: { city: 'Mumbai', age: 41, paid: true, list: '["a","b"]', none: null },
    });
  });

  test('finds a contact by its number, spaces and signs aside', async () => {
    const { call, sandbox } = await start({ era });
    fill(sandbox, {}, {});
    const { data } = await call('get_contact', { contact: '+91 90000-00002' });
    expect(data['contact']).toMatchObject({ id: 'p2', phone_number: numberOf(2) });
  });

  test('answers an unknown id with an error that names the next call', async () => {
    const { call } = await start({ era });
    const { isError, text } = await call('get_contact', { contact: 'nobody' });
    expect(isError).toBe(true);
    expect(text).toMatch(/no contact with the id "nobody".*request id req_/s);
    expect(text).toMatch(/Next: .*`list_contacts`/);
  });
});

describe('get_contact', () => {
  test.each(['kept', 'ignored', 'breaks'] as const)(
    'finds a number where the search has its + %s',
    async (searchPlus) => {
      const { call, sandbox } = await start({ sandbox: { dialect: { searchPlus } } });
      fill(sandbox, {}, {});
      const { data } = await call('get_contact', { contact: numberOf(1) });
      expect(data['contact']).toMatchObject({ id: 'p1' });
    },
  );

  test('does not take a contact whose number merely contains the one asked for (promise 7)', async () => {
    const { call, sandbox } = await start();
    fill(sandbox, { phone_number: '+9190000000012' });
    const { isError, text } = await call('get_contact', { contact: '+919000000001' });
    expect([isError, text]).toEqual([
      true,
      expect.stringContaining('No contact has the number +919000000001'),
    ]);
  });

  test('says of a local number that the country code is missing (promise 7)', async () => {
    const { call } = await start();
    const { isError, text } = await call('get_contact', { contact: '98765 43210' });
    expect([isError, text]).toEqual([true, expect.stringContaining('+ and its country code')]);
  });

  test.each(['a/b', '../b', 'a?b=c', 'ünï', '100%', 'a b'])(
    'reads the id %s as one path segment',
    async (id) => {
      const { call, sandbox } = await start();
      fill(sandbox, { id });
      const { data } = await call('get_contact', { contact: id });
      expect(data['contact']).toMatchObject({ id });
    },
  );

  test('says that there is no such contact even if the store cannot be opened', async () => {
    const { call } = await start({ env: { VOBIZ_DATA_DIR: import.meta.filename } });
    expect((await call('get_contact', { contact: 'nobody' })).text).toMatch(
      /^There is no contact with the id "nobody"/,
    );
  });

  test('says that a contact created here was deleted by somebody else, and promises no undo', async () => {
    const { call, sandbox } = await start();
    fill(sandbox);
    const { data } = await call('create_contact', { name: 'Gone One', phone_number: numberOf(7) });
    const { id } = Object(data['contact']);
    sandbox.account.remove(id);
    for (const contact of [numberOf(7), id]) {
      const { text } = await call('get_contact', { contact });
      expect(text).toMatch(
        /"Gone One" .* was created .* by plan_.* somebody deleted it\.\nNext: .*`create_contact`/,
      );
      expect(text).not.toMatch(/new id|plan_undo/);
    }
  });

  test('says that a contact imported here, or given a new number here, is gone', async () => {
    const { call, sandbox } = await start();
    fill(sandbox, {});
    await call('import_contacts', { csv: `name,phone_number\nAsha,${numberOf(8)}\n` });
    const { data } = await call('plan_update', { contacts: ['p1'], new_number: numberOf(9) });
    await call('apply_plan', { plan_id: data['plan_id'], approval: data['approval_phrase'] });
    for (const id of [...sandbox.account.contacts.keys()]) sandbox.account.remove(id);
    for (const contact of [numberOf(8), numberOf(9)])
      expect((await call('get_contact', { contact })).text).toMatch(
        /was created .* by plan_.* somebody deleted it\.\nNext: .*`create_contact`/,
      );
  });

  test('names the contact that another was merged into, by id and by number', async () => {
    const { call, sandbox } = await start();
    fill(sandbox, { name: 'Asha' }, { name: 'Bela' });
    const { data } = await call('plan_merge', { groups: [{ keep: 'p1', merge: ['p2'] }] });
    await call('apply_plan', { plan_id: data['plan_id'], approval: data['approval_phrase'] });
    for (const contact of ['p2', numberOf(2), ' +91 9000 000002'])
      expect((await call('get_contact', { contact })).text).toMatch(
        /was merged into "Asha" \(id p1\) .* by plan_[\s\S]*Use the id p1/,
      );
  });

  test('names the new id of a contact that came back, until that contact is gone, too', async () => {
    const { call, sandbox } = await start();
    fill(sandbox, { name: 'Back' });
    const act = async (tool: string, args: Record<string, unknown>) => {
      const { plan_id, approval_phrase: approval } = (await call(tool, args)).data;
      await call('apply_plan', { plan_id, approval });
      return plan_id;
    };
    const plan_id = await act('plan_delete', { contacts: ['p1'] });
    expect((await call('get_contact', { contact: 'p1' })).text).toMatch(
      /it was deleted .*[\s\S]*`plan_undo`/,
    );
    await act('plan_undo', { plan_id });
    const [now] = [...sandbox.account.contacts.keys()];
    expect((await call('get_contact', { contact: 'p1' })).text).toContain(
      `became a new contact with the id ${now}`,
    );
    sandbox.account.remove(now ?? '');
    expect((await call('get_contact', { contact: numberOf(1) })).text).toMatch(/somebody deleted it/);
  });

  test('trims the id', async () => {
    const { call, sandbox } = await start();
    fill(sandbox, {});
    expect((await call('get_contact', { contact: ' p1 ' })).data['contact']).toMatchObject({ id: 'p1' });
  });

  test('refuses a call without its argument, naming it, and sends nothing', async () => {
    const { call, sandbox } = await start();
    const { isError, text } = await call('get_contact', { contact: null });
    expect([isError, text]).toEqual([
      true,
      expect.stringMatching(/`contact` is missing[\s\S]*Allowed arguments: contact/),
    ]);
    expect(sandbox.requests).toEqual([]);
  });

  test('answers an id that is no valid text as an unknown id', async () => {
    const { call } = await start();
    const { text } = await call('get_contact', { contact: 'a\ud800' });
    expect(text).not.toContain('went wrong inside this program');
  });
});
