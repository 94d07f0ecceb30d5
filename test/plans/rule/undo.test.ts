import { describe, expect, test } from 'vitest';
import { hashOf } from '../../../src/plans/hash.ts';
import { applied, plan } from '../../tools/plans.ts';
import type { Person } from '../../tools/world.ts';
import { among, contact, meanwhile, reasons } from './world.ts';

const P1 = { contacts: ['p1'] };
const OPTED_OUT = { name: 'Asha', tags: ['vip', 'dnd'], custom_attributes: { city: 'Pune' } };

/** The world after a plan that included whoever opted out. */
async function changed(
  person: Person,
  change: Record<string, unknown>,
  tool: 'plan_update' | 'plan_delete' = 'plan_update',
) {
  const world = await among([person]);
  const planned = await plan(world, tool, { ...P1, ...change, include_protected: true });
  expect((await applied(world, planned)).data).toMatchObject({ counts: { done: 1 } });
  const undo = (include_protected = false) =>
    plan(world, 'plan_undo', { plan_id: planned.plan_id, include_protected });
  return { world, undo };
}

describe('the undo of a change to somebody who opted out (promises 5 and 9)', () => {
  test.each([
    ['an added tag comes off', { add_tags: ['promo'] }, OPTED_OUT],
    ['an attribute that was set comes off', { set_attributes: { note: 'x' } }, OPTED_OUT],
    ['a name comes back', { name: 'Asha Rao' }, OPTED_OUT],
    ['an attribute gets its old key', { rename_attributes: { city: 'town' } }, OPTED_OUT],
    ['an opt-out comes back', { remove_tags: ['dnd'] }, { ...OPTED_OUT, tags: ['vip', 'dnd'] }],
  ])('is free where %s', async (_what, change, expected) => {
    const { world, undo } = await changed(OPTED_OUT, change);
    await applied(world, await undo());
    expect(contact(world, 'p1')).toEqual(expected);
  });

  test.each([
    ['a tag', { remove_tags: ['vip'] }, { ...OPTED_OUT, tags: ['dnd', 'vip'] }],
    [
      'a tag that made way',
      { remove_tags: ['vip'], add_tags: ['promo'] },
      { ...OPTED_OUT, tags: ['dnd', 'vip'] },
    ],
    ['an attribute', { remove_attributes: ['city'] }, OPTED_OUT],
    ['a value', { set_attributes: { city: 'Goa' } }, OPTED_OUT],
  ])('that gives %s back needs include_protected, and says so', async (_what, change, expected) => {
    const { world, undo } = await changed(OPTED_OUT, change);
    const was = contact(world, 'p1');
    const alone = await undo();
    expect(alone.answer.data).toMatchObject({ state: 'done', counts: { protected: 1 } });
    expect(alone.answer.data['counts']).not.toHaveProperty('to_change');
    expect(alone.answer.data['next']).toMatch(/include_protected/);
    expect(contact(world, 'p1')).toEqual(was);
    const meant = await undo(true);
    expect(meant.answer.text).toMatch(/1 person who opted out gets (.* back|the earlier value of).*: "Asha"/);
    expect(meant.phrase).not.toBe('undefined');
    await applied(world, meant);
    expect(contact(world, 'p1')).toEqual(expected);
  });

  test.each([[['dnd']], [['opted-out', 'dnd']], [['⛔ Unsubscribed']]])(
    'that takes off the opt-out %j, which the plan gave, needs include_protected',
    async (add_tags) => {
      const { world, undo } = await changed({ tags: ['vip'] }, { add_tags });
      const { counts } = (await undo()).answer.data;
      expect(counts).toMatchObject({ protected: 1 });
      expect(counts).not.toHaveProperty('to_change');
      const meant = await undo(true);
      expect(meant.answer.text).toMatch(/ends an opt-out/);
      await applied(world, meant);
      expect(contact(world, 'p1').tags).toEqual(['vip']);
    },
  );

  test('gives an opt-out back even where the rest has to wait for the person', async () => {
    const change = { remove_tags: ['dnd', 'vip'], set_attributes: { city: 'Goa' } };
    const { world, undo } = await changed(OPTED_OUT, change);
    const alone = await undo();
    expect(alone.answer.data['counts']).toMatchObject({ to_change: 1 });
    expect(alone.answer.text).toMatch(
      /1 person who opted out gets that opt-out back, but not the tag "vip" or the value of the attribute "city"/,
    );
    expect(alone.answer.data['next']).toMatch(/include_protected/);
    await applied(world, alone);
    expect(contact(world, 'p1')).toEqual({ ...OPTED_OUT, tags: ['dnd'], custom_attributes: { city: 'Goa' } });
  });

  test('gives all of it back to who is included', async () => {
    const change = { remove_tags: ['dnd', 'vip'], set_attributes: { city: 'Goa' } };
    const { world, undo } = await changed(OPTED_OUT, change);
    await applied(world, await undo(true));
    expect(contact(world, 'p1')).toEqual(OPTED_OUT);
  });

  test.each([
    [{ remove_tags: ['vip'] }, 'is not given "vip"'],
    [{ remove_attributes: ['city'] }, 'is not given another value for "city"'],
  ])('is judged anew just before the write, of %j', async (change, reason) => {
    const { world, undo } = await changed({ ...OPTED_OUT, tags: ['vip'] }, change);
    const undone = await undo();
    expect(undone.answer.data['counts']).toMatchObject({ to_change: 1 });
    const was = contact(world, 'p1');
    meanwhile(world, 'p1', (account) => account.edit('p1', { tags: [...was.tags, 'dnd'] }));
    expect((await applied(world, undone)).data).toMatchObject({ counts: { protected: 1 } });
    expect(contact(world, 'p1')).toEqual({ ...was, tags: [...was.tags, 'dnd'] });
    expect(await reasons(world, undone.plan_id, 'protected')).toEqual([expect.stringContaining(reason)]);
  });

  test('includes nobody who opted out after it was approved', async () => {
    const world = await among([{ tags: ['vip', 'dnd'] }, { tags: ['vip'] }]);
    const args = { contacts: ['p1', 'p2'], remove_tags: ['vip'] };
    const planned = await plan(world, 'plan_update', args);
    await applied(world, planned);
    const undo = await plan(world, 'plan_undo', { plan_id: planned.plan_id, include_protected: true });
    meanwhile(world, 'p2', (account) => account.edit('p2', { tags: ['opted-out'] }));
    expect((await applied(world, undo)).data).toMatchObject({ counts: { done: 1, protected: 1 } });
    expect([contact(world, 'p1').tags, contact(world, 'p2').tags]).toEqual([['dnd', 'vip'], ['opted-out']]);
  });

  test('is sealed with include_protected: another approval does not fit', async () => {
    const { world, undo } = await changed(OPTED_OUT, { remove_tags: ['vip'], name: 'B' });
    const { plan_id } = await undo(true);
    const { store } = await world.context.journal();
    const kept = await store.findPlan(world.context.rules.account, plan_id);
    const items = await store.listItems(plan_id, { limit: 10 });
    expect(kept?.include_protected).toBe(true);
    expect(kept && hashOf(kept, items)).toBe(kept?.hash);
    expect(kept && hashOf({ ...kept, include_protected: false }, items)).not.toBe(kept?.hash);
  });
});

describe('the undo of a deletion (promises 5 and 9)', () => {
  const numbers = (world: Awaited<ReturnType<typeof among>>) =>
    [...world.sandbox.account.contacts.values()].map(({ name, tags, custom_attributes }) => ({
      name,
      tags,
      custom_attributes,
    }));

  test.each([
    [['vip', 'dnd'], ['dnd']],
    [
      ['D.N.D', 'lead', 'Opted Out'],
      ['D.N.D', 'Opted Out'],
    ],
  ])(
    'brings somebody tagged %j back with %j alone, and with all of it where they are included',
    async (tags, kept) => {
      const { world, undo } = await changed({ ...OPTED_OUT, tags }, {}, 'plan_delete');
      const meant = await undo(true);
      expect(meant.answer.text).toMatch(
        /1 person who opted out gets "\w+" back, so campaigns to it reach this person: /,
      );
      const alone = await undo();
      expect(alone.answer.text).toMatch(/1 person who opted out gets that opt-out back, but not the tags? "/);
      expect(alone.answer.data['next']).toMatch(/include_protected/);
      await applied(world, alone);
      expect(numbers(world)).toEqual([{ ...OPTED_OUT, tags: kept }]);
    },
  );

  test('with include_protected brings the campaign tags back', async () => {
    const { world, undo } = await changed(OPTED_OUT, {}, 'plan_delete');
    await applied(world, await undo(true));
    expect(numbers(world)).toEqual([OPTED_OUT]);
  });

  test('says nothing of it where nobody loses a tag', async () => {
    const { undo } = await changed({ ...OPTED_OUT, tags: ['dnd'] }, {}, 'plan_delete');
    expect((await undo()).answer.text).not.toMatch(/opted out (gets|and is included)/);
  });

  test('is said before the deletion is approved', async () => {
    const world = await among([OPTED_OUT]);
    const planned = await plan(world, 'plan_delete', { ...P1, include_protected: true });
    expect(planned.answer.text).toMatch(
      /To undo this for "[^"]+" \(\+\d+\), who opted out, you will be asked again\./,
    );
  });
});

describe('the undo of a new number, or of who was added (promises 5 and 9)', () => {
  test('gives somebody who opted out the old number back only with include_protected', async () => {
    const { world, undo } = await changed(OPTED_OUT, { new_number: '+919111111111' });
    const { counts } = (await undo()).answer.data;
    expect(counts).toMatchObject({ protected: 1 });
    expect(counts).not.toHaveProperty('to_change');
    await applied(world, await undo(true));
    expect([...world.sandbox.account.contacts.values()]).toMatchObject([
      { phone_number: '+919000000001', tags: OPTED_OUT.tags },
    ]);
  });

  test('deletes somebody who opted out only with include_protected', async () => {
    const world = await among([{}]);
    const csv = 'phone_number,name,tags\n+919111111111,Bela,opted-out\n';
    const { data } = await world.call('import_contacts', { csv });
    const args = { plan_id: data['plan_id'] };
    const alone = await plan(world, 'plan_undo', args);
    expect(alone.answer.data['counts']).toMatchObject({ protected: 1 });
    expect(alone.answer.data['counts']).not.toHaveProperty('to_change');
    await applied(world, await plan(world, 'plan_undo', { ...args, include_protected: true }));
    expect(world.sandbox.account.byNumber('+919111111111')).toBeUndefined();
  });
});
