import { describe, expect, test } from 'vitest';
import { start } from '../harness.ts';
import { applied, plan } from './plans.ts';
import { ERAS, fill, pick, rows, tagsOf, unsaid, writes } from './world.ts';

describe.each(ERAS)('plan_update, %s era', (era) => {
  test('plans for a selection, sends nothing, and shows the whole plan in words and in data', async () => {
    const harness = await start({ era });
    fill(harness.sandbox, { tags: ['lead'] }, { tags: ['lead', 'vip'] }, {});
    const { data } = await harness.call('find_contacts', { tags_any: ['lead'] });
    const args = { selection_id: data['selection_id'], add_tags: ['vip'] };
    const { answer } = await plan(harness, 'plan_update', args);
    expect(answer.data).toMatchObject({
      kind: 'update',
      state: 'waiting',
      counts: { selected: 2, to_change: 1, unchanged: 1 },
      sample: [{ contact_id: 'p1', before: { tags: ['lead'] }, after: { tags: ['lead', 'vip'] } }],
    });
    expect(answer.text).toMatch(
      /^Add the tag "vip" to "Person 1" \(\+919000000001\) in account .*\n2 contacts are selected \(those tagged "lead"\)\.\n1 has it already\./,
    );
    expect(unsaid(answer)).toEqual([]);
    expect(writes(harness)).toEqual([]);
  });

  test('is approved, done and undone, and the undo leaves later tags on (promises 1 and 5)', async () => {
    const harness = await start({ era });
    fill(harness.sandbox, { tags: ['lead'] }, {});
    const planned = await plan(harness, 'plan_update', { contacts: ['p1', 'p2'], add_tags: ['vip'] });
    harness.sandbox.account.edit('p1', { tags: ['lead', 'theirs'] });
    expect((await applied(harness, planned)).data).toMatchObject({ state: 'done', counts: { done: 2 } });
    expect(tagsOf(harness, 'p1')).toEqual(['lead', 'theirs', 'vip']);
    harness.sandbox.account.edit('p2', { tags: ['vip', 'later'] });
    const undo = await plan(harness, 'plan_undo', { plan_id: planned.plan_id });
    expect((await applied(harness, undo)).data).toMatchObject({ state: 'done', counts: { done: 2 } });
    expect([tagsOf(harness, 'p1'), tagsOf(harness, 'p2')]).toEqual([['lead', 'theirs'], ['later']]);
  });
});

describe('plan_update', () => {
  test('joins spellings of a tag, takes all but protected tags off, and renames attributes', async () => {
    const harness = await start();
    const tags = ['VIP', 'a'];
    fill(harness.sandbox, { tags, custom_attributes: { town: 'Pune' } }, { tags: ['a', 'dnd'] });
    const join = { rename_tags: { VIP: 'vip' }, rename_attributes: { town: 'city' } };
    await applied(harness, await plan(harness, 'plan_update', { contacts: ['p1'], ...join }));
    const { tags: joined, custom_attributes } = harness.sandbox.account.get('p1');
    expect([joined.toSorted(), custom_attributes]).toEqual([['a', 'vip'], { city: 'Pune' }]);
    const none = { contacts: ['p1', 'p2'], remove_tags: ['*'] };
    await applied(harness, await plan(harness, 'plan_update', none));
    expect([tagsOf(harness, 'p1'), tagsOf(harness, 'p2')]).toEqual([[], ['dnd']]);
  });

  test('gives a new number by a new contact, and tells the losses before (promise 5)', async () => {
    const harness = await start();
    fill(harness.sandbox, { name: 'Asha', tags: ['vip'] });
    const planned = await plan(harness, 'plan_update', { contacts: ['p1'], new_number: '+919876543210' });
    expect(planned.answer.data['text']).toMatch(/created date, last activity and history are lost for good/);
    await applied(harness, planned);
    const [moved, ...others] = harness.sandbox.account.contacts.values();
    expect([moved?.name, moved?.phone_number, moved?.tags, others]).toEqual([
      'Asha',
      '+919876543210',
      ['vip'],
      [],
    ]);
  });

  test('leaves people alone who opted out, even after the approval, unless include_protected is set (promise 9)', async () => {
    const harness = await start();
    fill(harness.sandbox, { tags: ['dnd'] }, {}, {});
    const args = { contacts: ['p1', 'p2', 'p3'], add_tags: ['sale'] };
    const planned = await plan(harness, 'plan_update', args);
    expect(planned.answer.data).toMatchObject({ counts: { to_change: 2, protected: 1 } });
    harness.sandbox.account.edit('p2', { tags: ['unsubscribed'] });
    expect((await applied(harness, planned)).data).toMatchObject({ counts: { done: 1, protected: 2 } });
    expect(writes(harness)).toEqual(['PUT /contacts/p3']);
    const all = await plan(harness, 'plan_update', { ...args, include_protected: true });
    await applied(harness, all);
    expect(tagsOf(harness, 'p1')).toEqual(['dnd', 'sale']);
  });

  test('leaves a name that somebody else changed alone, and lists it (promise 2)', async () => {
    const harness = await start();
    fill(harness.sandbox, { name: 'Asha' }, { name: 'Asha' });
    const planned = await plan(harness, 'plan_update', { contacts: ['p1', 'p2'], name: 'Asha Rao' });
    harness.sandbox.account.edit('p1', { name: 'Aasha' });
    await applied(harness, planned);
    const { plan_id } = planned;
    const { data } = await harness.call('get_plan', { plan_id, items: 'problems' });
    expect(rows(data['items'])).toMatchObject([{ contact_id: 'p1', state: 'drifted' }]);
    expect(harness.sandbox.account.get('p1').name).toBe('Aasha');
  });

  test('warns of the values that it replaces, with examples (conversation 14)', async () => {
    const harness = await start();
    const living = (city: unknown) => ({ custom_attributes: { city } });
    fill(harness.sandbox, living('Pune'), living('Goa'), living('Pune'), living(''), living('Atlantis'), {});
    const { data } = await harness.call('find_contacts');
    const planned = (contacts: object, change: object) =>
      plan(harness, 'plan_update', { ...contacts, ...change });
    const all = { selection_id: data['selection_id'] };
    const { answer } = await planned(all, { set_attributes: { city: 'Atlantis' } });
    expect(answer.data['counts']).toMatchObject({ to_change: 5 });
    expect(answer.data['text']).toContain(
      'This replaces "city" of 3 contacts ("Pune" of "Person 3" (+919000000003), "Goa" of "Person 2" (+919000000002) and 1 more).',
    );
    const named = await planned({ contacts: ['p1'] }, { name: 'Asha' });
    expect(named.answer.data['text']).toContain(
      'This replaces the name of 1 contact ("Person 1" (+919000000001)).',
    );
    const fresh = await planned(all, { set_attributes: { zip: '1' } });
    expect(fresh.answer.text).not.toContain('replaced');
  });

  test('shows texts apart from numbers and null', async () => {
    const harness = await start();
    fill(harness.sandbox, {});
    const set_attributes = { a: null, b: 'null', c: 1, d: '1', e: ['x'] };
    const { answer } = await plan(harness, 'plan_update', { contacts: ['p1'], set_attributes });
    expect(answer.data['summary']).toMatch(
      /^Set 5 attributes on .*: "a" to null, "b" to "null", "c" to 1, "d" to "1" and "e" to \["x"\]$/,
    );
  });

  test('warns of other spellings that stay on when a tag is removed or renamed', async () => {
    const harness = await start();
    fill(harness.sandbox, { tags: ['VIP'] }, { tags: ['v.i.p', 'vip'] }, { tags: ['VIP', 'lead'] });
    const warned = async (change: object) => {
      const contacts = ['p1', 'p2', 'p3'];
      const { answer } = await plan(harness, 'plan_update', { contacts, ...change });
      return String(answer.data['text']);
    };
    expect(await warned({ remove_tags: ['Vip'] })).toContain(
      'Other spellings of "Vip" stay on: "VIP" (2), "v.i.p" (1) and "vip" (1).',
    );
    expect(await warned({ remove_tags: ['vip'] })).toContain(
      'Other spellings of "vip" stay on: "VIP" (2) and "v.i.p" (1).',
    );
    expect(await warned({ rename_tags: { vip: 'VIP' } })).toContain(
      'Other spellings of "vip" stay on: "v.i.p" (1).',
    );
    for (const change of [
      { remove_tags: ['vip', 'VIP', 'v.i.p'] },
      { remove_tags: ['*'] },
      { remove_tags: ['lead'] },
    ])
      expect(await warned(change)).not.toContain('stay on');
  });

  test.each([
    [
      { set_attributes: { ['k'.repeat(201)]: 1 } },
      '`set_attributes` has a name of 201 characters; at most 200',
    ],
    [
      { set_attributes: { note: 'x'.repeat(5001) } },
      'has a value of 5,001 characters for "note"; at most 5,000',
    ],
    [
      { rename_tags: { a: 'x'.repeat(201) } },
      '`rename_tags` has a value of 201 characters for "a"; at most 200',
    ],
  ])('refuses texts that are too long, and tells their length', async (change, words) => {
    const { call, sandbox } = await start();
    fill(sandbox, {});
    const { isError, text } = await call('plan_update', { contacts: ['p1'], ...change });
    expect([isError, text]).toEqual([true, expect.stringContaining(words)]);
  });

  test('warns in the call that plans and later, even if the plan changes nothing', async () => {
    const harness = await start();
    fill(harness.sandbox, { tags: ['VIP'] });
    const change = { contacts: ['p1'], remove_tags: ['vip'] };
    const { plan_id, answer } = await plan(harness, 'plan_update', change);
    const text = expect.stringMatching(
      /^Nothing was planned\. .*Other spellings of "vip" stay on: "VIP" \(1\)\./,
    );
    expect(answer.data).toMatchObject({ state: 'done', text });
    expect((await harness.call('get_plan', { plan_id })).data).toMatchObject({ state: 'done', text });
  });

  test('names the account, and how the contacts were found', async () => {
    const harness = await start();
    fill(harness.sandbox, { name: 'Asha', tags: ['lead'] }, { name: 'Be"la', tags: ['lead', 'x'] }, {}, {});
    const lead = await harness.call('find_contacts', { tags_any: ['lead'], never_active: true });
    const city = { key: 'city', op: 'missing' };
    const within = [lead.data['selection_id']];
    const filters = {
      text: 'a',
      attributes: [city],
      within,
      tags_none: ['x', 'y'],
      created_after: '2020-01-01',
    };
    const found = await harness.call('find_contacts', filters);
    const textOf = async (selection_id: unknown, add_tags: string[]) =>
      (await plan(harness, 'plan_update', { selection_id, add_tags })).answer.data['text'];
    expect(await textOf(found.data['selection_id'], ['vip'])).toMatch(
      /^Add the tag "vip" to "Asha" \(\+919000000001\) in account MA_.*\nFound among those with the text "a", without the attribute "city", created since 1 January 2020 and without "x" or "y", of those tagged "lead" and never active\.\n/,
    );
    const all = await harness.call('find_contacts');
    expect(await textOf(all.data['selection_id'], ['vip'])).toMatch(
      /to 4 contacts in account .*\nOf the 4 contacts selected \(all contacts\): "Person 4" \(.*\), "Person 3" \(.*\), .* and 1 other\.\n/,
    );
    expect(await textOf(all.data['selection_id'], ['lead'])).toMatch(
      /to 2 contacts in account .*\nOf the 4 contacts selected \(all contacts\): "Person 4" \(.*\) and "Person 3" \(.*\)\.\n2 have it already\./,
    );
  });

  test.each([
    ['find_duplicates', { by: 'name' }, '(those sharing a name): "Asha"'],
    ['get_plan', { plan_id: 'latest', items: 'pending' }, 'Found among those pending in plan_'],
    ['find_contacts', { ids: ['p1'] }, 'Found among those named by id (1 contact).'],
  ])('says that a selection comes from %s', async (tool, args, words) => {
    const { call, sandbox } = await start();
    fill(sandbox, { name: 'Asha' }, { name: 'Asha' });
    await call('plan_update', { contacts: ['p1'], add_tags: ['x'] });
    const { selection_id, duplicates_id = selection_id } = (await call(tool, args)).data;
    const { data } = await call('plan_update', { selection_id: duplicates_id, add_tags: ['y'] });
    expect(data['text']).toContain(words);
  });

  test('plans as many contacts as the cap allows, and counts the rest (promise 10)', async () => {
    const harness = await start({ env: { VOBIZ_MAX_PLAN: '2' } });
    fill(harness.sandbox, {}, {}, {});
    const { answer } = await plan(harness, 'plan_update', {
      contacts: ['p1', 'p2', 'p3'],
      add_tags: ['vip'],
    });
    expect(answer.data).toMatchObject({ counts: { selected: 3, to_change: 2, left_over: 1 } });
    expect(pick(answer.data['sample'], 'contact_id')).toEqual(['p1', 'p2']);
  });

  test.each([
    [{ contacts: ['p1'] }, 'does not say what to change'],
    [{ add_tags: ['a'] }, '`selection_id` or `contacts`'],
    [{ contacts: ['p1'], add_tag: ['a'] }, 'did you mean `add_tags`'],
    [{ contacts: ['p1'], add_tags: ['a'], remove_tags: ['a'] }, 'in both `add_tags` and `remove_tags`'],
    [{ contacts: ['p1'], new_number: '98765 43210' }, 'country'],
    [{ selection_id: 'sel_none', add_tags: ['a'] }, 'sel_none'],
  ])('refuses %j, naming what is wrong, and plans nothing (promise 11)', async (args, words) => {
    const { call, sandbox } = await start();
    fill(sandbox, {});
    const { isError, text } = await call('plan_update', args);
    expect([isError, text]).toEqual([true, expect.stringContaining(words)]);
    expect((await call('list_plans')).data).toMatchObject({ total: 0 });
  });
});
