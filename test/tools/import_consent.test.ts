import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { person, start } from '../harness.ts';
import { finished, people, planned, SHEET, withSheet } from '../plans/sheets.ts';
import { fill, numberOf } from './world.ts';

const [A, B, C, D] = [numberOf(1), numberOf(2), numberOf(3), numberOf(4)];
const FEW = { sandbox: { contacts: 0 } };

/** Sheets of three people, the second of whom says no. */
const SHEETS = [
  {
    header: 'Mobile,Full Name,Accepts WhatsApp Marketing,Tags',
    lines: [`${A},Asha,yes,fair`, `${B},Bela,no,fair`, `${C},Chitra,,fair`],
    column: 'Accepts WhatsApp Marketing',
    word: 'no',
  },
  {
    header: 'मोबाइल नंबर,नाम,कॉल न करें,टैग',
    lines: [`${A},आशा,नहीं,मेला`, `${B},बेला,हाँ,मेला`, `${C},चित्रा,,मेला`],
    column: 'कॉल न करें',
    word: 'हाँ',
  },
  {
    header: 'Handynummer;Name;Einwilligung Werbung;Kategorien',
    lines: [`${A};Asha;Ja;Messe`, `${B};Bela;nein;Messe`, `${C};Chitra;;Messe`],
    column: 'Einwilligung Werbung',
    word: 'nein',
  },
  {
    header: 'Celular,Nombre,No llamar,Etiquetas',
    lines: [`${A},Asha,No,feria`, `${B},Bela,Sí,feria`, `${C},Chitra,,feria`],
    column: 'No llamar',
    word: 'Sí',
  },
  {
    header: 'Phone,Name,عدم الاتصال,Tags',
    lines: [`${A},ليلى,لا,معرض`, `${B},سارة,نعم,معرض`, `${C},هند,,معرض`],
    column: 'عدم الاتصال',
    word: 'نعم',
  },
  {
    header: 'Celular;Nome;Aceita receber mensagens;Grupo',
    lines: [`${A};Ana;sim;feira`, `${B};Bia;não;feira`, `${C};Cida;;feira`],
    column: 'Aceita receber mensagens',
    word: 'não',
  },
  {
    header: 'Phone,Name,Email Permission Status,Tags',
    lines: [`${A},A,subscribed,fair`, `${B},B,unsubscribed,fair`, `${C},C,,fair`],
    column: 'Email Permission Status',
    word: 'unsubscribed',
  },
] as const;

describe.each(SHEETS)('the column $column', ({ header, lines, column, word }) => {
  const csv = [header, ...lines].join('\n');
  const said = new RegExp(
    `^"${column}" may say who agreed to messages: of 3 rows 1 says no \\("${word}" 1\\) and 1 says nothing\\.`,
    'm',
  );

  test('is in the text, with the answers and their counts, and imported as an attribute', async () => {
    const world = await withSheet(csv);
    const plan = await planned(world);
    expect(plan.data['text']).toMatch(said);
    expect(plan.data['text']).toContain('left out, or marked as opted out?');
    // The words say it once.
    expect(plan.text.split('left out, or marked as opted out?')).toHaveLength(2);
    // The question comes before the phrase that approves the plan.
    expect(plan.data['next']).toMatch(
      /^First ask the person .*`columns` .*mark_opt_outs.*skip_opt_outs.*Only if they are to be imported like the others: .*APPLY 3/,
    );
    await finished(world, plan);
    expect(people(world.sandbox).map(({ tags }) => tags.length)).toEqual([1, 1, 1]);
  });

  test('marks people who say no as opted out if asked to: name and protected tag alone (promise 9)', async () => {
    const world = await withSheet(csv);
    const columns = { [column]: 'mark_opt_outs' };
    const plan = await planned(world, { path: SHEET, columns, add_tags: ['all'] });
    expect(plan.data['columns']).toMatchObject({ [column]: 'mark_opt_outs' });
    await finished(world, plan);
    expect(people(world.sandbox).map(({ tags }) => tags.includes('all') || tags)).toEqual([
      true,
      ['opted-out'],
      true,
    ]);
  });

  test('leaves out and counts people who say no if asked to', async () => {
    const world = await withSheet(csv);
    const plan = await planned(world, { path: SHEET, columns: { [column]: 'skip_opt_outs' } });
    expect(plan.data['rows']).toEqual({ valid: 2, invalid: 0, duplicate: 0, skipped: 1 });
    expect(plan.data['text']).toMatch(/1 row says no to messages and is left out/);
    await finished(world, plan);
    expect(people(world.sandbox).map(({ phone_number }) => phone_number)).toEqual([A, C]);
  });
});

describe('a row that says no', () => {
  const csv = `Phone,Name,Do Not Call,Tags\n${A},Asha,TRUE,fair\n${B},Bela,FALSE,fair\n`;

  test('is not imported at once until the person decides on it', async () => {
    const { call, sandbox } = await start(FEW);
    const { data } = await call('import_contacts', { csv });
    expect([data['state'], data['reason']]).toEqual([
      'waiting',
      expect.stringContaining('say no to messages'),
    ]);
    expect(sandbox.writes()).toEqual([]);
    const done = await call('import_contacts', { csv, columns: { 'Do Not Call': 'mark_opt_outs' } });
    expect(done.data).toMatchObject({ state: 'done', created: 2 });
    expect(people(sandbox).map(({ tags }) => tags)).toEqual([['opted-out'], ['fair']]);
  });

  test('is left out by import_contacts, too, and counted', async () => {
    const { call, sandbox } = await start(FEW);
    const { data } = await call('import_contacts', { csv, columns: { 'Do Not Call': 'skip_opt_outs' } });
    expect(data).toMatchObject({ state: 'done', total: 2, created: 1, failed: 0, errors: [] });
    expect(JSON.stringify(data['warnings'])).toContain('Those who say no are left out');
    expect(people(sandbox).map(({ phone_number }) => phone_number)).toEqual([B]);
  });

  test('marks an existing contact, too, with the first protected tag of the configuration', async () => {
    const world = await withSheet(csv, { env: { VOBIZ_PROTECTED_TAGS: 'Nicht anschreiben,dnd' } });
    fill(world.sandbox, { tags: ['vip'] }, { tags: ['vip'] });
    const columns = { 'Do Not Call': 'mark_opt_outs' };
    const plan = await planned(world, { path: SHEET, columns, existing: 'skip' });
    await finished(world, plan);
    expect(people(world.sandbox).map(({ tags }) => tags)).toEqual([['Nicht anschreiben', 'vip'], ['vip']]);
  });

  test('counts for all rows of its number, and the stronger of two columns counts', async () => {
    const world = await withSheet(
      `Phone,Name,Opt-in,DND,Tags\n${A},A,yes,,fair\n${A},A,no,,fair\n${B},B,no,x,fair\n${C},C,yes,,fair\n`,
    );
    const columns = { 'Opt-in': 'skip_opt_outs', DND: 'mark_opt_outs' };
    const plan = await planned(world, { path: SHEET, columns });
    expect(plan.data['rows']).toMatchObject({ valid: 2, skipped: 2 });
    await finished(world, plan);
    expect(people(world.sandbox).map(({ phone_number, tags }) => [phone_number, ...tags])).toEqual([
      [B, 'opted-out'],
      [C, 'fair'],
    ]);
  });

  test('leaves out the refused rows of its number, which the file to mend would have without the no', async () => {
    const csv = `Phone,Name,Opt-in,Tags\n${A},A,no,\n${A},A,yes,fair,more\n${B},B,yes,fair,more\n${C},C,yes,fair\n`;
    const world = await withSheet(csv);
    const plan = await planned(world, { path: SHEET, columns: { 'Opt-in': 'skip_opt_outs' } });
    expect(plan.data['rows']).toEqual({ valid: 1, invalid: 1, duplicate: 0, skipped: 2 });
    expect(readFileSync(String(plan.data['fix_file']), 'utf8')).not.toContain(A);
  });

  test('leaves nothing to plan if all rows do, and the error says why', async () => {
    const { call } = await start(FEW);
    const none = `Phone,Name,Opt-in\n${A},A,no\n${B},B,0\n`;
    const { isError, text } = await call('plan_import', {
      csv: none,
      columns: { 'Opt-in': 'skip_opt_outs' },
    });
    expect([isError, text]).toEqual([
      true,
      expect.stringMatching(/2 rows left out: they say no to messages/),
    ]);
  });

  test('is in the form, in words for the person', async () => {
    const world = await withSheet(csv, { forms: person('accept', 1100) });
    const { data } = await world.call('plan_import', { path: SHEET });
    await world.call('apply_plan', { plan_id: data['plan_id'] });
    expect(world.forms).toEqual([expect.stringMatching(/"Do Not Call" may say who agreed .*"TRUE" 1/)]);
    expect(world.forms[0]).not.toMatch(/`|mark_opt_outs/);
  });

  test('is not written while VOBIZ_PROTECTED_TAGS names no tag (promise 11)', async () => {
    const { call, sandbox } = await start({ ...FEW, env: { VOBIZ_PROTECTED_TAGS: ',' } });
    const columns = { 'Do Not Call': 'mark_opt_outs' };
    const { isError, text } = await call('import_contacts', { csv, columns });
    expect([isError, text]).toEqual([true, expect.stringContaining('VOBIZ_PROTECTED_TAGS')]);
    expect(sandbox.writes()).toEqual([]);
  });
});

test('a row that says neither yes nor no is refused if that matters, and kept in the file to mend', async () => {
  const world = await withSheet(`Phone,Name,Opt-in\n${A},A,yes\n${D},D,perhaps\n`);
  const columns = { 'Opt-in': 'mark_opt_outs' };
  const plan = await planned(world, { path: SHEET, columns });
  expect(plan.data['errors']).toEqual([
    {
      row: 2,
      name: 'D',
      phone_number: D,
      reason: '"Opt-in" says "perhaps", which is neither a yes nor a no',
    },
  ]);
  expect(plan.data['fix_file']).toMatch(/people-to-fix\.csv$/);
  expect(plan.data['text']).toContain('A row that says neither is refused');
});
