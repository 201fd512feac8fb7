import { defineConfig } from 'vitest/config';

const node = (name: string, testTimeout = 20_000) => ({
  test: { name, root: name, environment: 'node' as const, include: ['test/**/*.test.ts'], testTimeout },
});

export default defineConfig({
  test: {
    projects: [
      node('conventions'),
      node('timeline'),
      node('sdk'),
      node('cli', 60_000),
      'plugin',
      'viewer',
      {
        test: {
          ...node('test').test,
          // Whole demos, with Chromium: one after the other, when nothing else runs on the two cores.
          testTimeout: 180_000,
          hookTimeout: 180_000,
          maxWorkers: 1,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
