import { defineConfig } from 'vitest/config';

const node = (name: string, testTimeout = 20_000) => ({
  test: { name, root: name, environment: 'node' as const, include: ['test/**/*.test.ts'], testTimeout },
});

export default defineConfig({
  test: {
    // Two cores: files that start real servers must not starve each other.
    maxWorkers: 2,
    projects: [
      node('conventions'),
      node('timeline'),
      node('sdk'),
      node('cli', 60_000),
      'plugin',
      'viewer',
      node('test', 180_000),
    ],
  },
});
