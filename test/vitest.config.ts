import { configDefaults, defineConfig } from 'vitest/config';
import { silence } from './words/silence.ts';

/** In a browser; what it needs is installed before. */
const BROWSER = 'test/browser/**/*.test.ts';
/** Silent alone. */
const STORY = 'test/words/silent.test.ts';
/** What asserts data alone: it runs once more where no sentence says anything, since no decision reads one. */
const SILENT = [
  'test/plans/{approval,dialects,faults,model,properties,truths}.test.ts',
  'test/plans/tasks/import_*.test.ts',
  STORY,
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
        test: {
          name: 'said',
          include: ['test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, STORY, BROWSER],
        },
      },
      {
        extends: true,
        test: { name: 'page', include: [BROWSER], globalSetup: 'test/browser/setup.ts' },
      },
      { extends: true, plugins: [silence()], test: { name: 'silent', include: SILENT } },
    ],
  },
});
