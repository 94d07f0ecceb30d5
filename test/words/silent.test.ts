import { describe, expect, test } from 'vitest';
import { type Harness, start } from '../harness.ts';
import { FORGETTING } from '../store/samples.ts';
import { applied, plan } from '../tools/plans.ts';
import { fill, numberOf, type Person, rows, tagsOf, writes } from '../tools/world.ts';

const PEOPLE: Person[] = [
  { name: 'Asha', tags: ['lead'] },
  { name: 'Bela', tags: ['lead'] },
  { name: 'Bela', tags: ['old'], custom_attributes: { city: 'Pune' } },
  { name: 'Chitra', tags: ['opted-out'] },
];

async function account(env: Record<string, string> = {}): Promise<Harness> {
  const world = await start({ sandbox: { contacts: 0 }, env });
  fill(world.sandbox, ...PEOPLE);
  return world;
}

async function selected({ call }: Harness, filter: Record<string, unknown>): Promise<string> {
  const { data } = await call('find_contacts', filter);
  return String(data['selection_id']);
}

const numbers = ({ sandbox }: Harness) =>
  [...sandbox.account.contacts.values()].map(({ phone_number }) => phone_number).sort();

/** In this file each sentence of `words/` is an `x`: see `silence.ts`. */
describe('when every sentence is an x', () => {
  test('a plan is found, approved, done, undone in part and then in whole (promise 5)', async () => {
    const world = await account();
    const selection_id = await selected(world, { text: 'a' });
    const planned = await plan(world, 'plan_update', { selection_id, add_tags: ['vip'] });
    expect(planned.answer.data).toMatchObject({
      summary: 'x',
      state: 'waiting',
      counts: { to_change: 3, protected: 1 },
    });
    expect(planned.phrase).toMatch(/^APPLY 3 \w{4}$/);
    const wrong = await world.call('apply_plan', { plan_id: planned.plan_id, approval: 'APPLY 3 AAAA' });
    expect([wrong.isError, writes(world)]).toEqual([true, []]);
    expect((await applied(world, planned)).data).toMatchObject({ state: 'done', counts: { done: 3 } });
    expect(tagsOf(world, 'p1')).toEqual(['lead', 'vip']);
    expect(tagsOf(world, 'p4')).toEqual(['opted-out']);
    const contacts_in = await selected(world, { ids: ['p1'] });
    const part = await plan(world, 'plan_undo', { plan_id: planned.plan_id, contacts_in });
    expect((await applied(world, part)).data).toMatchObject({ state: 'done', counts: { done: 1 } });
    expect([tagsOf(world, 'p1'), tagsOf(world, 'p2')]).toEqual([['lead'], ['lead', 'vip']]);
    const whole = await plan(world, 'plan_undo', { plan_id: planned.plan_id });
    expect((await applied(world, whole)).data).toMatchObject({ state: 'done', counts: { done: 2 } });
    expect(['p1', 'p2', 'p3'].map((id) => tagsOf(world, id))).toEqual([['lead'], ['lead'], ['old']]);
    expect(await world.call('plan_undo', { plan_id: planned.plan_id })).toMatchObject({ isError: true });
  });

  test('a waiting plan is discarded, and a plan without form and phrase is not run', async () => {
    const world = await account();
    const { plan_id, phrase } = await plan(world, 'plan_delete', { contacts: ['p1'] });
    const waiting = await world.call('apply_plan', { plan_id });
    expect(waiting).toMatchObject({ isError: false, data: { state: 'waiting' } });
    expect((await world.call('stop_plan', { plan_id })).data).toMatchObject({ state: 'discarded' });
    expect(await world.call('apply_plan', { plan_id, approval: phrase })).toMatchObject({ isError: true });
    expect(writes(world)).toEqual([]);
  });

  test('include_protected changes people who opted out, and only an undo with it takes that back (promise 9)', async () => {
    const world = await account();
    world.sandbox.account.edit('p4', { custom_attributes: { city: 'Pune' } });
    const planned = await plan(world, 'plan_update', {
      contacts: ['p1', 'p4'],
      set_attributes: { city: 'Goa' },
      include_protected: true,
    });
    expect((await applied(world, planned)).data).toMatchObject({ counts: { done: 2 } });
    const { store } = await world.context.journal();
    const { rules } = world.context;
    expect(await store.findPlan(rules.account, planned.plan_id)).toMatchObject({ undoable: 'some' });
    const undo = await plan(world, 'plan_undo', { plan_id: planned.plan_id });
    expect((await applied(world, undo)).data).toMatchObject({ counts: { done: 1, protected: 1 } });
    const cities = ['p1', 'p4'].map((id) => world.sandbox.account.get(id).custom_attributes);
    expect(cities).toEqual([{}, { city: 'Goa' }]);
    const asked = { plan_id: planned.plan_id, include_protected: true };
    const meant = await plan(world, 'plan_undo', asked);
    expect((await applied(world, meant)).data).toMatchObject({ counts: { done: 1 } });
    expect(world.sandbox.account.get('p4').custom_attributes).toEqual({ city: 'Pune' });
  });

  test('attributes that are renamed to one key are left alone if their values differ', async () => {
    const world = await account();
    fill(world.sandbox, { custom_attributes: { a: '1', b: '2' } }, { custom_attributes: { a: '1' } });
    const planned = await plan(world, 'plan_update', {
      contacts: ['p1', 'p2'],
      rename_attributes: { a: 'b' },
    });
    expect((await applied(world, planned)).data).toMatchObject({ counts: { done: 1, unchanged: 1 } });
  });

  test('contacts are merged, and a merge is undone only if all of them can come back (promise 5)', async () => {
    const world = await account();
    const planned = await plan(world, 'plan_merge', { groups: [{ keep: 'p2', merge: ['p3'] }] });
    expect((await applied(world, planned)).data).toMatchObject({ state: 'done', counts: { done: 1 } });
    expect(tagsOf(world, 'p2')).toEqual(['lead', 'old']);
    world.sandbox.fault({ method: 'POST', times: 99, action: { status: 500 } });
    const stays = await plan(world, 'plan_undo', { plan_id: planned.plan_id });
    await applied(world, stays);
    expect(
      rows((await world.call('get_plan', { plan_id: stays.plan_id, items: 'all' })).data['items']),
    ).toHaveLength(2);
    expect(tagsOf(world, 'p2')).toEqual(['lead', 'old']);
  });

  test('a sheet is imported, in one step if it is small, else as a plan (promise 4)', async () => {
    const world = await account();
    const csv = (n: number) =>
      `phone_number,name,tags\n${numberOf(n)},New ${n},fresh\n${numberOf(1)},Asha,lead\n`;
    const small = await world.call('import_contacts', { csv: csv(10) });
    expect(small.data).toMatchObject({ created: 1, unchanged: 1, failed: 0, state: 'done' });
    const large = await world.call('plan_import', { csv: csv(11) });
    const { plan_id, approval_phrase: phrase } = large.data;
    const done = await world.call('apply_plan', { plan_id, approval: phrase });
    expect(done.data).toMatchObject({ state: 'done', counts: { done: 1, unchanged: 1 } });
    expect(numbers(world)).toEqual([1, 2, 3, 4, 10, 11].map(numberOf));
  });

  test('a repeated creation is not taken for a new one (promise 4)', async () => {
    const world = await account();
    const create = () =>
      world.call('create_contact', { phone_number: numberOf(9), name: 'Deep', tags: ['lead'] });
    const [first, again] = [await create(), await create()];
    expect(first.data).toMatchObject({ created: true });
    expect(again.data).toMatchObject({ created: false, repeated: true, plan_id: first.data['plan_id'] });
    expect(writes(world)).toEqual(['POST /contacts']);
  });

  test('one person is forgotten, and the others are not (promise 19)', async () => {
    const world = await account();
    const selection_id = await selected(world, { text: 'ash' });
    const planned = await plan(world, 'plan_update', { selection_id, set_attributes: { city: 'Goa' } });
    await applied(world, planned);
    const other = await plan(world, 'plan_update', { contacts: ['p2'], add_tags: ['vip'] });
    const { store } = await world.context.journal();
    expect(await store.forget(numberOf(1), FORGETTING)).toBe(1);
    const { rules } = world.context;
    const kept = await store.findPlan(rules.account, planned.plan_id);
    expect(kept?.summary).toMatchObject({ scope: { found: 'forgotten', changed: { count: 1 } } });
    expect(JSON.stringify(kept)).not.toMatch(new RegExp(`Asha|"ash"|${numberOf(1).slice(1)}`));
    expect((await applied(world, other)).data).toMatchObject({ state: 'done', counts: { done: 1 } });
  });
});
