import { describe, expect, test } from 'vitest';
import type { Action } from '../../../src/sandbox/faults.ts';
import { person, start } from '../../harness.ts';
import { counting } from '../counts.ts';
import { NUMBER, sent, withContact } from '../edit.ts';

describe.each(['legacy', 'modern'] as const)('a delete, %s era', (era) => {
  const yes = { era, forms: person('accept') };

  test('that the person approved takes the contact away once', async () => {
    const world = await withContact({ tags: ['vip'] }, {}, yes);
    const { data } = await world.call('delete_contact', { contact: NUMBER });
    expect(data['contact']).toMatchObject({ id: 'c1', name: 'Asha', tags: ['vip'] });
    expect([world.sandbox.account.contacts.size, sent(world, 'DELETE')]).toEqual([0, 1]);
    expect(world.forms[0]).toMatch(/^Delete "Asha" \(\+915550000001\) in /);
    expect(world.forms[0]).toMatch(/Its tags?: "vip"/);
    expect(world.forms[0]).toMatch(/history are lost for good/);
  });

  test.each([
    ['the name', { name: 'Theirs' }],
    ['a tag', { tags: ['new'] }],
    ['an attribute', { custom_attributes: { note: 'x' } }],
    ['activity', { last_active_at: '2026-05-05T00:00:00Z' }],
  ])('does not happen when %s changed while the form was open (promise 2)', async (_what, change) => {
    const world = await withContact({}, {}, yes);
    world.sandbox.fault({ method: 'GET', nth: 2, action: { edit: (account) => account.edit('c1', change) } });
    const { isError, text } = await world.call('delete_contact', { contact: 'c1' });
    expect([isError, sent(world, 'DELETE'), world.sandbox.account.contacts.size]).toEqual([true, 0, 1]);
    expect(text).toContain('not deleted, because it changed since');
  });

  test('of a contact that somebody deleted while the form was open says so', async () => {
    const world = await withContact({}, {}, yes);
    world.sandbox.fault({ method: 'GET', nth: 2, action: { edit: (account) => account.remove('c1') } });
    const { isError, text } = await world.call('delete_contact', { contact: 'c1' });
    expect([isError, sent(world, 'DELETE')]).toEqual([true, 0]);
    expect(text).toContain('somebody deleted it');
  });

  test('that somebody else made just before ours is not taken for ours', async () => {
    const world = await withContact({}, {}, yes);
    world.sandbox.fault({ method: 'DELETE', action: { edit: (account) => account.remove('c1') } });
    const { isError, text } = await world.call('delete_contact', { contact: 'c1' });
    expect([isError, text]).toEqual([
      true,
      expect.stringContaining('not deleted, because somebody deleted it'),
    ]);
    expect([sent(world, 'DELETE'), world.sandbox.account.contacts.size]).toEqual([1, 0]);
  });

  test.each(['decline', 'cancel'] as const)('answered by %s deletes nothing', async (action) => {
    const world = await withContact({}, {}, { era, forms: person(action, 1100) });
    const { isError, data } = await world.call('delete_contact', { contact: 'c1' });
    // Only a decline is an answer; a form that was closed leaves the plan waiting.
    if (action === 'decline') expect(isError).toBe(true);
    else expect([isError, data]).toMatchObject([false, { state: 'waiting' }]);
    expect(data).not.toHaveProperty('contact');
    expect([world.forms.length, world.sandbox.writes()]).toEqual([1, []]);
  });

  test('without forms deletes nothing', async () => {
    const world = await withContact({}, {}, { era });
    const { isError, data } = await world.call('delete_contact', { contact: 'c1' });
    expect([isError, data]).toMatchObject([
      false,
      { state: 'waiting', approval_phrase: expect.stringMatching(/^DELETE 1 \w{4}$/) },
    ]);
    expect(data).not.toHaveProperty('contact');
    expect(world.sandbox.writes()).toEqual([]);
  });
});

test('repeated, by id or by number, answers that it was done before, and sends nothing', async () => {
  const world = await start({ forms: person('accept') });
  const [first] = world.sandbox.account.contacts.values();
  await world.call('update_contact', { contact: first?.id, remove_tags: ['*'] });
  const { data } = await world.call('delete_contact', { contact: first?.id });
  for (const contact of [first?.id, first?.phone_number]) {
    const again = await world.call('delete_contact', { contact });
    expect(again.text).toMatch(/^It was already done \d+ s ago by plan_\w+; nothing was sent\./);
    expect(again.data).toMatchObject({ plan_id: data['plan_id'], contact: data['contact'] });
    expect(again.data).not.toHaveProperty('state');
  }
  expect(sent(world, 'DELETE')).toBe(1);
  const { text } = await world.call('delete_contact', { contact: 'nobody' });
  expect(text).toContain('There is no contact with the id "nobody"');
});

describe('a DELETE is done when the contact is gone, whatever the service answers (promise 8)', () => {
  const ENVELOPE = { status: 'error', error: { code: 'INTERNAL', message: 'try later' } };
  const deleting = async (action: Action) => {
    const world = await withContact({}, {}, { forms: person('accept') });
    world.sandbox.fault({ method: 'DELETE', times: Number.POSITIVE_INFINITY, action });
    return { world, answer: await world.call('delete_contact', { contact: 'c1' }) };
  };

  test.each<[string, Action & { status: number }]>([
    ['200 with an error in it', { status: 200, body: ENVELOPE }],
    ['200 with nothing in it', { status: 200, body: '' }],
    ['200 with null', { status: 200, body: null }],
    ['201', { status: 201, body: {} }],
  ])('%s, and the contact is there: failed, and asked for once', async (_what, action) => {
    const { world, answer } = await deleting(action);
    expect(answer.isError).toBe(true);
    expect(answer.text).toContain(`answered DELETE /contacts/c1 with ${action.status} instead of 204`);
    expect([world.sandbox.account.contacts.size, sent(world, 'DELETE')]).toEqual([1, 1]);
    const { data } = await world.call('get_plan', { plan_id: 'latest', items: 'failed' });
    expect(data).toMatchObject({ counts: counting({ failed: 1, done: 0 }), total_items: 1 });
  });

  test('202, and the contact is still there: that is not known yet', async () => {
    const { world } = await deleting({ status: 202, body: {} });
    const { data } = await world.call('get_plan', { plan_id: 'latest' });
    expect(data['counts']).toEqual(counting({ unknown: 1, done: 0 }));
  });

  test('200, and the contact is gone: done', async () => {
    const { world, answer } = await deleting({ status: 200, body: ENVELOPE, applied: true });
    expect(answer).toMatchObject({ isError: false, data: { contact: { id: 'c1' } } });
    expect(answer.data).not.toHaveProperty('state');
    expect(world.sandbox.account.contacts.size).toBe(0);
  });
});
