import { describe, expect, test } from 'vitest';
import { type HarnessOptions, start } from '../harness.ts';
import { applied, plan } from './plans.ts';
import { crowd, ERAS, fill, tagsOf, writes } from './world.ts';

const SPELT = ['diwali 2025', 'customer'];

async function account(options: HarnessOptions = {}) {
  const server = await start(options);
  fill(
    server.sandbox,
    { tags: SPELT },
    { tags: ['diwali-2025'] },
    { tags: ['Diwali 2025'] },
    { tags: [], custom_attributes: { citty: 'Pune' } },
    { tags: ['diwali 2025'], custom_attributes: { citty: 'Goa', city: 'Goa' } },
  );
  return server;
}

describe.each(ERAS)('a rename without contacts, %s era', (era) => {
  test('of a tag is for everyone who has the old name, in exactly that spelling', async () => {
    const server = await account({ era });
    const planned = await plan(server, 'plan_update', { rename_tags: { 'diwali 2025': 'diwali-2025' } });
    expect(planned.answer.data).toMatchObject({ state: 'waiting', counts: { selected: 2, to_change: 2 } });
    expect(planned.answer.text).toMatch(
      /\nEveryone tagged "diwali 2025": "Person 5" .* and "Person 1" \(\+\d+\)\.\n/,
    );
    await applied(server, planned);
    expect(tagsOf(server, 'p1').toSorted()).toEqual(['customer', 'diwali-2025']);
    expect(tagsOf(server, 'p3')).toEqual(['Diwali 2025']);
    expect(tagsOf(server, 'p5')).toEqual(['diwali-2025']);
    expect(writes(server)).toHaveLength(2);
  });
});

describe('a rename without contacts', () => {
  test('of several tags is for everyone who has any of them, and says which nobody has', async () => {
    const server = await account();
    const renames = { 'diwali 2025': 'diwali-2025', 'Diwali 2025': 'diwali-2025', diwalli: 'diwali-2025' };
    const { answer } = await plan(server, 'plan_update', { rename_tags: renames });
    expect(answer.data).toMatchObject({ counts: { to_change: 3 } });
    expect(answer.text).toMatch(/Nobody has the tag "diwalli"/);
  });

  test('of an attribute, or of both, is for everyone who has either', async () => {
    const server = await account();
    const attribute = await plan(server, 'plan_update', { rename_attributes: { citty: 'city' } });
    expect(attribute.answer.data).toMatchObject({ counts: { to_change: 2 } });
    const both = await plan(server, 'plan_update', {
      rename_attributes: { citty: 'city' },
      rename_tags: { customer: 'client' },
    });
    expect(both.answer.data).toMatchObject({ counts: { to_change: 3 } });
    await applied(server, both);
    expect(server.sandbox.account.get('p5').custom_attributes).toEqual({ city: 'Goa' });
    expect(tagsOf(server, 'p1').toSorted()).toEqual(['client', 'diwali 2025']);
  });

  test('of a name that nobody has is refused, and leads to the names that there are', async () => {
    const { call } = await account();
    const answer = await call('plan_update', {
      rename_tags: { diwali: 'x' },
      rename_attributes: { town: 'y' },
    });
    expect(answer).toMatchObject({ isError: true });
    expect(answer.text).toMatch(/nobody has the tag "diwali" or the attribute "town".*`list_tags`/s);
  });

  test('goes with include_protected, and with no other change', async () => {
    const { call } = await account();
    const rename = { rename_tags: { customer: 'client' } };
    expect(await call('plan_update', { ...rename, include_protected: true })).toMatchObject({
      isError: false,
    });
    const answer = await call('plan_update', { ...rename, add_tags: ['vip'] });
    expect(answer).toMatchObject({ isError: true });
    expect(answer.text).toMatch(/`selection_id` or `contacts`.*rename by itself/s);
  });

  test.each([{ contacts: [] }, { selection_id: 'sel_none' }])(
    'is for nobody else beside %j',
    async (whom) => {
      const server = await account();
      const answer = await server.call('plan_update', { ...whom, rename_tags: { customer: 'client' } });
      expect(answer).toMatchObject({ isError: true });
    },
  );

  test('of an empty selection is refused', async () => {
    const { call } = await account();
    const { selection_id } = (await call('find_contacts', { tags_all: ['nobody'] })).data;
    const answer = await call('plan_update', { selection_id, rename_tags: { customer: 'client' } });
    expect(answer).toMatchObject({ isError: true });
  });

  test.each([{ old: 'new' }, { old: 'new', older: 'new' }])(
    'of %j is refused while the account is not read whole, and planned when it is (promise 6)',
    async (rename_tags) => {
      const { call, sandbox } = await start({
        timing: { walkWaitMs: 0 },
        sandbox: { contacts: 0, latencyMs: 50 },
      });
      fill(sandbox, ...crowd(300, () => ({ tags: ['old'] })));
      const first = await call('plan_update', { rename_tags });
      expect(first).toMatchObject({ isError: true });
      expect(first.text).toMatch(/has not answered.*reading goes on/s);
      await expect
        .poll(async () => (await call('plan_update', { rename_tags })).data['counts'])
        .toMatchObject({ to_change: 300 });
    },
  );
});

describe('a rename for some of those who have the old name', () => {
  const change = { contacts: ['p1', 'p2'], rename_tags: { lead: 'prospect' } };
  const world = async (people: Parameters<typeof fill>[1][]) => {
    const server = await start();
    fill(server.sandbox, ...people);
    return server;
  };
  const leads = (count: number) => crowd(count, () => ({ tags: ['lead', 'old'] }));

  test('says how many keep it, in the account as it was read or as the service counts', async () => {
    const kept = (count: string) => `"lead" stays on ${count}: from then on, campaigns to it reach only `;
    const ten = await plan(await world(leads(10)), 'plan_update', change);
    expect(ten.answer.data['text']).toContain(`\n${kept('8 other contacts')}those.\n`);
    const three = await plan(await world(leads(3)), 'plan_update', change);
    expect(three.answer.data['text']).toContain(`\n${kept('1 other contact')}that one.\n`);
    const large = [...leads(12), ...crowd(5000)];
    expect((await plan(await world(large), 'plan_update', change)).answer.data['text']).toContain(
      kept('10 other contacts'),
    );
    const most = await plan(await world(leads(5001)), 'plan_update', change);
    expect(most.answer.data['text']).toContain(kept('other contacts, which were not counted'));
  });

  test('of several tags says it of each, and of a tag that nobody keeps nothing', async () => {
    const server = await world([...leads(2), { tags: ['lead'] }, { tags: ['old'] }, { tags: ['lead'] }]);
    const two = await plan(server, 'plan_update', {
      ...change,
      rename_tags: { ...change.rename_tags, old: 'former' },
    });
    expect(two.answer.data['text']).toContain(
      '\nOld tags stay: "lead" on 2 other contacts and "old" on 1 other contact. From then on, campaigns to these reach only those.\n',
    );
    const none = await plan(await world(leads(2)), 'plan_update', change);
    expect(none.answer.data['text']).not.toContain('stays on');
  });
});
