import { expect, test } from 'vitest';
import { freeze, roundOf } from './freezing.ts';
import { lanes } from './lanes.ts';
import { told, wrongOf } from './report.ts';

/** Stops for each kind of plan, and some rounds with replies held back; `npm run freeze` does more and longer ones. */
const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 22, 23, 28];

// Windows has no way to stop a process for a while.
test.skipIf(process.platform === 'win32')(
  'a process that stands still or is answered late destroys nothing that somebody else did meanwhile, and does its work (promises 1, 2, 4 and 9)',
  { timeout: 600_000 },
  async () => {
    const reports = await lanes(SEEDS, (seed) => freeze({ ...roundOf(seed), longest: 4 }));
    expect(wrongOf(reports).map(told).join('\n')).toBe('');
  },
);
