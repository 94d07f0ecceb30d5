import { describe, expect, test } from 'vitest';
import { start } from '../harness.ts';
import { FORGETTING } from '../store/samples.ts';
import { applied, plan } from './plans.ts';
import { crowd, ERAS, fill, numberOf, tagsOf, writes } from './world.ts';

const NOBODY = '+919888800001';
const OTHER = '+44 20 7946 0958';

describe.each(ERAS)('contacts that nobody has, %s era', (era) => {
  test('do not sink a plan for the others, and all of them are named', async () => {
    const server = await start({ era });
    fill(server.sandbox, ...crowd(6));
    const contacts = [numberOf(1), NOBODY, 'p2', OTHER, 'c_none', '+91 90000 00003', '9000000004'];
    const planned = await plan(server, 'plan_update', { contacts, add_tags: ['vip'] });
    expect(planned.answer.data).toMatchObject({ counts: { selected: 3, to_change: 3 } });
    expect(planned.answer.text).toContain('"9000000004" (a number begins with + and its country code)');
    for (const unknown of [NOBODY, '+442079460958', 'c_none'])
      expect([planned.answer.text, JSON.stringify(planned.answer.data)]).toEqual([
        expect.stringContaining(unknown),
        expect.stringContaining(unknown),
      ]);
    await applied(server, planned);
    expect(['p1', 'p2', 'p3', 'p4'].map((id) => tagsOf(server, id))).toEqual([['vip'], ['vip'], ['vip'], []]);
  });
});

describe('contacts that nobody has', () => {
  test('among many are read on, in the order in which they were named', async () => {
    const server = await start();
    fill(server.sandbox, ...crowd(30));
    const unknown = ['c_a', 'c_b', 'c_c', 'c_d'];
    const contacts = [...crowd(20, (n) => ({ id: `p${n}` })).map(({ id }) => id ?? ''), ...unknown];
    const { answer } = await plan(server, 'plan_delete', { contacts });
    expect(answer.data).toMatchObject({ counts: { to_change: 20 } });
    expect(answer.text).toMatch(/nobody has "c_a", "c_b", "c_c" and "c_d"/);
  });

  test('alone are an error that names them all and what to do', async () => {
    const server = await start();
    const numbers = await server.call('plan_update', { contacts: [NOBODY, OTHER], add_tags: ['vip'] });
    expect(numbers).toMatchObject({ isError: true });
    expect(numbers.text).toMatch(/\+919888800001 and \+442079460958.*`find_contacts`.*`create_contact`/s);
    const names = await server.call('plan_delete', { contacts: ['Asha Rao', 'Ravi'] });
    expect(names).toMatchObject({ isError: true });
    expect(names.text).toMatch(/"Asha Rao" and "Ravi".*`list_contacts`/s);
    const one = await server.call('plan_update', { contacts: [NOBODY], add_tags: ['vip'] });
    expect(one.text).toMatch(/\+919888800001.*`find_contacts`.*`create_contact`/s);
    expect(writes(server)).toEqual([]);
  });

  test('of which this program knows what became of them are named with that', async () => {
    const server = await start();
    fill(server.sandbox, ...crowd(5));
    await applied(server, await plan(server, 'plan_merge', { groups: [{ keep: 'p1', merge: ['p2'] }] }));
    await applied(
      server,
      await plan(server, 'plan_update', { contacts: ['p3'], new_number: '+919811100000' }),
    );
    const deleted = await plan(server, 'plan_delete', { contacts: ['p4'] });
    await applied(server, deleted);
    const { answer } = await plan(server, 'plan_update', {
      contacts: ['p2', numberOf(3), 'p4', 'p5'],
      add_tags: ['vip'],
    });
    expect(answer.data).toMatchObject({ counts: { to_change: 1 } });
    expect(answer.text).toMatch(/"p2" \(now "Person 1"/);
    expect(answer.text).toMatch(/\+919000000003 \(now "Person 3".*\+919811100000/);
    expect(answer.text).toContain(`"p4" (deleted by ${deleted.plan_id})`);
  });

  test('leave no doubt whose number changes', async () => {
    const server = await start();
    fill(server.sandbox, ...crowd(2));
    const answer = await server.call('plan_update', { contacts: ['p1', 'c_none'], new_number: NOBODY });
    expect(answer).toMatchObject({ isError: true });
    expect(answer.text).toMatch(/for one contact/);
  });

  test('leave the other groups of a merge, and the others of their group', async () => {
    const server = await start();
    fill(server.sandbox, ...crowd(6));
    const groups = [
      { keep: 'p1', merge: ['p2', 'c_none'] },
      { keep: NOBODY, merge: ['p3'] },
      { keep: 'p4', merge: ['c_gone'] },
    ];
    const planned = await plan(server, 'plan_merge', { groups });
    expect(planned.answer.data).toMatchObject({ counts: { to_change: 1 } });
    expect(planned.answer.text).toMatch(/nobody has "c_none", \+919888800001 and "c_gone"/);
    await applied(server, planned);
    expect(writes(server)).toEqual(['DELETE /contacts/p2']);
    const none = await server.call('plan_merge', { groups: [{ keep: 'p4', merge: ['c_gone'] }] });
    expect(none).toMatchObject({ isError: true });
    expect(none.text).toMatch(/nobody has "c_gone"/);
  });
});

test('a number that nobody has is forgotten like any other (promise 19)', async () => {
  const server = await start();
  fill(server.sandbox, ...crowd(2));
  const { plan_id } = await plan(server, 'plan_update', { contacts: ['p1', NOBODY], add_tags: ['vip'] });
  const { store } = await server.context.journal();
  await store.forget(NOBODY, FORGETTING);
  expect((await server.call('get_plan', { plan_id })).text).not.toContain(NOBODY.slice(1));
});
