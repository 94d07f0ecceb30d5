import { expect, test } from 'vitest';
import { start } from '../harness.ts';
import { applied, plan } from './plans.ts';
import { crowd, fill, type Person } from './world.ts';

/** The text of the undo of a plan that was applied. */
async function undoOf(people: Person[], tool: 'plan_delete' | 'plan_merge', args: Record<string, unknown>) {
  const harness = await start();
  fill(harness.sandbox, ...people);
  const first = await plan(harness, tool, args);
  await applied(harness, first);
  const undo = await plan(harness, 'plan_undo', { plan_id: first.plan_id });
  return { first: String(first.answer.data['text']), undo: String(undo.answer.data['text']) };
}

test('the undo of a deletion names the tags that come back, the most frequent first, with counts', async () => {
  const people = crowd(4, (n) => ({ tags: ['customer', ...(n < 3 ? ['vip'] : ['gold', 'expo'])] }));
  const { undo } = await undoOf(people, 'plan_delete', { contacts: ['p1', 'p2', 'p3', 'p4'] });
  expect(undo).toContain(
    '\nFrom then on, campaigns to these tags reach those who get them: "customer" (4), "expo" (2), "gold" (2) and "vip" (2).',
  );
});

test('so does the undo of a merge, of the tags that come back and of those that others keep', async () => {
  const tags = ['a', 'b', 'c', 'd'];
  const people = [{ tags: ['x'] }, { tags }];
  const { first, undo } = await undoOf(people, 'plan_merge', { groups: [{ keep: 'p1', merge: ['p2'] }] });
  const counts = '"a" (1), "b" (1), "c" (1) and "d" (1)';
  // The summary of a merge lists no tags either.
  expect(first).toContain(`campaigns to these tags reach those who get them: ${counts}.`);
  expect(undo).toContain(`campaigns to these tags reach those who get them: ${counts}.`);
  expect(undo).toContain(
    `1 contact loses tags that others get: campaigns to these no longer reach it: ${counts}.`,
  );
});

test('a change does not list its tags twice', async () => {
  const harness = await start();
  fill(harness.sandbox, {});
  const add_tags = ['a', 'b', 'c', 'd'];
  const { answer } = await plan(harness, 'plan_update', { contacts: ['p1'], add_tags });
  expect(answer.data['text']).toContain('campaigns to these tags reach those who get them.');
});
