import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rowsOf } from '../agent.ts';
import type { Story } from '../story.ts';

const FILE = 'contacts.csv';
const HEADER = 'First Name,Middle Name,Last Name,Organization Name,Labels,Phone 1 - Label,Phone 1 - Value';
const ROWS = 800;

/** 490 local numbers, 10 rows without a name, 4 that a spreadsheet ruined, 6 numbers twice; every fourth has a label. */
function rowOf(n: number): string {
  const name = n > 780 && n <= 790 ? ',,' : `Asha ${n},,Rao`;
  return `${name},Acme,${isLabelled(n) ? 'Diwali ::: ' : ''}* myContacts,Mobile,${written(n)}`;
}

function isLabelled(n: number): boolean {
  return n % 4 === 0;
}

function written(n: number): string {
  if (n > 794) return written(n - 794);
  if (n > 790) return '9.19877E+11';
  return n <= 490 ? `98000 ${10_000 + n}` : `+91 98000 ${10_000 + n}`;
}

export const GOOGLE_EXPORT: Story = {
  title: '8 import the Google export in my Downloads',
  forms: true,
  async replay({ agent, sandbox, files }) {
    const rows = Array.from({ length: ROWS }, (_, index) => rowOf(index + 1));
    writeFileSync(join(files, FILE), `${HEADER}\n${rows.join('\n')}\n`);
    // 25 are contacts already, and those of them with a label opted out.
    for (let n = 491; n <= 515; n++)
      sandbox.account.create({
        phone_number: written(n).replaceAll(' ', ''),
        name: `Curated ${n}`,
        tags: isLabelled(n) ? ['opted-out'] : ['vip'],
      });
    await agent.call('plan_import');
    await agent.call('plan_import', { path: FILE });
    await agent.carryOut('plan_import', { path: FILE, default_country: 'IN' });
  },
};

const PASTED = `Phone_Number,Name,Tags
+91 90000 00001,Asha Rao,expo
+91-90000-00002,"Iyer, Ravi","expo, lead"
98765 43210,Local Number,expo
9.19877E+11,From Excel,expo
+919000000005,,expo
+91 90000 00001,Asha again,expo
+919000000010,Guest 1,expo
+919000000011,Guest 2,expo
+919000000012,Guest 3,expo
+919000000013,Guest 4,expo
+919000000014,Guest 5,expo
+919000000015,Guest 6,expo
`;

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
