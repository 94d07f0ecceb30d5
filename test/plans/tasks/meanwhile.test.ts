import { describe, expect, test } from 'vitest';
import type { WireContact } from '../../../src/api/wire.ts';
import type { Harness } from '../../harness.ts';
import { applied, type Planned, plan } from '../../tools/plans.ts';
import { type Person, rows, writes } from '../../tools/world.ts';
import { among, contact, meanwhile } from '../rule/world.ts';

type Edit = Partial<Pick<WireContact, 'name' | 'tags' | 'custom_attributes'>>;

/** A change to p1 while somebody else writes, and what became of it. */
async function whileTheyWrite(person: Person, change: object, edit: Edit) {
  const world = await among([person]);
  const planned = await plan(world, 'plan_update', { contacts: ['p1'], ...change });
  return ended(world, planned, edit);
}

/** The undo of a change to p1 while somebody else writes. */
async function undoneWhileTheyWrite(person: Person, change: object, edit: Edit) {
  const world = await among([person]);
  const planned = await plan(world, 'plan_update', { contacts: ['p1'], ...change });
  await applied(world, planned);
  const undo = await plan(world, 'plan_undo', { plan_id: planned.plan_id });
  return ended(world, undo, edit);
}

async function ended(world: Harness, planned: Planned, edit: Edit) {
  const sent = writes(world).length;
  meanwhile(world, 'p1', (account) => account.edit('p1', edit));
  await applied(world, planned);
  const { data } = await world.call('get_plan', { plan_id: planned.plan_id, items: 'all' });
  const [item] = rows(data['items']);
  return {
    state: item?.['state'],
    reason: item?.['reason'],
    now: contact(world, 'p1'),
    sent: writes(world).length - sent,
  };
}

const RENAME = { rename_tags: { lead: 'prospect' } };
const MOVE = { rename_attributes: { comapny: 'company' } };
const ACME = { custom_attributes: { comapny: 'Acme' } };

describe('a rename whose old name somebody else takes off just before the write', () => {
  test('of a tag does not give the new one', async () => {
    const { state, reason, now, sent } = await whileTheyWrite({ tags: ['lead'] }, RENAME, { tags: [] });
    expect([state, reason, now.tags, sent]).toEqual(['unchanged', '"lead" is no longer on it', [], 0]);
  });

  test('of an attribute does not bring the value back under the new key (promise 2)', async () => {
    const end = await whileTheyWrite(ACME, MOVE, { custom_attributes: {} });
    expect(end).toMatchObject({ state: 'drifted', now: { custom_attributes: {} }, sent: 0 });
    expect(end.reason).toBe('it changed since: the attribute "comapny" is gone (it was "Acme")');
  });

  test('of an attribute has nothing to do where they renamed it themselves', async () => {
    const end = await whileTheyWrite(ACME, MOVE, { custom_attributes: { company: 'Acme' } });
    expect(end).toMatchObject({ state: 'unchanged', reason: 'it was so already', sent: 0 });
  });

  test('is no hindrance to removing one attribute and setting another to something else', async () => {
    const change = { remove_attributes: ['comapny'], set_attributes: { city: 'Pune' } };
    const end = await whileTheyWrite(ACME, change, { custom_attributes: {} });
    expect(end).toMatchObject({ state: 'done', now: { custom_attributes: { city: 'Pune' } } });
  });
});

describe('the undo of a change, when somebody else writes just before it (promise 5)', () => {
  const later = { tags: ['later'], custom_attributes: { later: 1 } };
  test.each<[string, Person, object, Edit]>([
    ['a renamed tag', { tags: ['lead'] }, RENAME, { tags: ['later', 'lead'] }],
    ['a tag that came off', { tags: ['lead'] }, { remove_tags: ['lead'] }, { tags: ['later', 'lead'] }],
    ['a renamed attribute', ACME, MOVE, { custom_attributes: { later: 1, comapny: 'Acme' } }],
  ])(
    'brings back %s, although they took off what stood in its place',
    async (_what, person, change, expected) => {
      const { state, now } = await undoneWhileTheyWrite(person, change, later);
      expect([state, now]).toEqual(['done', { ...now, ...later, ...expected }]);
    },
  );

  test('gives a renamed tag back to nobody who opted out and lost the new one (promise 9)', async () => {
    const edit = { tags: ['dnd'] };
    const { state, now, sent } = await undoneWhileTheyWrite({ tags: ['lead', 'dnd'] }, RENAME, edit);
    expect([state, now.tags, sent]).toEqual(['protected', ['dnd'], 0]);
  });

  test('says that it was so already where they undid it themselves', async () => {
    const end = await undoneWhileTheyWrite({ tags: ['lead'] }, RENAME, { tags: ['lead'] });
    expect(end).toMatchObject({ state: 'unchanged', reason: 'it was so already', sent: 0 });
  });

  test.each<[string, Person, object, Edit]>([
    ['an attribute that was renamed', ACME, MOVE, { custom_attributes: { company: 'Bolt' } }],
    ['an attribute', ACME, { set_attributes: { comapny: 'Acme Ltd' } }, { custom_attributes: {} }],
    [
      'an attribute that was removed',
      ACME,
      { remove_attributes: ['comapny'] },
      { custom_attributes: { comapny: 'Bolt' } },
    ],
    ['a name', { name: 'Asha' }, { name: 'Bela' }, { name: 'Theirs' }],
  ])('leaves alone %s that they changed (promise 2)', async (_what, person, change, edit) => {
    const { state, now, sent } = await undoneWhileTheyWrite(person, change, edit);
    expect([state, sent]).toEqual(['drifted', 0]);
    expect(now).toMatchObject(edit);
  });
});
