import { afterAll, expect, test } from 'vitest';
import { tidyUp } from '../bundle/bundle.ts';
import { OLDER } from '../bundle/older.ts';
import { connect } from './drive.ts';
import { desktopCommand, PACKING, pack } from './packed.ts';

afterAll(tidyUp);

test.skipIf(OLDER === undefined)(
  'the bundle for Claude Desktop reads on the oldest Node that it asks for, and a write says what to install',
  async () => {
    const { out } = await pack();
    const { client, call } = await connect(await desktopCommand(out, { sandbox: true }), OLDER);
    const found = await call('find_contacts', { text: 'Globex' });
    expect(found).toMatchObject({ isError: false, data: { complete: true } });
    const request = { selection_id: found.data['selection_id'], add_tags: ['vip'] };
    const refused = await call('plan_update', request);
    await client.close();
    expect(refused.isError).toBe(true);
    expect(refused.text).toContain('Install it from nodejs.org');
  },
  PACKING,
);
