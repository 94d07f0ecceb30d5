import { readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { connect, withAccount } from './account.ts';
import { note, person, says, title } from './stage.ts';
import { tell } from './talk.ts';

/** As people keep them: four ways to write a number, a spreadsheet's ruin, one twice, labels, somebody without a name. */
const MESSY = `\ufeffFirst Name;Last Name;Organization Name;Labels;Phone 1 - Value
Meera;Iyer;Acme;Diwali ::: * myContacts;98765 43210
Arjun;Nair;;Diwali;098765-43211
Farah;Khan;;;+91 98765 43212
;;Chai Point;Suppliers;0091 98765 43213
Vikram;Rao;;;9.19877E+11
Meera;I.;;;+91-98765-43210
`;

/** A messy sheet goes in, the fix file comes out, is mended, goes in; an export comes back to no change. */
export async function sheet(): Promise<void> {
  title('A sheet, as people have them');
  await withAccount(async (env, folder) => {
    await writeFile(join(folder, 'google.csv'), MESSY);
    const { client } = await connect(env);
    person('Import the Google export in my Downloads.');
    await tell(client, 'plan_import', {}, 2);
    await tell(client, 'plan_import', { path: 'google.csv' });
    says('Which country are the numbers without a code from?');
    person('India.');
    const plan = await tell(client, 'plan_import', { path: 'google.csv', default_country: 'IN' });
    const approval = String(plan.data['approval_phrase']);
    person(`${approval}   (typed by the person)`);
    await tell(client, 'apply_plan', { plan_id: plan.data['plan_id'], approval }, 2);

    const file = String(plan.data['fix_file']);
    note(
      `        … the person opens ${basename(file)}, finds Vikram's number, and takes the second Meera out …`,
    );
    const [header, ...rows] = (await readFile(file, 'utf8')).trimEnd().split('\n');
    const vikram = rows
      .filter((row) => row.includes('Vikram'))
      .map((row) => row.replaceAll('9.19877E+11', '+919876543214'));
    await writeFile(file, `${header}\n${vikram.join('\n')}\n`);
    person('I mended it.');
    await tell(client, 'import_contacts', { path: file }, 1);
    person('Give me all contacts as a sheet.');
    const exported = await tell(client, 'export_contacts');
    says('And back again, to see that nothing is lost:');
    await tell(client, 'plan_import', { path: exported.data['path'] }, 2);
    await client.close();
  });
}
