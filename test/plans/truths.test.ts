import { describe, expect, test } from 'vitest';
import type { ItemRecord } from '../../src/model/item.ts';
import { execute, withTouches } from '../../src/plans/tasks/index.ts';
import { settlementOf } from '../../src/plans/tasks/settle.ts';
import type { Account } from '../../src/sandbox/account.ts';
import type { Dialect } from '../../src/sandbox/dialect.ts';
import type { LoggedRequest } from '../../src/sandbox/log.ts';
import { type Harness, start } from '../harness.ts';
import { applied, plan } from '../tools/plans.ts';
import { crowd, fill, type Person, pick, tagsOf } from '../tools/world.ts';
import { momentOf } from './oracle.ts';
import { carriedOut, ran, receiptOf } from './receipt.ts';

const P1 = { contacts: ['p1'] };
const NEW = '+919111111111';

async function account(dialect: Partial<Dialect>, ...people: Person[]): Promise<Harness> {
  const harness = await start({ sandbox: { contacts: 0, dialect }, env: { VOBIZ_CONCURRENCY: '1' } });
  fill(harness.sandbox, ...people);
  return harness;
}

const nameOf = ({ sandbox }: Harness) => sandbox.account.get('p1').name;
const idOf = ({ sandbox }: Harness, number: string) => sandbox.account.byNumber(number)?.id;

/** A plan's only item, run by a process that dies before it writes the outcome down, and again by the next one. */
async function runTwice(
  { context }: Harness,
  plan_id: string,
  meanwhile: () => void = () => undefined,
): Promise<{ item: ItemRecord; settled: ReturnType<typeof settlementOf> }> {
  const { store } = await context.journal();
  const [item] = await store.listItems(plan_id, { limit: 1 });
  if (!item) throw new Error('no item');
  const note = store.noteBefore.bind(store);
  const { api, country, protectedFolds } = context;
  const world = { api, country, protectedFolds, call: {}, note };
  await execute(world, { ...item, attempts: 1 }).catch(() => undefined);
  meanwhile();
  // Whoever takes the plan over knows what the journal says, and nothing else.
  const [found = item] = await store.listItems(plan_id, { limit: 1 });
  return { item, settled: settlementOf(item, await execute(world, { ...found, attempts: 2 })) };
}

describe('where the service writes things its own way', () => {
  test('a reply with the contact as it was is not taken for another spelling (promise 8)', async () => {
    const world = await account({ putReply: 'stale' }, { name: 'asha' });
    const { untrue } = await ran(world, 'plan_update', { ...P1, name: 'Asha' });
    expect(untrue).toEqual([]);
  });

  test('an undo leaves a tag that was there before, in whatever spelling (promise 5)', async () => {
    const world = await account({ tagStyle: 'lower' }, { tags: ['Gold'] });
    const { plan_id } = await ran(world, 'plan_update', { ...P1, add_tags: ['GOLD', 'new'] });
    await ran(world, 'plan_undo', { plan_id });
    expect(tagsOf(world, 'p1')).toEqual(['gold']);
  });

  test('a tag whose first reply was lost is sent once, and comes off again (promises 3 and 5)', async () => {
    const world = await account({ tagStyle: 'lower' }, { tags: ['a'] });
    world.sandbox.fault({ method: 'PUT', action: { drop: 'after' } });
    const { plan_id, untrue } = await ran(world, 'plan_update', { ...P1, add_tags: ['VIP'] });
    expect([world.sandbox.writes().length, untrue]).toEqual([1, []]);
    await ran(world, 'plan_undo', { plan_id });
    expect(tagsOf(world, 'p1')).toEqual(['a']);
  });

  describe('a tag or value that was there before in another spelling', () => {
    const LOOKALIKE = { name: 'asha', tags: ['VIP'], custom_attributes: { city: 'pune' } };
    interface Change {
      add_tags?: string[];
      name?: string;
      set_attributes?: { city: string };
    }
    const changes: Change[] = [
      { add_tags: ['vip'] },
      { name: 'Asha' },
      { set_attributes: { city: 'Pune' } },
      { add_tags: ['vip'], name: 'Asha', set_attributes: { city: 'Pune' } },
    ];
    const wanted = ({ add_tags = [], name = 'asha', set_attributes }: Change) => ({
      name,
      tags: ['VIP', ...add_tags],
      custom_attributes: { city: 'pune', ...set_attributes },
    });

    test.each(changes)(
      'is no proof of a request whose connection was lost: %j (promise 3)',
      async (change) => {
        const world = await account({}, LOOKALIKE);
        world.sandbox.fault({ method: 'PUT', action: { drop: 'before' } });
        const { states } = await ran(world, 'plan_update', { ...P1, ...change });
        expect(states).toEqual({ done: 1 });
        expect(world.sandbox.account.get('p1')).toMatchObject(wanted(change));
      },
    );

    test.each(changes)(
      'is no proof that a process that died had carried out its write: %j (promise 3)',
      async (change) => {
        const world = await account({}, LOOKALIKE);
        const { plan_id } = await plan(world, 'plan_update', { ...P1, ...change });
        world.sandbox.fault({ method: 'PUT', action: { status: 401 } });
        const { settled } = await runTwice(world, plan_id);
        expect([settled.state, settled.reason]).toEqual(['done', undefined]);
        expect(world.sandbox.account.get('p1')).toMatchObject(wanted(change));
      },
    );
  });

  test('a failed item says what became of the other tags (promise 8)', async () => {
    const world = await account({ tagStyle: 'lower' }, { tags: ['Lead', 'vip'] });
    const { items } = await ran(world, 'plan_update', { ...P1, rename_tags: { vip: 'VIP' } });
    expect(items[0]?.reason).toContain('"Lead"');
  });

  test('the receipt shows the tags of a contact that came back as they are', async () => {
    const world = await account({ tagStyle: 'lower' }, { tags: ['Lead'] });
    const { plan_id } = await ran(world, 'plan_delete', P1);
    expect((await ran(world, 'plan_undo', { plan_id })).unlike).toEqual([]);
  });
});

describe('a change that did not go through', () => {
  test.each(['plan_update', 'plan_delete'] as const)(
    'is not shown as made by the receipt of a %s',
    async (tool) => {
      const world = await account({}, {});
      world.sandbox.fault({
        times: 9,
        method: tool === 'plan_delete' ? 'DELETE' : 'PUT',
        action: { status: 422 },
      });
      const change = tool === 'plan_delete' ? {} : { name: 'New' };
      expect((await ran(world, tool, { ...P1, ...change })).unlike).toEqual([]);
    },
  );

  test('as a whole is not reported as if nothing was changed: the part that was stored can be taken back (promise 5)', async () => {
    const world = await account({ ignores: ['custom_attributes'] }, {});
    const { plan_id } = await ran(world, 'plan_update', {
      ...P1,
      add_tags: ['vip'],
      set_attributes: { x: 1 },
    });
    expect(tagsOf(world, 'p1')).toEqual(['vip']);
    expect((await world.call('plan_undo', { plan_id })).text).not.toContain('changed nothing');
  });

  test('to a contact that somebody deletes just before is gone, not failed', async () => {
    const world = await account({}, {});
    world.sandbox.fault({ method: 'PUT', action: { edit: (them) => them.remove('p1') } });
    expect((await ran(world, 'plan_update', { ...P1, name: 'New' })).states).toEqual({ gone: 1 });
  });

  test('as a deletion that somebody was faster with is gone, not done: an undo must not bring them back', async () => {
    const world = await account({}, {});
    world.sandbox.fault({ method: 'DELETE', action: { edit: (them) => them.remove('p1') } });
    expect((await ran(world, 'plan_delete', P1)).states).toEqual({ gone: 1 });
  });

  test('as a deletion answered by 404 is not done while the contact is there (promise 8)', async () => {
    const world = await account({}, {});
    world.sandbox.fault({ method: 'DELETE', times: 9, action: { status: 404 } });
    expect((await ran(world, 'plan_delete', P1)).untrue).toEqual([]);
  });
});

describe('somebody else', () => {
  test('a name that somebody changes between two attempts of ours stays, and the item is drifted (promise 2)', async () => {
    const world = await account({}, { name: 'Asha' });
    const planned = await plan(world, 'plan_update', { ...P1, name: 'Ours' });
    world.sandbox.fault({ method: 'PUT', action: { drop: 'before' } });
    const edit = { edit: () => void world.sandbox.account.edit('p1', { name: 'Theirs' }) };
    world.sandbox.fault({ method: 'GET', nth: 2, action: edit });
    const { states } = await carriedOut(world, planned);
    expect([nameOf(world), states]).toEqual(['Theirs', { drifted: 1 }]);
  });

  test('whose contact an upsert overwrote does not lose it to an undo of that (promise 5)', async () => {
    const world = await account({ existing: 'upsert' }, {});
    const { plan_id } = await ran(world, 'plan_delete', P1);
    const theirs = { id: 'theirs', phone_number: '+919000000001', name: 'Theirs' };
    world.sandbox.fault({ method: 'POST', action: { edit: (them) => them.replaceAll([theirs]) } });
    const undo = await ran(world, 'plan_undo', { plan_id });
    await ran(world, 'plan_undo', { plan_id: undo.plan_id });
    expect(idOf(world, '+919000000001')).toBe('theirs');
  });

  test('a contact that somebody deletes while the plan is stopped, before its item began, is gone, not done', async () => {
    const { world, planned } = await stopped();
    world.sandbox.account.remove('p20');
    const { items } = await goOn(world, planned.plan_id);
    expect(items.find(({ contact_id }) => contact_id === 'p20')?.state).toBe('gone');
  });

  test('refuses items that were not begun when the plan was stopped: failed, not unknown', async () => {
    const { world, planned } = await stopped();
    world.sandbox.fault({ method: 'DELETE', path: '/p20', times: 9, action: { status: 422 } });
    const { items } = await goOn(world, planned.plan_id);
    expect(items.find(({ contact_id }) => contact_id === 'p20')?.state).toBe('failed');
  });

  /** A deletion of 40, stopped when three had been begun. */
  async function stopped() {
    const world = await account({}, ...crowd(40));
    const planned = await plan(world, 'plan_delete', { contacts: crowd(40).map((_, n) => `p${n + 1}`) });
    const stop = { edit: () => void world.call('stop_plan', { plan_id: planned.plan_id }) };
    world.sandbox.fault({ method: 'DELETE', nth: 3, action: stop });
    // Slowly, so that it is stopped long before the twentieth.
    const quick = world.sandbox.fault({ method: 'DELETE', nth: 3, times: 99, action: { delay: 200 } });
    expect((await applied(world, planned)).data['state']).toBe('stopped');
    quick();
    return { world, planned };
  }

  async function goOn(world: Harness, plan_id: string) {
    const was = momentOf(world.sandbox);
    expect((await world.call('apply_plan', { plan_id })).data['state']).toBe('done');
    return receiptOf(world, plan_id, was);
  }
});

describe('after a crash', () => {
  test('the receipt names the spelling in which the service stored a tag (promise 8)', async () => {
    const world = await account({ tagStyle: 'lower' }, {});
    const { plan_id } = await plan(world, 'plan_update', { ...P1, add_tags: ['VIP'] });
    const { settled } = await runTwice(world, plan_id);
    expect(settled).toMatchObject({
      state: 'done',
      reason: { say: 'written', failed: [], stored: [{ field: 'tag', was: 'VIP', now: 'vip' }], foreign: [] },
    });
  });

  test('a tag that somebody else had given before is not taken for ours (promise 5)', async () => {
    const world = await account({}, {});
    const { plan_id } = await plan(world, 'plan_update', { ...P1, add_tags: ['vip', 'ours'] });
    world.sandbox.account.edit('p1', { tags: ['vip'] });
    const { settled } = await runTwice(world, plan_id);
    expect(settled.before?.tags).toEqual(['vip']);
  });

  test('a new number is finished where the service folds tags (promise 4)', async () => {
    const world = await account({ tagStyle: 'lower' }, { tags: ['VIP'] });
    const { plan_id } = await plan(world, 'plan_update', { ...P1, new_number: NEW });
    world.sandbox.fault({ method: 'DELETE', action: { status: 422 } });
    expect((await runTwice(world, plan_id)).settled.state).toBe('done');
  });

  test('of a plan that was stopped, its contacts are free for other plans (promise 4)', async () => {
    const world = await account({}, {});
    const dead = await plan(world, 'plan_update', { ...P1, add_tags: ['a'] });
    const { store } = await world.context.journal();
    const hash = (await store.latestPlan(world.context.rules.account))?.hash ?? '';
    await store.approvePlan({ plan_id: dead.plan_id, hash, how: 'form', at: 0 });
    await store.movePlan(dead.plan_id, 'stop', { at: 0 });
    await store.takeItems(dead.plan_id, 1);
    const { plan_id, phrase: approval } = await plan(world, 'plan_update', { ...P1, add_tags: ['b'] });
    const { data } = await world.call('apply_plan', { plan_id, approval, wait_seconds: 1 });
    expect(data['state']).toBe('done');
  });

  test('of a single edit, a plan with its contact still ends (promise 4)', async () => {
    const world = await account({}, {});
    const { store } = await world.context.journal();
    const { plan_id, phrase: approval } = await plan(world, 'plan_update', { ...P1, add_tags: ['b'] });
    const [item] = await store.listItems(plan_id, { limit: 1 });
    const planned = await store.findPlan(world.context.rules.account, plan_id);
    if (!item || !planned) throw new Error('no plan');
    // The dead process began it three quarters of a minute ago: it is taken over in a moment.
    const single = { plan_id: 'plan_dead', kind: 'single', created_at: Date.now() - 44_500 } as const;
    await store.beginSingle({ ...planned, ...single }, withTouches(item), []);
    const { data } = await world.call('apply_plan', { plan_id, approval, wait_seconds: 3 });
    expect(data['state']).toBe('done');
  });
});

describe('a new number', () => {
  test('is taken back although everybody had been read before it was given (promise 5)', async () => {
    const world = await account({}, {}, {});
    await world.call('find_contacts');
    const { plan_id } = await ran(world, 'plan_update', { ...P1, new_number: NEW });
    const { data } = await world.call('find_contacts');
    expect(pick(data['sample'], 'phone_number')).not.toContain('+919000000001');
    expect((await ran(world, 'plan_undo', { plan_id })).states).toEqual({ done: 1 });
  });

  test('whose first POST lands late, just before the second, is finished all the same (promise 3)', async () => {
    const world = await account({}, {});
    world.sandbox.fault({ method: 'POST', action: { drop: 'before' } });
    const late = { edit: (them: Account, { body }: LoggedRequest) => void them.create(body) };
    world.sandbox.fault({ method: 'POST', nth: 2, action: late });
    expect((await ran(world, 'plan_update', { ...P1, new_number: NEW })).states).toEqual({ done: 1 });
  });

  test('whose old contact may not be deleted names the new one, which is there too (promise 8)', async () => {
    const world = await account({}, {});
    world.sandbox.fault({ method: 'DELETE', times: 9, action: { status: 422 } });
    const { items } = await ran(world, 'plan_update', { ...P1, new_number: NEW });
    expect(items[0]?.reason).toContain(idOf(world, NEW));
  });

  test('whose deletion of the old contact could not be settled is unknown (promise 3)', async () => {
    const world = await account({}, {});
    world.sandbox.fault({ method: 'DELETE', times: 99, action: { drop: 'before' } });
    expect((await ran(world, 'plan_update', { ...P1, new_number: NEW })).states).toEqual({ unknown: 1 });
  });
});

describe('a contact that was deleted and came back', () => {
  test('is found by the undo of an earlier plan, once (promise 5)', async () => {
    const world = await account({}, { tags: ['old'] });
    const first = await ran(world, 'plan_update', { ...P1, add_tags: ['vip'] });
    const deletion = await ran(world, 'plan_delete', P1);
    await ran(world, 'plan_undo', { plan_id: deletion.plan_id });
    const id = idOf(world, '+919000000001') ?? '';
    const { data } = await world.call('find_contacts', { ids: [id] });
    const contacts_in = data['selection_id'];
    const undo = await ran(world, 'plan_undo', { plan_id: first.plan_id, contacts_in });
    expect([undo.states, tagsOf(world, id)]).toEqual([{ done: 1 }, ['old']]);
    const again = await world.call('plan_undo', { plan_id: first.plan_id });
    expect(again.text).toContain(`undone already by ${undo.plan_id}`);
  });

  test('is found although it got a new number since, too (promise 5)', async () => {
    const world = await account({}, {});
    const first = await ran(world, 'plan_update', { ...P1, name: 'Changed' });
    const deletion = await ran(world, 'plan_delete', P1);
    await ran(world, 'plan_undo', { plan_id: deletion.plan_id });
    const contacts = [idOf(world, '+919000000001')];
    await ran(world, 'plan_update', { contacts, new_number: NEW });
    expect((await ran(world, 'plan_undo', { plan_id: first.plan_id })).states).toEqual({ done: 1 });
    expect(world.sandbox.account.byNumber(NEW)?.name).not.toBe('Changed');
  });
});

test('a creation of which the service took only a part is taken back (promise 5)', async () => {
  const world = await account({}, {});
  const phone_number = '+919000000077';
  const edit = (_: Account, { body }: LoggedRequest) => void Object.assign(Object(body), { tags: [] });
  world.sandbox.fault({ method: 'POST', action: { edit } });
  const made = await world.call('create_contact', { phone_number, name: 'New', tags: ['vip'] });
  expect(made.isError).toBe(true);
  const [plan_id] = pick((await world.call('list_plans')).data['plans'], 'plan_id');
  expect((await ran(world, 'plan_undo', { plan_id })).states).toEqual({ done: 1 });
  expect(idOf(world, phone_number)).toBeUndefined();
});
