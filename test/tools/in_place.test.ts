import { writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Harness, start } from '../harness.ts';
import { SHEET, withSheet } from '../plans/sheets.ts';
import { applied, plan } from './plans.ts';
import { crowd, ERAS, fill, numberOf, tagsOf, writes } from './world.ts';

const PEOPLE = ['p1', 'p2', 'p3'];
const VIP = { contacts: PEOPLE, add_tags: ['vip'] };

async function account(options: Parameters<typeof start>[0] = {}) {
  const server = await start(options);
  fill(server.sandbox, ...crowd(4, (n) => ({ tags: n === 1 ? ['opted-out', 'lead'] : ['lead'] })));
  return server;
}

async function stateOf({ call }: Pick<Harness, 'call'>, plan_id: string) {
  const { state, reason } = (await call('get_plan', { plan_id })).data;
  return reason === undefined ? state : `${state} (${reason})`;
}

describe.each(ERAS)('a new plan, %s era', (era) => {
  test('takes the place of one that waits for the same contacts and names the same tags', async () => {
    const server = await account({ era });
    const old = await plan(server, 'plan_update', VIP);
    const contacts = [numberOf(3), '+91 90000 00001', 'p2'];
    const now = await plan(server, 'plan_update', { ...VIP, contacts, include_protected: true });
    expect(await stateOf(server, old.plan_id)).toBe(`discarded (replaced by ${now.plan_id})`);
    expect(now.answer.data['next']).toMatch(new RegExp(`place of ${old.plan_id}`));
    expect(now.answer.data['text']).not.toContain(old.plan_id);
    const refused = await applied(server, old);
    expect(refused.text).toMatch(new RegExp(`discarded.*replaced by ${now.plan_id}`));
    expect(writes(server)).toEqual([]);
    expect((await applied(server, now)).data).toMatchObject({ state: 'done', counts: { done: 3 } });
  });

  test('leaves a plan for which a form is open', async () => {
    let server: Harness | undefined;
    const seen: unknown[] = [];
    const forms = async () => {
      if (server) seen.push((await plan(server, 'plan_update', VIP)).plan_id);
      return { action: 'accept' as const, content: {} };
    };
    server = await account({ era, forms });
    const old = await plan(server, 'plan_update', VIP);
    const done = await server.call('apply_plan', { plan_id: old.plan_id });
    expect(seen).toHaveLength(1);
    expect(done.data).toMatchObject({ state: 'done', counts: { done: 2 } });
    expect(await stateOf(server, String(seen[0]))).toBe('waiting');
  });
});

describe('a new plan', () => {
  test.each([
    ['another tag', { ...VIP, add_tags: ['gold'] }],
    ['one tag more', { ...VIP, add_tags: ['vip', 'gold'] }],
    ['an attribute besides', { ...VIP, set_attributes: { city: 'Pune' } }],
    ['an attribute of the same name', { contacts: PEOPLE, set_attributes: { vip: 'yes' } }],
    ['fewer contacts', { ...VIP, contacts: ['p1', 'p2'] }],
    ['one contact more', { ...VIP, contacts: [...PEOPLE, 'p4'] }],
  ])('with %s leaves the one that waits', async (_, args) => {
    const server = await account();
    const old = await plan(server, 'plan_update', VIP);
    const now = await plan(server, 'plan_update', args);
    expect(await stateOf(server, old.plan_id)).toBe('waiting');
    await applied(server, old);
    await applied(server, now);
    expect(tagsOf(server, 'p2')).toContain('vip');
  });

  test('that asks for the opposite, or for another value, takes the place', async () => {
    const server = await account();
    const add = await plan(server, 'plan_update', { contacts: PEOPLE, add_tags: ['lead', 'vip'] });
    const take = await plan(server, 'plan_update', { contacts: PEOPLE, remove_tags: ['lead', 'vip'] });
    expect(await stateOf(server, add.plan_id)).toBe(`discarded (replaced by ${take.plan_id})`);
    const city = (value: string) =>
      plan(server, 'plan_update', { contacts: PEOPLE, set_attributes: { city: value } });
    const [pune, goa] = [await city('Pune'), await city('Goa')];
    expect(await stateOf(server, pune.plan_id)).toBe(`discarded (replaced by ${goa.plan_id})`);
    expect(await stateOf(server, take.plan_id)).toBe('waiting');
  });

  test('with nothing to change leaves the one that waits', async () => {
    const server = await account();
    const old = await plan(server, 'plan_update', VIP);
    const none = await plan(server, 'plan_update', { contacts: PEOPLE, remove_tags: ['vip'] });
    expect(none.answer.data).toMatchObject({ state: 'done' });
    expect(await stateOf(server, old.plan_id)).toBe('waiting');
  });

  test('of another process leaves the plan, and says that it is there (promise 4)', async () => {
    const server = await account();
    const other = await start({ beside: server });
    const old = await plan(server, 'plan_update', VIP);
    const theirs = await plan(other, 'plan_update', VIP);
    expect(theirs.answer.data['text']).toContain(old.plan_id);
    expect([await stateOf(server, old.plan_id), await stateOf(other, theirs.plan_id)]).toEqual([
      'waiting',
      'waiting',
    ]);
    const again = await plan(server, 'plan_update', VIP);
    expect([await stateOf(server, old.plan_id), await stateOf(server, theirs.plan_id)]).toEqual([
      `discarded (replaced by ${again.plan_id})`,
      'waiting',
    ]);
  });

  test('leaves a plan that is approved, done, declined or discarded', async () => {
    const server = await account();
    const old = await plan(server, 'plan_update', VIP);
    await applied(server, old);
    await plan(server, 'plan_update', { contacts: PEOPLE, remove_tags: ['vip'] });
    expect(await stateOf(server, old.plan_id)).toBe('done');
    const stopped = await plan(server, 'plan_update', { contacts: PEOPLE, add_tags: ['a'] });
    await server.call('stop_plan', { plan_id: stopped.plan_id });
    await plan(server, 'plan_update', { contacts: PEOPLE, add_tags: ['a'] });
    expect(await stateOf(server, stopped.plan_id)).toBe('discarded');
  });

  test.each(['plan_delete', 'plan_merge'] as const)('of %s takes the place of one like it', async (tool) => {
    const server = await account();
    const args = (first: string, ...others: string[]) =>
      tool === 'plan_merge' ? { groups: [{ keep: first, merge: others }] } : { contacts: [first, ...others] };
    const update = await plan(server, 'plan_update', { contacts: ['p2', 'p3'], add_tags: ['vip'] });
    const old = await plan(server, tool, args('p2', 'p3'));
    const now = await plan(server, tool, args(numberOf(3), 'p2'));
    expect(await stateOf(server, old.plan_id)).toBe(`discarded (replaced by ${now.plan_id})`);
    expect(await stateOf(server, update.plan_id)).toBe('waiting');
  });

  test('of an undo takes the place of one of the same plan for the same contacts', async () => {
    const server = await account();
    const done = await plan(server, 'plan_update', VIP);
    await applied(server, done);
    const { selection_id } = (await server.call('find_contacts', { ids: ['p2'] })).data;
    const part = await plan(server, 'plan_undo', { plan_id: done.plan_id, contacts_in: selection_id });
    const all = await plan(server, 'plan_undo', { plan_id: done.plan_id });
    expect(await stateOf(server, part.plan_id)).toBe('waiting');
    const again = await plan(server, 'plan_undo', { plan_id: done.plan_id });
    expect(await stateOf(server, all.plan_id)).toBe(`discarded (replaced by ${again.plan_id})`);
  });

  test('that runs without being asked for takes no plan from another call', async () => {
    const server = await account();
    const csv = 'phone,name\n+919800000001,Asha\n+919800000002,Ravi';
    const both = await Promise.all([1, 2].map(() => server.call('import_contacts', { csv })));
    expect(both.map(({ data }) => data['state'])).toEqual(['done', 'done']);
    const sheet = [1, 2].map(() => ({ csv: 'phone,name,tags\n+919800000003,Uma,x' }));
    const old = await server.call('plan_import', sheet[0]);
    const now = await server.call('plan_import', sheet[1]);
    expect(await stateOf(server, String(old.data['plan_id']))).toBe(
      `discarded (replaced by ${now.data['plan_id']})`,
    );
  });
});

describe('a new plan of a sheet', () => {
  const csv = `Phone,Name,Newsletter OK,City\n${numberOf(11)},Asha,yes,Pune\n${numberOf(12)},Bela,no,Goa\n`;
  const columns = { 'Newsletter OK': 'mark_opt_outs' };
  const again = [{ columns }, { columns: { ...columns, City: 'city' } }, { add_tags: ['fair'] }];

  /** The plans of the sheet that wait. */
  async function waiting({ call }: Pick<Harness, 'call'>) {
    const { plans } = (await call('list_plans', { state: 'waiting' })).data;
    return (plans as { plan_id: string }[]).map(({ plan_id }) => plan_id);
  }

  test.each(['csv', 'path'])('takes the place of the one before, however it is read, as %s', async (how) => {
    const world = await withSheet(csv);
    const sheet = how === 'csv' ? { csv } : { path: SHEET };
    const first = await plan(world, 'plan_import', sheet);
    let last = first;
    for (const args of again) {
      const next = await plan(world, 'plan_import', { ...sheet, ...args });
      expect(next.answer.data['text']).not.toContain(last.plan_id);
      expect(next.answer.data['next']).toContain(`It takes the place of ${last.plan_id}`);
      expect(await waiting(world)).toEqual([next.plan_id]);
      last = next;
    }
    expect((await applied(world, first)).text).toContain('discarded');
    expect(writes(world)).toEqual([]);
  });

  test.each(['plan_import', 'import_contacts'] as const)(
    'that is imported at once takes the place of one that %s left waiting',
    async (tool) => {
      const server = await account();
      const asked = await server.call(tool, { csv });
      expect(asked.data['state']).toBe('waiting');
      const done = await server.call('import_contacts', { csv, columns });
      expect(done.data).toMatchObject({ state: 'done', created: 2 });
      expect(done.data['next']).toContain(`It takes the place of ${asked.data['plan_id']}`);
      expect(await waiting(server)).toEqual([]);
    },
  );

  test('that was changed meanwhile, or is another, leaves the one that waits', async () => {
    const world = await withSheet(csv);
    const first = await plan(world, 'plan_import', { path: SHEET });
    writeFileSync(world.file, `${csv}${numberOf(13)},Chitra,yes,Goa\n`);
    const changed = await plan(world, 'plan_import', { path: SHEET });
    const pasted = await plan(world, 'plan_import', { csv: csv.replace('Asha', 'Asha Rao'), columns });
    expect(await waiting(world)).toEqual(
      expect.arrayContaining([first.plan_id, changed.plan_id, pasted.plan_id]),
    );
  });

  test('of another process leaves the plan', async () => {
    const server = await account();
    const other = await start({ beside: server });
    const old = await plan(server, 'plan_import', { csv });
    const theirs = await plan(other, 'plan_import', { csv, columns });
    expect(theirs.answer.data['text']).toContain(old.plan_id);
    expect(await waiting(server)).toHaveLength(2);
  });

  test('leaves one for which a form is open', async () => {
    let server: Harness | undefined;
    const forms = async () => {
      if (server) await plan(server, 'plan_import', { csv, columns });
      return { action: 'accept' as const, content: {} };
    };
    server = await account({ forms });
    const old = await plan(server, 'plan_import', { csv });
    const done = await server.call('apply_plan', { plan_id: old.plan_id });
    expect(done.data).toMatchObject({ state: 'done' });
    expect(await waiting(server)).toHaveLength(1);
  });
});
