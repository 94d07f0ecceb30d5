import { expect, test } from 'vitest';
import { start } from '../harness.ts';
import { fill, numberOf, pick, rows, tagsOf } from '../tools/world.ts';
import { PASTED } from './sheets.ts';

test('an agent passes on twelve pasted people as they are, and learns the result of each row (promise 7)', async () => {
  const { call, sandbox } = await start();
  fill(sandbox, { name: 'Asha R.', tags: ['vip'] });
  const { data, text } = await call('import_contacts', { csv: PASTED });
  expect(data).toMatchObject({ total: 12, created: 8, updated: 1, unchanged: 0, failed: 3 });
  expect(pick(data['errors'], 'row')).toEqual([3, 4, 6]);
  expect(pick(data['errors'], 'phone_number')).toEqual(['98765 43210', '9.19877E+11', '+91 90000 00001']);
  expect(text).toMatch(
    /^Added 8 contacts and changed 1\. 3 rows were not imported\. \(12 rows; plan_\w+, done\)/,
  );
  expect(text).toMatch(/row 4, "From Excel" 9\.19877E\+11: .*last digits are lost/);
  expect(pick(data['errors'], 'name')).toEqual(['Local Number', 'From Excel', 'Asha again']);
  expect(rows(data['contacts'])).toContainEqual({
    row: 2,
    name: 'Iyer, Ravi',
    phone_number: numberOf(2),
    result: 'created',
  });
  expect(sandbox.account.get('p1')).toMatchObject({ name: 'Asha R.', tags: ['vip', 'expo'] });
  expect(sandbox.account.byNumber(numberOf(2))).toMatchObject({ name: 'Iyer, Ravi', tags: ['expo', 'lead'] });
  expect(text).toContain('1 row without a name: the number is used instead.');
  expect(sandbox.account.contacts.size).toBe(9);
});

test('an agent sends only what the person corrected, and sending all again changes nothing', async () => {
  const { call, sandbox } = await start();
  fill(sandbox, { name: 'Asha R.', tags: ['vip'] });
  const first = await call('import_contacts', { csv: PASTED });
  expect(first.text).toMatch(/Next: .*only what they correct is sent again/);
  const second = await call('import_contacts', {
    csv: 'phone_number,name,tags\n+91 98765 43210,Local Number,expo\n',
  });
  expect(second.data).toMatchObject({ total: 1, created: 1, failed: 0 });
  expect((await call('import_contacts', { csv: PASTED })).data).toMatchObject({
    created: 0,
    updated: 0,
    unchanged: 9,
    failed: 3,
  });
  expect(tagsOf({ sandbox }, 'p1')).toEqual(['vip', 'expo']);
});
