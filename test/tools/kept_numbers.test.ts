import { describe, expect, test } from 'vitest';
import { type Harness, start } from '../harness.ts';
import { applied, plan } from './plans.ts';
import { crowd, ERAS, fill, numberOf } from './world.ts';

const attributes = ({ sandbox }: Harness, id: string) => sandbox.account.get(id).custom_attributes;
const all = { groups: [{ keep: 'p1', merge: ['p2', 'p3'] }] };

describe.each(ERAS)('a merge, %s era', (era) => {
  test('keeps the numbers that go as an attribute, and an undo takes it off again (promise 5)', async () => {
    const server = await start({ era });
    fill(server.sandbox, ...crowd(3));
    const offer = await plan(server, 'plan_merge', all);
    expect(offer.answer.data['next']).toMatch(/`keep_numbers_as`/);
    const planned = await plan(server, 'plan_merge', { ...all, keep_numbers_as: 'other_number' });
    expect(planned.answer.text).toMatch(/kept as the attribute "other_number"/);
    expect(planned.answer.data['next']).not.toMatch(/`keep_numbers_as`/);
    expect((await server.call('get_plan', { plan_id: offer.plan_id })).data['state']).toBe('discarded');
    await applied(server, planned);
    expect(attributes(server, 'p1')).toEqual({ other_number: `${numberOf(2)}, ${numberOf(3)}` });
    const undo = await plan(server, 'plan_undo', { plan_id: planned.plan_id });
    expect((await applied(server, undo)).data).toMatchObject({ state: 'done' });
    expect(attributes(server, 'p1')).toEqual({});
    expect(server.sandbox.account.contacts.size).toBe(3);
  });
});

describe('the attribute for numbers that go', () => {
  test('is not called like a field of contacts', async () => {
    const server = await start();
    fill(server.sandbox, ...crowd(3));
    const { isError, text } = await server.call('plan_merge', { ...all, keep_numbers_as: 'phone_number' });
    expect([isError, text]).toEqual([true, expect.stringMatching(/keep_numbers_as.*is a field of contacts/)]);
  });

  test('never overwrites another: its name is numbered, and nothing is noted twice', async () => {
    const server = await start();
    fill(
      server.sandbox,
      { custom_attributes: { other: 'a cousin', other_2: numberOf(3) } },
      {},
      {},
      { phone_number: '91 90000 00001' },
    );
    const groups = [{ keep: 'p1', merge: ['p2', 'p3', 'p4'] }];
    const planned = await plan(server, 'plan_merge', { groups, keep_numbers_as: 'other' });
    expect(planned.answer.text).toMatch(/attribute "other_3"/);
    await applied(server, planned);
    expect(attributes(server, 'p1')).toEqual({
      other: 'a cousin',
      other_2: numberOf(3),
      other_3: numberOf(2),
    });
  });

  test('gives way to the attribute of one that goes, and says whose values win', async () => {
    const server = await start();
    fill(
      server.sandbox,
      { name: 'Asha', custom_attributes: { city: 'Pune' } },
      { name: 'Asha R', custom_attributes: { city: 'Mumbai', other: 'from a fair' } },
    );
    const groups = [{ keep: 'p1', merge: ['p2'] }];
    const planned = await plan(server, 'plan_merge', { groups, keep_numbers_as: 'other' });
    expect(planned.answer.text).toMatch(/"Asha" .*: "Pune" is kept as "city", "Mumbai" is lost\./);
    await applied(server, planned);
    expect(attributes(server, 'p1')).toEqual({ city: 'Pune', other: 'from a fair', other_2: numberOf(2) });
  });

  test('is not offered, nor made, where the numbers are one in two spellings', async () => {
    const server = await start();
    fill(server.sandbox, {}, { phone_number: '+91 90000 00001' });
    const groups = [{ keep: 'p1', merge: ['p2'] }];
    const offer = await plan(server, 'plan_merge', { groups });
    expect(offer.answer.text).not.toMatch(/keep_numbers_as/);
    const planned = await plan(server, 'plan_merge', { groups, keep_numbers_as: 'other' });
    expect(planned.answer.text).not.toMatch(/kept as the attribute/);
    await applied(server, planned);
    expect(attributes(server, 'p1')).toEqual({});
  });

  test('goes with duplicates that were found, each group by itself', async () => {
    const server = await start();
    fill(server.sandbox, ...crowd(4, (n) => ({ name: n % 2 ? 'Asha' : 'Ravi' })));
    const { duplicates_id } = (await server.call('find_duplicates', { by: 'name' })).data;
    const planned = await plan(server, 'plan_merge', { duplicates_id, keep_numbers_as: 'second number' });
    await applied(server, planned);
    expect([attributes(server, 'p1'), attributes(server, 'p2')]).toEqual([
      { 'second number': numberOf(3) },
      { 'second number': numberOf(4) },
    ]);
  });

  test('somebody else made meanwhile leaves the group alone (promise 2)', async () => {
    const server = await start();
    fill(server.sandbox, ...crowd(2));
    const groups = [{ keep: 'p1', merge: ['p2'] }];
    const planned = await plan(server, 'plan_merge', { groups, keep_numbers_as: 'other' });
    await server.call('update_contact', { contact: 'p1', set_attributes: { other: 'mine' } });
    expect((await applied(server, planned)).data['counts']).toMatchObject({ drifted: 1 });
    expect(server.sandbox.account.contacts.size).toBe(2);
  });

  test.each(['  ', '\u200b'])('has a name that can be seen, not %j', async (keep_numbers_as) => {
    const server = await start();
    fill(server.sandbox, ...crowd(3));
    expect(await server.call('plan_merge', { ...all, keep_numbers_as })).toMatchObject({ isError: true });
  });
});
