import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { momentOf } from '../../src/find/moment.ts';
import { Selections } from '../../src/find/selection.ts';
import { openStore } from '../../src/store/open.ts';
import { found, withContacts } from './find.ts';

const NOW = Date.parse('2026-05-01T12:00:00Z');

// The tests run in Asia/Kolkata, five and a half hours ahead of UTC.
test.each([
  ['90d', '2026-01-31T12:00:00Z'],
  ['12h', '2026-05-01T00:00:00Z'],
  ['2 w', '2026-04-17T12:00:00Z'],
  ['0d', '2026-05-01T12:00:00Z'],
  ['2026-03-01', '2026-02-28T18:30:00Z'],
  ['2024-02-29', '2024-02-28T18:30:00Z'],
  ['Today', '2026-04-30T18:30:00Z'],
  ['yesterday', '2026-04-29T18:30:00Z'],
  ['2026-03-01T10:00:00Z', '2026-03-01T10:00:00Z'],
  ['2026-03-01t10:00:00.250z', '2026-03-01T10:00:00.250Z'],
  ['2026-03-01T10:00+02:00', '2026-03-01T08:00:00Z'],
  [' 2026-03-01 10:00:00-05:00 ', '2026-03-01T15:00:00Z'],
])('%j is the instant %s', (text, instant) => {
  expect(new Date(momentOf(text, 'active_before', NOW)).toISOString()).toBe(new Date(instant).toISOString());
});

describe('a text that is no time is refused, and its argument named', () => {
  test.each([
    ...['', 'last week', '90', 'd', '-5d', '1.5d', '90days', '2026', '2026-03', '03/01/2026', '1-3-2026'],
    ...['2026-02-30', '2026-13-01', '2026-00-10', '2025-02-29', '2026-03-01T25:00:00Z'],
    ...['2026-03-01T10:00:00', '2026-03-01T10Z', '1777636800', 'NaN', '99999999d'],
  ])('%j', (text) => {
    expect(() => momentOf(text, 'active_before', NOW)).toThrow('`active_before`: ');
  });

  test('2026-02-30T10:00:00Z', () => {
    expect(() => momentOf('2026-02-30T10:00:00Z', 'active_before', NOW)).toThrow('`active_before`: ');
  });
});

test('a date is the start of the day in the time zone of the system, and the answer tells the instant', async () => {
  const world = await withContacts([
    { id: 'eve', created_at: '2026-02-28T18:29:59Z' },
    { id: 'dawn', created_at: '2026-02-28T18:30:00Z' },
  ]);
  expect(await found(world, { created_after: '2026-03-01' })).toEqual(['dawn']);
  expect(await found(world, { created_before: '2026-03-01' })).toEqual(['eve']);
  const { data } = await world.call('find_contacts', { created_before: '2026-03-01' });
  expect(data['summary']).toContain('created_before 2026-02-28T18:30Z.');
});

test('updated_before and updated_after divide the account', async () => {
  const world = await withContacts([
    { id: 'old', updated_at: '2026-02-01T00:00:00Z' },
    { id: 'new', updated_at: '2026-04-01T00:00:00Z' },
  ]);
  expect(await found(world, { updated_before: '2026-03-01T00:00:00Z' })).toEqual(['old']);
  expect(await found(world, { updated_after: '2026-03-01T00:00:00Z' })).toEqual(['new']);
});

describe('a selection', () => {
  const DAY = 86_400_000;
  async function clocked() {
    const clock = { now: NOW };
    const folder = mkdtempSync(join(tmpdir(), 'vobiz-selections-'));
    const store = await openStore(folder);
    onTestFinished(async () => {
      await store.close();
      rmSync(folder, { recursive: true });
    });
    return {
      clock,
      selections: new Selections(
        async () => store,
        'an account',
        () => clock.now,
      ),
      prune: () => store.prune({ at: clock.now, plansBefore: 0, draftsBefore: clock.now - DAY }),
    };
  }
  const vip = { ids: ['c1'], filter: { tags_all: ['vip'], active_before: '90d' }, complete: true };

  test('lasts a day; then the error tells its filters', async () => {
    const { clock, selections, prune } = await clocked();
    const { selection_id } = await selections.add(vip);
    clock.now += DAY - 1;
    expect((await selections.get(selection_id)).ids).toEqual(['c1']);
    clock.now += 1;
    const filters = '{"tags_all":["vip"],"active_before":"90d"}';
    await expect(selections.get(selection_id)).rejects.toThrow(filters);
    clock.now += DAY;
    await prune();
    await expect(selections.get(selection_id)).rejects.toThrow(filters);
  });

  test('is kept by the process if the disk cannot be written, and plans are refused with the reason', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'vobiz-full-')), 'a file in place of the folder');
    writeFileSync(file, '');
    const world = await withContacts([{ id: 'a' }, { id: 'b' }], { env: { VOBIZ_DATA_DIR: file } });
    const first = await world.call('find_contacts', { ids: ['a'] });
    const within = [String(first.data['selection_id'])];
    expect((await world.call('find_contacts', { within })).data).toMatchObject({ total: 1, complete: true });
    world.sandbox.account.remove('a');
    expect((await world.call('find_contacts', { within })).data).toMatchObject({ total: 0, complete: true });
    const plan = await world.call('plan_update', { contacts: ['b'], add_tags: ['vip'] });
    expect([plan.isError, plan.text.includes(file)]).toEqual([true, true]);
    expect(plan.text).toContain('Next: ');
  });

  test('keeps the selections that narrowed it', async () => {
    const world = await withContacts([{ id: 'a' }, { id: 'b' }]);
    const first = await world.call('find_contacts', { ids: ['a'] });
    const within = [String(first.data['selection_id'])];
    const { data } = await world.call('find_contacts', { within });
    const kept = await world.context.selections.get(String(data['selection_id']));
    expect(JSON.stringify(kept.filter)).toContain(within[0]);
  });
});
