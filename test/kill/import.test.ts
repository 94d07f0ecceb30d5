import { expect, test } from 'vitest';
import { importWithKills } from './importing.ts';

const CLEAN = { lost: [], harmed: [], repeated: [], state: 'done' };
const ALL = { done: 440, failed: 0, drifted: 0, unknown: 0 };

test.each([
  ['one server', { kills: 4, servers: 1, seed: 1 }],
  ['two servers on one data folder', { kills: 4, servers: 2, seed: 2, dialect: { importTags: 'overwrite' } }],
] as const)(
  'an import of %s that is killed with SIGKILL creates each contact once, and its receipt is exact (promise 4)',
  {
    timeout: 120_000,
  },
  async (_who, options) => {
    const report = await importWithKills(options);
    expect(report).toMatchObject({ ...CLEAN, counts: ALL });
  },
);
