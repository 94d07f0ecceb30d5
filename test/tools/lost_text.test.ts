import { describe, expect, test } from 'vitest';
import { start } from '../harness.ts';
import { connectRaw } from '../mcp/raw.ts';
import { fill } from './world.ts';

const LOST = 'Jos\ufffd';
const NUMBER = '+919876543210';

describe('a text that lost its letters on the way', () => {
  test.each([
    ['create_contact', { phone_number: NUMBER, name: LOST }, 'name'],
    ['create_contact', { phone_number: NUMBER, name: 'A', tags: ['vip', LOST] }, 'tags[1]'],
    ['create_contact', { phone_number: NUMBER, name: 'A', custom_attributes: { city: LOST } }, 'custom_'],
    ['update_contact', { contact: 'p1', name: LOST }, 'name'],
    ['update_contact', { contact: 'p1', name: 'Jos\ud83d' }, 'name'],
    ['update_contact', { contact: 'p1', add_tags: [LOST] }, 'add_tags[0]'],
    ['update_contact', { contact: 'p1', set_tags: [LOST] }, 'set_tags[0]'],
    ['update_contact', { contact: 'p1', set_attributes: { [LOST]: 1 } }, 'set_attributes'],
    ['update_contact', { contact: 'p1', set_attributes: { a: [{ b: LOST }] } }, 'set_attributes'],
    ['update_contact', { contact: 'p1', set_attributes: { a: { '\udc00': 1 } } }, 'set_attributes'],
    ['plan_update', { contacts: ['p1'], name: LOST }, 'name'],
    ['plan_update', { contacts: ['p1'], add_tags: [LOST] }, 'add_tags[0]'],
    ['plan_update', { contacts: ['p1'], set_attributes: { city: LOST } }, 'set_attributes'],
    ['plan_update', { contacts: ['p1'], rename_tags: { vip: LOST } }, 'rename_tags.vip'],
    ['plan_update', { contacts: ['p1'], rename_attributes: { city: LOST } }, 'rename_attributes.city'],
    ['plan_import', { csv: `name,phone_number\nA,${NUMBER}\n`, add_tags: [LOST] }, 'add_tags[0]'],
  ])('is not stored: %s %j', async (tool, args, where) => {
    const { context, sandbox } = await start();
    fill(sandbox, {});
    const peer = await connectRaw(context);
    const { result } = await peer.request('tools/call', { name: tool, arguments: args });
    const said = JSON.stringify(result['content']);
    expect([result['isError'], sandbox.requests]).toEqual([true, []]);
    expect(said).toContain(`\`${where}`);
    expect(said).toContain('lost on the way');
  });

  test('can be found, taken off and renamed, since somebody else may have stored it', async () => {
    const { call, sandbox } = await start();
    fill(sandbox, { name: LOST, tags: [LOST, 'a'], custom_attributes: { [LOST]: 1 } });
    expect((await call('find_contacts', { text: LOST, tags_all: [LOST] })).data['total']).toBe(1);
    const renames = { rename_tags: { [LOST]: 'José' }, rename_attributes: { [LOST]: 'city' } };
    expect((await call('plan_update', { contacts: ['p1'], ...renames })).isError).toBe(false);
    await call('update_contact', { contact: 'p1', remove_tags: [LOST], remove_attributes: [LOST] });
    expect(sandbox.account.get('p1')).toMatchObject({ tags: ['a'], custom_attributes: {} });
  });
});

describe('a name, tag or key without a visible character', () => {
  test.each(['\u200b', '\u3164', '\u2800', '\u00ad\u202e', ' \u00a0\ufe0f'])(
    'is refused, %j',
    async (none) => {
      const { call, sandbox } = await start();
      fill(sandbox, {});
      const calls = [
        ['create_contact', { phone_number: NUMBER, name: none }],
        ['update_contact', { contact: 'p1', name: none }],
        ['update_contact', { contact: 'p1', add_tags: [none] }],
        ['update_contact', { contact: 'p1', set_attributes: { [none]: 'x' } }],
        ['plan_update', { contacts: ['p1'], rename_tags: { vip: none } }],
      ] as const;
      for (const [tool, args] of calls) {
        const { isError, text } = await call(tool, { ...args });
        expect([isError, text]).toEqual([true, expect.stringContaining('nothing that can be seen')]);
      }
      expect(sandbox.requests).toEqual([]);
    },
  );

  test.each(['⛔️', 'श्री', '…', '0', 'a\u200bb'])('is not a text with one, %j', async (name) => {
    const { call, sandbox } = await start();
    fill(sandbox, {});
    await call('update_contact', { contact: 'p1', name, add_tags: [name] });
    expect(sandbox.account.get('p1')).toMatchObject({ name, tags: [name] });
  });
});
