import { expect, test } from 'vitest';
import { start } from '../harness.ts';
import { fill, rows, tagsOf, writes } from '../tools/world.ts';

/** Conversation 1: "find Rahul and tag him vip". */
async function withRahuls() {
  const harness = await start();
  fill(
    harness.sandbox,
    { name: 'Rahul Sharma', tags: ['VIP'] },
    { name: 'Rahul Verma', tags: ['customer', 'opted-out'] },
    { name: 'Rahul Nair', tags: ['lead'] },
    { name: 'Asha Rao', tags: ['VIP', 'lead'] },
  );
  return harness;
}

test('an agent that looks for Rahul sees three, and is told to ask which one', async () => {
  const { call, client } = await withRahuls();
  expect(client.getInstructions()).toMatch(/If several fit, ask which one/);
  const { data, text } = await call('list_contacts', { search: 'Rahul' });
  expect(data['total']).toBe(3);
  for (const contact of rows(data['contacts'])) expect(text).toContain(`id ${contact['id']}`);
});

test('an agent that tags a Rahul vip is told that the account writes VIP, and can put it right', async () => {
  const { call, sandbox } = await withRahuls();
  const found = await call('list_contacts', { search: 'Rahul Nair' });
  const [{ id } = { id: '' }] = rows(found.data['contacts']);
  const { data, text } = await call('update_contact', { contact: id, add_tags: ['vip'] });
  expect(tagsOf({ sandbox }, 'p3')).toEqual(['lead', 'vip']);
  expect(data['warnings']).toEqual([expect.stringMatching(/"VIP" \(2\) besides "vip"/)]);
  expect(text).toContain('Warning: ');
  await call('update_contact', { contact: id, remove_tags: ['vip'], add_tags: ['VIP'] });
  expect(tagsOf({ sandbox }, 'p3')).toEqual(['lead', 'VIP']);
});

test('an agent is told that a Rahul opted out, and nothing is done (promise 9)', async () => {
  const { call, sandbox } = await withRahuls();
  const { isError, text } = await call('update_contact', { contact: 'p2', add_tags: ['VIP'] });
  expect(isError).toBe(true);
  expect(text).toMatch(/"Rahul Verma" .*opted out \("opted-out"\).*not given "VIP"[\s\S]*Tell the person/);
  expect([writes({ sandbox }), tagsOf({ sandbox }, 'p2')]).toEqual([[], ['customer', 'opted-out']]);
});
