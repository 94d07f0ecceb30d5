import { expect, test } from 'vitest';
import { hashOf } from '../../src/plans/hash.ts';
import { start } from '../harness.ts';
import { applied, plan } from './plans.ts';
import { crowd, fill, numberOf, rows } from './world.ts';

const ALL = { contacts: ['p1', 'p2', 'p3'] };

test('an undo is headed by what it takes back and when that was done, not by an id', async () => {
  const harness = await start();
  fill(harness.sandbox, ...crowd(3));
  const first = await plan(harness, 'plan_delete', ALL);
  await applied(harness, first);
  const { plans } = (await harness.call('list_plans')).data;
  const at = new Date(String(rows(plans)[0]?.['finished_at']));
  const day = at.toLocaleDateString('en-GB', { day: 'numeric', month: 'long' });
  const when = `${day}, ${at.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })}`;
  const undo = await plan(harness, 'plan_undo', { plan_id: first.plan_id });
  const [head] = String(undo.answer.data['text']).split('\n');
  expect(head?.replace(/ in account \S+ at [^:]+:\d+/, '')).toBe(
    `Take back “Delete 3 contacts” (${when}): 3 deleted contacts are made again.`,
  );
  expect(undo.phrase).toMatch(/^UNDO 3 /);
  expect(undo.answer.data['summary']).toContain(first.plan_id);
  expect((await applied(harness, undo)).data['text']).toBe(
    `Done: took back “Delete 3 contacts” (${when}): 3 deleted contacts were made again.`,
  );
  expect([...harness.sandbox.account.contacts.values()].map((one) => one.phone_number).sort()).toEqual(
    [1, 2, 3].map(numberOf),
  );
});

test('the time of the plan that is taken back does not enter the phrase', async () => {
  const harness = await start();
  fill(harness.sandbox, ...crowd(3));
  const first = await plan(harness, 'plan_update', { ...ALL, add_tags: ['vip'] });
  await applied(harness, first);
  const { store } = await harness.context.journal();
  const undo = await plan(harness, 'plan_undo', { plan_id: first.plan_id });
  const saved = await store.findPlan(harness.context.rules.account, undo.plan_id);
  const items = await store.listItems(undo.plan_id, { limit: 9 });
  if (!saved || typeof saved.summary === 'string') throw new Error('no facts');
  const later = { ...saved, summary: { ...saved.summary, as_of: '2027-01-01T00:00:00.000Z' } };
  expect([hashOf(saved, items), hashOf(later, items)]).toEqual([saved.hash, saved.hash]);
});
