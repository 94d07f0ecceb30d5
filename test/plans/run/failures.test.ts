import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { Action } from '../../../src/sandbox/faults.ts';
import { person } from '../../harness.ts';
import { counting } from '../counts.ts';
import { carriedOut, FRESH, sent, stored, withContact, withNumber } from '../edit.ts';

const LOST: readonly Action[] = [
  { drop: 'before' },
  { status: 500 },
  { html: 502 },
  { status: 503, body: 'no upstream' },
];
const LANDED: readonly Action[] = [
  { drop: 'after' },
  { status: 500, applied: true },
  { truncate: true },
  { garbage: true },
  { delay: 600 },
];
const timing = { timeoutMs: 300 };
const sheet = `phone_number,name,tags\n${FRESH},Bela,new\n`;

describe('a write that got lost', () => {
  test.each(LOST)('as a PUT by %o is read again and sent again: once in all (promise 3)', async (action) => {
    const world = await withContact({ tags: ['vip'] });
    world.sandbox.fault({ method: 'PUT', action });
    const { isError } = await world.call('update_contact', { contact: 'c1', add_tags: ['new'] });
    expect(isError).toBe(false);
    expect(carriedOut(world, 'PUT')).toEqual([{ tags: ['vip', 'new'] }]);
    expect([sent(world, 'PUT'), stored(world).tags]).toEqual([2, ['vip', 'new']]);
  });

  test.each(LOST)('as a POST by %o is looked up and sent again: once in all (promise 3)', async (action) => {
    const world = await withContact({});
    world.sandbox.fault({ method: 'POST', action });
    const { data } = await world.call('create_contact', { phone_number: FRESH, name: 'Bela', tags: ['new'] });
    expect(data).toMatchObject({ created: true, contact: { id: withNumber(world, FRESH)[0]?.id } });
    expect([sent(world, 'POST'), carriedOut(world, 'POST').length]).toEqual([2, 1]);
    expect(withNumber(world, FRESH)).toHaveLength(1);
  });

  test.each(LOST)(
    'as a DELETE by %o is looked up and sent again: once in all (promise 3)',
    async (action) => {
      const world = await withContact({}, {}, { forms: person('accept') });
      world.sandbox.fault({ method: 'DELETE', action });
      const { isError } = await world.call('delete_contact', { contact: 'c1' });
      expect(isError).toBe(false);
      expect([sent(world, 'DELETE'), carriedOut(world, 'DELETE').length]).toEqual([2, 1]);
      expect(world.sandbox.account.contacts.size).toBe(0);
    },
  );

  test.each(LOST)(
    'as an import by %o is looked for, and sent again when it is not there (promise 3)',
    async (action) => {
      const world = await withContact({});
      world.sandbox.fault({ method: 'POST', action });
      const { data } = await world.call('import_contacts', { csv: sheet });
      expect(data).toMatchObject({ created: 1, failed: 0 });
      expect([sent(world, 'POST'), carriedOut(world, 'POST').length]).toEqual([2, 1]);
      expect(withNumber(world, FRESH)).toHaveLength(1);
    },
  );
});

describe('a write that landed although no good reply came', () => {
  test.each(LANDED)('as a PUT by %o is found done and not repeated (promise 3)', async (action) => {
    const world = await withContact({ tags: ['vip'] }, {}, { timing });
    world.sandbox.fault({ method: 'PUT', action });
    const { isError, data } = await world.call('update_contact', { contact: 'c1', add_tags: ['new'] });
    expect(isError).toBe(false);
    expect(data).toMatchObject({ before: { tags: ['vip'] }, after: { tags: ['vip', 'new'] } });
    expect([sent(world, 'PUT'), stored(world).tags]).toEqual([1, ['vip', 'new']]);
  });

  test.each(LANDED)('as a POST by %o is found done and not repeated (promise 3)', async (action) => {
    const world = await withContact({}, {}, { timing });
    world.sandbox.fault({ method: 'POST', action });
    const { data } = await world.call('create_contact', { phone_number: FRESH, name: 'Bela' });
    expect(data).toMatchObject({ created: true, contact: { id: withNumber(world, FRESH)[0]?.id } });
    expect([sent(world, 'POST'), withNumber(world, FRESH).length]).toEqual([1, 1]);
  });

  const emptied = LANDED.filter((action) => !('truncate' in action || 'garbage' in action));
  test.each(emptied)('as a DELETE by %o is found done and not repeated (promise 3)', async (action) => {
    const world = await withContact({}, {}, { timing, forms: person('accept') });
    world.sandbox.fault({ method: 'DELETE', action });
    const { isError } = await world.call('delete_contact', { contact: 'c1' });
    expect([isError, sent(world, 'DELETE'), world.sandbox.account.contacts.size]).toEqual([false, 1, 0]);
  });

  test.each(LANDED)('as an import by %o is found done and not repeated (promise 3)', async (action) => {
    const world = await withContact({}, {}, { timing });
    world.sandbox.fault({ method: 'POST', action });
    const { data } = await world.call('import_contacts', { csv: sheet });
    expect(data).toMatchObject({ created: 1, failed: 0 });
    expect([sent(world, 'POST'), withNumber(world, FRESH).length]).toEqual([1, 1]);
  });
});

describe('a proxy that answers in the place of the service', () => {
  test('is not believed that a deleted contact is gone (promise 3)', async () => {
    const world = await withContact({}, {}, { forms: person('accept') });
    world.sandbox.fault({ method: 'DELETE', action: { drop: 'before' } });
    world.sandbox.fault({ method: 'GET', path: '/c1', nth: 3, action: { html: 404 } });
    const { isError } = await world.call('delete_contact', { contact: 'c1' });
    expect([isError, world.sandbox.account.contacts.size]).toEqual([false, 0]);
    expect(carriedOut(world, 'DELETE')).toHaveLength(1);
  });

  test('uses no contact of a plan up: it waits until the service is there again (promise 3)', async () => {
    const world = await withContact({ tags: [] });
    const { data } = await world.call('plan_update', { contacts: ['c1'], add_tags: ['vip'] });
    const { plan_id, approval_phrase: approval } = data;
    const clear = world.sandbox.fault({ times: 1000, action: { html: 404 } });
    const { data: during } = await world.call('apply_plan', { plan_id, approval, wait_seconds: 1 });
    expect(during['counts']).toEqual(counting({ gone: 0 }));
    clear();
    await world.call('apply_plan', { plan_id });
    const { data: receipt } = await world.call('get_plan', { plan_id });
    expect(receipt['counts']).toEqual(counting({ gone: 0 }));
  });

  test.each(['GET', 'PUT'])('is not taken for a missing contact at a %s (promise 8)', async (method) => {
    const world = await withContact({ tags: [] });
    world.sandbox.fault({ method, path: '/c1', action: { html: 404 } });
    const { isError } = await world.call('update_contact', { contact: 'c1', add_tags: ['vip'] });
    expect([isError, stored(world).tags]).toEqual([false, ['vip']]);
  });
});

describe('a write that lands late', () => {
  test('as a PUT leaves the contact as asked, and no other tag is lost (promise 3)', async () => {
    const world = await withContact({ tags: ['vip'] }, { lateMs: 150 });
    world.sandbox.fault({ method: 'PUT', action: { drop: 'after', late: true } });
    const { isError } = await world.call('update_contact', { contact: 'c1', add_tags: ['new'] });
    expect([isError, stored(world).tags]).toEqual([false, ['vip', 'new']]);
    await expect.poll(() => carriedOut(world, 'PUT').length).toBe(2);
    expect(stored(world).tags).toEqual(['vip', 'new']);
  });

  test.each(['conflict', 'invalid', 'bad-request', 'upsert'] as const)(
    'as a POST makes no second contact where a number that exists is answered by %s (promise 3)',
    async (existing) => {
      const world = await withContact({}, { lateMs: 150, existing });
      world.sandbox.fault({ method: 'POST', action: { drop: 'after', late: true } });
      const { data } = await world.call('create_contact', { phone_number: FRESH, name: 'Bela' });
      expect(data['created']).toBe(true);
      await pause(250);
      expect(withNumber(world, FRESH)).toMatchObject([{ name: 'Bela' }]);
    },
  );

  test('as an import is not reported to have created nothing (promise 3)', async () => {
    const world = await withContact({}, { lateMs: 200 });
    world.sandbox.fault({ method: 'POST', action: { drop: 'after', late: true } });
    const { text } = await world.call('import_contacts', { csv: sheet });
    await expect.poll(() => withNumber(world, FRESH).length).toBe(1);
    expect(text).not.toContain('not created');
  });
});

describe('a write that cannot be settled', () => {
  const silent = (path: string) =>
    ({ method: 'GET', path, nth: 3, times: 99, action: { drop: 'before' } }) as const;

  test('as a PUT is unknown (promise 3)', async () => {
    const world = await withContact({});
    world.sandbox.fault({ method: 'PUT', action: { drop: 'after' } });
    world.sandbox.fault(silent('/c1'));
    const { isError, text } = await world.call('update_contact', { contact: 'c1', name: 'B' });
    expect([isError, sent(world, 'PUT')]).toEqual([true, 1]);
    expect(text).toMatch(/not certain whether "Asha" .* was changed/);
  });

  test('as a PUT that never gets through is tried three times and is unknown (promise 3)', async () => {
    const world = await withContact({});
    world.sandbox.fault({ method: 'PUT', times: 99, action: { drop: 'before' } });
    const { isError, text } = await world.call('update_contact', { contact: 'c1', name: 'B' });
    expect([isError, sent(world, 'PUT')]).toEqual([true, 3]);
    expect(text).toContain('not certain whether');
  });

  test('as a DELETE is unknown (promise 3)', async () => {
    const world = await withContact({}, {}, { forms: person('accept') });
    world.sandbox.fault({ method: 'DELETE', action: { drop: 'after' } });
    world.sandbox.fault(silent('/c1'));
    const { isError, text } = await world.call('delete_contact', { contact: 'c1' });
    expect([isError, sent(world, 'DELETE')]).toEqual([true, 1]);
    expect(text).toMatch(/not certain whether the contact was deleted: it could not be found out/);
  });

  test('as a POST is unknown (promise 3)', async () => {
    const world = await withContact({});
    world.sandbox.fault({ method: 'POST', action: { drop: 'after' } });
    world.sandbox.fault({ ...silent('search='), nth: 7 });
    const { text } = await world.call('create_contact', { phone_number: FRESH, name: 'Bela' });
    expect(withNumber(world, FRESH)).toHaveLength(1);
    expect(text).toMatch(/not certain whether/);
  });

  test('as an import is unknown, row by row (promise 3)', async () => {
    const world = await withContact({});
    world.sandbox.fault({ method: 'POST', action: { drop: 'after' } });
    const gone = { edit: () => void world.sandbox.fault({ ...silent('/contacts'), nth: 1 }) };
    world.sandbox.fault({ method: 'POST', action: gone });
    const { data, text } = await world.call('import_contacts', { csv: sheet });
    expect([data['failed'], sent(world, 'POST')]).toEqual([1, 1]);
    expect(text).toMatch(/"Bela" \+915550000042: it could not be found out whether it was done/);
  });
});

test('429 is no ambiguous failure: the write is sent again and carried out once', async () => {
  const world = await withContact({ tags: ['vip'] });
  world.sandbox.fault({ method: 'PUT', action: { status: 429 } });
  await world.call('update_contact', { contact: 'c1', add_tags: ['new'] });
  expect(carriedOut(world, 'PUT')).toEqual([{ tags: ['vip', 'new'] }]);
});
