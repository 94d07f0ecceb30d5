import { expect, test } from 'vitest';
import { person, start } from '../harness.ts';
import { fill, pick, rows } from '../tools/world.ts';

/** "I have the same people twice in there: put them together." */
async function withTwins() {
  const harness = await start({ forms: person('accept'), env: { VOBIZ_DEFAULT_COUNTRY: 'IN' } });
  fill(
    harness.sandbox,
    { name: 'Asha Rao', phone_number: '+919876543210', tags: ['vip'], custom_attributes: { city: 'Pune' } },
    { name: 'Asha', phone_number: '098765 43210', tags: ['diwali'], custom_attributes: { city: 'Mumbai' } },
    { name: 'Rahul Sharma', phone_number: '+919812345678', tags: ['lead'] },
    { name: 'Rahul Sharma', phone_number: '+919811111111', tags: ['customer'] },
    { name: 'Ravi', phone_number: '+919822222222', tags: ['opted-out'] },
    { name: 'Ravi', phone_number: '919822222222', tags: ['vip'] },
  );
  return harness;
}

test('an agent merges contacts of the same number, and is told what is lost for good', async () => {
  const { call, forms, sandbox } = await withTwins();
  const found = await call('find_duplicates');
  expect(found.text).toMatch(/2 groups by phone, 4 contacts in all; 1 with somebody who opted out/);
  expect(found.text).toContain('the same number +919822222222; opted out: "Ravi" (+919822222222)');
  expect(found.text).toMatch(/Next: Show them; then `plan_merge`/);

  const planned = await call('plan_merge', { duplicates_id: found.data['duplicates_id'] });
  expect(planned.data['summary']).toBe('Merge "Asha" (098765 43210) into "Asha Rao" (+919876543210)');
  const lines = String(planned.data['text']).split('\n');
  expect(lines.slice(0, 3)).toEqual([
    `${planned.data['summary']} in account ${sandbox.credentials.authId} at ${new URL(sandbox.url).host}.`,
    'The kept contact takes over all tags and attributes, and 1 contact is deleted.',
    '1 group has somebody who opted out and is left as it is.',
  ]);
  expect(planned.text).toContain(': "Pune" is kept as "city", "Mumbai" is lost.');
  expect(planned.text).toMatch(/Not merged: "Ravi" .*opted out \("opted-out"\)/);
  const { plan_id } = planned.data;
  const receipt = await call('apply_plan', { plan_id });
  expect(receipt.text).toMatch(
    /^Done: merged "Asha" .* into "Asha Rao" .*\. 1 group has somebody who opted out and was left as it was\.[\s\S]*done 1, protected 1[\s\S]*`plan_undo`/,
  );
  expect(forms[0]).toMatch(
    /history are lost for good\. It cannot be made again, .*complete number: "Asha" \(098765 43210\)/,
  );
  expect(sandbox.account.get('p1')).toMatchObject({
    tags: ['vip', 'diwali'],
    custom_attributes: { city: 'Pune' },
  });
  expect((await call('get_plan', { plan_id, items: 'done' })).text).toContain('"Mumbai" of "Asha"');

  const undo = await call('plan_undo', { plan_id });
  expect(undo.text).toMatch(
    /^Nothing was planned\. 1 was left as it was: "Asha Rao" .*not all that were merged into it can come back\. 1 is not there and does not come back: "Asha" .*because it cannot be created again/,
  );
});

test('an agent asks about contacts of the same name, merges those that the person names, and undoes it', async () => {
  const { call, forms, sandbox, client } = await withTwins();
  const { messages } = await client.getPrompt({ name: 'clean_up_duplicates' });
  expect(JSON.stringify(messages)).toContain('The same name does not make one person: ask me');
  const found = await call('find_duplicates', { by: 'name' });
  expect(pick(rows(found.data['groups'])[0]?.['contacts'], 'id')).toEqual(['p3', 'p4']);
  const groups = [{ keep: 'p4', merge: ['p3'] }];
  const { data, text } = await call('plan_merge', { groups });
  expect(text).toMatch(/\+919812345678 .* can no longer be reached\.\n/);
  await call('apply_plan', { plan_id: data['plan_id'] });
  expect(forms[0]).toContain('+919812345678 ("Rahul Sharma", merged into "Rahul Sharma" +919811111111)');
  expect(sandbox.account.get('p4').tags).toEqual(['customer', 'lead']);
  expect((await call('get_contact', { contact: 'p3' })).text).toMatch(
    /"p3" was merged into "Rahul Sharma" \(id p4\)/,
  );

  const undo = await call('plan_undo', { plan_id: data['plan_id'] });
  expect(undo.text).toMatch(
    /^Take back “Merge .* into "Rahul Sharma" .*” .*: remove the tag "lead" \(1\); 1 deleted contact is made again\.[\s\S]*as new ones/,
  );
  expect(undo.text).toContain('Campaigns to "lead" no longer reach 1 contact that loses it.');
  await call('apply_plan', { plan_id: undo.data['plan_id'] });
  expect(sandbox.account.byNumber('+919812345678')).toMatchObject({ name: 'Rahul Sharma', tags: ['lead'] });
  expect(sandbox.account.get('p4').tags).toEqual(['customer']);
});
