import { describe, expect, test } from 'vitest';
import { person, start } from '../harness.ts';
import { applied, plan } from './plans.ts';
import { fill, numberOf, rows } from './world.ts';

const ASHA = { name: 'Asha', tags: ['vip'], custom_attributes: { city: 'Pune' } };
const TAG = { contacts: ['p1'], add_tags: ['x'] };

describe('a plan in words', () => {
  test('foretells while it waits, and says first what happened once it is over', async () => {
    const harness = await start();
    fill(harness.sandbox, ASHA);
    const planned = await plan(harness, 'plan_update', TAG);
    expect(planned.answer.text).toMatch(/\(update\) is waiting: Add the tag "x" to 1 contact/);
    expect((await applied(harness, planned)).text).toContain(
      'is done, 1 of 1 changed. Planned: Add the tag "x" to 1 contact',
    );
    const undo = await plan(harness, 'plan_undo', { plan_id: planned.plan_id });
    harness.sandbox.account.edit('p1', { tags: ['vip'] });
    expect((await applied(harness, undo)).text).toContain('is done, 0 of 1 undone. Planned: Undo plan ');
  });

  test('has no requests left once it was discarded', async () => {
    const harness = await start();
    fill(harness.sandbox, ASHA);
    const { plan_id } = await plan(harness, 'plan_update', TAG);
    const { data, text } = await harness.call('stop_plan', { plan_id });
    expect(data).toMatchObject({ state: 'discarded', requests: 0, eta_seconds: 0 });
    expect(text).not.toContain('Left:');
  });
});

describe('the sample of a plan', () => {
  test('shows attributes of contacts that come or go, and the new ids of those that came', async () => {
    const harness = await start({ forms: person('accept') });
    fill(harness.sandbox, ASHA, {});
    const deletion = await plan(harness, 'plan_delete', { contacts: ['p1'] });
    expect(deletion.answer.data['sample']).toMatchObject([{ before: ASHA, after: {} }]);
    await applied(harness, deletion);
    const undo = await plan(harness, 'plan_undo', { plan_id: deletion.plan_id });
    expect(undo.answer.data['sample']).toMatchObject([{ contact_id: 'p1', after: ASHA }]);
    const [back] = rows((await applied(harness, undo)).data['sample']);
    expect(back?.['contact_id']).toBe(harness.sandbox.account.byNumber(numberOf(1))?.id);
    const csv = 'phone_number,name\n+919876543210,Bela';
    const { data } = await harness.call('import_contacts', { csv });
    const { data: receipt } = await harness.call('get_plan', { plan_id: data['plan_id'] });
    expect(receipt['sample']).toMatchObject([
      {
        contact_id: harness.sandbox.account.byNumber('+919876543210')?.id,
        after: { name: 'Bela' },
      },
    ]);
  });
});
