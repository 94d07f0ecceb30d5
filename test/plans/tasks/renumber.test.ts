import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { Action } from '../../../src/sandbox/faults.ts';
import { type Harness, type HarnessOptions, start } from '../../harness.ts';
import { applied, plan } from '../../tools/plans.ts';
import { fill, type Person, tagsOf, writes } from '../../tools/world.ts';
import { ran } from '../receipt.ts';

const NEW = '+919111111111';
const NUMBER = { contacts: ['p1'], new_number: NEW };
const PAUSED: Action = { status: 429, headers: { 'retry-after': '3' } };

async function account(people: Person[], options: HarnessOptions = {}): Promise<Harness> {
  const world = await start({ ...options, sandbox: { contacts: 0, ...options.sandbox } });
  fill(world.sandbox, ...people);
  return world;
}

const contacts = ({ sandbox }: Harness) => [...sandbox.account.contacts.values()];

/** Applies the plan, and has somebody opt out while the service pauses us in the middle of it. */
async function optedOutMeanwhile(world: Harness, planned: Awaited<ReturnType<typeof plan>>): Promise<void> {
  const from = world.sandbox.requests.length;
  const applying = applied(world, planned);
  const paused = () => world.sandbox.requests.slice(from).some(({ status }) => status === 429);
  await expect.poll(paused).toBe(true);
  await pause(200);
  world.sandbox.account.edit('p1', { tags: ['lead', 'opted-out'] });
  await applying;
}

describe('a contact that opts out while the service pauses us', () => {
  test('is left alone by a merge that had begun to read (promises 1 and 9)', async () => {
    const world = await account([{ tags: ['lead'] }, { tags: ['vip'] }]);
    const merging = await plan(world, 'plan_merge', { groups: [{ keep: 'p1', merge: ['p2'] }] });
    world.sandbox.fault({ method: 'GET', path: '/p2', action: PAUSED });
    await optedOutMeanwhile(world, merging);
    expect(tagsOf(world, 'p1')).toEqual(['lead', 'opted-out']);
  });

  test('gets no new number (promise 9)', async () => {
    const world = await account([{ tags: ['lead'] }]);
    const renumbering = await plan(world, 'plan_update', NUMBER);
    world.sandbox.fault({ method: 'GET', path: 'search=', action: PAUSED });
    await optedOutMeanwhile(world, renumbering);
    expect(world.sandbox.account.byNumber(NEW)).toBeUndefined();
  });
});

describe('a new number that is done by half', () => {
  test('is undone by deleting the new contact (promise 5)', async () => {
    const world = await account([{ name: 'Asha', tags: ['vip'] }]);
    const clear = world.sandbox.fault({ method: 'DELETE', times: 9, action: { status: 422 } });
    const { plan_id, states } = await ran(world, 'plan_update', NUMBER);
    expect(states).toEqual({ failed: 1 });
    clear();
    await ran(world, 'plan_undo', { plan_id });
    expect(contacts(world).map(({ id }) => id)).toEqual(['p1']);
  });

  test('names both contacts when the service stored only a part of the new one (promise 8)', async () => {
    const world = await account([{ tags: ['lead'] }]);
    const taken: Action = { edit: (_, { body }) => void Object.assign(Object(body), { tags: [] }) };
    world.sandbox.fault({ method: 'POST', action: taken });
    const { untrue, items } = await ran(world, 'plan_update', NUMBER);
    expect(untrue).toEqual([]);
    expect(items).toMatchObject([{ contact_id: 'p1', state: 'failed' }]);
    expect(items[0]?.reason).toContain(world.sandbox.account.byNumber(NEW)?.id);
    expect(items[0]?.reason).toContain('the old one is still there too');
  });

  test('is finished although somebody gave the new contact a tag meanwhile (promise 4)', async () => {
    const world = await account([{ tags: ['lead'] }]);
    const renumbering = await plan(world, 'plan_update', NUMBER);
    const refused = world.sandbox.fault({ method: 'DELETE', times: 9, action: { status: 401 } });
    await applied(world, renumbering);
    const made = world.sandbox.account.byNumber(NEW)?.id ?? '';
    world.sandbox.account.edit(made, { tags: ['lead', 'theirs'] });
    refused();
    const { data } = await world.call('apply_plan', { plan_id: renumbering.plan_id });
    expect([data['counts'], contacts(world).map(({ id }) => id)]).toMatchObject([{ done: 1 }, [made]]);
  });
});

describe('a number that somebody else has', () => {
  test('is not taken over, however alike the contact, and no undo deletes it (promise 5)', async () => {
    const world = await account([{ name: 'Asha' }]);
    const renumbering = await plan(world, 'plan_update', NUMBER);
    const { contact } = world.sandbox.account.create({ phone_number: NEW, name: 'Asha' });
    await applied(world, renumbering);
    expect(contacts(world)).toHaveLength(2);
    const { text } = await world.call('get_plan', { plan_id: renumbering.plan_id, items: 'failed' });
    expect(text).toMatch(new RegExp(`another contact has the number: "Asha" .*, id ${contact.id}`));
    await world.call('plan_undo', { plan_id: renumbering.plan_id });
    expect(writes(world)).toEqual([]);
  });

  test('keeps the old contact, too, where the service overwrites instead of refusing (promise 8)', async () => {
    const world = await account([{ name: 'Asha', tags: ['gold'] }], {
      sandbox: { dialect: { existing: 'upsert' } },
    });
    const renumbering = await plan(world, 'plan_update', NUMBER);
    const faster: Action = { edit: (them) => void them.create({ phone_number: NEW, name: 'Bela' }) };
    world.sandbox.fault({ method: 'POST', action: faster });
    expect((await applied(world, renumbering)).data).toMatchObject({ counts: { failed: 1 } });
    expect(world.sandbox.account.contacts.has('p1')).toBe(true);
  });

  test('stays when a service overwrites it in part, and the new number is undone (promises 5 and 8)', async () => {
    const world = await account([{ name: 'Asha', tags: ['gold'] }], {
      sandbox: { dialect: { existing: 'upsert' } },
    });
    const renumbering = await plan(world, 'plan_update', NUMBER);
    const faster: Action = {
      edit(them, { body }) {
        them.create({ phone_number: NEW, name: 'Bela' });
        Object.assign(Object(body), { name: 'Bela' });
      },
    };
    world.sandbox.fault({ method: 'POST', action: faster });
    await applied(world, renumbering);
    const { text } = await world.call('get_plan', { plan_id: renumbering.plan_id, items: 'failed' });
    expect(text).toMatch(/the name is "Bela", not "Asha", so the old one is still there too; .*overwrote/);
    const undo = await world.call('plan_undo', { plan_id: renumbering.plan_id });
    expect([undo.isError, undo.text]).toEqual([true, expect.stringContaining('nothing to undo')]);
  });
});
