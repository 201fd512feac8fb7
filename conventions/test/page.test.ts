import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { renderPage } from '../src/page/render.js';

it('conventions/README.md is fresh; if not: npm run generate', () => {
  expect(readFileSync(new URL('../README.md', import.meta.url), 'utf8')).toBe(renderPage());
});
