import { configDefaults, defineConfig } from 'vitest/config';
import { silence } from './words/silence.ts';

const ALOUD = 'test/words/silent.test.ts';
/** Tests of data alone, which run once more where no sentence says anything, since no decision reads one. */
const SILENT = [
  ...['dialects', 'faults', 'model', 'standing', 'line'].map((name) => `test/plans/${name}.test.ts`),
  ...['doubt', 'freshness', 'import_faults', 'renumber'].map((name) => `test/plans/tasks/${name}.test.ts`),
  ...['takeover', 'lost', 'clock', 'closing'].map((name) => `test/plans/run/${name}.test.ts`),
  ALOUD,
];

export default defineConfig({
  test: {
    root: '.',
    testTimeout: 30_000,
    // No file leaves anything behind in its process, so they can share one: half the time.
    isolate: false,
    maxWorkers: 2,
    // Ages and dates are read in the system's zone: the tests fix one that is neither UTC nor on the hour.
    env: { TZ: 'Asia/Kolkata' },
    projects: [
      {
        extends: true,
        test: { name: 'said', include: ['test/**/*.test.ts'], exclude: [...configDefaults.exclude, ALOUD] },
      },
      { extends: true, plugins: [silence()], test: { name: 'silent', include: SILENT } },
    ],
  },
});
