import { describe, expect, test } from 'vitest';
import { start } from '../harness.ts';
import { applied, plan } from '../tools/plans.ts';
import { crowd, fill } from '../tools/world.ts';
import { windowOf } from './asking.ts';

const RELAY = { sandbox: { contacts: 0 }, env: { VOBIZ_APPROVAL: 'relay' } };

describe('the list of plans', () => {
  test('is empty for an account without plans', async () => {
    const harness = await start(RELAY);
    const ask = await windowOf(harness);
    expect(await ask('plans', { before: null })).toEqual({ days: [], next: null });
  });

  test('says in words how each plan stands, those that wait first of all', async () => {
    const harness = await start(RELAY);
    fill(harness.sandbox, ...crowd(3));
    const tag = (name: string) => plan(harness, 'plan_update', { contacts: ['p1', 'p2'], add_tags: [name] });
    const done = await tag('a');
    await applied(harness, done);
    const undo = await plan(harness, 'plan_undo', { plan_id: done.plan_id });
    await applied(harness, undo);
    harness.sandbox.fault({ method: 'PUT', path: '/p1', times: 9, action: { status: 422 } });
    await applied(harness, await tag('b'));
    const dropped = await plan(harness, 'plan_delete', { contacts: ['p3'] });
    await harness.call('stop_plan', { plan_id: dropped.plan_id });
    await tag('c');
    const { now, days, next } = await (await windowOf(harness))('plans', { before: null });
    expect(now).toBe('1 plan waits for you');
    expect(days.map(({ day }) => day)).toEqual(['Today']);
    expect(days[0]?.plans.map(({ text, outcome, tone }) => [text, outcome, tone])).toEqual([
      ['Add the tag "c" to 2 contacts', 'Waiting for you', 'due'],
      [expect.stringMatching(/^Delete "Person 3"/), 'Discarded', 'plain'],
      ['Add the tag "b" to 2 contacts', 'Done, 1 problem', 'mind'],
      [expect.stringMatching(/^Undo plan_/), 'Done', 'plain'],
      ['Add the tag "a" to 2 contacts', 'Undone', 'plain'],
    ]);
    expect(days[0]?.plans[0]?.at).toMatch(/^\d\d:\d\d$/);
    expect(next).toBeNull();
  });

  test('shows 300 plans by day, 30 at a time, each once', async () => {
    const harness = await start(RELAY);
    fill(harness.sandbox, {});
    const { plan_id } = await plan(harness, 'plan_update', { contacts: ['p1'], add_tags: ['a'] });
    const { store } = await harness.context.journal();
    const record = await store.findPlan(harness.context.rules.account, plan_id);
    if (!record) throw new Error('the plan is gone');
    for (let age = 1; age < 300; age++)
      await store.savePlan(
        {
          ...record,
          plan_id: `plan_${age}`,
          state: 'done',
          created_at: record.created_at - age * 3_600_000,
        },
        [],
      );
    const ask = await windowOf(harness);
    const seen: string[] = [];
    const days: string[] = [];
    for (let before: number | null = null, more = true; more; ) {
      const list: Awaited<ReturnType<typeof ask<'plans'>>> = await ask('plans', { before });
      days.push(...list.days.map(({ day }) => day));
      seen.push(...list.days.flatMap(({ plans }) => plans.map((one) => one.plan_id)));
      expect(list.now).toBe('1 plan waits for you');
      [before, more] = [list.next, list.next !== null];
    }
    expect(new Set(seen).size).toBe(300);
    expect(seen).toHaveLength(300);
    expect(days[0]).toBe('Today');
    expect(days).toContain('Yesterday');
    expect(days.at(-1)).toMatch(/^[A-Z]\w+day,? \d+ \w+$/);
  });
});

describe('the tags of an account', () => {
  test('are all of them, exactly as written, with look-alikes and what to say in the chat', async () => {
    const harness = await start({ sandbox: { contacts: 0 } });
    const hostile = '<b>"\u202e';
    fill(
      harness.sandbox,
      ...crowd(3, () => ({ tags: ['vip', hostile] })),
      { id: 'x1', phone_number: '+919000000901', tags: ['VIP'] },
      { id: 'x2', phone_number: '+919000000902', tags: ['v.i.p', 'opted-out'] },
      { id: 'x3', phone_number: '+919000000903' },
    );
    const { text, tags, alike } = await (await windowOf(harness))('tags');
    expect(text).toMatch(
      /^5 tags on 6 contacts, read at \d\d:\d\d; 1 has none\. A campaign to a tag reaches everyone who has exactly that tag\.$/,
    );
    expect(tags).toEqual([
      { tag: hostile, contacts: 3, optOut: false },
      { tag: 'vip', contacts: 3, optOut: false },
      { tag: 'VIP', contacts: 1, optOut: false },
      { tag: 'opted-out', contacts: 1, optOut: true },
      { tag: 'v.i.p', contacts: 1, optOut: false },
    ]);
    expect(alike).toEqual([
      {
        tags: ['vip', 'VIP', 'v.i.p'],
        say: 'To make them one, say in the chat: rename the tags "VIP" and "v.i.p" to "vip".',
      },
    ]);
  });

  test('of 5,000 contacts with 900 tags are all there', async () => {
    const harness = await start({ sandbox: { contacts: 0 } });
    fill(harness.sandbox, ...crowd(5000, (n) => ({ tags: [`tag ${n % 900}`] })));
    const { tags, text } = await (await windowOf(harness))('tags');
    expect(tags).toHaveLength(900);
    expect(text).toMatch(/^900 tags on 5,000 contacts/);
    expect(tags.reduce((sum, { contacts }) => sum + contacts, 0)).toBe(5000);
  });

  test('of an account without tags are none', async () => {
    const harness = await start({ sandbox: { contacts: 0 } });
    fill(harness.sandbox, {});
    const answer = await (await windowOf(harness))('tags');
    expect(answer).toMatchObject({ tags: [], alike: [] });
  });
});
