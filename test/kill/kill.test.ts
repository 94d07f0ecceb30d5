import { expect, test } from 'vitest';
import { runWithKills } from './killing.ts';

const CLEAN = { lost: [], harmed: [], repeated: [], state: 'done' };

test('SIGKILL at random moments neither loses nor repeats a change (promise 4)', {
  timeout: 120_000,
}, async () => {
  const report = await runWithKills({ contacts: 300, kills: 4, servers: 1, singles: 0, seed: 1 });
  expect(report).toMatchObject({ ...CLEAN, kills: 4 });
});

test('nor do two servers on one data folder, with single edits in between (promise 4)', {
  timeout: 120_000,
}, async () => {
  const report = await runWithKills({ contacts: 300, kills: 4, servers: 2, singles: 2, seed: 2 });
  expect(report).toMatchObject(CLEAN);
});
