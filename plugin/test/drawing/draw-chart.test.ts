import { createTheme } from '@grafana/data';
import { PHASE_NAMES } from '@coldstart/conventions';
import { beforeEach, describe, expect, test } from 'vitest';
import { drawChart, paletteOf, penFor, type Chart } from '../../src/drawing';
import { chartQueue, heightOfRows, layoutPlot, layoutRows, pictureRow } from '../../src/layout';
import { clockOf, worstOf } from '../../src/words';
import { drawnOn, textsOn } from '../given/canvas';
import { coldStart, observedGpu, queue, sampledEvery, spike, T0_S } from '../given/timeline';

const WIDTH = 1200;
const HEIGHT = 640;
const NOW_S = T0_S + 150;

function chartOf(timeline: ReturnType<typeof spike>, only: Chart['only'] = null): Chart {
  const rows = layoutRows(timeline.coldStarts);
  const rowsHeight = heightOfRows(rows);
  const view = { fromMs: T0_S * 1000, toMs: (T0_S + 180) * 1000 };
  const plot = layoutPlot({
    width: WIDTH,
    height: HEIGHT,
    rowsHeight,
    hasQueue: timeline.queues.length > 0,
    ...view,
  });
  const { queues } = timeline;
  return {
    plot,
    rows: timeline.coldStarts.flatMap((coldStart, i) => {
      const row = rows[i];
      return row ? [pictureRow(coldStart, row, plot.scale, NOW_S)] : [];
    }),
    scrollTop: 0,
    below: 0,
    worstId: worstOf(timeline.coldStarts)?.id ?? null,
    depth: chartQueue(
      queues,
      ({ depth }) => depth.map(({ atS, requests }) => ({ atS, value: requests })),
      plot.depth,
      plot.scale,
      true,
    ),
    wait: chartQueue(
      queues,
      ({ waitP95 }) => waitP95.map(({ atS, seconds }) => ({ atS, value: seconds })),
      plot.wait,
      plot.scale,
      false,
    ),
    only,
  };
}

describe.each(['dark', 'light'] as const)('drawing in %s', (mode) => {
  const palette = paletteOf(createTheme({ colors: { mode } }));
  let canvas: HTMLCanvasElement;
  const draw = (chart: Chart) => {
    const pen = penFor(canvas, WIDTH, HEIGHT, 2);
    if (pen) drawChart(pen, chart, palette, clockOf('utc'), 'utc');
  };
  beforeEach(() => {
    canvas = document.createElement('canvas');
  });

  test('the canvas has the pixels of the screen', () => {
    draw(chartOf(spike()));
    expect([canvas.width, canvas.height]).toEqual([2 * WIDTH, 2 * HEIGHT]);
  });

  test('a bar in its colour for every finished span, inside the plot', () => {
    const chart = chartOf(spike());
    draw(chart);
    const bars = drawnOn(canvas).filter(({ op }) => op === 'fillRect');
    for (const { of, box } of chart.rows.flatMap(({ spans }) => spans)) {
      if (of.state === 'running') continue;
      const bar = bars.find(
        ({ args, fillStyle }) =>
          args[0] === box.x && args[1] === box.y && fillStyle === palette.phases[of.phase],
      );
      expect(bar?.args[2]).toBeGreaterThanOrEqual(Math.max(1, box.width - 1));
    }
  });

  test('a running span fades, so it has no plain colour', () => {
    const chart = chartOf(spike());
    draw(chart);
    const running = chart.rows.flatMap(({ spans }) => spans).find(({ of }) => of.state === 'running');
    const bar = drawnOn(canvas).find(
      ({ op, args }) => op === 'fillRect' && args[0] === running?.box.x && args[1] === running?.box.y,
    );
    expect(bar?.fillStyle).toHaveProperty('addColorStop');
  });

  test('gaps are hatched in the warning colour and labelled with seconds', () => {
    draw(chartOf(spike()));
    const hatched = drawnOn(canvas).filter(
      ({ op, strokeStyle }) => op === 'strokeRect' && strokeStyle === palette.gap,
    );
    expect(hatched).toHaveLength(6);
    const texts = textsOn(canvas);
    expect(texts).toContain('GPU idle 1 min 10 s · mostly weights fetch');
    expect(
      texts.filter((text) => /^(GPU )?idle \d|^(11|18|22) s$/.test(text) && !text.includes(' of ')),
    ).toHaveLength(6);
    expect(texts.filter((text) => text === 'worst')).toHaveLength(1);
  });

  test('what failed and what is unknown say so', () => {
    draw(chartOf(spike()));
    const texts = textsOn(canvas);
    expect(texts).toContain('Failed: OOMKilled');
    expect(texts).toContain('?');
    expect(texts.some((text) => text.startsWith('GPU not observable: '))).toBe(true);
  });

  test('a sample that stands for a long time is drawn as one: pale, with a tick where it was taken', () => {
    const gpu = sampledEvery(15, [[2, 40, 0.4], [40, 70, 0.9], [70, 180, 0.8]], 70); // prettier-ignore
    const pod = coldStart({ pod: 'far', from: 0, to: 70, gpu });
    draw(chartOf({ coldStarts: [pod], queues: [], replicas: [], scaling: [], triggers: [], notes: [] }));
    const bars = drawnOn(canvas).filter(({ op, args }) => op === 'fillRect' && Number(args[3]) > 1);
    expect(bars.filter(({ fillStyle }) => fillStyle === palette.gpu)).toEqual([]);
    expect(textsOn(canvas)).toContain('one sample per 15 s');
    const ticks = drawnOn(canvas).filter(
      ({ op, strokeStyle }) => op === 'stroke' && strokeStyle === palette.gpu,
    );
    // The newest sample stands for the time since, too: where it was taken is not known.
    expect(ticks.length).toBe(2);
    draw(chartOf(spike()));
    expect(textsOn(canvas).join()).not.toContain('sample per');
  });

  test('the queue names its units and its peaks', () => {
    draw(chartOf(spike()));
    const texts = textsOn(canvas);
    for (const text of [
      'Queue depth',
      'requests',
      'Queue wait',
      'p95',
      'peak 34 at 12:01:29',
      'peak 17 s to 18 s at 12:01:35',
    ]) {
      expect(texts).toContain(text);
    }
  });

  test('a queue in two places says which of them peaks', () => {
    draw(chartOf({ ...spike(), queues: [{ ...queue(), kind: 'front_door', waitP95: [] }, queue()] }));
    expect(textsOn(canvas)).toContain('peak 17 s to 18 s at 12:01:35, engine');
  });

  test('an unknown stretch of a shared GPU does not claim that samples are missing', () => {
    const gpu = observedGpu('g', [[2, 40, 0], [40, 140, -1]], [], 140); // prettier-ignore
    const texts = (shared: { pods: string[]; perPod: boolean } | null) => {
      const gpus = gpu.gpus.map((one) => ({ ...one, shared }));
      const pod = coldStart({ pod: 'a', from: 0, to: 140, gpu: { ...gpu, gpus } });
      canvas = document.createElement('canvas');
      draw(chartOf({ ...spike(), coldStarts: [pod] }));
      return textsOn(canvas);
    };
    expect(texts(null)).toContain('no samples: unknown');
    expect(texts({ pods: ['b'], perPod: false })).toContain('shared GPU busy, or no samples: unknown');
  });

  test('without a queue a sentence stands in its place', () => {
    draw(chartOf({ ...spike(), queues: [] }));
    expect(textsOn(canvas).some((text) => text.startsWith('Queue not observable'))).toBe(true);
  });

  test('the others fade when one phase stands out', () => {
    draw(chartOf(spike(), 'compile'));
    const alphas = (phase: (typeof PHASE_NAMES)[number]) =>
      new Set(
        drawnOn(canvas)
          .filter(({ fillStyle, op }) => op === 'fillRect' && fillStyle === palette.phases[phase])
          .map(({ alpha }) => alpha),
      );
    expect(alphas('compile')).toEqual(new Set([1]));
    expect([...alphas('weights_fetch')].every((alpha) => alpha < 0.5)).toBe(true);
  });

  test('neighbouring phases have colours that differ in lightness or hue', () => {
    PHASE_NAMES.forEach((phase, i) => {
      const next = PHASE_NAMES[i + 1];
      if (next) expect(palette.phases[phase]).not.toBe(palette.phases[next]);
    });
  });
});
