import { type Agent, type Answer, rowsOf } from '../agent.ts';
import type { Story } from '../story.ts';

export const RAHUL: Story = {
  title: '1 find Rahul and tag him vip',
  async replay({ agent }) {
    const rahuls = await agent.call('list_contacts', { search: 'Rahul' });
    // The person means Rahul Nair, then also Rahul Verma, who opted out.
    for (const name of ['Rahul Nair', 'Rahul Verma'])
      await agent.call('update_contact', { contact: await idOf(agent, rahuls, name), add_tags: ['vip'] });
  },
};

/** The id of a person in a list; they are looked for where the list is too long to show them. */
async function idOf(agent: Agent, list: Answer, name: string): Promise<unknown> {
  const isMeant = (row: Record<string, unknown>) => row['name'] === name;
  const shown = rowsOf(list, 'contacts').find(isMeant);
  if (shown) return shown['id'];
  const found = await agent.call('list_contacts', { search: name });
  return rowsOf(found, 'contacts').find(isMeant)?.['id'];
}

export const ACME: Story = {
  title: '2 tag everyone from Acme as vip',
  async replay({ agent }) {
    const selection_id = await agent.find({ text: 'acme' });
    await agent.carryOut('plan_update', { selection_id, add_tags: ['vip'] });
  },
};

export const MINUS_LEADS: Story = {
  title: '3 those, minus anyone tagged lead',
  async replay({ agent }) {
    const acme = await agent.find({ text: 'acme' });
    const first = await agent.call('plan_update', { selection_id: acme, add_tags: ['vip'] });
    const selection_id = await agent.find({ within: [acme], tags_none: ['lead'] });
    await agent.call('stop_plan', { plan_id: first.data['plan_id'] });
    await agent.carryOut('plan_update', { selection_id, add_tags: ['vip'] });
  },
};

export const DORMANT: Story = {
  title: '4 who has been inactive for 90 days? tag them dormant',
  async replay({ agent }) {
    const selection_id = await agent.find({ active_before: '90d' });
    await agent.carryOut('plan_update', { selection_id, add_tags: ['dormant'] });
  },
};

export const OPTED_OUT: Story = {
  title: '7 take the opted-out people out of all campaigns',
  async replay({ agent }) {
    const selection_id = await agent.find({ protected: true });
    await agent.carryOut('plan_update', { selection_id, remove_tags: ['*'] });
  },
};
