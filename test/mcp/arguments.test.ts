import { describe, expect, test } from 'vitest';
import { start } from '../harness.ts';
import { fill } from '../tools/world.ts';

/** The number exactly as the client writes it: JavaScript would send other digits, or null. */
const [LONG, ODD, HUGE] = ['12345678901234567890', '9007199254740993', '1e400'].map((n) => JSON.rawJSON(n));
const REFUSED: readonly (readonly [string, Record<string, unknown>, string])[] = [
  ['update_contact', { contact: 'p1', set_attributes: { id: LONG } }, 'set_attributes.id'],
  ['update_contact', { contact: 'p1', set_attributes: { a: [{ b: ODD }] } }, 'set_attributes.a[0].b'],
  ['update_contact', { contact: 'p1', set_attributes: { id: HUGE } }, 'set_attributes.id'],
  ['update_contact', { contact: 'p1', set_attributes: '{"id":12345678901234567890}' }, 'set_attributes.id'],
  ['update_contact', { contact: 'p1', set_attributes: '{"pi":3.14159265358979323846}' }, 'set_attributes.pi'],
  ['create_contact', { phone_number: '+915550000042', name: 'A', custom_attributes: { n: LONG } }, 'custom_'],
  ['plan_update', { contacts: ['p1'], set_attributes: { n: JSON.rawJSON('-1e16') } }, 'set_attributes.n'],
  ['find_contacts', { attributes: [{ key: 'n', op: 'equals', value: LONG }] }, 'attributes[0].value'],
  ['find_contacts', { attributes: [{ key: 'n', op: 'less', value: HUGE }] }, 'attributes[0].value'],
  ['list_contacts', { page: HUGE }, 'page'],
];

describe('a number in the arguments', () => {
  test.each(REFUSED)('that loses digits is refused by name: %s %j', async (tool, args, name) => {
    const { call, sandbox } = await start({ sandbox: { contacts: 0 } });
    fill(sandbox, {});
    const { isError, text } = await call(tool, args);
    expect([isError, sandbox.requests]).toEqual([true, []]);
    expect(text).toContain(`\`${name}`);
    expect(text).toContain('Give it as text');
  });

  test('that a double holds is accepted, in JSON text and in every notation', async () => {
    const { call, sandbox } = await start({ sandbox: { contacts: 0 } });
    fill(sandbox, {});
    const most = Number.MAX_SAFE_INTEGER;
    await call('update_contact', { contact: 'p1', set_attributes: { most, least: -most, half: 0.1 } });
    await call('update_contact', { contact: 'p1', set_attributes: '{"one":1.0,"more":[1E5]}' });
    const wanted = { most, least: -most, half: 0.1, one: 1, more: [100_000] };
    expect(sandbox.account.get('p1').custom_attributes).toEqual(wanted);
    expect((await call('list_contacts', { page: '1.0' })).isError).toBe(false);
  });

  test('with more digits is accepted as text, and found again (promise 1)', async () => {
    const { call, sandbox } = await start({ sandbox: { contacts: 0 } });
    fill(sandbox, {});
    await call('update_contact', { contact: 'p1', set_attributes: { id: String(LONG?.rawJSON) } });
    const test = { key: 'id', op: 'equals', value: '12345678901234567890' };
    expect((await call('find_contacts', { attributes: [test] })).data['total']).toBe(1);
  });
});
