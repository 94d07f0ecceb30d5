import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import type { Tool } from '../../src/tools/define.ts';
import { tools } from '../../src/tools/index.ts';
import { type Harness, start } from '../harness.ts';
import { ERAS, fill, writes } from './world.ts';

type Args = Record<string, unknown>;

/** A call of each tool whose answer is always the same: it writes nothing, or names something unknown. */
const BASES: Readonly<Record<string, Args>> = {
  list_contacts: {},
  get_contact: { contact: 'p1' },
  create_contact: { phone_number: '12', name: 'New' },
  update_contact: { contact: 'p1', name: 'Person 1' },
  delete_contact: { contact: 'nobody' },
  import_contacts: { csv: 'name,phone_number\nBad,12\n' },
  find_contacts: { text: 'person' },
  list_tags: {},
  find_duplicates: {},
  export_contacts: { selection_id: 'sel_none' },
  plan_update: { contacts: ['p1'], remove_tags: ['nothing'] },
  plan_delete: { contacts: ['nobody'] },
  plan_import: {},
  plan_merge: { groups: [{ keep: 'p1', merge: ['nobody'] }] },
  plan_undo: { plan_id: 'plan_none' },
  apply_plan: { plan_id: 'plan_none' },
  get_plan: { plan_id: 'plan_none' },
  list_plans: { after: '2020-01-01', state: 'waiting' },
  stop_plan: { plan_id: 'plan_none' },
};

/** Lists that select contacts: an empty one must not mean all contacts. */
const SELECTING = ['contacts', 'within', 'except', 'ids', 'groups'];
const NEVER_EMPTY = [...SELECTING, 'set_tags'];
/** The JSON texts are the way of some models. */
const NOTHING = [null, false, '', [], {}] as const;

async function world(options: Parameters<typeof start>[0] = {}): Promise<Harness> {
  const harness = await start(options);
  fill(
    harness.sandbox,
    { tags: ['vip'], last_active_at: '2026-01-05T00:00:00Z' },
    { tags: ['dnd'] },
    { tags: [], custom_attributes: { city: '' } },
  );
  return harness;
}

/** The result of a call without ids and times, which differ each time. */
async function outcome({ call }: Harness, tool: string, args: Args): Promise<unknown> {
  const { isError, text } = await call(tool, args);
  const same = text
    .replace(/\b(plan|sel)_[a-z0-9]{6,}/gi, '$1_')
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'then')
    .replace(/req_\w+/g, 'req_')
    .replace(/contacts-\d+\.csv/g, 'contacts.csv');
  return { tool, isError, text: same };
}

function optionalOf({ input }: Tool): string[] {
  return Object.entries(input.shape).flatMap(([name, schema]) =>
    schema instanceof z.ZodOptional ? [name] : [],
  );
}

/** The arguments that a call needs beside this one. */
function baseFor({ name }: Tool, argument: string): Args {
  const { [argument]: _, ...rest } = BASES[name] ?? {};
  return rest;
}

const OPTIONAL = tools.flatMap((tool) => optionalOf(tool).map((argument) => ({ tool, argument })));

describe('a placeholder for an optional argument', () => {
  test('is tried for every optional argument of every tool', () => {
    expect(OPTIONAL.length).toBeGreaterThan(60);
    expect(Object.keys(BASES).toSorted()).toEqual(tools.map(({ name }) => name).toSorted());
  });

  test.each(ERAS)('is the same as leaving it out, in every tool, %s era (promise 11)', async (era) => {
    const harness = await world({ era });
    for (const { tool, argument } of OPTIONAL) {
      const base = baseFor(tool, argument);
      const without = await outcome(harness, tool.name, base);
      const fitting = NOTHING.filter((value) => value === null || !NEVER_EMPTY.includes(argument));
      for (const value of fitting) {
        const given = await outcome(harness, tool.name, { ...base, [argument]: value });
        expect(given, `${tool.name} ${argument}: ${JSON.stringify(value)}`).toEqual(without);
      }
    }
    expect(writes(harness)).toEqual([]);
  });

  test.each([
    ['list_contacts', 'page'],
    ['list_tags', 'page'],
    ['list_contacts', 'limit'],
  ])('is not 0, which may be meant as the first: %s, %s', async (tool, argument) => {
    const { call, sandbox } = await world();
    const { isError, text } = await call(tool, { [argument]: 0 });
    expect([isError, text]).toEqual([true, expect.stringContaining(`\`${argument}\` should be at least 1`)]);
    expect(sandbox.requests).toEqual([]);
  });

  test('is refused by name in a list that selects, and `set_tags` offers another way', async () => {
    const harness = await world();
    const lists = OPTIONAL.filter(({ argument }) => NEVER_EMPTY.includes(argument));
    expect(lists).toHaveLength(10);
    for (const { tool, argument } of lists)
      for (const value of ['', false, [], '[]', {}]) {
        const call = () => harness.call(tool.name, { ...baseFor(tool, argument), [argument]: value });
        const { isError, text } = await call();
        expect([tool.name, value, isError, text]).toEqual([
          tool.name,
          value,
          true,
          expect.stringMatching(new RegExp(`\`${argument}\` (should|is empty)`)),
        ]);
      }
    expect(harness.sandbox.requests).toEqual([]);
    const { text } = await harness.call('update_contact', { contact: 'p1', name: 'B', set_tags: [] });
    expect(text).toContain('`remove_tags` ["*"]');
  });

  test.each([{ rename_tags: { vip: 'gold' } }, { rename_attributes: { city: 'town' } }])(
    'never makes an empty list everyone who has the old name of %j; null is not given',
    async (change) => {
      const harness = await world();
      for (const contacts of [[], '', false, '[]']) {
        const { isError } = await harness.call('plan_update', { ...change, contacts });
        expect(isError).toBe(true);
      }
      expect(harness.sandbox.requests).toEqual([]);
      const nobody = { selection_id: null, contacts: null };
      const [left, out] = await Promise.all(
        [{ ...change, ...nobody }, change].map((args) => harness.call('plan_update', args)),
      );
      expect([left?.isError, left?.data['counts']]).toEqual([out?.isError, out?.data['counts']]);
    },
  );

  test('for a filter narrows nothing, in any combination', async () => {
    const { call } = await world();
    const off = { untagged: false, protected: false, never_active: false, tags_all: [], text: '' };
    expect((await call('find_contacts', off)).data['total']).toBe(3);
    expect((await call('find_contacts', { ...off, protected: true })).data['total']).toBe(1);
    expect((await call('find_contacts', { ...off, active_before: '1d' })).data['total']).toBe(1);
  });

  test('`except` finds the opposite of a filter', async () => {
    const { call } = await world();
    const { selection_id } = (await call('find_contacts', { protected: true })).data;
    const { data } = await call('find_contacts', { except: [selection_id] });
    expect([data['total'], data['summary']]).toEqual([2, expect.not.stringContaining('protected')]);
  });

  test('as the only argument leaves nothing to do, and the error says so', async () => {
    const { call, sandbox } = await world();
    const nothing = { name: '', add_tags: [], remove_tags: [], set_attributes: {}, remove_attributes: [] };
    const { isError, text } = await call('update_contact', { contact: 'p1', ...nothing });
    expect([isError, text]).toEqual([true, expect.stringContaining('does not say what to change')]);
    expect(sandbox.requests).toEqual([]);
  });

  test('inside of a value is part of the value', async () => {
    const { call, sandbox } = await world();
    const set_attributes = { a: null, b: '', c: false, d: [], e: 0 };
    await call('update_contact', { contact: 'p1', set_attributes });
    expect(sandbox.account.get('p1').custom_attributes).toEqual(set_attributes);
  });
});

describe('an unknown argument', () => {
  const ODD = [null, false, '', [], {}, 0, 'vip'] as const;

  test('is refused by name in every tool, whatever its value (promise 11)', async () => {
    const harness = await world();
    for (const { name } of tools)
      for (const value of ODD) {
        const { isError, text } = await harness.call(name, { ...BASES[name], colour: value });
        expect([name, value, isError, text]).toEqual([
          name,
          value,
          true,
          expect.stringContaining('unknown argument "colour"'),
        ]);
      }
    expect(harness.sandbox.requests).toEqual([]);
  });

  test.each([
    { tag: null },
    { '{"tags_all":["vip"]}': null },
    { '{"tags_all":["vip"]}': '' },
    { attributes: [{ key: 'city', op: 'exists', values_any: null }] },
  ])('%j never selects everybody', async (args) => {
    const { call, sandbox } = await world();
    const { isError, text } = await call('find_contacts', args);
    expect([isError, text]).toEqual([true, expect.stringContaining('unknown argument')]);
    expect(sandbox.requests).toEqual([]);
  });
});
