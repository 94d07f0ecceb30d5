import { describe, expect, test } from 'vitest';
import { applied, plan } from '../../tools/plans.ts';
import { writes } from '../../tools/world.ts';
import { among, contact, meanwhile, reasons } from './world.ts';

const P1 = { contacts: ['p1'] };
const OPTED_OUT = { name: 'Asha', custom_attributes: { city: 'Pune', empty: '' } };

describe.each([['dnd'], ['⛔ Opted-Out'], ['D.N.D', 'unsubscribed']])(
  'somebody tagged %j, %j',
  (...optOuts) => {
    const tags = ['vip', 'lead', ...optOuts];
    const asha = { ...OPTED_OUT, tags };

    test.each([
      [{ remove_tags: ['vip'] }, { tags: ['lead', ...optOuts] }],
      [{ remove_tags: ['*'] }, { tags: [...optOuts] }],
      [{ remove_attributes: ['city', 'empty'] }, { custom_attributes: {} }],
      [{ name: 'Asha Rao' }, { name: 'Asha Rao' }],
      [
        { set_attributes: { note: 'x', empty: 'y' } },
        { custom_attributes: { city: 'Pune', empty: 'y', note: 'x' } },
      ],
      [{ rename_attributes: { city: 'town' } }, { custom_attributes: { empty: '', town: 'Pune' } }],
      [{ add_tags: ['do-not-contact'] }, { tags: [...tags, 'do-not-contact'] }],
    ])('is changed by a plan of %j (promise 9)', async (change, after) => {
      const world = await among([asha]);
      const planned = await plan(world, 'plan_update', { ...P1, ...change });
      expect(planned.answer.data['counts']).toMatchObject({ to_change: 1 });
      expect((await applied(world, planned)).data).toMatchObject({ counts: { done: 1 } });
      expect(contact(world, 'p1')).toEqual({ ...asha, ...after });
    });

    test.each([
      [{ add_tags: ['promo'] }, { tags: [...tags, 'promo'] }],
      [{ add_tags: ['VIP'] }, { tags: [...tags, 'VIP'] }],
      [{ set_attributes: { city: 'Goa' } }, { custom_attributes: { city: 'Goa', empty: '' } }],
      [{ remove_tags: ['vip'], add_tags: ['promo'] }, { tags: ['lead', ...optOuts, 'promo'] }],
      [{ remove_tags: [optOuts[0] ?? ''] }, { tags: ['vip', 'lead', ...optOuts.slice(1)] }],
    ])(
      'is changed by a plan of %j only with include_protected, and the person reads it (promise 9)',
      async (change, after) => {
        const world = await among([asha]);
        const alone = await plan(world, 'plan_update', { ...P1, ...change });
        expect(alone.answer.data).toMatchObject({ state: 'done', counts: { protected: 1 } });
        expect(alone.answer.data['counts']).not.toHaveProperty('to_change');
        expect(alone.answer.data['next']).toMatch(/ask whether they are meant.*include_protected/);
        expect(writes(world)).toEqual([]);
        const meant = await plan(world, 'plan_update', { ...P1, ...change, include_protected: true });
        expect(meant.answer.text).toMatch(
          /^(1 person who opted out (gets .*|is changed), too|Nothing marks 1 person as opted out)/m,
        );
        await applied(world, meant);
        expect(contact(world, 'p1')).toEqual({ ...asha, ...after });
      },
    );

    test.each([
      { add_tags: ['promo'] },
      { remove_tags: ['vip'], set_attributes: { city: 'Goa' } },
      { remove_tags: [...optOuts] },
    ])(
      'is not changed by a single edit of %j, which names the tool that asks (promise 9)',
      async (change) => {
        const world = await among([asha]);
        const { isError, text } = await world.call('update_contact', { contact: 'p1', ...change });
        expect([isError, writes(world)]).toEqual([true, []]);
        expect(text).toMatch(/opted out[\s\S]*`plan_update` with `contacts` .* and `include_protected`/);
      },
    );

    test('gets a new number with all tags, by a plan that includes who opted out alone (promise 9)', async () => {
      const world = await among([asha]);
      const change = { ...P1, new_number: '+919111111111' };
      const alone = await plan(world, 'plan_update', change);
      expect(alone.answer.data['counts']).toMatchObject({ protected: 1 });
      expect(alone.answer.data['counts']).not.toHaveProperty('to_change');
      await applied(world, await plan(world, 'plan_update', { ...change, include_protected: true }));
      expect(world.sandbox.account.byNumber('+919111111111')).toMatchObject({ tags });
      expect(world.sandbox.account.contacts.size).toBe(1);
    });
  },
);

test('a change that takes and gives leaves who opted out alone wholly, and says so with their number (promise 9)', async () => {
  const world = await among([{ tags: ['lead', 'dnd'] }, { tags: ['lead'] }, { tags: ['dnd'] }]);
  const change = { contacts: ['p1', 'p2', 'p3'], remove_tags: ['lead'], add_tags: ['customer'] };
  const planned = await plan(world, 'plan_update', change);
  expect(planned.answer.data['counts']).toMatchObject({ to_change: 1, protected: 2 });
  expect(planned.answer.text).toMatch(/No tag of 1 person who opted out is taken off either.*also gives/);
  await applied(world, planned);
  expect(contact(world, 'p1').tags).toEqual(['lead', 'dnd']);
  expect(await reasons(world, planned.plan_id, 'protected')).toEqual([
    expect.stringMatching(/is not given "customer"; nothing else of the change/),
    expect.stringMatching(/is not given "customer"$/),
  ]);
});

/** What makes, or might make, a yes to messages where there was none (promise 9). */
const YES = [
  { set_attributes: { opt_in: 'yes' } },
  { set_attributes: { opt_in: true } },
  { set_attributes: { consent: '12 May' } },
  { set_attributes: { unsubscribed: 'no' } },
  { set_attributes: { newsletter: 'yes' } },
  { set_attributes: { emptied_opt_in: 1 } },
  { set_attributes: { opt_in: 'yes' }, remove_attributes: ['note'] },
  { rename_attributes: { note: 'opt_in' } },
  { rename_attributes: { unsubscribed_at: 'opt_in' } },
];
const NO = [
  { set_attributes: { opt_in: 'no' } },
  { set_attributes: { opt_in: '' } },
  { set_attributes: { opt_in: null } },
  { set_attributes: { unsubscribed: 'yes' } },
  { set_attributes: { newsletter: 'weekly' } },
  { set_attributes: { opt_in: 'yes' }, remove_attributes: ['subscribed'] },
  { rename_attributes: { subscribed: 'opt_in' } },
];
const ANSWERS = { note: 'yes', emptied_opt_in: '', unsubscribed_at: 'yes', subscribed: 'yes' };

describe('an attribute that says who may be written to, of somebody who opted out and has no such', () => {
  const asha = { tags: ['dnd'], custom_attributes: ANSWERS };

  test.each(YES)('is not set by %j without include_protected (promise 9)', async (change) => {
    const world = await among([asha]);
    const alone = await plan(world, 'plan_update', { ...P1, ...change });
    expect(alone.answer.data).toMatchObject({ state: 'done', counts: { protected: 1 } });
    const reason = await reasons(world, alone.plan_id, 'protected');
    expect(reason).toEqual([expect.stringMatching(/is not given .*a yes to messages in "/)]);
    const meant = await plan(world, 'plan_update', { ...P1, ...change, include_protected: true });
    expect(meant.answer.text).toMatch(/1 person who opted out is changed, too/);
    if (!('rename_attributes' in change)) {
      const { isError, text } = await world.call('update_contact', { contact: 'p1', ...change });
      expect(isError).toBe(true);
      expect(text).toMatch(/a yes to messages[\s\S]*`plan_update` with .*`include_protected`/);
    }
    expect([writes(world), contact(world, 'p1').custom_attributes]).toEqual([[], ANSWERS]);
  });

  test.each(NO)('is set by %j, which lets nobody write to them (promise 9)', async (change) => {
    const world = await among([asha]);
    const planned = await plan(world, 'plan_update', { ...P1, ...change });
    expect((await applied(world, planned)).data).toMatchObject({ counts: { done: 1 } });
  });

  test('does not become a yes by two edits (promise 9)', async () => {
    const world = await among([{ tags: ['dnd'], custom_attributes: { opt_in: 'no' } }]);
    await world.call('update_contact', { contact: 'p1', remove_attributes: ['opt_in'] });
    const again = await world.call('update_contact', { contact: 'p1', set_attributes: { opt_in: 'yes' } });
    expect([again.isError, contact(world, 'p1').custom_attributes]).toEqual([true, {}]);
  });

  test('is not filled by a sheet, nor by a merge (promise 9)', async () => {
    const world = await among([asha, { name: 'Asha', custom_attributes: { opt_in: 'yes' } }]);
    const csv = 'phone_number,name,opt_in\n+919000000001,Asha,yes\n';
    const sheet = await world.call('import_contacts', { csv, columns: { opt_in: 'opt_in' } });
    expect(sheet.data).toMatchObject({ updated: 0, failed: 0, protected: 1 });
    const merge = await plan(world, 'plan_merge', { groups: [{ keep: 'p1', merge: ['p2'] }] });
    expect(merge.answer.data['counts']).toMatchObject({ protected: 1 });
    expect([writes(world), contact(world, 'p1').custom_attributes]).toEqual([[], ANSWERS]);
  });
});

describe('somebody who opts out between the plan and the write', () => {
  const optOut = { tags: ['lead', 'dnd'] };

  test.each([
    [{ add_tags: ['promo'] }, 'protected'],
    [{ set_attributes: { opt_in: 'yes' } }, 'protected'],
    [{ set_attributes: { opt_in: 'no' } }, 'done'],
    [{ set_attributes: { city: 'Goa' } }, 'protected'],
    [{ new_number: '+919111111111' }, 'protected'],
    [{ remove_tags: ['lead'] }, 'done'],
    [{ remove_attributes: ['city'] }, 'done'],
    [{ name: 'Asha Rao' }, 'done'],
  ])('is judged anew for %j: %s (promise 9)', async (change, state) => {
    const world = await among([{ tags: ['lead'], custom_attributes: { city: 'Pune' } }]);
    const planned = await plan(world, 'plan_update', { ...P1, ...change });
    meanwhile(world, 'p1', (account) => account.edit('p1', optOut));
    expect((await applied(world, planned)).data).toMatchObject({ counts: { [state]: 1 } });
    expect(writes(world).length).toBe(state === 'done' ? 1 : 0);
    expect(contact(world, 'p1').tags).toContain('dnd');
  });

  test('is not covered by the approval for somebody else who opted out before (promise 9)', async () => {
    const world = await among([{ tags: ['dnd'] }, { tags: ['lead'] }]);
    const change = { contacts: ['p1', 'p2'], add_tags: ['promo'], include_protected: true };
    const planned = await plan(world, 'plan_update', change);
    meanwhile(world, 'p2', (account) => account.edit('p2', optOut));
    expect((await applied(world, planned)).data).toMatchObject({ counts: { done: 1, protected: 1 } });
    expect([contact(world, 'p1').tags, contact(world, 'p2').tags]).toEqual([['dnd', 'promo'], optOut.tags]);
  });
});
