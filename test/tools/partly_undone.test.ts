import { describe, expect, test } from 'vitest';
import { type Harness, start } from '../harness.ts';
import { applied, type Planned, plan } from './plans.ts';
import { crowd, ERAS, fill, rows } from './world.ts';

async function selected({ call }: Harness, ...ids: string[]): Promise<unknown> {
  return (await call('find_contacts', { ids })).data['selection_id'];
}

/** What `get_plan`, `list_plans` and the resource say of the undo of a plan; fails where they differ. */
async function undoneOf({ call, client }: Harness, { plan_id }: Planned): Promise<Record<string, unknown>> {
  const listed =
    rows((await call('list_plans')).data['plans']).find((row) => row['plan_id'] === plan_id) ?? {};
  const got = (await call('get_plan', { plan_id })).data;
  const { contents } = await client.readResource({ uri: `vobiz://plans/${plan_id}` });
  const [first] = contents;
  const read: Record<string, unknown> = JSON.parse(first && 'text' in first ? String(first.text) : '{}');
  const all = [listed, got, read].map(({ undone_by, partly_undone }) => ({ undone_by, partly_undone }));
  expect([all[1], all[2]]).toEqual([all[0], all[0]]);
  return all[0] ?? {};
}

describe.each(ERAS)('a plan, %s era', (era) => {
  test('is partly undone, with counts, until all of it is', async () => {
    const server = await start({ era });
    fill(server.sandbox, ...crowd(6));
    const contacts = ['p1', 'p2', 'p3', 'p4', 'p5'];
    const planned = await plan(server, 'plan_update', { contacts, add_tags: ['gold'] });
    await applied(server, planned);
    expect(await undoneOf(server, planned)).toEqual({});
    const { plan_id } = planned;
    const first = await plan(server, 'plan_undo', {
      plan_id,
      contacts_in: await selected(server, 'p2', 'p3'),
    });
    expect(await undoneOf(server, planned)).toEqual({});
    await applied(server, first);
    expect(await undoneOf(server, planned)).toEqual({
      partly_undone: { by: first.plan_id, done: 5, undone: 2 },
    });
    expect((await server.call('get_plan', { plan_id })).text).toMatch(/in part \(2 of 5\)/);
    expect(first.answer.data['text']).toMatch(
      /^Take back “Add the tag "gold" to 5 contacts” \(.*\) for 2 of its 5 contacts in account /,
    );
    const rest = await plan(server, 'plan_undo', { plan_id });
    const extent = /^(Undo \w+|Take back “.*” \(.*\)) for 3 of its 5 contacts \(2 were undone before\)/;
    expect(rest.answer.data).toMatchObject({
      summary: expect.stringMatching(extent),
      text: expect.stringMatching(extent),
    });
    expect(rest.answer.data['text']).not.toContain('stay as that plan left them');
    const { data } = await applied(server, rest);
    expect(data['text']).toMatch(
      /^Done: took back “.*” \(\d.*\) for 3 of its 5 contacts \(2 were undone before\)/,
    );
    expect(await undoneOf(server, planned)).toEqual({ undone_by: rest.plan_id });
  });
});

describe('a plan', () => {
  test('says of its undo who was undone before, and who is left out of it now', async () => {
    const server = await start();
    fill(server.sandbox, ...crowd(4));
    const contacts = ['p1', 'p2', 'p3', 'p4'];
    const { plan_id, phrase } = await plan(server, 'plan_update', { contacts, add_tags: ['gold'] });
    await server.call('apply_plan', { plan_id, approval: phrase });
    const part = async (id: string) =>
      plan(server, 'plan_undo', { plan_id, contacts_in: await selected(server, id) });
    await applied(server, await part('p1'));
    const { data } = (await part('p2')).answer;
    expect(data['text']).toMatch(
      /^Take back “.*” \(.*\) for 1 of its 4 contacts \(1 was undone before\)[\s\S]*\nThe other 2 contacts stay as that plan left them\./,
    );
  });

  test('of which somebody else took a part back is undone by the undo of the rest', async () => {
    const server = await start();
    fill(server.sandbox, ...crowd(3));
    const planned = await plan(server, 'plan_update', { contacts: ['p1', 'p2', 'p3'], add_tags: ['gold'] });
    await applied(server, planned);
    server.sandbox.account.edit('p1', { tags: [] });
    const undo = await plan(server, 'plan_undo', { plan_id: planned.plan_id });
    await applied(server, undo);
    expect(await undoneOf(server, planned)).toEqual({ undone_by: undo.plan_id });
  });

  test('of which the undo left a contact alone is partly undone', async () => {
    const server = await start();
    fill(server.sandbox, ...crowd(3));
    const planned = await plan(server, 'plan_update', {
      contacts: ['p1', 'p2', 'p3'],
      set_attributes: { a: '1' },
    });
    await applied(server, planned);
    server.sandbox.account.edit('p1', { custom_attributes: { a: '2' } });
    const undo = await plan(server, 'plan_undo', { plan_id: planned.plan_id });
    await applied(server, undo);
    expect(await undoneOf(server, planned)).toEqual({
      partly_undone: { by: undo.plan_id, done: 3, undone: 2 },
    });
  });

  test('that merged is undone when each of its groups is whole again', async () => {
    const server = await start();
    fill(server.sandbox, ...crowd(6, (n) => ({ tags: [`t${n}`] })));
    const groups = [
      { keep: 'p1', merge: ['p2', 'p3'] },
      { keep: 'p4', merge: ['p5'] },
    ];
    const planned = await plan(server, 'plan_merge', { groups });
    await applied(server, planned);
    const contacts_in = await selected(server, 'p4', 'p5');
    const part = await plan(server, 'plan_undo', { plan_id: planned.plan_id, contacts_in });
    await applied(server, part);
    expect(await undoneOf(server, planned)).toMatchObject({ partly_undone: { done: 2 } });
    const rest = await plan(server, 'plan_undo', { plan_id: planned.plan_id });
    await applied(server, rest);
    expect(await undoneOf(server, planned)).toEqual({ undone_by: rest.plan_id });
  });

  test.each([
    ['a deletion', 'plan_delete', { contacts: ['p1', 'p2'] }],
    ['a new number', 'plan_update', { contacts: ['p1'], new_number: '+919811100000' }],
  ] as const)('of %s is undone by its undo', async (_, tool, args) => {
    const server = await start();
    fill(server.sandbox, ...crowd(3));
    const planned = await plan(server, tool, args);
    await applied(server, planned);
    const undo = await plan(server, 'plan_undo', { plan_id: planned.plan_id });
    await applied(server, undo);
    expect(await undoneOf(server, planned)).toEqual({ undone_by: undo.plan_id });
  });
});
