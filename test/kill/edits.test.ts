import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { pointTo } from '../pointTo.ts';
import { fill } from '../tools/world.ts';
import { Server } from './killing.ts';

test('edits of one contact at once by three servers on one data folder are all made (promise 4)', async () => {
  const sandbox = await startSandbox({ contacts: 0, latencyMs: 20 });
  const dataDir = await mkdtemp(join(tmpdir(), 'vobiz-edits-'));
  fill(sandbox, {});
  const env = { ...pointTo(sandbox), VOBIZ_DATA_DIR: dataDir, VOBIZ_LOG_LEVEL: 'error' };
  const servers = await Promise.all(
    ['a', 'b', 'c'].map(async (name) => [name, await new Server(env).start()] as const),
  );
  onTestFinished(async () => {
    await Promise.all(servers.map(([, server]) => server.close()));
    await sandbox.close();
    await rm(dataDir, { recursive: true, force: true });
  });
  const tags = servers.flatMap(([name, server]) => [1, 2, 3].map((n) => [`${name}${n}`, server] as const));
  await Promise.all(
    tags.map(([tag, server]) => server.call('update_contact', { contact: 'p1', add_tags: [tag] })),
  );
  expect([...sandbox.account.get('p1').tags].sort()).toEqual(tags.map(([tag]) => tag));
});
