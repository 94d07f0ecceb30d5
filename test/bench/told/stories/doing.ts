import { type Agent, approved, rowsOf, textOf } from '../agent.ts';
import { carriers, type Story, type World } from '../story.ts';

export const UNDO_MUMBAI: Story = {
  title: "10 undo this morning's change, only for the Mumbai people",
  async replay({ agent, otherChat }) {
    // One chat tagged everyone from Acme, another one deleted test contacts.
    const [first, second] = [await otherChat(), await otherChat()];
    const acme = await first.find({ text: 'acme' });
    const tagged = await first.carryOut('plan_update', { selection_id: acme, add_tags: ['vip'] });
    const test = await second.find({ tags_any: ['test'] });
    await second.apply(await second.call('plan_delete', { selection_id: test }));

    await agent.call('list_plans', { after: '12h' });
    const attributes = [{ key: 'city', op: 'equals', value: 'Mumbai' }];
    const contacts_in = await agent.find({ attributes });
    await agent.carryOut('plan_undo', { plan_id: textOf(tagged, 'plan_id'), contacts_in });
  },
};

/** Longer than the next call takes, so that the one that hung still goes on. */
const SLOW_MS = 500;

export const DID_IT_FINISH: Story = {
  title: '11 it hung. did it finish?',
  async replay(world) {
    const { agent } = world;
    const selection_id = await agent.find({ tags_any: ['dormant'] });
    const plan = await agent.call('plan_update', { selection_id, add_tags: ['winter'] });
    await agent.hang('apply_plan', approved(plan), impatient(world, 'PUT', 10));
    await agent.call('get_plan', { plan_id: 'latest', wait_seconds: 25 });
    const nina = { phone_number: '+919876543210', name: 'Nina New', tags: ['lead'] };
    await agent.hang('create_contact', nina, impatient(world, 'POST', 1));
    await agent.call('create_contact', nina);
  },
};

/** Aborts when the service gets the nth request of this method, which is slow. */
function impatient({ sandbox }: World, method: string, nth: number): AbortSignal {
  const client = new AbortController();
  sandbox.fault({ method, nth, action: { edit: () => client.abort() } });
  sandbox.fault({ method, nth, action: { delay: SLOW_MS } });
  return client.signal;
}

export const TEST_CONTACTS: Story = {
  title: '12 delete all test contacts',
  async replay({ agent }) {
    await agent.find({ text: 'test' });
    const selection_id = await agent.find({ tags_any: ['test'] });
    await agent.carryOut('plan_delete', { selection_id });
  },
};

export const WRONG_NUMBER: Story = {
  title: '13 her number is wrong, it ends in 11',
  async replay({ agent, sandbox }) {
    sandbox.account.create({
      phone_number: '+919876543210',
      name: 'Gurpreet Khan',
      tags: ['vip', 'lead'],
      custom_attributes: { city: 'Pune', visits: 3 },
    });
    const found = await agent.call('list_contacts', { search: 'Gurpreet' });
    const contacts = rowsOf(found, 'contacts').map(({ id }) => id);
    await agent.carryOut('plan_update', { contacts, new_number: '+919876543211' });
  },
};

const GOLD = { set_attributes: { tier: 'gold' } };

export const THE_OTHERS: Story = {
  title: '14 did all of it work? then do the others too',
  async replay(world) {
    const { agent, sandbox } = world;
    const { account } = sandbox;
    const people = carriers(world, 'contest');
    for (const { id, custom_attributes } of people)
      account.edit(id, { custom_attributes: { ...custom_attributes, tier: 'silver' } });
    const selection_id = await agent.find({ tags_any: ['contest'] });
    const plan = await agent.call('plan_update', { selection_id, ...GOLD });
    // Somebody else gives six another tier, of whom one opts out, and deletes one; while the plan runs two more opt out.
    const optOut = (ids: readonly string[]) =>
      ids.map((id) => account.edit(id, { tags: ['contest', 'opted-out'] }));
    const [one, two, ...others] = people.slice(0, 9).map(({ id }) => id);
    if (one === undefined || two === undefined) throw new Error('too few took part in the contest');
    for (const id of others.slice(0, 6)) account.edit(id, { custom_attributes: { tier: 'bronze' } });
    optOut(others.slice(5, 6));
    for (const id of others.slice(6)) account.remove(id);
    // Items go newest first, so the two oldest are read long after the first write.
    sandbox.fault({ method: 'PUT', action: { edit: () => void optOut([one, two]) } });
    await applyToOthers(agent, textOf(await agent.apply(plan), 'plan_id'));
  },
};

async function applyToOthers(agent: Agent, plan_id: string): Promise<void> {
  await agent.call('get_plan', { plan_id, items: 'problems' });
  const drifted = await agent.call('get_plan', { plan_id, items: 'drifted' });
  await agent.carryOut('plan_update', { selection_id: textOf(drifted, 'selection_id'), ...GOLD });
}

export const SLOW_ACCOUNT: Story = {
  title: '16 how many have no tags? (slow account)',
  // 6,000 contacts take between two and three calls of 15 s, so that a busy machine makes it no fourth.
  latencyMs: 620,
  env: { VOBIZ_CONCURRENCY: '1' },
  async replay({ agent }) {
    let answer = await agent.call('list_tags');
    while (answer.data['complete'] === false) answer = await agent.call('list_tags');
  },
};
