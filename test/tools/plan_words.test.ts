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
    expect(planned.answer.text).toMatch(/\(update\) is waiting: Add the tag "x" to 1 contact/);
    expect((await applied(harness, planned)).text).toContain(
      'is done, 1 of 1 changed. Planned: Add the tag "x" to 1 contact',
    );
    const undo = await plan(harness, 'plan_undo', { plan_id: planned.plan_id });
    harness.sandbox.account.edit('p1', { tags: ['vip'] });
    expect((await applied(harness, undo)).text).toContain('is done, 0 of 1 undone. Planned: Undo plan ');
  });

  test('has no requests left once it was discarded', async () => {
    const harness = await start();
    fill(harness.sandbox, ASHA);
    const { plan_id } = await plan(harness, 'plan_update', TAG);
    const { data, text } = await harness.call('stop_plan', { plan_id });
    expect(data).toMatchObject({ state: 'discarded', requests: 0, eta_seconds: 0 });
    expect(text).not.toContain('Left:');
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
    const [back] = rows((await applied(harness, undo)).data['sample']);
    expect(back?.['contact_id']).toBe(harness.sandbox.account.byNumber(numberOf(1))?.id);
    const csv = 'phone_number,name\n+919876543210,Bela';
    const { data } = await harness.call('import_contacts', { csv });
    const { data: receipt } = await harness.call('get_plan', { plan_id: data['plan_id'] });
    expect(receipt['sample']).toMatchObject([
      {
        contact_id: harness.sandbox.account.byNumber('+919876543210')?.id,
        after: { name: 'Bela' },
      },
    ]);
  });
});

describe('a summary', () => {
  test('of an undo of an undo, an import or a delete names the account once', async () => {
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
    const single = await harness.call('delete_contact', { contact: 'p1' });
    await harness.call('apply_plan', {
      plan_id: single.data['plan_id'],
      approval: single.data['approval_phrase'],
    });
    for (const first of [undo, deletion, { plan_id: String(data['plan_id']) }]) {
      const { summary } = (await undone(first)).answer.data;
      expect(String(summary).match(/account MA_/g)).toHaveLength(1);
      expect(summary).not.toMatch(/:,|\):\)/);
    }
    expect((await undone(undo)).answer.data['summary']).toMatch(
      /^Undo plan \w+ \(Undo plan \w+ \(Add the tag "x" to 1 contact: "Asha" \(\+\d+\)\): 1 contact is changed back\): in account /,
    );
  });

  test('of an undo keeps a tag that looks like the name of the account', async () => {
    const harness = await start();
    fill(harness.sandbox, ASHA);
    const first = await plan(harness, 'plan_update', TAG);
    const [, place] = /( in account \S+ at [^:]+:\d+)/.exec(String(first.answer.data['summary'])) ?? [];
    const tag = `lives${place}`;
    const tagged = await plan(harness, 'plan_update', { contacts: ['p1'], add_tags: [tag] });
    await applied(harness, tagged);
    const { summary } = (await plan(harness, 'plan_undo', { plan_id: tagged.plan_id })).answer.data;
    expect(summary).toContain(`(Add the tag "${tag}" to 1 contact: "Asha"`);
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
    const summary = String((await plan(harness, 'plan_update', args)).answer.data['summary']);
    expect(summary).toMatch(/without the attribute "[^"]+ 3"…: "Asha"/);
    expect(summary).toContain('and 488 more on 1 contact');
    expect(summary.length).toBeLessThan(2500);
  });

  test('counts the protected contacts after the names, which are others', async () => {
    const harness = await start();
    fill(harness.sandbox, ASHA, { tags: ['dnd'] });
    const { data } = (await plan(harness, 'plan_delete', { contacts: ['p1', 'p2'], include_protected: true }))
      .answer;
    expect(data['summary']).toMatch(/: "Asha" .*"Person 2" \(\+\d+\); 1 of these is protected\.$/);
    expect(data['warnings']).toContainEqual('1 person who opted out is deleted, too.');
  });

  test.each([
    [{ tags_any: ['vip', 'x', 'y', 'z', 'a'] }, 'those tagged "vip", "x", "y" or 2 more'],
    [{ tags_all: ['vip'], untagged: false }, 'those tagged "vip"'],
    [{ attributes: [{ key: 'city', op: 'not_equals', value: 'Goa' }] }, 'those whose "city" is not "Goa"'],
    [
      { attributes: [{ key: 'city', op: 'equals', values: ['Goa', 'Pune'] }] },
      'those whose "city" is "Goa" or "Pune"',
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
    expect(answer.data['summary']).toContain(`found by a search for ${words}: "Asha"`);
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
    expect(data['summary']).toMatch(
      /^Merge 7 contacts into 3 in account \S+ at \S+ by the same name, of each the oldest kept, numbers in E\.164 first: "\w+" .* into "\w+" \(\+\d+\), .* and 1 more; these take over/,
    );
    expect(data['warnings']).toContainEqual(
      expect.stringMatching(/"Goa" of .* and "Agra" of .* are lost\.$/),
    );
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
    expect(undo.answer.data['warnings']).toContain(
      'Undoing this undo concerns 1 person who opted out, so it asks again whether they are meant.',
    );
    expect((await applied(harness, undo)).data['next']).toMatch(
      /`plan_undo`.* only with `include_protected`/,
    );
  });

  test('does not repeat the next step for contacts left over', async () => {
    const harness = await start({ env: { VOBIZ_MAX_PLAN: '1' } });
    fill(harness.sandbox, { tags: ['lead'] }, { tags: ['lead'] });
    const { selection_id } = (await harness.call('find_contacts')).data;
    const planned = await plan(harness, 'plan_update', { selection_id, rename_tags: { lead: 'new' } });
    expect(planned.answer.data['warnings']).toContain(
      'One plan may change 1 contact: 1 contact beyond that is not part of it.',
    );
    expect((await applied(harness, planned)).text).toContain(
      '1 contact still carries "lead": left over, tagged meanwhile, or left alone',
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
    expect(gone.answer.data['warnings']).toContainEqual(
      expect.stringContaining(`A campaign to ${words} no longer reaches`),
    );
    fill(harness.sandbox, {});
    const given = await plan(harness, 'plan_update', { contacts: ['p1'], add_tags: tags });
    expect(given.answer.data['warnings']).toContainEqual(
      expect.stringContaining(`a campaign to ${words} reaches whoever gets it`),
    );
  });
});
