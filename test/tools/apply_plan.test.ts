import { Client as LegacyClient } from '@modelcontextprotocol/sdk/client/index.js';
import { describe, expect, test } from 'vitest';
import { DAY } from '../../src/lib/time.ts';
import { person, start } from '../harness.ts';
import { applied, plan } from './plans.ts';
import { crowd, ERAS, fill, tagsOf, unsaid, writes } from './world.ts';

const TAG = { contacts: ['p1', 'p2'], add_tags: ['vip'] };

describe.each(ERAS)('apply_plan, %s era', (era) => {
  test('runs a plan with the phrase, in any case and spacing, and returns the receipt', async () => {
    const harness = await start({ era });
    fill(harness.sandbox, { tags: ['lead'] }, {});
    const { plan_id, phrase, answer } = await plan(harness, 'plan_update', TAG);
    expect(phrase).toMatch(/^APPLY 2 [2-9A-HJ-NP-Z]{4}$/);
    expect(answer.text).toContain(phrase);
    const asTyped = `  ${phrase.toLowerCase().replace(' ', '  ')} `;
    const receipt = await harness.call('apply_plan', { plan_id, approval: asTyped });
    expect(receipt.data).toMatchObject({ plan_id, state: 'done', counts: { to_change: 2, done: 2 } });
    expect(receipt.data['approval_phrase']).toBeUndefined();
    expect(unsaid(receipt)).toEqual([]);
    expect([tagsOf(harness, 'p1'), tagsOf(harness, 'p2')]).toEqual([['lead', 'vip'], ['vip']]);
  });

  test('asks in a form that names account, count and change, and runs the plan once it is accepted', async () => {
    const harness = await start({ era, forms: person('accept') });
    fill(harness.sandbox, {}, {});
    const { plan_id } = await plan(harness, 'plan_update', TAG);
    const receipt = await harness.call('apply_plan', { plan_id });
    expect(receipt.data).toMatchObject({ state: 'done', counts: { done: 2 } });
    expect(harness.forms).toEqual([
      expect.stringMatching(/^Add the tag "vip" to 2 contacts.*account MA_SANDBOX at 127\.0\.0\.1/),
    ]);
    await harness.call('apply_plan', { plan_id });
    expect([harness.forms.length, writes(harness).sort()]).toEqual([
      1,
      ['PUT /contacts/p1', 'PUT /contacts/p2'],
    ]);
  });

  test.each([
    ['decline', 1150, 'declined'],
    ['cancel', 0, 'waiting'],
  ] as const)('sends nothing after %s, the right phrase or not', async (action, afterMs, state) => {
    const harness = await start({ era, forms: person(action, afterMs) });
    fill(harness.sandbox, {}, {});
    const { plan_id, phrase } = await plan(harness, 'plan_update', TAG);
    const isDeclined = state === 'declined';
    const first = await harness.call('apply_plan', { plan_id, approval: phrase });
    expect(first.isError).toBe(isDeclined);
    if (!isDeclined)
      expect(first.data).toMatchObject({ state, next: expect.stringMatching(/form was closed/) });
    expect((await harness.call('get_plan', { plan_id })).data).toMatchObject({ state });
    const again = await harness.call('apply_plan', { plan_id, approval: phrase });
    expect([again.isError, harness.forms.length]).toEqual([isDeclined, isDeclined ? 1 : 2]);
    expect(writes(harness)).toEqual([]);
  });
});

describe('apply_plan without approval', () => {
  test('sends nothing without a phrase, with a wrong one, or with the phrase of another plan', async () => {
    const harness = await start();
    fill(harness.sandbox, {}, {});
    const { plan_id, phrase } = await plan(harness, 'plan_update', TAG);
    const other = await plan(harness, 'plan_update', { ...TAG, add_tags: ['other'] });
    for (const approval of ['yes', 'APPLY 2', 'APPLY 2 AAAA', other.phrase]) {
      const { isError, text } = await harness.call('apply_plan', { plan_id, approval });
      expect([approval, isError, text]).toEqual([
        approval,
        true,
        expect.stringMatching(/nothing was changed/),
      ]);
    }
    for (const approval of [undefined, '']) {
      const { isError, data } = await harness.call('apply_plan', { plan_id, approval });
      expect([approval, isError, data['state'], data['approval_phrase']]).toEqual([
        approval,
        false,
        'waiting',
        phrase,
      ]);
    }
    expect((await harness.call('get_plan', { plan_id })).data).toMatchObject({ state: 'waiting' });
    expect(writes(harness)).toEqual([]);
  });

  test('sends nothing a day after planning, and says that the plan expired', async () => {
    const harness = await start();
    fill(harness.sandbox, {}, {});
    const planned = await plan(harness, 'plan_update', TAG);
    Object.assign(harness.context, { now: () => Date.now() + DAY + 1000 });
    const { isError, text } = await applied(harness, planned);
    expect([isError, text]).toEqual([true, expect.stringMatching(/is expired.*nothing was changed/)]);
    expect((await harness.call('list_plans')).text).toContain(`${planned.plan_id} expired`);
    expect(writes(harness)).toEqual([]);
  });

  test('neither takes nor offers a phrase if only forms may approve', async () => {
    const harness = await start({ env: { VOBIZ_APPROVAL: 'form' } });
    fill(harness.sandbox, {}, {});
    const { plan_id, answer } = await plan(harness, 'plan_update', TAG);
    expect(answer.text).not.toContain('APPLY ');
    const { isError, text } = await harness.call('apply_plan', { plan_id, approval: 'APPLY 2 AAAA' });
    expect([isError, text]).toEqual([
      true,
      expect.stringContaining('only in a form or on the page that it opens (VOBIZ_APPROVAL=form)'),
    ]);
    expect(writes(harness)).toEqual([]);
  });

  test('reports its progress, which never exceeds the total (promise 16)', async () => {
    const harness = await start({ sandbox: { contacts: 0, latencyMs: 15 }, env: { VOBIZ_CONCURRENCY: '1' } });
    fill(harness.sandbox, ...crowd(40));
    const contacts = crowd(40).map((_, n) => `p${n + 1}`);
    const { plan_id, phrase } = await plan(harness, 'plan_update', { contacts, name: 'Same' });
    for (const id of contacts.slice(0, 20)) harness.sandbox.account.edit(id, { name: `Other ${id}` });
    const { client } = harness;
    if (!(client instanceof LegacyClient)) throw new TypeError('the older era is what start() speaks');
    const told: [number, number][] = [];
    const call = { name: 'apply_plan', arguments: { plan_id, approval: phrase } };
    await client.callTool(call, undefined, {
      onprogress: ({ progress, total = 0 }) => told.push([progress, total]),
    });
    expect(told.length).toBeGreaterThan(0);
    expect(told.filter(([progress, total]) => progress > total)).toEqual([]);
  });

  test.each([
    ['ask', true, 0],
    ['relay', false, 51],
  ] as const)('with VOBIZ_APPROVAL=%s and 51 deletions: refused %s', async (mode, refused, sent) => {
    const harness = await start({ env: { VOBIZ_APPROVAL: mode } });
    fill(harness.sandbox, ...crowd(51));
    const contacts = crowd(51).map((_, n) => `p${n + 1}`);
    const withForms = await start({ beside: harness, forms: person('accept') });
    const { plan_id } = await plan(withForms, 'plan_delete', { contacts });
    const { approval_phrase: phrase } = (await harness.call('get_plan', { plan_id })).data;
    const answer = await harness.call('apply_plan', { plan_id, approval: phrase ?? 'APPLY 51 AAAA' });
    expect([answer.isError, writes(harness).length]).toEqual([refused, sent]);
    if (refused)
      expect(answer.text).toMatch(
        /at most 50 deletions in 1 day .*0 of them are used up, 50 are left, and this needs 51/,
      );
  });
});
