import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    name: 'plugin',
    environment: 'jsdom',
    include: ['test/**/*.test.{ts,tsx}'],
    setupFiles: ['./test/given/browser.ts'],
    testTimeout: 20_000,
    // Grafana's packages import CSS and files without extensions, which Node alone refuses.
    server: { deps: { inline: [/@grafana\//, /@react-hookz/, /@ver0/, /react-data-grid/] } },
  },
});
