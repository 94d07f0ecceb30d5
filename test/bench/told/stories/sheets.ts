import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CURATED, googleExport, PASTED } from '../../../stories/sheets.ts';
import { rowsOf } from '../agent.ts';
import type { Story } from '../story.ts';

const FILE = 'contacts.csv';

export const GOOGLE_EXPORT: Story = {
  title: '8 import the Google export in my Downloads',
  forms: true,
  async replay({ agent, sandbox, files }) {
    writeFileSync(join(files, FILE), googleExport());
    for (const contact of CURATED) sandbox.account.create(contact);
    await agent.call('plan_import');
    await agent.call('plan_import', { path: FILE });
    await agent.carryOut('plan_import', { path: FILE, default_country: 'IN' });
  },
};

export const PASTE: Story = {
  title: '9 add these twelve people (pasted)',
  async replay({ agent, sandbox }) {
    sandbox.account.create({ phone_number: '+919000000001', name: 'Asha R.', tags: ['vip'] });
    const done = await agent.call('import_contacts', { csv: PASTED });
    // The person wants to know who was added.
    if (rowsOf(done, 'contacts').length === 0)
      await agent.call('get_plan', { plan_id: done.data['plan_id'], items: 'all' });
    const corrected = 'phone_number,name,tags\n+91 98765 43210,Local Number,expo\n';
    await agent.call('import_contacts', { csv: corrected });
  },
};
