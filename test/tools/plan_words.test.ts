import { describe, expect, test } from 'vitest';
import { person, start } from '../harness.ts';
import { applied, plan } from './plans.ts';
import { fill, numberOf, rows } from './world.ts';

const ASHA = { name: 'Asha', tags: ['vip'], custom_attributes: { city: 'Pune' } };
const TAG = { contacts: ['p1'], add_tags: ['x'] };

describe('a plan in words', () => {
  test('tells the plan while it waits, and first the result once it is over', async () => {
    const harness = await start();
    fill(harness.sandbox, ASHA);
    const planned = await plan(harness, 'plan_update', TAG);
    expect(planned.answer.text).toMatch(/^Add the tag "x" to "Asha" .*[\s\S]*\(update\) is waiting; until/);
    expect((await applied(harness, planned)).text).toMatch(
      /^Done: added the tag "x" to "Asha" \(\+\d+\)\.\n\n.*\(update\) is done/,
    );
    const undo = await plan(harness, 'plan_undo', { plan_id: planned.plan_id });
    harness.sandbox.account.edit('p1', { tags: ['vip'] });
    expect((await applied(harness, undo)).text).toMatch(
      /^Nothing was changed\. 1 was left as it was: "Asha" .*because it was so already\.\n\n.*\(undo\) is done/,
    );
  });

  test('counts no part of a change that went through for some only', async () => {
    const harness = await start();
    fill(harness.sandbox, { tags: ['lead'] }, { tags: ['lead'] }, {});
    const contacts = ['p1', 'p2', 'p3'];
    const change = { contacts, add_tags: ['vip'], remove_tags: ['lead'] };
    const planned = await plan(harness, 'plan_update', change);
    expect(planned.answer.data['summary']).toBe(
      'Change 3 contacts: remove the tag "lead" (2) and add the tag "vip"',
    );
    harness.sandbox.account.remove('p1');
    const { data } = await applied(harness, planned);
    expect(data['text']).toMatch(
      /^Done: changed 2 contacts: removed the tag "lead" and added the tag "vip"\. 1 had been deleted/,
    );
    const undo = await plan(harness, 'plan_undo', { plan_id: planned.plan_id });
    expect(undo.answer.data['summary']).toMatch(
      /^Undo plan_\w+ for all its 2 contacts: remove the tag "vip" and add the tag "lead" \(1\)$/,
    );
    harness.sandbox.account.remove('p2');
    expect((await applied(harness, undo)).data['text']).toMatch(
      /^Done: took back “Change 3 contacts: .*” \(\d.*\) for 1 of its 2 contacts\. 1 is not there and does not come back/,
    );
  });

  test('has no requests left once it was discarded', async () => {
    const harness = await start();
    fill(harness.sandbox, ASHA);
    const { plan_id } = await plan(harness, 'plan_update', TAG);
    const { data, text } = await harness.call('stop_plan', { plan_id });
    expect(data).toMatchObject({ state: 'discarded', text: 'Discarded. Nothing was sent.' });
    for (const field of ['requests', 'eta_seconds']) expect(data).not.toHaveProperty(field);
    expect(text).not.toContain('request');
  });
});

describe('the sample of a plan', () => {
  test('tells the length of a long name once', async () => {
    const harness = await start();
    fill(harness.sandbox, { name: 'x'.repeat(10_000) });
    const { text } = (await plan(harness, 'plan_update', TAG)).answer;
    expect(text).toMatch(/^- "x{100}… \(10,000 characters\)" \+/m);
  });

  test('shows the attributes of created and deleted contacts, and the new ids', async () => {
    const harness = await start({ forms: person('accept') });
    fill(harness.sandbox, ASHA, {});
    const deletion = await plan(harness, 'plan_delete', { contacts: ['p1'] });
    expect(deletion.answer.data['sample']).toMatchObject([{ before: ASHA, after: {} }]);
    await applied(harness, deletion);
    const undo = await plan(harness, 'plan_undo', { plan_id: deletion.plan_id });
    expect(undo.answer.data['sample']).toMatchObject([{ contact_id: 'p1', after: ASHA }]);
    expect((await applied(harness, undo)).data).not.toHaveProperty('sample');
    const items = async (plan_id: unknown) =>
      rows((await harness.call('get_plan', { plan_id, items: 'done' })).data['items']);
    const [back] = await items(undo.plan_id);
    expect(back?.['contact_id']).toBe(harness.sandbox.account.byNumber(numberOf(1))?.id);
    const csv = 'phone_number,name\n+919876543210,Bela';
    const { data } = await harness.call('import_contacts', { csv });
    expect(await items(data['plan_id'])).toMatchObject([
      {
        contact_id: harness.sandbox.account.byNumber('+919876543210')?.id,
        after: { name: 'Bela' },
      },
    ]);
  });
});

describe('a text', () => {
  test('of an undo of an undo, an import or a delete names the account once, and no summary does', async () => {
    const harness = await start();
    fill(harness.sandbox, ASHA, {});
    const undone = async (first: { plan_id: string }) =>
      plan(harness, 'plan_undo', { plan_id: first.plan_id });
    const tagged = await plan(harness, 'plan_update', TAG);
    await applied(harness, tagged);
    const undo = await undone(tagged);
    await applied(harness, undo);
    const deletion = await plan(harness, 'plan_delete', { contacts: ['p2'] });
    await applied(harness, deletion);
    const { data } = await harness.call('import_contacts', { csv: 'phone_number,name\n+919876543210,Bela' });
    for (const first of [undo, deletion, { plan_id: String(data['plan_id']) }]) {
      const { summary, text } = (await undone(first)).answer.data;
      expect(String(text).match(/account MA_/g)).toHaveLength(1);
      expect(summary).not.toContain('account');
      expect(text).not.toMatch(/:,|\):\)/);
    }
    expect((await undone(undo)).answer.data['text']).toMatch(
      /^Take back “Undo plan_\w+ for "Asha" \(\+\d+\): remove the tag "x"” \(\d+ \w+, \d\d:\d\d\) in account \S+ at \S+: add the tag "x"\.\n/,
    );
  });

  test('of an undo keeps a tag that looks like the name of the account', async () => {
    const harness = await start();
    fill(harness.sandbox, ASHA);
    const first = await plan(harness, 'plan_update', TAG);
    const [, place] = /( in account \S+ at [^:]+:\d+)/.exec(String(first.answer.data['text'])) ?? [];
    expect(place).toBeDefined();
    const tag = `lives${place}`;
    const tagged = await plan(harness, 'plan_update', { contacts: ['p1'], add_tags: [tag] });
    await applied(harness, tagged);
    const { text } = (await plan(harness, 'plan_undo', { plan_id: tagged.plan_id })).answer.data;
    expect(text).toContain(`Take back “Add the tag "${tag}" to "Asha"`);
  });

  test('is cut where an item ends', async () => {
    const harness = await start();
    fill(harness.sandbox, ASHA);
    const key = (n: number) => `some long attribute, with a comma ${n}`;
    const attributes = [1, 2, 3, 4, 5].map((n) => ({ key: key(n), op: 'missing' }));
    const { data } = await harness.call('find_contacts', { attributes });
    const set_attributes = Object.fromEntries(
      Array.from({ length: 500 }, (_, n) => [key(n), 'x'.repeat(99)]),
    );
    const args = { selection_id: data['selection_id'], set_attributes };
    const { text, summary } = (await plan(harness, 'plan_update', args)).answer.data;
    expect(text).toMatch(/^Set 500 attributes on "Asha" .*: "some long [^"]+ 0" to "x+.* and \d+ more\.\n/);
    expect(text).toMatch(/without the attribute "[^"]+ 3"…\.\n/);
    expect(String(text).length).toBeLessThanOrEqual(1200);
    expect(String(summary).length).toBeLessThanOrEqual(160);
  });

  test('counts those of its contacts who opted out', async () => {
    const harness = await start();
    fill(harness.sandbox, ASHA, { tags: ['dnd'] });
    const { data } = (await plan(harness, 'plan_delete', { contacts: ['p1', 'p2'], include_protected: true }))
      .answer;
    expect(data['text']).toMatch(/^Delete 2 contacts .*\nThey are: "Asha" .*"Person 2" \(\+\d+\)\.\n/);
    expect(data['text']).toMatch(/1 person who opted out is deleted, too/);
  });

  test.each([
    [{ tags_any: ['vip', 'x', 'y', 'z', 'a'] }, 'those tagged "vip", "x", "y" or 2 more'],
    [{ tags_all: ['vip'], untagged: false }, 'those tagged "vip"'],
    [
      { attributes: [{ key: 'city', op: 'not_equals', value: 'Goa' }] },
      'those with a "city" other than "Goa"',
    ],
    [
      { attributes: [{ key: 'city', op: 'equals', values: ['Goa', 'Pune'] }] },
      'those with "city" "Goa" or "Pune"',
    ],
    [
      {
        attributes: [
          { key: 'city', op: 'contains', value: 'un' },
          { key: 'x', op: 'missing' },
        ],
      },
      'those with "un" in "city" and without the attribute "x"',
    ],
    [
      { tags_none: ['VIP', 'Vip'], created_after: '2020-01-05', attributes: [{ key: 'city', op: 'exists' }] },
      'those with the attribute "city", created since 5 January 2020 and without "VIP" or "Vip"',
    ],
    [
      { phone_prefix: '+91', never_active: true },
      'those with a number that begins with "+91" and never active',
    ],
  ])('says %j as people speak', async (filter, words) => {
    const harness = await start();
    fill(harness.sandbox, ASHA);
    const { selection_id } = (await harness.call('find_contacts', filter)).data;
    const { answer } = await plan(harness, 'plan_update', { selection_id, add_tags: ['new'] });
    expect(answer.data['text']).toContain(`\nFound among ${words}.\n`);
  });

  test('says times as days or, where hours count, as minutes in UTC; a search tells the instants', async () => {
    const harness = await start();
    fill(harness.sandbox, ASHA);
    const zoned = '2020-01-02T00:00:00+05:30';
    const found = await harness.call('find_contacts', { created_after: '2020-01-01', updated_after: zoned });
    const within = [found.data['selection_id']];
    const both = await harness.call('find_contacts', {
      within,
      created_before: '1h',
      updated_before: '2d',
      attributes: [],
    });
    const from = new Date(2020, 0, 1).toISOString().slice(0, 16);
    expect(found.text).toContain(`created_after ${from}Z and updated_after 2020-01-01T18:30Z.`);
    const [, until = ''] = /created_before (\S+)Z/.exec(both.text) ?? [];
    const { selection_id } = both.data;
    const { answer } = await plan(harness, 'plan_update', { selection_id, add_tags: ['new'] });
    const day = String.raw`\d{1,2} [A-Z][a-z]+ 20\d\d`;
    expect(answer.data['text']).toMatch(
      new RegExp(
        `those created before ${day}, ${until.slice(11)} UTC and last updated before ${day}, of those created since 1 January 2020 and updated since 1 January 2020, 18:30 UTC\\.`,
      ),
    );
  });

  test('of a merge of many groups tells how they were found, which contact is kept, and two groups', async () => {
    const harness = await start();
    const values = [{ city: 'Pune' }, { city: 'Goa' }, { city: 'Agra' }];
    fill(
      harness.sandbox,
      ...values.map((custom_attributes) => ({ name: 'Asha', custom_attributes })),
      ...['Bela', 'Bela', 'Chand', 'Chand'].map((name) => ({ name })),
    );
    const { duplicates_id } = (await harness.call('find_duplicates', { by: 'name' })).data;
    const { data } = (await plan(harness, 'plan_merge', { duplicates_id })).answer;
    expect(data['next']).toMatch(/`get_plan` \w+ with items "pending" lists all groups\./);
    expect(data['summary']).toBe('Merge 3 groups of contacts with the same name into one each');
    expect(data['text']).toMatch(
      /^Merge 3 groups of contacts with the same name into one each in account \S+ at \S+\.\n3 contacts are kept \(the oldest of each group\) and take over all tags and attributes; 4 contacts are deleted: "\w+" .* into "\w+" \(\+\d+\)/,
    );
    expect(data['text']).toMatch(/: "Pune" is kept as "city", "Goa" and "Agra" are lost\./);
  });
});

describe('a warning', () => {
  test('of an undo does not read as if the undo left these contacts out', async () => {
    const harness = await start();
    fill(harness.sandbox, { tags: ['dnd', 'vip'] }, {});
    const optOut = await plan(harness, 'plan_update', {
      contacts: ['p1'],
      remove_tags: ['dnd'],
      include_protected: true,
    });
    expect(optOut.answer.text).not.toContain('include_protected');
    await applied(harness, optOut);
    const undo = await plan(harness, 'plan_undo', { plan_id: optOut.plan_id });
    expect(undo.answer.data['text']).toContain('To undo this undo for ');
    expect((await applied(harness, undo)).data['next']).toMatch(
      /`plan_undo`.* only with `include_protected`/,
    );
  });

  test('does not repeat the next step for contacts left over', async () => {
    const harness = await start({ env: { VOBIZ_MAX_PLAN: '1' } });
    fill(harness.sandbox, { tags: ['lead'] }, { tags: ['lead'] });
    const { selection_id } = (await harness.call('find_contacts')).data;
    const planned = await plan(harness, 'plan_update', { selection_id, rename_tags: { lead: 'new' } });
    expect(planned.answer.data['text']).toContain(
      '1 more contact is left for another plan: at most 1 change is planned at once.',
    );
    expect((await applied(harness, planned)).text).toContain(
      '1 contact still has "lead": left for another plan, tagged meanwhile, or left as it was',
    );
  });
});

describe('the warning of an audience', () => {
  test.each([
    [['sales and support'], '"sales and support"'],
    [['a', 'sales and support'], '"a" or "sales and support"'],
    [['sales and support', 'x, y'], '"sales and support" or "x, y"'],
    [['a', 'b', 'c and d'], '"a", "b" or "c and d"'],
  ])('names the tags %j as they are', async (tags, words) => {
    const harness = await start();
    fill(harness.sandbox, { tags });
    const gone = await plan(harness, 'plan_update', { contacts: ['p1'], remove_tags: tags });
    expect(gone.answer.data['text']).toContain(`Campaigns to ${words} no longer reach`);
    fill(harness.sandbox, {});
    const given = await plan(harness, 'plan_update', { contacts: ['p1'], add_tags: tags });
    expect(given.answer.data['text']).toContain(`campaigns to ${words} reach those who get`);
  });
});
