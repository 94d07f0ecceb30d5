import { describe, expect, test } from 'vitest';
import { start } from '../harness.ts';
import { applied, plan } from './plans.ts';
import { crowd, ERAS, fill, pick, rows, unsaid } from './world.ts';

const TAG = { contacts: ['p1', 'p2', 'p3'], add_tags: ['vip'] };

describe.each(ERAS)('get_plan, %s era', (era) => {
  test('is the receipt: who was changed, who was not and why, in words and in data', async () => {
    const harness = await start({ era });
    fill(harness.sandbox, { name: 'Asha' }, { tags: ['dnd'] }, {});
    const planned = await plan(harness, 'plan_update', TAG);
    harness.sandbox.account.remove('p3');
    await applied(harness, planned);
    const receipt = await harness.call('get_plan', { plan_id: 'latest', items: 'all' });
    expect(receipt.data).toMatchObject({
      state: 'done',
      counts: { done: 1, protected: 1, gone: 1 },
      total_items: 3,
    });
    expect(rows(receipt.data['items'])).toMatchObject([
      { contact_id: 'p1', state: 'done', name: 'Asha', before: { tags: [] }, after: { tags: ['vip'] } },
      { contact_id: 'p2', state: 'protected', reason: expect.stringContaining('dnd') },
      { contact_id: 'p3', state: 'gone' },
    ]);
    expect(unsaid(receipt)).toEqual([]);
  });
});

describe('get_plan', () => {
  test('makes the items listed a selection for the next plan', async () => {
    const harness = await start();
    fill(harness.sandbox, {}, { tags: ['dnd'] }, {});
    const planned = await plan(harness, 'plan_update', TAG);
    await applied(harness, planned);
    const { plan_id } = planned;
    const { data } = await harness.call('get_plan', { plan_id, items: 'done' });
    const next = { selection_id: data['selection_id'], add_tags: ['next'] };
    const { answer } = await plan(harness, 'plan_update', next);
    expect(pick(answer.data['sample'], 'contact_id').sort()).toEqual(['p1', 'p3']);
  });

  test('waits for a plan that runs, and tells how far it is (promise 16)', async () => {
    const harness = await start({ sandbox: { contacts: 0, latencyMs: 20 }, env: { VOBIZ_CONCURRENCY: '1' } });
    fill(harness.sandbox, ...crowd(20));
    const contacts = crowd(20).map((_, n) => `p${n + 1}`);
    const { plan_id, phrase } = await plan(harness, 'plan_update', { contacts, add_tags: ['vip'] });
    const begun = await harness.call('apply_plan', { plan_id, approval: phrase, wait_seconds: 0 });
    expect(begun.data['state']).toMatch(/^(queued|running)$/);
    expect(begun.text).toContain('goes on in the background');
    const ended = await harness.call('get_plan', { plan_id, wait_seconds: 25 });
    expect(ended.data).toMatchObject({ state: 'done', counts: { done: 20 } });
  });

  test('pages through items, and the selection holds all of them', async () => {
    const harness = await start();
    fill(harness.sandbox, ...crowd(60));
    const { data } = await harness.call('find_contacts', {});
    const { plan_id } = await plan(harness, 'plan_update', {
      selection_id: data['selection_id'],
      add_tags: ['a'],
    });
    const page = await harness.call('get_plan', { plan_id, items: 'pending', page: 2 });
    expect([rows(page.data['items']).length, page.data['total_items']]).toEqual([10, 60]);
    expect(page.text).not.toContain('for more');
    const { data: first, text } = await harness.call('get_plan', { plan_id, items: 'pending' });
    expect(first['next']).toContain(`\`get_plan\` ${plan_id} with items "pending" and page 2 for more.`);
    expect(text).toMatch(/60 items, as selection sel_\w+, 50 of them on this page:/);
    expect((await harness.call('get_plan', { plan_id, items: 'pending', page: 99 })).text).toMatch(
      /There is no page 99: the last is `get_plan` plan_\S+ with items "pending" and page 2\./,
    );
    const { data: all } = await harness.call('find_contacts', { within: [page.data['selection_id']] });
    expect(all).toMatchObject({ total: 60 });
  });

  test('names the ids in words even of contacts that are too long to show', async () => {
    const harness = await start();
    fill(harness.sandbox, { name: 'long '.repeat(90), tags: crowd(30).map((_, n) => `tag number ${n}`) });
    const planned = await plan(harness, 'plan_update', { contacts: ['p1'], new_number: '+919876543210' });
    await applied(harness, planned);
    const { data, text } = await harness.call('get_plan', { plan_id: planned.plan_id, items: 'done' });
    const [item] = rows(data['items']);
    const [id] = harness.sandbox.account.contacts.keys();
    expect(item).toMatchObject({ contact_id: id, phone_number: '+919876543210' });
    expect(text).toContain(` | id ${id} | done`);
  });

  test('says of a state that no item is in just that, and of problems it lists not to list them', async () => {
    const harness = await start();
    fill(harness.sandbox, {}, { tags: ['dnd'] }, {});
    const planned = await plan(harness, 'plan_update', TAG);
    harness.sandbox.account.remove('p3');
    await applied(harness, planned);
    const { plan_id } = planned;
    const none = await harness.call('get_plan', { plan_id, items: 'drifted' });
    expect(none.text).toContain('It has no such items.');
    expect(none.data).toMatchObject({
      total_items: 0,
      next: expect.stringContaining('"problems" lists the contacts that were not changed'),
    });
    expect(none.data).not.toHaveProperty('selection_id');
    const problems = await harness.call('get_plan', { plan_id, items: 'problems' });
    expect(problems.text).toMatch(/^- .* \| protected: .*opted out/m);
    expect(problems.text).toMatch(/^- .* \| gone: somebody deleted it$/m);
    expect(problems.data['next']).toMatch(/^`plan_undo` plan_\w+ undoes it\.$/);
  });

  test('says that there is no such plan, and that there is none yet', async () => {
    const { call } = await start();
    expect((await call('get_plan', { plan_id: 'latest' })).text).toContain('There is no plan yet');
    const { isError, text } = await call('get_plan', { plan_id: 'plan_\u202e' });
    expect([isError, text]).toEqual([true, expect.stringMatching(/no plan "plan_\\u\{202e\}"/)]);
  });

  test('is a resource too', async () => {
    const harness = await start();
    fill(harness.sandbox, {}, {}, {});
    const planned = await plan(harness, 'plan_update', TAG);
    await applied(harness, planned);
    const { contents } = await harness.client.readResource({ uri: `vobiz://plans/${planned.plan_id}` });
    expect(JSON.parse(String(Object(contents[0]).text))).toMatchObject({
      plan_id: planned.plan_id,
      state: 'done',
      counts: { done: 3 },
    });
  });
});
