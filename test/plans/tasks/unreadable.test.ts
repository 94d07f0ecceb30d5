import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Harness } from '../../harness.ts';
import { applied, plan } from '../../tools/plans.ts';
import { pick, rows } from '../../tools/world.ts';
import { counting } from '../counts.ts';
import { holding, store, type Written } from '../exactly.ts';

const [ASHA, BELA, FRESH] = ['+915550000001', '+915550000002', '+915550000042'];
const bela: Written = { id: 'c2', phone_number: BELA, custom_attributes: '{"city":"Pune"}' };
const plainAsha: Written = { id: 'c1', phone_number: ASHA, custom_attributes: '{"city":"Goa"}' };

function asha(field: string, json: string): Written {
  const fields = { tags: '["vip"]', custom_attributes: '{"city":"Goa"}', [field]: json };
  const { tags, custom_attributes, ...others } = fields;
  const more = [`"tags":${tags}`, ...Object.entries(others).map(([key, value]) => `"${key}":${value}`)];
  return { ...plainAsha, custom_attributes, more: more.join(',') };
}

const CASES: readonly (readonly [string, string])[] = [
  ['tags', '[{"name":"vip"}]'],
  ['tags', '["vip",7]'],
  ['tags', '[null]'],
  ['tags', '"vip,lead"'],
  ['tags', '{"vip":true}'],
  ['custom_attributes', '"{\\"city\\":\\"Goa\\"}"'],
  ['custom_attributes', '[]'],
  ['custom_attributes', '1.0'],
];
/** One fault of each field, for behaviour that is the same for all faults. */
const SOME = CASES.filter(([, json]) => json.startsWith('[{') || json.startsWith('"{'));

/** Checks that only readings were sent, and that the words name field and contact. */
function nothingSent({ sandbox }: Harness, text: string, field: string): void {
  expect(sandbox.writes()).toEqual([]);
  expect(text).toContain(`\`${field}\` is `);
  expect(text).toContain(ASHA);
}

describe.each(CASES)('a contact whose %s is %s', (field, json) => {
  const world = () => holding(asha(field, json), bela);

  test('is listed, found and shown, with the fault named (promise 13)', async () => {
    const { call } = await world();
    expect((await call('list_contacts')).data['total']).toBe(2);
    expect((await call('find_contacts', {})).data).toMatchObject({ total: 2, complete: true });
    const { data, text } = await call('get_contact', { contact: 'c1' });
    expect(Object(data['contact']).unreadable).toContain(`\`${field}\` is ${json} and not `);
    expect(text).toContain(`\`${field}\` is ${json} and not `);
    expect((await call('get_contact', { contact: 'c2' })).data['contact']).not.toHaveProperty('unreadable');
  });

  test('is not written to by a single edit (promise 1)', async () => {
    const harness = await world();
    for (const [tool, args] of [
      ['update_contact', { add_tags: ['new'] }],
      ['update_contact', { set_attributes: { plan: 'pro' } }],
      ['update_contact', { name: 'Usha' }],
      ['delete_contact', {}],
    ] as const) {
      const { isError, text } = await harness.call(tool, { contact: 'c1', ...args });
      expect(isError).toBe(true);
      nothingSent(harness, text, field);
    }
  });
});

describe.each(SOME)('to a contact whose %s is %s', (field, json) => {
  const world = () => holding(asha(field, json), bela);

  test.each([
    ['plan_update', { contacts: ['c1'], add_tags: ['new'] }],
    ['plan_update', { contacts: ['c1'], remove_tags: ['vip'] }],
    ['plan_update', { contacts: ['c1'], new_number: FRESH }],
    ['plan_delete', { contacts: ['c1'] }],
    ['plan_merge', { groups: [{ keep: 'c1', merge: ['c2'] }] }],
    ['plan_merge', { groups: [{ keep: 'c2', merge: ['c1'] }] }],
  ] as const)('%s %j does nothing, and the journal says why (promise 1)', async (tool, args) => {
    const harness = await world();
    const { plan_id, answer } = await plan(harness, tool, args);
    expect(answer.data).toMatchObject({ state: 'done', counts: counting({ to_change: 0, unchanged: 1 }) });
    nothingSent(harness, answer.text, field);
    const { data } = await harness.call('get_plan', { plan_id, items: 'unchanged' });
    expect(rows(data['items'])[0]?.['reason']).toContain(`\`${field}\` is `);
  });

  test('an import does nothing, but to the others (promise 1)', async () => {
    const harness = await world();
    const path = join(String(harness.context.files[0]), 'sheet.csv');
    writeFileSync(path, `phone,name,tags\n${ASHA},Usha,expo\n${BELA},Bina,expo\n`);
    const planned = await harness.call('plan_import', { path, existing: 'overwrite' });
    expect(planned.data).toMatchObject({ counts: { to_change: 1, unchanged: 1 } });
    nothingSent(harness, planned.text, field);
    const { plan_id, approval_phrase } = planned.data;
    await harness.call('apply_plan', { plan_id, approval: approval_phrase });
    expect(harness.sandbox.writes().map(({ contactId }) => contactId)).toEqual(['c2']);
  });

  test.each([
    ['plan_update', { contacts: ['c1'], add_tags: ['new'] }],
    ['plan_update', { contacts: ['c1'], new_number: FRESH }],
    ['plan_delete', { contacts: ['c1'] }],
    ['plan_merge', { groups: [{ keep: 'c1', merge: ['c2'] }] }],
    ['plan_merge', { groups: [{ keep: 'c2', merge: ['c1'] }] }],
  ] as const)('%s %j does nothing, though it was approved before (promise 1)', async (tool, args) => {
    const harness = await holding(plainAsha, bela);
    const planned = await plan(harness, tool, args);
    await store(harness.sandbox, asha(field, json), bela);
    expect((await applied(harness, planned)).data).toMatchObject({ counts: { failed: 1 } });
    const { data, text } = await harness.call('get_plan', { plan_id: planned.plan_id, items: 'problems' });
    expect(pick(data['items'], 'state')).toEqual(['failed']);
    nothingSent(harness, text, field);
  });

  test('an undo does nothing (promises 1 and 5)', async () => {
    const harness = await holding(plainAsha, bela);
    const planned = await plan(harness, 'plan_update', { contacts: ['c1', 'c2'], add_tags: ['new'] });
    await applied(harness, planned);
    await store(harness.sandbox, asha(field, json), bela);
    harness.context.account.forget();
    const before = harness.sandbox.writes().length;
    const undo = await plan(harness, 'plan_undo', { plan_id: planned.plan_id });
    expect(undo.answer.data['counts']).toEqual(counting({ to_change: 0 }));
    expect(undo.answer.text).toContain(`\`${field}\` is `);
    expect(harness.sandbox.writes().length).toBe(before);
  });
});

test('a contact whose name is no text is not written to, either (promise 1)', async () => {
  const harness = await holding(asha('name', '{"first":"Asha"}'));
  const { text } = await harness.call('update_contact', { contact: 'c1', add_tags: ['new'] });
  nothingSent(harness, text, 'name');
});

test('null and nothing are read as empty, and written to', async () => {
  const { call, sandbox } = await holding(asha('tags', 'null'), {
    ...bela,
    custom_attributes: 'null',
    more: '"tags":[]',
  });
  expect((await call('update_contact', { contact: 'c1', add_tags: ['new'] })).isError).toBe(false);
  await call('update_contact', { contact: 'c2', set_attributes: { city: 'Goa' } });
  expect(sandbox.account.get('c2').custom_attributes).toEqual({ city: 'Goa' });
});
