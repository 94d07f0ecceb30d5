import { describe, expect, test } from 'vitest';
import { start } from '../harness.ts';
import { ERAS, fill, numberOf, unsaid, writes } from './world.ts';

const NUMBER = '+919876543210';

describe.each(ERAS)('create_contact, %s era', (era) => {
  test('creates a contact with tags and attributes, and says it in words and in data', async () => {
    const { call, sandbox } = await start({ era });
    const answer = await call('create_contact', {
      phone_number: NUMBER,
      name: 'Asha Rao',
      tags: ['vip', 'lead', 'vip'],
      custom_attributes: { city: 'Pune', seats: 4 },
    });
    const stored = sandbox.account.byNumber(NUMBER);
    expect(stored).toMatchObject({
      name: 'Asha Rao',
      tags: ['vip', 'lead'],
      custom_attributes: { city: 'Pune', seats: 4 },
    });
    const { plan_id } = answer.data;
    expect(answer.data).toMatchObject({ created: true, contact: { id: stored?.id, phone_number: NUMBER } });
    expect(unsaid(answer)).toEqual([]);
    expect(plan_id).toMatch(/^plan_\w+$/);
    expect(answer.text.startsWith(`Created (${plan_id}): "Asha Rao"`)).toBe(true);
  });

  test('leaves a number that exists alone and names the contact and the tool that changes it', async () => {
    const { call, sandbox } = await start({ era });
    fill(sandbox, { name: 'Old Name', tags: ['lead'] });
    const { isError, text } = await call('create_contact', {
      phone_number: numberOf(1),
      name: 'New',
      tags: ['vip'],
    });
    expect(isError).toBe(true);
    expect(text).toMatch(/"Old Name" \(id p1\), so nothing was created[\s\S]*Next: .*`update_contact`/);
    expect(writes({ sandbox })).toEqual([]);
  });
});

describe('create_contact', () => {
  test('repeated says that it was done before, sends nothing, and uses no budget', async () => {
    const { call, sandbox } = await start({ sandbox: { contacts: 0 } });
    const wanted = { phone_number: '+919876543210', name: 'Asha', tags: ['lead'] };
    const { data } = await call('create_contact', wanted);
    for (let n = 0; n < 21; n++) {
      const again = await call('create_contact', wanted);
      expect(again.text).toMatch(
        /^It was already done \d+ s ago by plan_\w+; nothing was sent\. The contact is: "Asha"/,
      );
      expect(again.text.match(/plan_|nothing was sent/g)).toHaveLength(2);
      expect(again.data).toMatchObject({
        created: false,
        plan_id: data['plan_id'],
        contact: data['contact'],
      });
    }
    expect(sandbox.writes()).toHaveLength(1);
  });

  test('of a contact that was imported just now says that it was done before', async () => {
    const { call, sandbox } = await start({ sandbox: { contacts: 0 } });
    const { data } = await call('import_contacts', { csv: `name,phone_number\nAsha,${numberOf(1)}\n` });
    const again = await call('create_contact', { phone_number: numberOf(1), name: 'Asha' });
    expect(again.data).toMatchObject({ created: false, plan_id: data['plan_id'] });
    expect(sandbox.writes()).toHaveLength(1);
  });

  test('says that an equal contact was there already', async () => {
    const { call, sandbox } = await start();
    fill(sandbox, { name: 'Asha', tags: ['vip'] });
    const answer = await call('create_contact', { phone_number: numberOf(1), name: 'Asha', tags: ['vip'] });
    expect(answer.data).toMatchObject({ created: false, contact: { id: 'p1' } });
    expect(answer.text).toContain('there already');
    expect(writes({ sandbox })).toEqual([]);
  });

  test.each(['conflict', 'invalid', 'bad-request'] as const)(
    'leaves a contact alone that somebody else created just before our POST, when the service replies %s',
    async (existing) => {
      const { call, sandbox } = await start({ sandbox: { dialect: { existing } } });
      fill(sandbox, {});
      sandbox.fault({
        method: 'POST',
        action: {
          edit: (account) =>
            void account.create({ phone_number: NUMBER, name: 'Somebody', tags: ['theirs'] }),
        },
      });
      const { isError, text } = await call('create_contact', {
        phone_number: NUMBER,
        name: 'Mine',
        tags: ['vip'],
      });
      const tags = sandbox.account.byNumber(NUMBER)?.tags;
      expect([isError, tags]).toEqual([true, ['theirs']]);
      expect(text).toContain('already the number of "Somebody"');
    },
  );

  test.each([
    ['98765 43210', /no country code[\s\S]*do not guess/],
    ['9.19877E+11', /spreadsheet[\s\S]*do not fill in/],
    ['9,19877e+11', /spreadsheet/],
    ['+91 98765', /too short|7 to 15 digits/],
    ['+9198765432101234', /7 to 15 digits|too long/],
    ['+999 1234567', /no country has this code/],
    ['+910000000000', /no number of that country looks like this/],
    ['+91 98765 43210 ext 5', /extension/],
    ['call me', /"call me" is not a phone number: it has no digits/],
  ])('refuses the number %s without a guess, and sends nothing (promise 7)', async (phone_number, words) => {
    const { call, sandbox } = await start();
    const { isError, text } = await call('create_contact', { phone_number, name: 'Asha' });
    expect([isError, text]).toEqual([true, expect.stringMatching(words)]);
    expect(text).toContain('Next: ');
    expect(sandbox.requests).toEqual([]);
  });

  test('takes spaces, brackets and dashes out of a number, and nothing else (promise 7)', async () => {
    const { call, sandbox } = await start();
    await call('create_contact', { phone_number: ' +91 (98765)-43.210 ', name: 'Asha' });
    expect(sandbox.account.byNumber(NUMBER)).toBeDefined();
  });
});

describe('create_contact and numbers', () => {
  test.each(['+44 (0)20 7946 0958', '+91 (0) 98765 43210'])(
    'refuses or mends a number with a trunk zero in brackets, %s (promise 7)',
    async (phone_number) => {
      const { call, sandbox } = await start({ sandbox: { contacts: 1 } });
      await call('create_contact', { phone_number, name: 'Asha' });
      const numbers = [...sandbox.account.contacts.values()].map((contact) => contact.phone_number);
      expect(numbers.filter((number) => /^\+(440|910)/.test(number))).toEqual([]);
    },
  );

  test.each(['98765 43210', '098765-43210', '0091 98765 43210', '+91 98765 43210'])(
    'reads %s as a number of the country that VOBIZ_DEFAULT_COUNTRY states (promise 7)',
    async (phone_number) => {
      const { call, sandbox } = await start({ env: { VOBIZ_DEFAULT_COUNTRY: 'IN' } });
      await call('create_contact', { phone_number, name: 'Asha' });
      expect(sandbox.account.byNumber(NUMBER)).toBeDefined();
    },
  );

  test('refuses a number that is not valid in the stated country (promise 7)', async () => {
    const { call, sandbox } = await start({ env: { VOBIZ_DEFAULT_COUNTRY: 'IN' } });
    const { text } = await call('create_contact', { phone_number: '12345', name: 'Asha' });
    expect(text).toContain('"12345" is not a phone number of the country IN');
    expect(writes({ sandbox })).toEqual([]);
  });
});

describe('create_contact, arguments and warnings', () => {
  test('takes lists and objects as JSON text', async () => {
    const { call, sandbox } = await start();
    await call('create_contact', {
      phone_number: NUMBER,
      name: 'Asha',
      tags: '["vip"]',
      custom_attributes: '{"city":"Pune"}',
    });
    expect(sandbox.account.byNumber(NUMBER)).toMatchObject({
      tags: ['vip'],
      custom_attributes: { city: 'Pune' },
    });
  });

  test('keeps a text that looks like JSON', async () => {
    const { call, sandbox } = await start();
    await call('create_contact', { phone_number: NUMBER, name: '["a"]' });
    expect(sandbox.account.byNumber(NUMBER)?.name).toBe('["a"]');
  });

  test.each([
    [{ name: '  ' }, '`name`'],
    [{ tags: [''] }, '`tags[0]`'],
    [{ tags: 'vip' }, '`tags`'],
    [{ custom_attributes: ['a'] }, '`custom_attributes`'],
    [{ phone_number: 919876543210 }, '`phone_number`'],
    [{ attributes: {} }, 'did you mean `custom_attributes`'],
    [{ phone: NUMBER }, 'did you mean `phone_number`'],
  ])('refuses %j, naming what is wrong, and sends nothing (promise 11)', async (wrong, words) => {
    const { call, sandbox } = await start();
    const { isError, text } = await call('create_contact', { phone_number: NUMBER, name: 'Asha', ...wrong });
    expect([isError, text]).toEqual([true, expect.stringContaining(words)]);
    expect(text).toContain('Allowed arguments: phone_number, name, tags, custom_attributes');
    expect(sandbox.requests).toEqual([]);
  });

  test('warns of look-alike tags and of tags that nobody else carries', async () => {
    const { call, sandbox } = await start();
    fill(sandbox, { tags: ['VIP'] }, { tags: ['VIP', 'lead'] });
    const answer = await call('create_contact', {
      phone_number: NUMBER,
      name: 'Asha',
      tags: ['vip', 'brand new', 'lead'],
    });
    expect(answer.data['warnings']).toEqual([
      expect.stringMatching(/also has "VIP" \(2\) besides "vip"/),
      expect.stringMatching(/"brand new" is new/),
    ]);
    expect(unsaid(answer)).toEqual([]);
  });
});

describe('create_contact, what it says and sends', () => {
  test('says how the service stored fields that it changed', async () => {
    const { call } = await start({ sandbox: { dialect: { tagStyle: 'lower' } } });
    const { data, isError } = await call('create_contact', {
      phone_number: NUMBER,
      name: 'Asha',
      tags: ['Vip'],
    });
    expect(isError).toBe(false);
    expect(data['warnings']).toContainEqual(expect.stringContaining('the tag "Vip" as "vip"'));
  });

  test('does not send a second POST after one whose reply was lost (promise 3)', async () => {
    const { call, sandbox } = await start();
    sandbox.fault({ method: 'POST', action: { drop: 'after' } });
    const { data } = await call('create_contact', { phone_number: NUMBER, name: 'Asha', tags: ['vip'] });
    expect(data).toMatchObject({ created: true, contact: { phone_number: NUMBER } });
    expect(writes({ sandbox })).toEqual(['POST /contacts']);
  });
});
