import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { hashOf } from '../../src/plans/hash.ts';
import { type FormAnswer, type Harness, type HarnessOptions, start } from '../harness.ts';
import { applied, type Planned, plan } from '../tools/plans.ts';
import { ERAS, fill, numberOf, type Person, tagsOf, writes } from '../tools/world.ts';

const PEOPLE: Person[] = [
  { name: 'Asha', tags: ['lead'], custom_attributes: { company: '', vat: 'DE1' } },
  { name: 'Bela', tags: ['lead'] },
];
const KEEP = { groups: [{ keep: 'p1', merge: ['p2'] }] };
const SHEET = {
  csv: `phone_number,name,company\n${numberOf(1)},Asha,Acme\n`,
  columns: { company: 'company' },
  existing: 'overwrite',
};

async function account(options: HarnessOptions = {}): Promise<Harness> {
  const world = await start({ ...options, sandbox: { contacts: 0 } });
  fill(world.sandbox, ...PEOPLE);
  return world;
}

/** A plan of any tool that shows the phrase for it. */
async function planned(world: Harness, tool: string, args: Record<string, unknown>): Promise<Planned> {
  const answer = await world.call(tool, args);
  const { plan_id, approval_phrase: phrase } = answer.data;
  expect([answer.isError, phrase]).toEqual([
    false,
    expect.stringMatching(/^(APPLY|DELETE|MERGE|UNDO) 1 \w{4}$/),
  ]);
  return { plan_id: String(plan_id), phrase: String(phrase), answer };
}

function sql({ dataDir }: Harness, statement: string): void {
  const database = new DatabaseSync(join(dataDir, 'store.db'));
  database.exec(statement);
  database.close();
}

describe('the phrase of a plan that was discarded', () => {
  const attributes = (more: object) => ({ custom_attributes: { company: '', vat: 'DE1', ...more } });
  const CASES: [string, string, Record<string, unknown>, string, Person][] = [
    [
      'an attribute that has a value now',
      'plan_update',
      { contacts: ['p1'], set_attributes: { company: 'Acme' } },
      'p1',
      attributes({ company: 'Important GmbH' }),
    ],
    ['another name', 'plan_update', { contacts: ['p1'], name: 'Chitra' }, 'p1', { name: 'Asha Rao' }],
    [
      'an attribute with another value',
      'plan_update',
      { contacts: ['p1'], remove_attributes: ['vat'] },
      'p1',
      attributes({ vat: 'DE2' }),
    ],
    ['a deletion', 'plan_delete', { contacts: ['p1'] }, 'p1', { tags: ['lead', 'vip'] }],
    ['a deletion alone', 'delete_contact', { contact: 'p1' }, 'p1', { name: 'Asha Rao' }],
    [
      'a new number',
      'plan_update',
      { contacts: ['p1'], new_number: '+919111111111' },
      'p1',
      { name: 'Asha Rao' },
    ],
    ['a merge', 'plan_merge', KEEP, 'p2', { name: 'Bela Rao' }],
    ['an import', 'plan_import', SHEET, 'p1', attributes({ company: 'Important GmbH' })],
    ['nothing else', 'plan_update', { contacts: ['p1'], add_tags: ['vip'] }, 'p1', {}],
  ];

  test.each(CASES)('does not approve a later one: %s', async (_what, tool, args, changed, edit) => {
    const world = await account();
    const first = await planned(world, tool, args);
    await world.call('stop_plan', { plan_id: first.plan_id });
    world.sandbox.account.edit(changed, edit);
    // Another chat: this one would remember the account as it read it.
    const other = await start({ beside: world });
    const second = await planned(other, tool, args);
    const { isError, text } = await other.call('apply_plan', {
      plan_id: second.plan_id,
      approval: first.phrase,
    });
    expect([isError, text]).toEqual([
      true,
      expect.stringContaining(`That is not the approval phrase of ${second.plan_id}`),
    ]);
    expect(writes(world)).toEqual([]);
    expect((await applied(other, second)).data).toMatchObject({ state: 'done', counts: { done: 1 } });
  });

  test('does not approve a later undo of the same plan', async () => {
    const world = await account();
    const naming = await plan(world, 'plan_update', { contacts: ['p1'], name: 'Chitra' });
    await applied(world, naming);
    const first = await planned(world, 'plan_undo', { plan_id: naming.plan_id });
    await world.call('stop_plan', { plan_id: first.plan_id });
    world.sandbox.account.edit('p1', { tags: ['lead', 'vip'] });
    const second = await planned(world, 'plan_undo', { plan_id: naming.plan_id });
    const wrong = await applied(world, { ...second, phrase: first.phrase });
    expect([wrong.isError, writes(world)]).toEqual([true, ['PUT /contacts/p1']]);
    expect((await applied(world, second)).data).toMatchObject({ state: 'done' });
  });
});

describe('a plan that waits', () => {
  const SPOILT = [
    ['the name that is overwritten', { name: 'Chitra' }, "json_set(before, '$.name', 'Nobody')"],
    [
      'the attribute that is overwritten',
      { set_attributes: { company: 'Acme' } },
      "json_set(before, '$.custom_attributes.company', 'None')",
    ],
    [
      'the attribute that is overwritten, whatever it is called',
      { set_attributes: { as_of: 'today' } },
      "json_set(before, '$.custom_attributes.as_of', 'None')",
    ],
    ['the tags that it keeps', { add_tags: ['vip'] }, "json_set(before, '$.tags', json('[]'))"],
    ['that is to get the number', { add_tags: ['vip'] }, "json_set(before, '$.phone_number', '+1')"],
  ] as const;

  test.each(SPOILT)('is not run when somebody changed in the store %s', async (_what, change, before) => {
    const world = await account();
    const waiting = await plan(world, 'plan_update', { contacts: ['p1'], ...change });
    sql(world, `UPDATE item SET before = ${before}`);
    const { isError, text } = await applied(world, waiting);
    expect([isError, text]).toEqual([
      true,
      expect.stringContaining(`Somebody changed ${waiting.plan_id} in the store after it was planned`),
    ]);
    expect(writes(world)).toEqual([]);
  });

  test('is not run when somebody changed in the store which contacts a merge deletes', async () => {
    const world = await account();
    const waiting = await plan(world, 'plan_merge', KEEP);
    sql(world, "UPDATE item SET task = json_set(task, '$.losers[0].name', 'Nobody')");
    expect((await applied(world, waiting)).text).toContain('in the store after it was planned');
    expect(writes(world)).toEqual([]);
  });

  test('is run when only the time of a last activity is another', async () => {
    const world = await account();
    const waiting = await plan(world, 'plan_update', { contacts: ['p1'], name: 'Chitra' });
    sql(world, "UPDATE item SET before = json_set(before, '$.last_active_at', '2026-11-01T00:00:00Z')");
    expect((await applied(world, waiting)).data).toMatchObject({ state: 'done', counts: { done: 1 } });
  });
});

describe('a plan that was approved', () => {
  test('and not begun is not run when somebody changed in the store the values that it overwrites', async () => {
    const world = await account();
    const waiting = await plan(world, 'plan_update', { contacts: ['p1'], name: 'Chitra' });
    const { store } = await world.context.journal();
    const { hash = '' } = (await store.findPlan(world.context.rules.account, waiting.plan_id)) ?? {};
    await store.approvePlan({ plan_id: waiting.plan_id, hash, how: 'relayed', at: Date.now() });
    sql(world, "UPDATE item SET before = json_set(before, '$.name', 'Nobody')");
    const { data } = await world.call('get_plan', { plan_id: waiting.plan_id, wait_seconds: 5 });
    expect(data).toMatchObject({
      state: 'expired',
      reason: expect.stringContaining('in the store after it was approved'),
    });
    expect(writes(world)).toEqual([]);
  });

  test('goes on under its approval when its only contact changed before the service refused the credentials', async () => {
    const world = await account();
    const waiting = await plan(world, 'plan_update', { contacts: ['p1'], add_tags: ['vip'] });
    world.sandbox.account.edit('p1', { tags: ['lead', 'new'] });
    const off = world.sandbox.fault({ method: 'PUT', times: 99, action: { status: 401 } });
    expect((await applied(world, waiting)).data).toMatchObject({ state: 'blocked' });
    off();
    const { data } = await world.call('apply_plan', { plan_id: waiting.plan_id });
    expect([data['state'], tagsOf(world, 'p1')]).toEqual(['done', ['lead', 'new', 'vip']]);
  });
});

describe.each(ERAS)('a form, %s era', (era) => {
  test('that was shown before the rows and their hash changed does not approve the changed rows', async () => {
    const swap = Promise.withResolvers<() => Promise<void>>();
    const forms = async (): Promise<FormAnswer> => {
      await (await swap.promise)();
      return { action: 'accept', content: {} };
    };
    const world = await account({ era, forms });
    const { plan_id } = await plan(world, 'plan_update', {
      contacts: ['p1'],
      set_attributes: { company: 'Acme' },
    });
    swap.resolve(async () => {
      sql(world, `UPDATE item SET task = replace(task, 'Acme', 'Other')`);
      const { store } = await world.context.journal();
      const swapped = await store.findPlan(world.context.rules.account, plan_id);
      if (!swapped) throw new Error('no plan');
      const hash = hashOf(swapped, await store.listItems(plan_id, { limit: 9 }));
      sql(world, `UPDATE plan SET hash = '${hash}'`);
    });
    const { isError, text } = await world.call('apply_plan', { plan_id });
    expect([isError, text]).toEqual([
      true,
      expect.stringMatching(/was asked about .*nothing was changed[\s\S]*asked again/),
    ]);
    expect(writes(world)).toEqual([]);
  });
});
