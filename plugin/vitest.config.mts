import { defineConfig } from 'vitest/config';

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic' } },
  test: {
    name: 'plugin',
    environment: 'jsdom',
    include: ['test/**/*.test.{ts,tsx}'],
    setupFiles: ['./test/given/browser.ts'],
    testTimeout: 20_000,
    // A jsdom and Grafana's packages anew for every file would take longer than the tests.
    isolate: false,
    // Grafana's packages import CSS and files without extensions, which Node alone refuses.
    server: { deps: { inline: [/@grafana\//, /@react-hookz/, /@ver0/, /react-data-grid/] } },
  },
});
