import { describe, expect, test } from 'vitest';
import { UNAPPROVED } from '../../src/plans/approval.ts';
import { type Harness, person, start } from '../harness.ts';
import { fill, numberOf, tagsOf } from './world.ts';

const NEW = { phone_number: '+919876543210', name: 'Bela' };

async function account(...people: Parameters<typeof fill>[1][]): Promise<Harness> {
  const world = await start({ forms: person('accept', 1100) });
  fill(world.sandbox, ...people);
  return world;
}

describe('the answer of a single edit', () => {
  test('says which tags `set_tags` takes off', async () => {
    const world = await account({ tags: ['a', 'b', 'c'] });
    const { text } = await world.call('update_contact', { contact: 'p1', set_tags: ['a', 'd'] });
    expect(text).toMatch(/^Changed tags \(plan_\w+\)\. Tags taken off: "b" and "c"\. Tags added: "d"\.\n/);
  });

  test('names the way back, and nothing where nothing was changed', async () => {
    const world = await account({ tags: ['a'] });
    const edit = { contact: 'p1', add_tags: ['b'] };
    const { data } = await world.call('update_contact', edit);
    expect(data['next']).toBe(`\`plan_undo\` ${data['plan_id']} undoes it.`);
    expect((await world.call('update_contact', edit)).data).not.toHaveProperty('next');
    const made = (await world.call('create_contact', NEW)).data;
    expect(made['next']).toBe(`\`plan_undo\` ${made['plan_id']} deletes the contact again.`);
    expect((await world.call('create_contact', NEW)).data).not.toHaveProperty('next');
    const gone = (await world.call('delete_contact', { contact: 'p1' })).data;
    expect(gone['next']).toBe(
      `\`plan_undo\` ${gone['plan_id']} makes the contact again, as a new one without its history.`,
    );
  });

  test('says that the way back asks again about somebody who opted out', async () => {
    const world = await account({ tags: ['dnd', 'vip'] });
    const { data } = await world.call('update_contact', { contact: 'p1', remove_tags: ['vip'] });
    expect(data['next']).toBe(`\`plan_undo\` ${data['plan_id']} undoes it, only with \`include_protected\`.`);
  });

  test('offers no way back that this server may not go', async () => {
    const world = await start({ env: { VOBIZ_MODE: 'no-delete' } });
    expect((await world.call('create_contact', NEW)).data).not.toHaveProperty('next');
  });

  test('begins with what was not done while it waits', async () => {
    const world = await start();
    fill(world.sandbox, {});
    for (let n = 1; n <= UNAPPROVED; n += 1)
      await world.call('update_contact', { contact: 'p1', name: `Name ${n}` });
    const edit = await world.call('update_contact', { contact: 'p1', add_tags: ['vip'] });
    expect(edit.text).toMatch(/^Not changed yet\.\nAdd the tag "vip" to /);
    expect((await world.call('create_contact', NEW)).text).toMatch(/^Not created yet\.\nCreate "Bela" /);
    expect((await world.call('delete_contact', { contact: 'p1' })).text).toMatch(
      /^Not deleted yet\.\nDelete /,
    );
    expect(tagsOf(world, 'p1')).toEqual([]);
  });
});

test('a refusal because somebody opted out names them, and the call that includes them', async () => {
  const world = await account({ name: 'Asha', tags: ['dnd'] });
  const edit = await world.call('update_contact', { contact: numberOf(1), add_tags: ['vip'] });
  expect([edit.isError, edit.text]).toEqual([
    true,
    expect.stringContaining(
      'Tell the person that "Asha" opted out. Only if they want it all the same: `plan_update` with `contacts` ["p1"], the same change and `include_protected`.',
    ),
  ]);
  const deletion = await world.call('delete_contact', { contact: 'p1' });
  expect(deletion.text).toContain(
    'Tell the person that "Asha" opted out. Only if they want it all the same: `plan_delete` with `contacts` ["p1"] and `include_protected`.',
  );
});
