import { describe, expect, test } from 'vitest';
import { start } from '../harness.ts';
import { ERAS, fill, numberOf, tagsOf, unsaid, writes } from './world.ts';

describe.each(ERAS)('update_contact, %s era', (era) => {
  test('changes what is named and says before and after in words and in data', async () => {
    const { call, sandbox } = await start({ era });
    fill(sandbox, { name: 'Asha', tags: ['lead', 'old'], custom_attributes: { city: 'Pune', plan: 'free' } });
    const answer = await call('update_contact', {
      contact: 'p1',
      name: 'Asha Rao',
      add_tags: ['vip'],
      remove_tags: ['old'],
      set_attributes: { plan: 'pro' },
      remove_attributes: ['city'],
    });
    expect(sandbox.account.get('p1')).toMatchObject({ name: 'Asha Rao', tags: ['lead', 'vip'] });
    expect(sandbox.account.get('p1').custom_attributes).toEqual({ plan: 'pro' });
    expect(answer.data).toMatchObject({
      before: { name: 'Asha', tags: ['lead', 'old'] },
      after: { name: 'Asha Rao', tags: ['lead', 'vip'] },
      changed: ['name', 'tags', 'custom_attributes'],
    });
    // People say attributes.
    expect(unsaid(answer)).toEqual(['changed.2,custom_attributes']);
    expect(
      answer.text.startsWith(
        `Changed name, tags and attributes (${answer.data['plan_id']}). Tags taken off: "old". Tags added: "vip".\n`,
      ),
    ).toBe(true);
  });

  test('keeps a tag that somebody else added between our reading and our writing (promise 1)', async () => {
    const { call, sandbox } = await start({ era });
    fill(sandbox, { tags: ['lead'] });
    const theirs = { edit: () => void sandbox.account.edit('p1', { tags: ['lead', 'theirs'] }) };
    sandbox.fault({ method: 'GET', path: '/contacts/p1', action: theirs });
    const { data } = await call('update_contact', { contact: 'p1', add_tags: ['vip'] });
    expect(tagsOf({ sandbox }, 'p1').toSorted()).toEqual(['lead', 'theirs', 'vip']);
    expect(data['after']).toMatchObject({ tags: ['lead', 'theirs', 'vip'] });
  });
});

describe('update_contact', () => {
  test('sends nothing beyond 20 edits in 10 minutes: a plan waits, and runs once it is approved', async () => {
    const { call, sandbox } = await start();
    fill(sandbox, {});
    for (let n = 1; n <= 20; n++)
      expect((await call('update_contact', { contact: 'p1', name: `Name ${n}` })).isError).toBe(false);
    const beyond = await call('update_contact', { contact: 'p1', name: 'Last' });
    expect(beyond).toMatchObject({ isError: false, data: { state: 'waiting', counts: { to_change: 1 } } });
    expect(beyond.data['next']).toMatch(
      /Nothing was sent: at most 20 changes in 10 minutes can be made without approval/,
    );
    expect(beyond.data).not.toHaveProperty('after');
    expect([sandbox.account.get('p1').name, writes({ sandbox }).length]).toEqual(['Name 20', 20]);
    const { plan_id } = beyond.data;
    const { data } = await call('get_plan', { plan_id });
    expect(data).toMatchObject({ state: 'waiting', counts: { to_change: 1 } });
    expect(await call('apply_plan', { plan_id })).toMatchObject({
      isError: false,
      data: { state: 'waiting' },
    });
    expect(writes({ sandbox })).toHaveLength(20);
    const receipt = await call('apply_plan', { plan_id, approval: data['approval_phrase'] });
    expect(receipt.data).toMatchObject({ state: 'done', counts: { done: 1 } });
    expect(sandbox.account.get('p1').name).toBe('Last');
  });

  test('sends only the fields that change (promise 1)', async () => {
    const { call, sandbox } = await start();
    fill(sandbox, { name: 'Asha', tags: ['lead'], custom_attributes: { city: 'Pune' } });
    await call('update_contact', { contact: numberOf(1), name: 'Asha', add_tags: ['vip'] });
    expect(sandbox.writes().map(({ body }) => body)).toEqual([{ tags: ['lead', 'vip'] }]);
  });

  test('writes nothing when everything is so already, and says so', async () => {
    const { call, sandbox } = await start();
    fill(sandbox, { tags: ['vip'] });
    const { text, data } = await call('update_contact', { contact: 'p1', add_tags: ['vip'] });
    expect([data['changed'], writes({ sandbox })]).toEqual([[], []]);
    expect(text).toMatch(/^Nothing to change/);
  });

  test('replaces all tags by set_tags, which cannot be none', async () => {
    const { call, sandbox } = await start();
    fill(sandbox, { tags: ['a', 'b'] });
    await call('update_contact', { contact: 'p1', set_tags: ['b', 'c'] });
    expect(tagsOf({ sandbox }, 'p1')).toEqual(['b', 'c']);
    expect((await call('update_contact', { contact: 'p1', set_tags: [] })).isError).toBe(true);
    await call('update_contact', { contact: 'p1', remove_tags: ['*'] });
    expect(tagsOf({ sandbox }, 'p1')).toEqual([]);
  });

  test('says that the last tag stays where the service ignores an empty list (promise 8)', async () => {
    const { call, sandbox } = await start({ sandbox: { dialect: { emptyTags: 'ignore' } } });
    fill(sandbox, { tags: ['only'] });
    const { isError, text } = await call('update_contact', { contact: 'p1', remove_tags: ['only'] });
    expect(isError).toBe(true);
    expect(text).toMatch(/the tag "only" is still there[\s\S]*Next: .*`get_contact`/);
  });

  test('takes a tag off by its exact spelling alone', async () => {
    const { call, sandbox } = await start();
    fill(sandbox, { tags: ['VIP', 'vip', ' vip '] });
    await call('update_contact', { contact: 'p1', remove_tags: ['vip'] });
    expect(tagsOf({ sandbox }, 'p1')).toEqual(['VIP', ' vip ']);
  });

  test('takes off a tag with hidden characters by the way it is shown', async () => {
    const { call, sandbox } = await start();
    fill(sandbox, { tags: ['v\u200bip', 'lead'] });
    await call('update_contact', { contact: 'p1', remove_tags: ['v\\u{200b}ip'] });
    expect(tagsOf({ sandbox }, 'p1')).toEqual(['lead']);
  });
});

describe('update_contact, what it refuses and takes', () => {
  test.each([
    [{}, /does not say what to change[\s\S]*set_tags/],
    [{ set_tags: ['a'], add_tags: ['b'] }, /`set_tags` replaces all tags/],
    [{ add_tags: ['a'], remove_tags: ['a'] }, /"a" is in both `add_tags` and `remove_tags`/],
    [{ tags: ['a'] }, /unknown argument "tags" \(did you mean `(add|set|remove)_tags`\?\)/],
    [{ phone_number: '+919876543210' }, /unknown argument "phone_number"/],
    [{ add_tags: [], name: '' }, /does not say what to change/],
  ])('refuses %j, saying what to give, and sends nothing (promise 11)', async (change, words) => {
    const { call, sandbox } = await start();
    fill(sandbox, {});
    const { isError, text } = await call('update_contact', { contact: 'p1', ...change });
    expect([isError, text]).toEqual([true, expect.stringMatching(words)]);
    expect(text).toContain('Next: ');
    expect(sandbox.requests).toEqual([]);
  });

  test.each(['phone_number', 'new_number'])(
    'says in `next` how a number is changed, for %s',
    async (name) => {
      const { call, sandbox } = await start();
      fill(sandbox, {});
      const { text } = await call('update_contact', { contact: 'p1', [name]: '+919876543210', nmae: 'A' });
      expect(text).toContain(`unknown arguments "${name}" and "nmae" (did you mean \`name\`?).`);
      expect(text).toMatch(
        /\nNext: A number is changed by `plan_update` with this contact in `contacts`, and `new_number`\. For the rest/,
      );
    },
  );

  test('takes lists and objects as JSON text and null as not given', async () => {
    const { call, sandbox } = await start();
    fill(sandbox, { tags: ['a'] });
    const change = { add_tags: '["b"]', set_attributes: '{"n":1}', set_tags: null, name: null };
    await call('update_contact', { contact: 'p1', ...change });
    expect(sandbox.account.get('p1')).toMatchObject({ tags: ['a', 'b'], custom_attributes: { n: 1 } });
  });
});

const protectedPerson = {
  name: 'Rahul',
  tags: ['customer', 'Opt-Out'],
  custom_attributes: { city: 'Pune' },
};

describe('update_contact and protection', () => {
  test.each([
    [{ add_tags: ['vip'] }, /not given "vip"/],
    [{ remove_tags: ['Opt-Out'] }, /"Opt-Out" stays on/],
    [{ set_tags: ['customer'] }, /"Opt-Out" stays on/],
    [{ set_attributes: { city: 'Goa' } }, /not given another value for "city"/],
  ])(
    'refuses %j for who opted out, names the tool that asks, and writes nothing (promise 9)',
    async (change, words) => {
      const { call, sandbox } = await start();
      fill(sandbox, protectedPerson);
      const { isError, text } = await call('update_contact', { contact: 'p1', ...change });
      expect([isError, text]).toEqual([true, expect.stringMatching(words)]);
      expect(text).toContain('"Rahul" (+919000000001)');
      expect(text).toMatch(
        /Tell the person that "Rahul" opted out\. .*`plan_update` with `contacts` \["p1"\].*`include_protected`/,
      );
      expect(writes({ sandbox })).toEqual([]);
    },
  );

  test('takes other tags off and adds opt-out tags to anyone (promise 9)', async () => {
    const { call, sandbox } = await start();
    fill(sandbox, protectedPerson, { tags: ['vip'] });
    await call('update_contact', { contact: 'p1', remove_tags: ['customer'], add_tags: ['dnd'] });
    expect(tagsOf({ sandbox }, 'p1')).toEqual(['Opt-Out', 'dnd']);
    const { data } = await call('update_contact', { contact: 'p2', add_tags: ['opted-out'] });
    expect(tagsOf({ sandbox }, 'p2')).toEqual(['vip', 'opted-out']);
    expect(data['warnings']).toContainEqual(expect.stringMatching(/alone stops no message.*"vip"/));
  });

  test('protects the tags that VOBIZ_PROTECTED_TAGS names instead (promise 9)', async () => {
    const { call, sandbox } = await start({ env: { VOBIZ_PROTECTED_TAGS: 'legal hold' } });
    fill(sandbox, { tags: ['Legal-Hold'] }, { tags: ['opted-out'] });
    expect((await call('update_contact', { contact: 'p1', add_tags: ['vip'] })).isError).toBe(true);
    expect((await call('update_contact', { contact: 'p2', add_tags: ['vip'] })).isError).toBe(false);
  });

  test('sees an opt-out that arrives while a write is being settled (promise 9)', async () => {
    const { call, sandbox } = await start();
    fill(sandbox, { tags: [] });
    sandbox.fault({ method: 'PUT', action: { drop: 'before' } });
    const optOut = { edit: () => void sandbox.account.edit('p1', { tags: ['opted-out'] }) };
    sandbox.fault({ method: 'GET', path: '/contacts/p1', nth: 2, action: optOut });
    const { isError } = await call('update_contact', { contact: 'p1', add_tags: ['vip'] });
    expect([isError, tagsOf({ sandbox }, 'p1')]).toEqual([true, ['opted-out']]);
  });

  test('says that the undo of taking a tag off who opted out asks again (promise 5)', async () => {
    const { call, sandbox } = await start();
    fill(sandbox, { tags: ['vip', 'opted-out'] });
    const { data } = await call('update_contact', { contact: 'p1', remove_tags: ['vip'] });
    expect(data['warnings']).toContainEqual(
      expect.stringMatching(/^To undo this for ".*, who opted out, you will be asked again/),
    );
    expect((await call('plan_undo', { plan_id: data['plan_id'] })).data['counts']).toEqual({
      selected: 1,
      protected: 1,
    });
  });

  test('warns of other spellings of the tag it adds', async () => {
    const { call, sandbox } = await start();
    fill(sandbox, {}, { tags: ['VIP'] }, { tags: ['v.i.p'] });
    const answer = await call('update_contact', { contact: 'p1', add_tags: ['vip'] });
    expect(answer.data['warnings']).toEqual([
      expect.stringMatching(/also has "v\.i\.p" \(1\) and "VIP" \(1\) besides "vip"/),
    ]);
    expect(answer.text).toContain('Warning: ');
  });
});
