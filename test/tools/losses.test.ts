/** Whatever a plan loses stands in its text: what, of how many, and what takes it. */
import { expect, test } from 'vitest';
import { type Harness, start } from '../harness.ts';
import { applied, plan } from './plans.ts';
import { crowd, fill, type Person } from './world.ts';

type Tool = Parameters<typeof plan>[1];

interface Case {
  name: string;
  people: Person[];
  tool: Tool;
  args: Record<string, unknown>;
  lost: RegExp[];
}

const all = { contacts: ['p1', 'p2', 'p3'] };
const HISTORY = /created dates?, last activity and history .*lost for good/;

const CASES: readonly Case[] = [
  {
    name: 'tags that are taken off',
    people: crowd(3, (n) => ({ tags: n < 3 ? ['vip', 'lead'] : ['lead'] })),
    tool: 'plan_update',
    args: { ...all, remove_tags: ['vip', 'lead'] },
    lost: [
      /Remove 2 tags from 3 contacts.*"lead".*"vip" \(2\)/,
      /Campaigns to "\w+" or "\w+" no longer reach/,
    ],
  },
  {
    name: 'all tags',
    people: crowd(3, (n) => ({ tags: [`tag ${n}`, 'Enterprise '] })),
    tool: 'plan_update',
    args: { ...all, remove_tags: ['*'] },
    lost: [
      /Remove every tag except opt-outs from 3 contacts/,
      /"tag 1" \(1\)/,
      /"tag 2" \(1\)/,
      /"tag 3" \(1\)/,
      /"Enterprise/,
    ],
  },
  {
    name: 'values that are replaced',
    people: crowd(3, (n) => ({ custom_attributes: n < 3 ? { city: 'Pune', plan: 'pro' } : {} })),
    tool: 'plan_update',
    args: { ...all, set_attributes: { city: 'Goa' }, remove_attributes: ['plan'], name: 'Asha' },
    lost: [
      /"city" of 2 contacts/,
      /the name of 3 contacts/,
      /remove the attribute "plan" \(2\)/,
      /All 3 contacts get the same name/,
    ],
  },
  {
    name: 'the audience of a renamed tag',
    people: crowd(3, () => ({ tags: ['diwali 2025'] })),
    tool: 'plan_update',
    args: { rename_tags: { 'diwali 2025': 'diwali-2025' } },
    lost: [
      /Rename the tag "diwali 2025" to "diwali-2025" on 3 contacts/,
      /Aim campaigns at "diwali-2025" instead of "diwali 2025"/,
    ],
  },
  {
    name: 'contacts that are deleted',
    people: crowd(3, (n) => ({ tags: n < 3 ? ['customer'] : [], ...(n === 3 && { name: '' }) })),
    tool: 'plan_delete',
    args: all,
    lost: [/Delete 3 contacts/, HISTORY, /"customer" \(2\)/, /1 of them cannot be made again/],
  },
  {
    name: 'the contact with the old number',
    people: crowd(1),
    tool: 'plan_update',
    args: { contacts: ['p1'], new_number: '+919845012345' },
    lost: [/number \+919845012345 instead of \+919000000001/, /old one is deleted/, HISTORY],
  },
  {
    name: 'contacts that are merged away',
    people: crowd(3, (n) => ({ custom_attributes: { city: `City ${n}` } })),
    tool: 'plan_merge',
    args: { groups: [{ keep: 'p1', merge: ['p2', 'p3'] }] },
    lost: [
      /2 contacts are deleted/,
      HISTORY,
      /"City 2".*"City 3".* lost/,
      /\+919000000002.*\+919000000003.*can no longer be reached/,
    ],
  },
];

test.each(CASES)('$name', async ({ people, tool, args, lost }) => {
  const harness = await start();
  fill(harness.sandbox, ...people);
  const { answer } = await plan(harness, tool, args);
  for (const words of lost) expect(answer.data['text']).toMatch(words);
  expect(String(answer.data['text']).length).toBeLessThanOrEqual(1200);
});

async function undone(harness: Harness, tool: Tool, args: Record<string, unknown>): Promise<unknown> {
  const done = await plan(harness, tool, args);
  await applied(harness, done);
  return (await plan(harness, 'plan_undo', { plan_id: done.plan_id })).answer.data['text'];
}

test('what an undo loses', async () => {
  const harness = await start();
  fill(harness.sandbox, ...crowd(3, () => ({ tags: ['lead'] })));
  expect(await undone(harness, 'plan_update', { ...all, add_tags: ['vip'] })).toMatch(
    /remove the tag "vip"[\s\S]*Campaigns to "vip" no longer reach/,
  );
  expect(await undone(harness, 'plan_delete', { contacts: ['p1', 'p2'] })).toMatch(
    /2 deleted contacts are made again[\s\S]*created date, last activity and history are lost for good/,
  );
});

test('contacts that an undo of a merge takes out of an audience that others come back into', async () => {
  const harness = await start();
  const tags = [['lead'], ['vip', 'gold'], ['own'], ['vip'], ['a', 'b', 'c', 'd'], ['a', 'b', 'c', 'd']];
  fill(harness.sandbox, ...tags.map((own) => ({ tags: own })));
  const first = { keep: 'p1', merge: ['p2'] };
  expect(await undone(harness, 'plan_merge', { groups: [first, { keep: 'p3', merge: ['p4'] }] })).toContain(
    '\nCampaigns to "vip" or "gold" no longer reach 2 contacts that lose them.\n',
  );
  const many = { keep: 'p3', merge: ['p5'] };
  const text = await undone(harness, 'plan_merge', { groups: [many, { keep: 'p1', merge: ['p6'] }] });
  expect(text).toContain(
    '\n2 contacts lose tags that others get: campaigns to these no longer reach them: "a" (2), "b" (2), "c" (2) and "d" (2).\n',
  );
});

test('contacts that an undo of an import deletes', async () => {
  const harness = await start();
  fill(harness.sandbox);
  const { data } = await harness.call('import_contacts', { csv: 'name,phone\nAsha,+919845012345' });
  const { answer } = await plan(harness, 'plan_undo', { plan_id: data['plan_id'] });
  expect(answer.data['text']).toMatch(/1 contact that it made is deleted[\s\S]*deleted for good/);
});

test('values that a sheet replaces', async () => {
  const harness = await start();
  fill(harness.sandbox, ...crowd(2, () => ({ custom_attributes: { city: 'Pune' } })));
  const csv = 'name,phone,city\nAsha,+919000000001,Goa\nBela,+919000000002,Goa';
  const { data } = await harness.call('plan_import', {
    csv,
    existing: 'overwrite',
    columns: { city: 'city' },
  });
  expect(data['text']).toMatch(/replaced by those of the sheet/);
  expect(data['text']).toMatch(/the name of 2/);
  expect(data['text']).toMatch(/attributes of 2/);
});

test('names and attributes that a change of many parts replaces, though its text has little room', async () => {
  const harness = await start();
  const tags = (n: number) => ['customer', `lead ${n % 30}`, `member of the club ${n % 20}`];
  const values = (n: number) => ({
    opt_in: 'no',
    city: 'Pune',
    company: `Acme ${n}`,
    plan: 'gold',
    email: `${n}`,
  });
  fill(harness.sandbox, ...crowd(120, (n) => ({ tags: tags(n), custom_attributes: values(n) })));
  const { data: found } = await harness.call('find_contacts', { sample: 0 });
  const many = {
    selection_id: found['selection_id'],
    add_tags: ['summer sale 2026', 'newsletter', 'whatsapp blast', 'renewals', 'win back', 'birthday club'],
    remove_tags: ['*'],
    name: 'Bob',
  };
  const gone = { ...many, remove_attributes: ['opt_in', 'city', 'company', 'plan', 'email'] };
  const text = async (args: object) =>
    String((await plan(harness, 'plan_update', { ...args })).answer.data['text']);
  expect(await text(gone)).toMatch(/the names? of 120 contacts/i);
  const set = { ...many, set_attributes: { city: 'Goa', company: 'Globex', plan: 'platinum plus extended' } };
  expect(await text(set)).toMatch(/the names? of 120 contacts.*"plan" of 120 contacts/);
});
