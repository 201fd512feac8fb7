import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { renderPage } from '../../src/page/render.js';
import { EXPORTERS, SIGNALS, STEPS, unitOf } from '../../src/signals/index.js';

describe('docs/signals.md', () => {
  const page = renderPage();

  test('is fresh; if not: npm run generate', () => {
    expect(readFileSync(new URL('../../../docs/signals.md', import.meta.url), 'utf8')).toBe(page);
  });

  test('has a row for every metric of the table', () => {
    const missing = SIGNALS.filter(({ metric }) => !page.includes(`| \`${metric}\` |`));
    expect(missing.map(({ metric }) => metric)).toEqual([]);
  });

  test('says of every metric what it tells and in which unit', () => {
    const wordless = SIGNALS.filter((row) => row.says.trim() === '' || unitOf(row) === '');
    expect(wordless.map(({ metric }) => metric)).toEqual([]);
  });

  test('calls no flag a count, and says who is believed where sources differ', () => {
    expect(page).toMatch(/^\| `keda_scaler_active` \|.*\| 1 where it holds \| samples \|$/m);
    expect(page).toMatch(/^\| `kn_revision_pods_desired` \|.*\| count \| samples \|$/m);
    expect(page).toContain('the one that decides the moment is believed');
  });

  test('leads to every exporter that it names', () => {
    const headings = [...page.matchAll(/^### (.+)$/gm)].map(([, title = '']) =>
      title
        .toLowerCase()
        .replace(/[^\p{L}\p{N} -]/gu, '')
        .replaceAll(' ', '-'),
    );
    const anchors = [...page.matchAll(/\]\(#([^)]+)\)/g)].map(([, name]) => name);
    expect(anchors.length).toBeGreaterThan(2);
    expect(anchors.filter((name) => !headings.includes(name ?? ''))).toEqual([]);
  });

  test('names the steps in order, and every exporter in one of them', () => {
    const at = Object.values(STEPS).map(({ title }) => page.indexOf(title));
    expect(at).toEqual([...at].sort((a, b) => a - b));
    expect(at[0]).toBeGreaterThan(0);
    const steps = new Set(Object.values(EXPORTERS).map(({ step }) => step));
    expect([...steps].sort()).toEqual(Object.keys(STEPS).sort());
  });
});
