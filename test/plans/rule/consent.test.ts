import { describe, expect, test } from 'vitest';
import { applied, plan } from '../../tools/plans.ts';
import { pick } from '../../tools/world.ts';
import { among } from './world.ts';

const people = [
  { custom_attributes: { opt_in: 'no', newsletter: 'yes', plan: 'gold' } },
  { custom_attributes: { opt_in: false, newsletter: '', plan: 'basic' } },
  { custom_attributes: { opt_in: 'yes', plan: 'no' } },
  { custom_attributes: { opt_in: '', city: 'Pune' } },
  {},
];
const ALL = { contacts: ['p1', 'p2', 'p3', 'p4', 'p5'] };

/** The facts about consent that the journal keeps of a plan. */
async function facts(world: Awaited<ReturnType<typeof among>>, plan_id: string) {
  const { store } = await world.context.journal();
  const kept = await store.findPlan(world.context.rules.account, plan_id);
  return (kept?.warnings ?? []).filter((fact) => typeof fact === 'object' && fact.say === 'consent');
}

describe('a plan that touches what people said about messages (promise 9)', () => {
  test.each([
    [{ remove_attributes: ['opt_in'] }, [{ key: 'opt_in', contacts: 3, noes: 2 }]],
    [{ set_attributes: { opt_in: 'yes' } }, [{ key: 'opt_in', contacts: 2, noes: 2 }]],
    [{ remove_attributes: ['newsletter'] }, [{ key: 'newsletter', contacts: 1, noes: 0 }]],
    [{ rename_attributes: { opt_in: 'note' } }, [{ key: 'opt_in', contacts: 3, noes: 2 }]],
    [{ rename_attributes: { opt_in: 'consent' } }, []],
    [{ remove_attributes: ['plan'], set_attributes: { city: 'Goa' } }, []],
    [{ add_tags: ['vip'] }, []],
  ])('says of %j which key, and how many said no', async (change, expected) => {
    const world = await among(people);
    const planned = await plan(world, 'plan_update', { ...ALL, ...change });
    expect(await facts(world, planned.plan_id)).toEqual(
      expected.map((fact) => ({ say: 'consent', ...fact })),
    );
    for (const { key, noes } of expected)
      expect(planned.answer.text).toMatch(new RegExp(`"${key}" .*: ${noes || 'none'} .*no`));
  });

  test('says it of a sheet that overwrites, of a merge, of an undo and of a single edit', async () => {
    const world = await among([
      { custom_attributes: { consent: 'no' } },
      { custom_attributes: { consent: 'yes' } },
    ]);
    const csv = 'phone_number,name,consent\n+919000000001,Person 1,yes\n';
    const sheet = await world.call('plan_import', {
      csv,
      existing: 'overwrite',
      columns: { consent: 'consent' },
    });
    expect(await facts(world, String(sheet.data['plan_id']))).toMatchObject([{ key: 'consent', noes: 1 }]);
    const merge = await plan(world, 'plan_merge', { groups: [{ keep: 'p2', merge: ['p1'] }] });
    expect(await facts(world, merge.plan_id)).toMatchObject([{ key: 'consent', contacts: 1, noes: 1 }]);
    const set = await plan(world, 'plan_update', { contacts: ['p2'], set_attributes: { consent: 'no' } });
    await applied(world, set);
    const undo = await plan(world, 'plan_undo', { plan_id: set.plan_id });
    expect(await facts(world, undo.plan_id)).toMatchObject([{ key: 'consent', contacts: 1, noes: 1 }]);
    const edit = await world.call('update_contact', { contact: 'p1', remove_attributes: ['consent'] });
    expect(edit.data['warnings']).toContainEqual(expect.stringMatching(/"consent".*1 .*no/));
  });

  test('is silent where only values that are empty go', async () => {
    const world = await among([
      { custom_attributes: { opt_in: '' } },
      { custom_attributes: { opt_in: null } },
    ]);
    const change = { contacts: ['p1', 'p2'], remove_attributes: ['opt_in'] };
    const planned = await plan(world, 'plan_update', change);
    expect(await facts(world, planned.plan_id)).toEqual([]);
    expect(pick(planned.answer.data['sample'], 'contact_id')).toHaveLength(2);
  });
});
