import { describe, expect, test } from 'vitest';
import { start } from '../harness.ts';
import { fill, numberOf } from './world.ts';

const FEW = { sandbox: { contacts: 0 } };

const TOOLS = ['plan_import', 'import_contacts'] as const;
const [A, B, C] = [numberOf(1), numberOf(2), numberOf(3)];

describe('columns that are left out', () => {
  const csv = `Phone,Name,City,Shoe size\n${A},Asha,Pune,7\n`;

  test.each(TOOLS)('are named by %s where the account has attributes like them', async (tool) => {
    const { call, sandbox } = await start(FEW);
    fill(sandbox, {}, {}, { custom_attributes: { city: 'Delhi' } });
    const { data } = await call(tool, { csv });
    expect(data['next']).toContain(
      '"City" is an attribute in this account, but left out here: call again with `columns` {"City":"city"} to import it. `columns` makes attributes of columns that are left out.',
    );
    const again = await call('import_contacts', { csv, columns: { City: 'city' } });
    expect(again.data).toMatchObject({ updated: 1 });
    expect(again.data['next']).not.toContain('"City"');
    expect([...sandbox.account.contacts.values()][0]?.custom_attributes).toEqual({ city: 'Pune' });
  });

  test('are not named where the account knows none of them', async () => {
    const { call } = await start(FEW);
    const { data } = await call('plan_import', { csv });
    expect(data['next']).toMatch(/^`columns` makes attributes of columns that are left out\. /);
  });
});

describe('values that differ and are kept', () => {
  const csv = `Phone,Name,City\n${A},Asha Rao,Pune\n${B},Bela,Pune\n${C},,Delhi\n`;
  const columns = { City: 'city' };
  const kept = '2 contacts have other values than the sheet and keep them: the name of 1 and "city" of 2.';

  test.each(TOOLS)('are counted by %s, with how to replace them', async (tool) => {
    const { call, sandbox } = await start(FEW);
    fill(
      sandbox,
      { name: 'Asha', custom_attributes: { city: 'Mumbai' } },
      { name: 'Bela', custom_attributes: { city: 'Goa' } },
      { name: 'Chitra', custom_attributes: { city: 'Delhi' } },
    );
    const { data, text } = await call(tool, { csv, columns });
    expect(text).toContain(kept);
    expect(data['next']).toContain('call again with `existing` "overwrite"');
    expect(sandbox.writes()).toEqual([]);
    const { text: overwriting } = await call('plan_import', { csv, columns, existing: 'overwrite' });
    expect(overwriting).not.toContain('keep them');
  });
});

describe('pasted rows without the names of the columns', () => {
  test.each([
    ['Asha Rao,+91 98450 12345\nBela,+91 98450 12346', '"Asha Rao" and "+91 98450 12345"', 'the rows stay'],
    ['Asha Rao 98450 12345\nBela 98450 12346', '"Asha Rao 98450 12345"', 'need a column each'],
    ['Asha\t98450 12345 (mobile)\nBela\t98450 12346 (work)', '"98450 12345 (mobile)"', 'the rows stay'],
    ['Asha,9.19877E+11\nBela,+91 98450 12346', '"Asha" and "9.19877E+11"', 'the rows stay'],
    ['Asha,asha@example.com\nBela,+91 98450 12346', '"asha@example.com"', 'the rows stay'],
  ])('are refused with how to name them, %j', async (csv, line, how) => {
    const { call, sandbox } = await start(FEW);
    const { isError, text } = await call('import_contacts', { csv, default_country: 'IN' });
    expect(isError).toBe(true);
    expect(text).toContain('The first line of the sheet seems to be a person, not the names of the columns');
    expect(text).toContain(line);
    expect(text).toContain('Next: Put a line above it that names the columns, such as name,phone_number');
    expect(text).toContain(how);
    expect(text).not.toContain('`columns`');
    expect(sandbox.writes()).toEqual([]);
  });
});

describe('a column that becomes tags', () => {
  test.each([
    ['Phone,Name,City,Segment', {}, 'Tags come from "Segment".'],
    ['Phone,Name,Group,Labels', {}, 'Tags come from "Group" and "Labels".'],
    ['Phone,Name,City,Rank', { Rank: 'tags' }, 'Tags come from "Rank".'],
    ['Phone,Name,City,Tags', {}, undefined],
  ])('is named before somebody approves, %j', async (header, columns, said) => {
    const { call } = await start(FEW);
    const { data } = await call('plan_import', { csv: `${header}\n${A},Asha,x,a\n`, columns });
    if (said === undefined) expect(data['text']).not.toContain('Tags come from');
    else expect(data['text']).toContain(said);
  });
});
