import { beforeEach, describe, expect, test } from 'vitest';
import { UNAPPROVED } from '../../src/plans/approval.ts';
import { type Harness, type HarnessOptions, person, start } from '../harness.ts';
import { crowd, fill, pick, tagsOf } from './world.ts';

const OPTED_OUT = { id: 'out', name: 'Uwe', phone_number: '+919811100000', tags: ['opted-out'] };
const CREATE = {
  phone_number: '+919811100999',
  name: 'Zed',
  tags: ['opted-out', 'vip'],
  custom_attributes: { plan: 'gold' },
};

/** An account in which the budget without approval is used up. */
async function exhausted(options: HarnessOptions = {}): Promise<Harness> {
  const world = await start({ ...options, sandbox: { contacts: 0 } });
  fill(world.sandbox, ...crowd(UNAPPROVED + 1, () => ({ tags: ['VIP'] })), OPTED_OUT);
  for (let n = 1; n <= UNAPPROVED; n += 1)
    await world.call('update_contact', { contact: `p${n}`, add_tags: ['lead'] });
  return world;
}

describe('a single edit beyond the budget without approval (promise 9)', () => {
  let world: Harness;
  beforeEach(async () => {
    world = await exhausted();
  });

  test('of a contact that opted out is refused, not planned', async () => {
    const { isError, text } = await world.call('update_contact', { contact: 'out', add_tags: ['vip'] });
    expect([isError, text]).toEqual([true, expect.stringMatching(/opted-out.*is not given "vip"/)]);
    expect(text).not.toContain('waits');
  });

  test('shows the whole edit, its look-alike tags, and the phrase to type', async () => {
    const { isError, text, data } = await world.call('update_contact', {
      contact: 'p21',
      add_tags: ['vip'],
    });
    expect([isError, data['state'], data['before']]).toEqual([false, 'waiting', undefined]);
    expect(data['next']).toMatch(/Nothing was sent: at most 20 changes in 10 minutes .*`plan_update`/);
    expect(text).toMatch(/Add the tag "vip" to "Person 21" \(\+919000000021\) in account MA_SANDBOX/);
    expect(text).toMatch(/also has "VIP" \(\d+\) besides "vip"/);
    const [, phrase = ''] = /they type (APPLY 1 \w{4});/.exec(text) ?? [];
    expect(tagsOf(world, 'p21')).toEqual(['VIP']);
    const [plan_id] = pick((await world.call('list_plans', { state: 'waiting' })).data['plans'], 'plan_id');
    await world.call('apply_plan', { plan_id, approval: phrase });
    expect(tagsOf(world, 'p21')).toEqual(['VIP', 'vip']);
  });

  test('that creates a contact names its tags and attributes, and the tool for many', async () => {
    const { isError, text } = await world.call('create_contact', CREATE);
    expect(isError).toBe(false);
    expect(text).toMatch(
      /Create "Zed" \(\+919811100999\) with the tags "opted-out" and "vip" and the attribute "plan" .*gold.* in account/,
    );
    expect(text).toMatch(/"opted-out" alone stops no message: .*"vip"[\s\S]*`import_contacts`/);
  });

  test('that is repeated is the same plan', async () => {
    for (let n = 0; n < 3; n += 1) await world.call('create_contact', CREATE);
    expect((await world.call('list_plans', { state: 'waiting' })).data['total']).toBe(1);
  });
});

test('a form shows the whole of a waiting edit', async () => {
  const world = await exhausted({ forms: person('cancel') });
  await world.call('create_contact', CREATE);
  await world.call('apply_plan', { plan_id: 'latest' });
  expect(world.forms.at(-1)).toMatch(
    /tags "opted-out" and "vip" .*in account MA_SANDBOX[\s\S]*alone stops no message: .*"vip"/,
  );
});
