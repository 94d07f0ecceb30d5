import { describe, expect, test } from 'vitest';
import { start } from '../harness.ts';
import { applied, plan } from './plans.ts';
import { crowd, fill, type Person, writes } from './world.ts';

const OUT = crowd(7, () => ({ tags: ['dnd', 'vip'], custom_attributes: { city: 'Pune' } }));
const IDS = OUT.map((_, n) => `p${n + 1}`);
const ALL = { contacts: IDS };

async function account(people: Person[] = OUT) {
  const world = await start();
  fill(world.sandbox, ...people);
  return world;
}

const NAMES = ': "Person 1" \\(\\+\\d+\\), .*"Person 5" \\(\\+\\d+\\) and 2 others\\.';

describe('a request that concerns nobody but people who opted out', () => {
  test.each([
    [{ ...ALL, add_tags: ['gold'] }, 'give 7 people who opted out "gold"'],
    [
      { ...ALL, set_attributes: { city: 'Goa' } },
      'give 7 people who opted out another value of the attribute "city"',
    ],
    [
      { ...ALL, add_tags: ['gold'], set_attributes: { city: 'Goa' } },
      'give 7 people who opted out "gold" and another value of the attribute "city"',
    ],
    [{ ...ALL, remove_tags: ['dnd'] }, 'take "dnd" off 7 people who opted out'],
  ])('is told what %j would have done, and how to include them', async (args, would) => {
    const world = await account();
    const { data } = (await plan(world, 'plan_update', args)).answer;
    expect(data['text']).toMatch(new RegExp(`^This would ${would}, so nothing was planned${NAMES}`));
    expect(data['text']).not.toMatch(/Nothing was changed|were not changed/);
    expect(data['next']).toBe(
      'Say how many opted out and ask whether they are meant, too. If yes: `plan_update` with the same arguments and `include_protected`.',
    );
    expect(writes(world)).toEqual([]);
  });

  test('for a new number', async () => {
    const args = { contacts: ['p1'], new_number: '+919876543210' };
    expect((await plan(await account(), 'plan_update', args)).answer.data['text']).toMatch(
      /^This would give 1 person who opted out another number, so nothing was planned: "Person 1"/,
    );
  });

  test('for a deletion', async () => {
    const { data } = (await plan(await account(), 'plan_delete', ALL)).answer;
    expect(data['text']).toMatch(
      /^This would delete 7 people who opted out, and a later import could bring them back without their opt-out, so nothing was planned: /,
    );
    expect(data['next']).toMatch(/If yes: `plan_delete` with the same arguments and `include_protected`\.$/);
  });

  test('for an undo, whole or of a part, whose next call has the plan and the selection', async () => {
    const world = await account();
    const first = await plan(world, 'plan_update', { ...ALL, remove_tags: ['vip'] });
    await applied(world, first);
    const { plan_id } = first;
    const whole = (await plan(world, 'plan_undo', { plan_id })).answer.data;
    expect(whole['text']).toMatch(
      /^This would give 7 people who opted out "vip" back, so nothing was planned: "Person /,
    );
    expect(whole['next']).toMatch(
      new RegExp(`If yes: \`plan_undo\` with \`plan_id\` ${plan_id} and \`include_protected\`\\.$`),
    );
    const { data } = await world.call('find_contacts', { ids: ['p1'] });
    const part = { plan_id, contacts_in: data['selection_id'] };
    expect((await plan(world, 'plan_undo', part)).answer.data['next']).toContain(
      `\`plan_undo\` with \`plan_id\` ${plan_id}, the same \`contacts_in\` and \`include_protected\`.`,
    );
  });

  test('for a merge', async () => {
    const groups = [{ keep: 'p1', merge: ['p2'] }];
    const { data } = (await plan(await account(), 'plan_merge', { groups })).answer;
    expect(data['text']).toMatch(/^Nothing was planned\. 1 group has somebody who opted out/);
    expect(data['next']).toContain('`plan_merge` with the same arguments and `include_protected`');
  });

  test('beside others who need no change is told of both', async () => {
    const world = await account([...OUT, { tags: ['gold'] }]);
    const { data } = (await plan(world, 'plan_update', { contacts: [...IDS, 'p8'], add_tags: ['gold'] }))
      .answer;
    expect(data['text']).toMatch(
      /^This would give 7 people who opted out "gold", so .*\. 1 \S+ .*"Person 8"/,
    );
  });
});

test('where others are changed, the question about people who opted out comes before the approval', async () => {
  const world = await account([...OUT, {}]);
  const { data } = (await plan(world, 'plan_update', { contacts: [...IDS, 'p8'], add_tags: ['gold'] }))
    .answer;
  expect(data['next']).toMatch(
    /^First say how many opted out and ask whether they are meant, too\. If yes: `plan_update` with the same arguments and `include_protected`\. Show `text` to the person as it is\. If they agree/,
  );
});
