import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: '.',
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    // No file leaves anything behind in its process, so they can share one: half the time.
    isolate: false,
    maxWorkers: 2,
    // Ages and dates are read in the system's zone: the tests fix one that is neither UTC nor on the hour.
    env: { TZ: 'Asia/Kolkata' },
  },
});
