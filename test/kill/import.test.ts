import { expect, test } from 'vitest';
import { counting } from '../plans/counts.ts';
import { importWithKills } from './importing.ts';

const CLEAN = { lost: [], harmed: [], repeated: [], state: 'done' };
const ROWS = 440;
/** Three faults in a row (0.14³ for each request) leave the rows of a request unknown, and the receipt says so. */
const MOST_UNKNOWN = 180;

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
    const { unknown = 0 } = report.counts;
    expect(report).toMatchObject({
      ...CLEAN,
      counts: counting({ done: ROWS - unknown, failed: 0, drifted: 0 }),
    });
    expect(unknown).toBeLessThanOrEqual(MOST_UNKNOWN);
  },
);
