import { describe, expect, test } from 'vitest';
import type { PlanHead } from '../../src/view/contract.ts';
import { start } from '../harness.ts';
import { planned, SHEET, withSheet } from '../plans/sheets.ts';
import { plan } from '../tools/plans.ts';
import { crowd, fill, numberOf } from '../tools/world.ts';
import { allRows, chipsOf, windowOf } from './asking.ts';

const textOf = (facts: PlanHead['facts'], about: string) => facts.find((fact) => fact.about === about);

describe('a plan that waits', () => {
  test('shows the contacts of each tag before and after, with tags that look alike, without reading the account for it', async () => {
    const harness = await start({ sandbox: { contacts: 0 } });
    const { sandbox, call, context } = harness;
    fill(
      sandbox,
      ...crowd(4, () => ({ tags: ['vip', 'lead'] })),
      ...crowd(3, (n) => ({ id: `q${n}`, phone_number: numberOf(100 + n), tags: ['VIP'] })),
      ...crowd(5, (n) => ({ id: `r${n}`, phone_number: numberOf(200 + n), tags: ['lead'] })),
      { id: 's1', phone_number: numberOf(300), tags: ['do-not-contact', 'lead'] },
    );
    const found = await call('find_contacts', { tags_any: ['lead'], tags_none: ['vip'] });
    const { plan_id } = await plan(harness, 'plan_update', {
      selection_id: found.data['selection_id'],
      add_tags: ['vip'],
      remove_tags: ['lead'],
    });
    const ask = await windowOf(harness);
    const { facts, tabs } = await ask('plan', { plan_id });
    expect(textOf(facts, 'Campaigns')).toMatchObject({
      bars: [
        { tag: 'vip', before: 4, after: 9 },
        { tag: 'VIP', before: 3, after: 3 },
        { tag: 'lead', before: 10, after: 5 },
      ],
    });
    expect(tabs).toEqual([
      { key: 'change', label: 'To change', count: 5 },
      { key: 'left', label: 'Left alone', count: 1 },
    ]);
    expect(textOf(facts, 'Left alone')).toMatchObject({ people: [{ number: numberOf(300) }], more: 0 });
    const rows = await allRows(ask, plan_id);
    const seen = rows.map((row) => [row.tab, row.state, ...chipsOf(row)]);
    expect(seen.toSorted()).toEqual([
      ...crowd(5).map(() => ['change', '', '+ vip', '- lead']),
      [
        'left',
        '',
        '(opted out ("do-not-contact") and is not given "vip"; nothing else of the change is made either)',
      ],
    ]);
    context.account.forget();
    sandbox.reset();
    const later = await ask('plan', { plan_id });
    expect(textOf(later.facts, 'Campaigns')).not.toHaveProperty('bars');
    expect(sandbox.requests).toEqual([]);
  });

  test('shows a rename as one tag that goes and one that comes, counting nobody twice', async () => {
    const harness = await start({ sandbox: { contacts: 0 } });
    const tags = [['diwali 2025'], ['diwali 2025', 'diwali-2025'], ['diwali-2025']];
    fill(harness.sandbox, ...tags.map((some) => ({ tags: some })));
    await harness.call('list_tags');
    const { plan_id } = await plan(harness, 'plan_update', {
      rename_tags: { 'diwali 2025': 'diwali-2025' },
    });
    const { facts, title } = await (await windowOf(harness))('plan', { plan_id });
    expect(title).toBe('Rename the tag "diwali 2025" to "diwali-2025" on 2 contacts');
    expect(textOf(facts, 'Campaigns')).toMatchObject({
      bars: [
        { tag: 'diwali 2025', before: 2, after: 0 },
        { tag: 'diwali-2025', before: 2, after: 3 },
      ],
    });
  });

  test('of a merge shows the values that are lost side by side, and in each row who is kept and who is deleted', async () => {
    const harness = await start({ sandbox: { contacts: 0 } });
    fill(
      harness.sandbox,
      { name: 'Asha Rao', tags: ['customer'], custom_attributes: { city: 'Pune' } },
      { name: 'Asha R', tags: ['vip'], custom_attributes: { city: 'Mumbai', team: 'a' } },
      { name: 'Omar' },
      { name: 'Omar' },
    );
    const groups = [
      { keep: 'p1', merge: ['p2'] },
      { keep: 'p3', merge: ['p4'] },
    ];
    const { plan_id } = await plan(harness, 'plan_merge', { groups });
    const ask = await windowOf(harness);
    const head = await ask('plan', { plan_id });
    expect(head.conflicts?.title).toBe('What differs (1 group)');
    expect(head.conflicts?.groups).toEqual([
      {
        name: 'Asha Rao',
        keep: 'Kept: since 1 January 2026',
        goes: ['Deleted: since 1 January 2026'],
        fields: [
          { field: 'city', kept: 'Pune', other: 'Mumbai', lost: true },
          { field: 'name', kept: 'Asha Rao', other: 'Asha R', lost: true },
          { field: 'number', kept: numberOf(1), other: numberOf(2), lost: true },
          { field: 'tags', kept: 'customer', other: 'vip', lost: false },
          { field: 'team', kept: '', other: 'a', lost: false },
        ],
      },
    ]);
    expect(head.columns).toEqual(['Kept', 'Number', 'What changes']);
    expect(head.tabs).toEqual([{ key: 'change', label: 'To merge', count: 2 }]);
    const [asha, omar] = await allRows(ask, plan_id);
    expect(asha && [asha.name, ...chipsOf(asha)]).toEqual([
      'Asha Rao',
      `deletes: "Asha R" (${numberOf(2)}) > `,
      '+ vip',
      'team:  > a',
      expect.stringContaining('"Mumbai"'),
    ]);
    expect(omar && chipsOf(omar)).toEqual([`deletes: "Omar" (${numberOf(4)}) > `]);
    expect(head.decision).toMatchObject({ label: 'Merge 2 groups, delete 2', type: { text: '2' } });
  });

  test('of a deletion shows the tags that each person has, the rarest first', async () => {
    const harness = await start({ sandbox: { contacts: 0 } });
    fill(
      harness.sandbox,
      ...crowd(3, (n) => ({ tags: n === 2 ? ['lead', 'gold', 'customer'] : ['lead', 'customer'] })),
      { tags: ['lead'] },
    );
    const found = await harness.call('find_contacts', {});
    const { plan_id } = await plan(harness, 'plan_delete', { selection_id: found.data['selection_id'] });
    const ask = await windowOf(harness);
    const { columns, tabs, facts, now } = await ask('plan', { plan_id });
    expect(columns).toEqual(['Name', 'Number', 'Tags']);
    expect(tabs).toEqual([{ key: 'change', label: 'To delete', count: 4 }]);
    expect(facts[0]).toMatchObject({ about: 'Lost for good', tone: 'lost' });
    expect(now.tone).toBe('lost');
    const rows = await allRows(ask, plan_id);
    expect(rows.find(({ what }) => what.length === 3)?.what).toEqual([
      { op: 'has', to: 'gold' },
      { op: 'has', to: 'customer' },
      { op: 'has', to: 'lead' },
    ]);
  });

  test('of an import shows what is new, what changes, and the refused rows that it keeps', async () => {
    const world = await withSheet(
      `phone,name,tags\n${numberOf(1)},Asha,vip\n${numberOf(2)},Bela,\n${numberOf(8)},Chitra,"lead,vip"\n9.19877E+11,Ruined,\n${numberOf(3)},Dev,\n${numberOf(3)},Dev,\n`,
    );
    fill(world.sandbox, { name: 'Asha' }, { name: 'Bela' }, { name: 'Dev' });
    const { plan_id } = await planned(world, { path: SHEET });
    const ask = await windowOf(world);
    const { tabs, facts, decision, columns } = await ask('plan', { plan_id });
    expect(tabs).toEqual([
      { key: 'new', label: 'New', count: 1 },
      { key: 'change', label: 'To change', count: 1 },
      { key: 'refused', label: 'Refused', count: 1 },
      { key: 'repeated', label: 'Repeated', count: 1 },
      { key: 'same', label: 'Unchanged', count: 2 },
    ]);
    expect(columns).toEqual(['Name', 'Number', 'What it says']);
    expect(decision?.label).toBe('Import 2 contacts');
    expect(textOf(facts, 'Not imported')).toMatchObject({
      tone: 'mind',
      text: expect.stringMatching(/1 row is refused.*people-to-fix\.csv/s),
      people: [{ name: 'Ruined', number: '9.19877E+11', reason: expect.stringContaining('row 4: ') }],
      more: 0,
    });
    expect(textOf(facts, 'Left alone')?.text).toContain('2 rows change nothing.');
    expect(textOf(facts, 'The sheet')?.columns).toEqual([
      { header: 'phone', becomes: 'phone_number' },
      { header: 'name', becomes: 'name' },
      { header: 'tags', becomes: 'tags' },
    ]);
    const rows = await allRows(ask, plan_id);
    expect(rows.map((row) => [row.tab, row.name, ...chipsOf(row)])).toEqual(
      expect.arrayContaining([
        ['change', 'Asha', '+ vip'],
        ['new', 'Chitra', 'lead', 'vip'],
        ['refused', 'Ruined', expect.stringContaining('(row 4: ')],
        ['repeated', 'Dev', expect.stringContaining('(row 6: the same number as row 5')],
        ['same', 'Bela', '(row 2)'],
        ['same', 'Dev', '(row 5)'],
      ]),
    );
    expect(rows).toHaveLength(tabs.reduce((sum, { count }) => sum + count, 0));
  });

  test('says that more rows were refused than it keeps', async () => {
    const world = await withSheet(`phone,name\n${numberOf(1)},Asha\n${'9.19877E+11,Ruined\n'.repeat(1001)}`);
    const { plan_id } = await planned(world, { path: SHEET });
    const ask = await windowOf(world);
    const { tabs, facts } = await ask('plan', { plan_id });
    expect(tabs[1]).toEqual({ key: 'refused', label: 'Refused, the first', count: 1000 });
    expect(await allRows(ask, plan_id)).toHaveLength(1001);
    expect(textOf(facts, 'Not imported')).toMatchObject({ more: 951 });
  });

  test('of a new number shows the old one and the new one', async () => {
    const harness = await start({ sandbox: { contacts: 0 } });
    fill(harness.sandbox, { name: 'Gurpreet Khan', tags: ['vip'] });
    const { plan_id } = await plan(harness, 'plan_update', {
      contacts: ['p1'],
      new_number: numberOf(9),
    });
    const ask = await windowOf(harness);
    const { title, facts, decision } = await ask('plan', { plan_id });
    expect(title).toBe(`Give "Gurpreet Khan" the number ${numberOf(9)} instead of ${numberOf(1)}`);
    expect(facts[0]?.about).toBe('Lost for good');
    expect(decision).toMatchObject({ danger: true, type: { text: '1' } });
    const [row] = await allRows(ask, plan_id);
    expect(row && chipsOf(row)).toEqual([`number: ${numberOf(1)} > ${numberOf(9)}`]);
  });
});
