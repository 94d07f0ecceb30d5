import { describe, expect, test } from 'vitest';
import { start } from '../harness.ts';

describe.each(['legacy', 'modern'] as const)('get_contact, %s era', (era) => {
  test('reads one contact by id with exactly one request', async () => {
    const { call, sandbox } = await start({ era });
    const [contact] = sandbox.account.contacts.values();
    const { data, text } = await call('get_contact', { contact: contact?.id });
    expect(data['contact']).toMatchObject({ id: contact?.id, name: contact?.name, tags: contact?.tags });
    expect(text).toContain(contact?.phone_number);
    expect(sandbox.requests).toHaveLength(1);
  });
});
