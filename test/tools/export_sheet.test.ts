import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { held, store } from '../plans/exactly.ts';
import { resaved, SAVINGS } from './resaved.ts';
import {
  accounts,
  contactOf,
  expectNoChange,
  expectRoundTrip,
  exported,
  imported,
  written,
} from './roundTrip.ts';
import { numberOf, rows } from './world.ts';

const ALL = Object.values(SAVINGS);

describe('the sheet of an export', () => {
  test('has plain columns, and JSON columns for values that plain text would change, named so (promise 14)', async () => {
    const { ours } = await accounts(
      {
        name: 'Asha',
        tags: ['vip', 'lead'],
        attributes: { group: '"Silver"', plan: '"00123"', score: '1.5' },
      },
      { name: 'Bela', tags: ['north, east'], attributes: { plan: '"Basic"', score: '7', 'a\nb': '"x"' } },
    );
    const path = await exported(ours);
    expect(readFileSync(path, 'utf8')).toBe(
      [
        '\ufeff"phone_number","name","tags","attribute: plan","attribute: plan (JSON)","attribute: score (JSON)","attribute: ""a\\nb""","attribute: group"',
        `"'+919000000002","Bela","[""north, east""]","Basic","","7","x",""`,
        `"'+919000000001","Asha","vip,lead","","""00123""","'1.5","","Silver"`,
        '',
      ].join('\n'),
    );
    const { data } = await ours.call('plan_import', { path });
    expect(data['columns']).toEqual({
      phone_number: 'phone_number',
      name: 'name',
      tags: 'tags',
      'attribute: plan': 'attribute plan',
      'attribute: plan (JSON)': 'attribute plan',
      'attribute: score (JSON)': 'attribute score',
      'attribute: group': 'attribute group',
      'attribute: "a\\nb"': 'attribute a\\u{a}b',
    });
  });

  test('leaves no attribute out: beyond fifty they share a column (promise 14)', async () => {
    const many = Object.fromEntries(Array.from({ length: 1200 }, (_, n) => [`key ${n}`, `"value ${n}"`]));
    const text = await expectRoundTrip([{ attributes: many }, { attributes: { 'key 7': '7' } }], ALL);
    const [header = ''] = text.split('\n');
    expect(header.split('","')).toHaveLength(55);
    expect(header).toMatch(/"other attributes \(JSON\)"$/);
  });

  test('has an attribute with the name of a field if `columns` asks for it', async () => {
    const { ours } = await accounts({ name: 'Asha', attributes: { name: '"Ash"', city: '"Pune"' } });
    const args = { columns: ['phone_number', 'name', 'attribute: name', 'city'] };
    expect(readFileSync(await exported(ours, args), 'utf8').split('\n')).toEqual([
      '\ufeff"phone_number","name","attribute: name","attribute: city"',
      `"'+919000000001","Asha","Ash","Pune"`,
      '',
    ]);
  });

  test('comes with a note on fields that are not as documented, which it leaves out (promise 14)', async () => {
    const { ours } = await accounts({ name: 'Asha' });
    await store(ours.sandbox, {
      ...written({ name: 'Bela' }, 1),
      more: '"name":"Bela","tags":[{"name":"vip"}]',
    });
    const { data, text } = await ours.call('export_contacts');
    const note = expect.stringMatching(
      /^Data of 1 contact that this program cannot read is not in the file: "Bela"/,
    );
    expect(data['notes']).toEqual([note]);
    expect(text).toContain(String(data['notes']));
    const again = await ours.call('plan_import', { path: data['path'], existing: 'overwrite' });
    expect(again.data['counts']).toEqual({ selected: 1, unchanged: 1 });
  });
});

describe('values that plain text would change', () => {
  const people = [
    { attributes: { plan: '"Basic"' } },
    { number: '+447700900567', name: '5 May', attributes: { plan: '7' } },
    { attributes: { plan: '"Gold"' } },
  ];

  test('stand in a column of their own, and leave the others plain (promise 14)', async () => {
    const { ours } = await accounts(...people);
    const { data, text } = await ours.call('export_contacts');
    const [header, ...lines] = readFileSync(String(data['path']), 'utf8').trim().split('\n');
    expect(header).toBe(
      '"phone_number","phone_number (JSON)","name","name (JSON)","tags","attribute: plan","attribute: plan (JSON)"',
    );
    expect(lines.sort()).toEqual([
      `"","""+447700900567""","","""5 May""","","","7"`,
      `"'+919000000001","","Asha","","","Basic",""`,
      `"'+919000000003","","Asha","","","Gold",""`,
    ]);
    expect(data['notes']).toEqual([
      '1 number that no new contact could have stands in "phone_number (JSON)": "5 May" (+447700900567).',
      '1 name that a spreadsheet would change stands in "name (JSON)": "5 May" (+447700900567).',
      'Values that are no text, or that a spreadsheet would change, stand in "attribute: plan (JSON)" (1).',
      expect.stringContaining('texts stand in quotation marks'),
    ]);
    expect(text).toContain('quotation marks');
    for (const again of [String(data['path']), ...ALL.map((saving) => resaved(String(data['path']), saving))])
      await expectNoChange(ours, again, 3);
    const again = await ours.call('plan_import', { path: data['path'] });
    expect(again.text).not.toMatch(/put together|looked at in this order/);
  });

  test('need no column of JSON where there are none, and no other where all are', async () => {
    const { ours } = await accounts(
      { attributes: { a: '"x"', b: '7' } },
      { attributes: { a: '"y"', b: '8' } },
    );
    const { data } = await ours.call('export_contacts');
    expect(data['columns']).toEqual(['phone_number', 'name', 'tags', 'attribute: a', 'attribute: b (JSON)']);
    const plain = await ours.call('export_contacts', { columns: ['name', 'a'] });
    expect([plain.data['columns'], plain.data['notes']]).toEqual([['name', 'attribute: a'], undefined]);
  });

  test('share the name of their attribute in `columns`, of an export and of an import', async () => {
    const { ours } = await accounts(...people);
    const { data } = await ours.call('export_contacts', { columns: ['phone_number', 'plan'] });
    expect(data['columns']).toEqual([
      'phone_number',
      'phone_number (JSON)',
      'attribute: plan',
      'attribute: plan (JSON)',
    ]);
    const args = { path: data['path'], columns: { plan: 'tariff' } };
    expect((await ours.call('import_contacts', args)).data).toMatchObject({ updated: 3, failed: 0 });
    expect(held(ours.sandbox, '+447700900567')).toMatchObject({ tariff: '7' });
    expect(held(ours.sandbox, numberOf(1))).toMatchObject({ tariff: '"Basic"' });
  });

  test.each([
    ['phone_number,phone_number (JSON),name', '+919000000001,"""+919000000002""",A'],
    ['phone_number,name,name (JSON)', '+919000000001,A,"""B"""'],
    ['phone_number,attribute: a,attribute: a (JSON)', '+919000000001,x,"""y"""'],
  ])('are refused beside a plain value in the same row, %j', async (header, row) => {
    const { ours } = await accounts({});
    const { data } = await ours.call('import_contacts', { csv: `${header}\n${row}\n` });
    expect(data).toMatchObject({
      failed: 1,
      errors: [{ reason: expect.stringContaining('both hold a value') }],
    });
  });
});

describe('numbers that are not stored as + and digits', () => {
  const NUMBERS = ['919800000001', '+919800000001', '12345', '+91 98000 00002', 'AX-VOBIZ', '+919800000003'];
  const people = NUMBERS.map((number, index) => ({
    number,
    name: `Person ${index}`,
    tags: [`tag ${index}`],
  }));

  test('belong to the contacts with exactly these numbers: no others are changed or created (promises 7 and 14)', async () => {
    const { ours, empty } = await accounts(...people);
    const path = await exported(ours);
    for (const again of [path, ...ALL.map((saving) => resaved(path, saving))])
      await expectNoChange(ours, again, NUMBERS.length);

    const left = people.slice(1, 2).map(written);
    await store(empty.sandbox, ...left);
    const { data } = await empty.call('plan_import', { path, existing: 'overwrite' });
    expect(data).toMatchObject({ counts: { to_change: 1 }, rows: { valid: 2, invalid: 4, duplicate: 0 } });
    const refused = rows(data['errors']).map(({ phone_number, reason }) => [phone_number, reason]);
    const numbers = ['AX-VOBIZ', '+91 98000 00002', '12345', '919800000001'];
    expect(refused.map(([number]) => number)).toEqual(numbers);
    for (const [, reason] of refused)
      expect(reason).toMatch(/^no contact has the number as it stands here, and for a new one /);
    await imported(empty, path);
    expect(
      [...empty.sandbox.account.contacts.values()].map(({ phone_number, tags }) => [phone_number, ...tags]),
    ).toEqual([
      ['+919800000001', 'tag 1'],
      ['+919800000003', 'tag 5'],
    ]);
  });

  test('are found in a small import that is done at once, too (promise 7)', async () => {
    const { ours } = await accounts(...people);
    const csv = readFileSync(await exported(ours), 'utf8').replace('Person 0', 'Renamed');
    const { data } = await ours.call('import_contacts', { csv, existing: 'overwrite' });
    expect(data).toMatchObject({ total: 6, updated: 1, unchanged: 5, failed: 0 });
    expect(ours.sandbox.account.byNumber('919800000001')?.name).toBe('Renamed');
  });
});

describe('a cell of JSON', () => {
  const sheet = (score: string) =>
    `phone_number;name;attribute: score (JSON)\r\n+919000000001;Asha;${score}\r\n+919000000002;Bela;1\r\n`;

  test.each([
    ['Pune', 'which is not JSON'],
    ['WAHR', 'which is not JSON'],
    ['1,5', 'which is not JSON'],
    ['02.01.2026', 'which is not JSON'],
    ['#NAME?', 'which is not JSON'],
    ['"""cut off"', 'which is not JSON'],
    ['1.23457E+19', 'which is what a spreadsheet leaves of a long number'],
  ])('that is broken, %s, has only its row refused, with the reason', async (cell, reason) => {
    const { ours, folder } = await accounts({ attributes: { score: '5' } }, { attributes: { score: '5' } });
    writeFileSync(join(folder, 'edited.csv'), sheet(cell));
    const { data } = await ours.call('plan_import', { path: 'edited.csv', existing: 'overwrite' });
    expect(data).toMatchObject({ rows: { valid: 1, invalid: 1 }, errors: [{ row: 1 }] });
    const [error] = rows(data['errors']);
    expect(error?.['reason']).toContain(`"attribute: score (JSON)" holds `);
    expect(error?.['reason']).toContain(reason);
    const fix = readFileSync(String(data['fix_file']), 'utf8');
    expect(fix).toContain('"problem";"phone_number";"name";"attribute: score (JSON)"');
    writeFileSync(join(folder, 'mended.csv'), `${fix.split(';').slice(0, -1).join(';')};"7"\n`);
    await imported(ours, 'mended.csv');
    expect(held(ours.sandbox, numberOf(1))).toEqual({ score: '7' });
  });

  test.each([
    ['TRUE', 'true'],
    ["'5", '5'],
    ['"""5"""', '"5"'],
    ['"[1, ""a""]"', '[1,"a"]'],
    ['null', 'null'],
    ['""""""', '""'],
    ['5.0', undefined],
    ['', undefined],
  ])('%s gives a value of its type, and changes nothing if it is empty or the same', async (cell, value) => {
    const { ours, folder } = await accounts({ attributes: { score: '5' } }, { attributes: { score: '1' } });
    await store(
      ours.sandbox,
      written({ attributes: { score: value === '5' ? '"5"' : '5' } }, 0),
      written({ name: 'Bela', attributes: { score: '1' } }, 1),
    );
    writeFileSync(join(folder, 'edited.csv'), sheet(cell));
    const { data } = await ours.call('plan_import', { path: 'edited.csv', existing: 'overwrite' });
    expect(data['counts']).toEqual({
      selected: 2,
      ...(value === undefined ? { unchanged: 2 } : { to_change: 1, unchanged: 1 }),
    });
    if (value !== undefined) await imported(ours, 'edited.csv');
    expect(held(ours.sandbox, numberOf(1))).toEqual({ score: value ?? '5' });
  });

  test('can be mapped by `columns`, by its header or its key', async () => {
    const { ours, folder } = await accounts({ name: 'Asha' });
    const csv = `phone_number,attribute: nick (JSON),attribute: groups (JSON),attribute: city\n+919000000001,"""Ash""","[""a,b"",""c""]",Pune\n`;
    writeFileSync(join(folder, 'edited.csv'), csv);
    const columns = { nick: 'name', groups: 'tags', 'attribute: city': 'town' };
    await ours.call('import_contacts', { path: 'edited.csv', existing: 'overwrite', columns });
    expect(contactOf(ours, numberOf(1))).toEqual({
      name: 'Ash',
      tags: ['a,b', 'c'],
      attributes: { town: '"Pune"' },
    });
  });

  test('in one of two columns with the same header is not taken silently', async () => {
    const { ours, folder } = await accounts({});
    writeFileSync(
      join(folder, 'edited.csv'),
      'phone_number,attribute: city,attribute: city\n+919000000001,a,b\n',
    );
    const { text, isError } = await ours.call('plan_import', { path: 'edited.csv' });
    expect([isError, text]).toEqual([true, expect.stringContaining('has two columns for "attribute: city"')]);
    const columns = { 'column 3': '' };
    expect((await ours.call('plan_import', { path: 'edited.csv', columns })).isError).toBe(false);
  });
});

test('an export of an older version, with bare keys as headers, imports as before', async () => {
  const { ours, folder } = await accounts({ attributes: { n: '7', city: '"Pune"' } });
  writeFileSync(
    join(folder, 'old.csv'),
    '\ufeff"phone_number","name","tags","n","city"\n"\'+919000000001","Asha","","7","Pune"\n',
  );
  const columns = { n: 'n', city: 'city' };
  const { data } = await ours.call('plan_import', { path: 'old.csv', existing: 'overwrite', columns });
  expect([data['state'], data['counts']]).toEqual(['done', { selected: 1, unchanged: 1 }]);
});
