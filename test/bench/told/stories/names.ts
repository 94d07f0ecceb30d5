import type { Agent, Fields } from '../agent.ts';
import { carriers, type Story, unguarded } from '../story.ts';

/** Everyone who has the old name is meant; where a rename needs a selection, they are looked for first. */
async function rename(agent: Agent, change: Fields, carry: Fields): Promise<string> {
  const planned = await agent.call('plan_update', change);
  const receipt = planned.isError
    ? await agent.carryOut('plan_update', { selection_id: await agent.find(carry), ...change })
    : await agent.carryOut('plan_update', change, planned);
  return String(receipt.data['plan_id']);
}

export const ONE_SPELLING: Story = {
  title: '5 vip, VIP and v.i.p are the same',
  async replay({ agent }) {
    await agent.call('list_tags');
    const change = { rename_tags: { VIP: 'vip', 'v.i.p': 'vip' } };
    await rename(agent, change, { tags_any: ['VIP', 'v.i.p'] });
  },
};

export const PROSPECT: Story = {
  title: '6 call lead prospect from now on',
  async replay(world) {
    const [first] = carriers(world, 'lead');
    // Somebody else tags one more as soon as the first is renamed.
    const tagMore = () => {
      const [other] = unguarded(world.sandbox).filter(({ tags }) => tags.length === 0);
      if (first && other) world.sandbox.account.edit(other.id, { tags: ['lead'] });
    };
    world.sandbox.fault({ method: 'PUT', action: { edit: tagMore } });
    await rename(world.agent, { rename_tags: { lead: 'prospect' } }, { tags_any: ['lead'] });
  },
};

const MISSPELT = { attributes: [{ key: 'comapny', op: 'exists' }] };

export const COMPANY: Story = {
  title: '15 the attribute comapny should be company',
  async replay({ agent, sandbox }) {
    // Six have both, with different values.
    for (const { id, custom_attributes } of unguarded(sandbox).slice(0, 6))
      sandbox.account.edit(id, {
        custom_attributes: { ...custom_attributes, comapny: 'Acme', company: 'Globex India' },
      });
    await agent.call('list_tags');
    const plan_id = await rename(agent, { rename_attributes: { comapny: 'company' } }, MISSPELT);
    const left = await agent.call('get_plan', { plan_id, items: 'unchanged' });
    // The person says that `company` is right.
    const { selection_id } = left.data;
    await agent.carryOut('plan_update', { selection_id, remove_attributes: ['comapny'] });
  },
};
