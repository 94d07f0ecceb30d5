import { describe, expect, test } from 'vitest';
import type { Harness } from '../harness.ts';
import { applied, plan } from '../tools/plans.ts';
import { many, withContacts } from './find.ts';

async function incomplete({ context }: Harness): Promise<string> {
  return (await context.selections.add({ ids: ['c0', 'c1'], filter: {}, complete: false })).selection_id;
}

describe('an incomplete selection', () => {
  test.each(['plan_update', 'plan_delete', 'export_contacts'])(
    'is refused by %s before anything is read, with how to find a complete one (promise 6)',
    async (tool) => {
      const world = await withContacts(many(60));
      const selection_id = await incomplete(world);
      const change = tool === 'plan_update' ? { add_tags: ['a'] } : {};
      const { isError, text } = await world.call(tool, { selection_id, ...change });
      expect([isError, text]).toEqual([
        true,
        expect.stringMatching(
          /^Nothing was (planned|written): .* is incomplete[\s\S]*Next: Call `find_contacts` again .* until `complete` is true/,
        ),
      ]);
      expect(world.sandbox.requests).toEqual([]);
    },
  );

  test('does not narrow an undo (promise 6)', async () => {
    const world = await withContacts(many(3));
    const done = await plan(world, 'plan_update', { contacts: ['c0'], add_tags: ['a'] });
    await applied(world, done);
    const { isError, text } = await world.call('plan_undo', {
      plan_id: done.plan_id,
      contacts_in: await incomplete(world),
    });
    expect([isError, text]).toEqual([true, expect.stringContaining('Nothing was planned: the selection')]);
  });

  test.each(['find_contacts', 'list_tags', 'find_duplicates'])(
    'stays so however often %s is called: `next` says to find it again',
    async (tool) => {
      const world = await withContacts(many(3));
      const { data } = await world.call(tool, { within: [await incomplete(world)] });
      expect(data).toMatchObject({
        complete: false,
        summary: expect.stringMatching(/^At least/),
        next: expect.stringMatching(
          /^Find the selections that this builds on again until `complete` is true/,
        ),
      });
    },
  );

  test('in `except` leaves "at most" the others, since it may hold more contacts (promise 6)', async () => {
    const world = await withContacts(many(5));
    const { data } = await world.call('find_contacts', { except: [await incomplete(world)] });
    expect(data).toMatchObject({
      total: 3,
      summary: expect.stringMatching(/^At most 3 contacts match\. .*left out here was found incomplete/),
    });
    const both = [await incomplete(world)];
    expect((await world.call('find_contacts', { within: both, except: both })).data['summary']).toMatch(
      /^About 0 contacts match/,
    );
  });
});
