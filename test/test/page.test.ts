import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { openBrowser } from '../src/browser/index.js';
import type { Browser } from '../src/browser/index.js';
import { startProcess } from '../src/coldstart/index.js';
import type { Running } from '../src/coldstart/index.js';
import { findProgram } from '../src/programs/index.js';

const chromium = findProgram('chromium');
if (chromium === null) {
  process.stderr.write('SKIPPED: the browser tests, because no chromium is on PATH\n');
}

const LOAD_MS = 60_000;

async function verdict(page: Page): Promise<string> {
  return (await page.getByTestId('coldstart-verdict').textContent()) ?? '';
}

describe.skipIf(chromium === null)('the page of the demo, in Chromium', () => {
  let demo: Running;
  let browser: Browser;
  let page: Page;
  let url: string;

  beforeAll(async () => {
    demo = startProcess(['demo', '--port', '0', '--linger', '120']);
    url = (await demo.says(/The page: (http:\S+)/))[1] ?? '';
    browser = await openBrowser({ executable: chromium ?? '', width: 1440, height: 1000 });
    page = browser.page;
    await page.goto(url);
    await page.getByTestId('viewer-ended').waitFor({ timeout: 120_000 });
    await page.waitForFunction(
      () => document.querySelectorAll('[data-testid=coldstart-table] tbody tr').length >= 6,
    );
  });
  afterAll(async () => {
    await browser.close();
    await demo.stop();
  });

  it('says which pod wasted most GPU time, on what, and how long users waited', async () => {
    const words = await verdict(page);
    expect(words).toMatch(/pods had their GPU idle while loading: \d+ GPU-seconds/);
    expect(words).toMatch(/Worst: llm-server\S+, [\d.]+ GPU-s, mostly \w+/);
    expect(words).toMatch(/Users waited .+ s \(p95\) at \d\d:\d\d:\d\d/);
  });

  it('says what is simulated', async () => {
    expect(await page.getByTestId('viewer-banner').textContent()).toMatch(/Simulated: .*GPU activity/);
    expect(await page.getByTestId('coldstart-simulated').textContent()).toMatch(/dcgm-exporter/);
  });

  it('shows the whole span when the pointer rests on it, and the time on the other panel', async () => {
    const chart = page.getByTestId('coldstart-chart');
    const box = await chart.boundingBox();
    const left = Number(await chart.getAttribute('data-plot-left'));
    const width = Number(await chart.getAttribute('data-plot-width'));
    expect(box).not.toBeNull();
    const { x = 0, y = 0 } = box ?? {};
    const tooltip = page.getByTestId('coldstart-tooltip');
    const seen: string[] = [];
    for (let step = 1; step < 40; step++) {
      await page.mouse.move(x + left + (width * step) / 40, y + 20);
      await page.waitForTimeout(60);
      if (await tooltip.isVisible()) {
        seen.push((await tooltip.textContent()) ?? '');
      }
    }
    expect(seen.join('\n')).toMatch(/Weights load/);
    expect(seen.join('\n')).toMatch(/\d\d:\d\d:\d\d\.\d{3}/);
    const crosshair = page.locator('.u-cursor-x').first();
    await expect
      .poll(() => crosshair.evaluate((line) => line.getBoundingClientRect().x))
      .toBeGreaterThan(x + left);
  });

  it('says of a gap how long the GPU idled and what the pod did meanwhile', async () => {
    const box = (await page.getByTestId('coldstart-chart').boundingBox()) ?? {
      x: 0,
      y: 0,
      width: 0,
      height: 0,
    };
    const tooltip = page.getByTestId('coldstart-tooltip');
    const seen = new Set<string>();
    for (const share of [0.25, 0.45, 0.55]) {
      for (let y = 4; y < box.height * 0.8; y += 8) {
        await page.mouse.move(box.x + box.width * share, box.y + y);
        await page.waitForTimeout(25);
        seen.add((await tooltip.isVisible()) ? ((await tooltip.textContent()) ?? '') : '');
      }
    }
    const gaps = [...seen].filter((text) => /GPU idle/i.test(text));
    expect(gaps.length, [...seen].join('\n')).toBeGreaterThan(0);
    expect(gaps.join('\n')).toMatch(/\d s/);
    expect(gaps.join('\n')).toMatch(/weights (fetch|load|read)|container start/i);
  });

  it('keeps the tooltip of a gap in the window, with values that can be read', async () => {
    const box = await page.getByTestId('coldstart-chart').boundingBox();
    const { x = 0, y = 0, width = 0, height = 0 } = box ?? {};
    const tooltip = page.getByTestId('coldstart-tooltip');
    const text = async () => ((await tooltip.isVisible()) ? tooltip.textContent() : '');
    const places = [0.25, 0.45, 0.55].flatMap((share) =>
      Array.from({ length: Math.floor((height * 0.8) / 8) }, (_, i) => [share, 4 + 8 * i] as const),
    );
    let onGap = '';
    for (const [share, down] of places) {
      await page.mouse.move(x + width * share, y + down);
      await page.waitForTimeout(25);
      onGap = (await text()) ?? '';
      if (onGap.startsWith('GPU idle while')) break;
    }
    expect(onGap).toMatch(/^GPU idle while/);
    // It glides to its place.
    await page.waitForTimeout(400);
    const place = await tooltip.boundingBox();
    expect(place?.x).toBeGreaterThanOrEqual(0);
    expect(place?.y).toBeGreaterThanOrEqual(0);
    expect((place?.x ?? 0) + (place?.width ?? 0)).toBeLessThanOrEqual(1440);
    expect(place?.height).toBeLessThan(400);
    const widths = await tooltip
      .locator('dd')
      .evaluateAll((values) => values.map((value) => value.getBoundingClientRect().width));
    expect(Math.min(...widths)).toBeGreaterThan(100);
  });

  it('zooms to what is dragged over', async () => {
    const range = () => page.getByTestId('data-testid TimePicker Open Button').textContent();
    const before = await range();
    const box = (await page.getByTestId('coldstart-chart').boundingBox()) ?? {
      x: 0,
      y: 0,
      width: 0,
      height: 0,
    };
    await page.mouse.move(box.x + box.width * 0.5, box.y + 20);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.7, box.y + 24, { steps: 8 });
    await page.mouse.up();
    await expect.poll(range).not.toBe(before);
  });

  it.each(['dark', 'light'])('is drawn in the colours of the %s theme, without an error', async (theme) => {
    await page.goto(`${url}?theme=${theme}`);
    await page.getByTestId('coldstart-chart').waitFor({ timeout: LOAD_MS });
    await page.waitForFunction(
      () => document.querySelectorAll('[data-testid=coldstart-table] tbody tr').length >= 6,
    );
    const brightness = await page.evaluate(() => {
      const colour = getComputedStyle(document.querySelector('[data-testid=viewer-ready]') ?? document.body);
      return (colour.backgroundColor.match(/\d+/g) ?? [])
        .slice(0, 3)
        .reduce((sum, part) => sum + Number(part), 0);
    });
    expect(brightness < 3 * 128).toBe(theme === 'dark');
    expect(browser.errors).toEqual([]);
  });
});

/** A server that only began its load, as OTLP in JSON. */
function beginning(pod: string): string {
  const attribute = (key: string, value: string) => ({ key, value: { stringValue: value } });
  const nowS = Date.now() / 1000;
  const gauge = (name: string, more: readonly { key: string; value: object }[] = []) => ({
    name,
    gauge: {
      dataPoints: [
        {
          timeUnixNano: `${Math.round(nowS * 1000)}000000`,
          asDouble: nowS,
          attributes: [
            attribute('k8s.pod.name', pod),
            attribute('model.name', 'm'),
            attribute('attempt', '1'),
            ...more,
          ],
        },
      ],
    },
  });
  const metrics = [
    gauge('coldstart.load.in_progress.start.timestamp.seconds'),
    gauge('coldstart.mark.timestamp.seconds', [attribute('mark', 'process_started')]),
    gauge('coldstart.phase.start.timestamp.seconds', [attribute('phase', 'weights_load')]),
  ];
  return JSON.stringify({ resourceMetrics: [{ scopeMetrics: [{ metrics }] }] });
}

async function push(url: string, pod: string): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(new URL('/v1/metrics', url), {
    method: 'POST',
    headers,
    body: beginning(pod),
  });
  expect(response.status).toBe(200);
}

describe.skipIf(chromium === null)('a page whose server is started anew', () => {
  it('keeps what it has, says so, and shows new data when the server is back', async () => {
    const first = startProcess(['view', '--port', '0']);
    const url = (await first.says(/(http:\/\/127\.0\.0\.1:\d+)/))[1] ?? '';
    const browser = await openBrowser({ executable: chromium ?? '', width: 1000, height: 800 });
    const rows = () => browser.page.getByTestId('coldstart-table').textContent();
    try {
      await push(url, 'pod-before');
      await browser.page.goto(url);
      await browser.page.getByTestId('coldstart-table').waitFor({ state: 'attached', timeout: LOAD_MS });
      await expect.poll(rows, { timeout: 20_000 }).toContain('pod-before');
      const connection = browser.page.getByTestId('viewer-connection');
      expect(await first.stop()).toBe(0);
      await expect
        .poll(() => connection.textContent(), { timeout: 20_000 })
        .toContain('coldstart has stopped');
      expect(await rows()).toContain('pod-before');
      const second = startProcess(['view', '--port', new URL(url).port]);
      await second.says(/(http:\/\/127\.0\.0\.1:\d+)/);
      await push(url, 'pod-after');
      await expect
        .poll(() => connection.textContent(), { timeout: 30_000 })
        .not.toContain('coldstart has stopped');
      await expect.poll(rows, { timeout: 20_000 }).toContain('pod-after');
      expect(await second.stop()).toBe(0);
    } finally {
      await browser.close();
    }
  });
});
