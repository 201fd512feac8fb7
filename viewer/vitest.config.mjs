import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    name: 'viewer',
    environment: 'jsdom',
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    // Grafana's packages import files without extensions, which Node alone refuses.
    server: { deps: { inline: [/@grafana\//, /@react-hookz/, /@ver0/, /react-data-grid/] } },
  },
});
