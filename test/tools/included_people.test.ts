import { describe, expect, test } from 'vitest';
import { type Harness, start } from '../harness.ts';
import { applied, plan } from './plans.ts';
import { crowd, fill, type Person } from './world.ts';

const WITH = { include_protected: true };
const out = (count: number, ...tags: string[]): Person[] => crowd(count, () => ({ tags: ['dnd', ...tags] }));
const ids = (count: number) => crowd(count).map((_, n) => `p${n + 1}`);

async function account(...people: Person[]): Promise<Harness> {
  const world = await start();
  fill(world.sandbox, ...people);
  return world;
}

/** The text of the plan, and the receipt once it is applied. */
async function told(world: Harness, tool: Parameters<typeof plan>[1], args: Record<string, unknown>) {
  const planned = await plan(world, tool, { ...args, ...WITH });
  const receipt = await applied(world, planned);
  return {
    plan_id: planned.plan_id,
    text: String(planned.answer.data['text']),
    receipt: String(receipt.data['text']),
  };
}

describe('a plan that includes people who opted out says what becomes of them, and by name', () => {
  test('when they get a tag', async () => {
    const world = await account(...out(8), {});
    const { text, receipt } = await told(world, 'plan_update', { contacts: ids(9), add_tags: ['vip'] });
    expect(text).toMatch(
      /\n8 people who opted out get "vip", too, so campaigns to it reach them: "Person 1" \(\+\d+\), .*"Person 5" \(\+\d+\) and 3 others\.\n/,
    );
    expect(receipt).toMatch(
      /^Done: added the tag "vip" to 9 contacts\. 8 of them had opted out; you included them\./,
    );
  });

  test('when a value is replaced, beside a tag, with their names once', async () => {
    const world = await account({ tags: ['dnd'], custom_attributes: { city: 'Pune' } });
    const { text, receipt } = await told(world, 'plan_update', {
      contacts: ['p1'],
      add_tags: ['vip'],
      set_attributes: { city: 'Goa', zip: '1' },
    });
    expect(text).toMatch(
      /\n1 person who opted out gets "vip", too, so campaigns to it reach this person: "Person 1" \(\+\d+\)\. 1 person who opted out gets another value of the attribute "city", too\.\n/,
    );
    expect(receipt).toContain('This person had opted out; you included them.');
  });

  test('when nothing marks them as opted out any more', async () => {
    const world = await account(...out(1, 'vip'), ...out(1, 'opted-out'));
    const { text } = await told(world, 'plan_update', { contacts: ids(2), remove_tags: ['dnd'] });
    expect(text).toMatch(/\nNothing marks 1 person as opted out from then on: "Person 1" \(\+\d+\)\./);
    expect(text).toMatch(/1 person who opted out is changed, too: "Person 2"/);
  });

  test('when they get another number', async () => {
    const world = await account(...out(1));
    const asked = { contacts: ['p1'], new_number: '+919876543210' };
    expect((await told(world, 'plan_update', asked)).text).toMatch(
      /\n1 person who opted out gets another number, and the new contact keeps the opt-out: "Person 1"/,
    );
  });

  test('when they are deleted: the opt-out is lost', async () => {
    const world = await account(...out(2), {});
    const { text, receipt } = await told(world, 'plan_delete', { contacts: ids(3) });
    expect(text).toMatch(
      /\n2 people who opted out are deleted, too: "Person 1" .* and "Person 2" .*\. Their opt-outs are lost: a later import or message brings the numbers back without them\./,
    );
    expect(receipt).toBe('Done: deleted 3 contacts. 2 of them had opted out; you included them.');
  });

  test('when they are merged', async () => {
    const world = await account({}, ...out(2));
    const groups = [{ keep: 'p1', merge: ['p2', 'p3'] }];
    // p2 and p3 are the second and the third contact.
    const { text, receipt } = await told(world, 'plan_merge', { groups });
    expect(text).toMatch(
      /\n2 people who opted out are merged, too, and the kept contacts get their opt-outs: /,
    );
    expect(receipt).toContain('2 in these groups had opted out; you included them.');
  });

  test('when an undo gives their tags back', async () => {
    const world = await account(...out(3, 'vip'));
    const first = await plan(world, 'plan_update', { contacts: ids(3), remove_tags: ['vip'] });
    await applied(world, first);
    const { text, receipt } = await told(world, 'plan_undo', { plan_id: first.plan_id });
    expect(text).toMatch(
      /\n3 people who opted out get "vip" back, so campaigns to it reach them: "Person \d" \(\+\d+\), /,
    );
    expect(receipt).toContain('3 of them had opted out; you included them.');
  });

  test('and of a part that was done, of how many they are', async () => {
    const world = await account(...out(2), {}, {});
    const planned = await plan(world, 'plan_update', { contacts: ids(4), add_tags: ['vip'], ...WITH });
    world.sandbox.fault({ method: 'PUT', path: /p3$/, times: 9, action: { status: 422 } });
    expect((await applied(world, planned)).data['text']).toMatch(
      /^Done, except for 1 of 4: .*\. 2 of the 4 had opted out; you included them\. 1 was not changed as planned/,
    );
  });
});

describe('a deletion that leaves people who opted out alone', () => {
  test('says that they are kept, and why, before and after', async () => {
    const world = await account(...out(2), {});
    const planned = await plan(world, 'plan_delete', { contacts: ids(3) });
    expect(planned.answer.data['text']).toMatch(
      /\n2 people opted out and are kept, since a later import could bring them back without their opt-out: "Person 1" .* and "Person 2" /,
    );
    expect((await applied(world, planned)).data['text']).toMatch(
      /^Done: deleted "Person 3" .*\. 2 opted out and were kept: "Person 1" /,
    );
  });
});
