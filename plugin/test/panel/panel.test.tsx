import React from 'react';
import {
  applyFieldOverrides,
  createDataFrame,
  createTheme,
  DashboardCursorSync,
  DataHoverClearEvent,
  DataHoverEvent,
  dateTime,
  EventBusSrv,
  FieldType,
  getPanelOptionsWithDefaults,
  LoadingState,
  standardEditorsRegistry,
  standardFieldConfigEditorRegistry,
  type DataFrame,
  type PanelData,
} from '@grafana/data';
import { PanelContextProvider } from '@grafana/ui';
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { PanelOptions } from '../../src/options';
import { plugin } from '../../src/plugin';
import { drawings, drawnOn, textsOn } from '../given/canvas';
import { EVALUATED_S, podFrames, queueFrames, spikeFrames } from '../given/frames';
import { T0_S } from '../given/timeline';

const EDITORS = ['number', 'slider', 'text', 'select', 'radio', 'boolean', 'color', 'unit'];

beforeAll(() => {
  standardEditorsRegistry.setInit(() => EDITORS.map((id) => ({ id, name: id, editor: () => null })));
  standardFieldConfigEditorRegistry.setInit(() => []);
});
beforeEach(() => {
  vi.spyOn(Date, 'now').mockReturnValue((T0_S + EVALUATED_S) * 1000);
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

interface Given {
  readonly frames: DataFrame[];
  readonly data?: Partial<PanelData>;
  readonly options?: Record<string, unknown>;
  readonly width?: number;
  readonly height?: number;
}

function show({ frames, data = {}, options = {}, width = 900, height = 640 }: Given) {
  const Panel = plugin.panel;
  if (!Panel) throw new Error('The plugin has no panel.');
  const withDefaults = getPanelOptionsWithDefaults({
    plugin: plugin as never,
    currentOptions: options,
    currentFieldConfig: { defaults: {}, overrides: [] },
    isAfterPluginChange: false,
  });
  const dashboardBus = new EventBusSrv();
  const eventBus = dashboardBus.newScopedBus('panel-1', { onlyLocal: false });
  const onChangeTimeRange = vi.fn();
  /** The range in seconds after T0. */
  const panelWith = (given: DataFrame[], fromS = 0, toS = 200) => {
    const from = dateTime((T0_S + fromS) * 1000);
    const to = dateTime((T0_S + toS) * 1000);
    const timeRange = { from, to, raw: { from, to } };
    const series = applyFieldOverrides({
      data: given,
      fieldConfig: withDefaults.fieldConfig,
      fieldConfigRegistry: plugin.fieldConfigRegistry,
      replaceVariables: (text) => text,
      theme: createTheme(),
      timeZone: 'utc',
    });
    return (
      <PanelContextProvider
        value={{ eventsScope: 'global', eventBus, sync: () => DashboardCursorSync.Crosshair }}
      >
        <Panel
          id={1}
          title="Cold starts"
          data={{ state: LoadingState.Done, series, timeRange, ...data }}
          timeRange={timeRange}
          timeZone="utc"
          options={withDefaults.options as unknown as PanelOptions}
          fieldConfig={withDefaults.fieldConfig}
          width={width}
          height={height}
          transparent={false}
          renderCounter={0}
          eventBus={eventBus}
          replaceVariables={(text: string) => text}
          onOptionsChange={() => undefined}
          onFieldConfigChange={() => undefined}
          onChangeTimeRange={onChangeTimeRange}
        />
      </PanelContextProvider>
    );
  };
  const { container, rerender } = render(panelWith(frames));
  /** The answer of a later refresh. */
  const refresh = (...given: Parameters<typeof panelWith>) => {
    rerender(panelWith(...given));
  };
  return { container, refresh, dashboardBus, onChangeTimeRange };
}

function canvases(container: HTMLElement) {
  const [chart, overlay] = [...container.querySelectorAll('canvas')];
  if (!chart || !overlay) throw new Error('The panel has no canvases.');
  return { chart, overlay };
}

/** Pixel of a time on the chart; its origin is that of the page in jsdom. */
function xOfTime(afterS: number): number {
  const { plotLeft, plotWidth } = screen.getByTestId('coldstart-chart').dataset;
  return Number(plotLeft) + (afterS / 200) * Number(plotWidth);
}

describe('a traffic spike in Prometheus frames', () => {
  test('is summed up in a sentence: the worst pod, on what, and how long users waited', () => {
    show({ frames: spikeFrames() });
    const verdict = screen.getByTestId('coldstart-verdict').textContent;
    expect(verdict).toMatch(/2 of 3 pods had their GPU idle while loading: \d+ GPU-seconds/);
    expect(verdict).toMatch(/Worst: chat-miss, \d+ GPU-s, mostly weights fetch\./);
    expect(verdict).toMatch(/Users waited \d+ s to \d+ s \(p95\) at 12:0\d:\d\d\./);
    expect(verdict).toContain('2 of 3 pods ready, 1 still loading.');
    expect(verdict).toContain('GPU not observable for 1 of 3 pods.');
  });

  test('stands in a table for those who cannot see the canvas', () => {
    show({ frames: spikeFrames() });
    const rows = within(screen.getByTestId('coldstart-table')).getAllByRole('row');
    expect(rows.map((row) => row.textContent)).toEqual([
      expect.stringContaining('Pod'),
      expect.stringMatching(/chat-hit.*ready in 22 s.*GPU idle \d+(\.\d)? of \d+ GPU-s.*local copy/),
      expect.stringMatching(/chat-miss.*ready in 1 min 1 s.*GPU idle.*fetched remotely/),
      expect.stringMatching(/chat-slow.*loading for 1 min.*GPU not observable/),
    ]);
    expect(screen.getByRole('img').getAttribute('aria-label')).toContain('Worst: chat-miss');
  });

  test('is drawn with gap labels, phases and the queue', () => {
    const { container } = show({ frames: spikeFrames() });
    const texts = textsOn(canvases(container).chart);
    expect(texts).toContainEqual(expect.stringMatching(/^GPU idle 47 s/));
    expect(texts).toContain('Weights fetch 40 s');
    expect(texts).toContainEqual(expect.stringMatching(/^GPU not observable/));
    expect(texts).toContain('worst');
    expect(texts).toContainEqual(expect.stringMatching(/^peak 34 at 12:01:/));
    expect(texts).toContain('12:01:00');
  });

  test('says what is simulated', () => {
    show({ frames: spikeFrames() });
    expect(screen.getByTestId('coldstart-simulated').textContent).toContain('kube-state-metrics');
  });

  test('a loading row runs to the moment the data arrived, not to the end of the range', () => {
    show({ frames: spikeFrames() });
    expect(screen.getByTestId('coldstart-table').textContent).toContain('loading for 1 min');
  });

  test('the legend totals the phases, and a click lets one stand out', () => {
    const { container } = show({ frames: spikeFrames() });
    const legend = within(screen.getByTestId('coldstart-legend'));
    expect(legend.getByText('Weights fetch')).toBeTruthy();
    // Phases lie inside one another, so that the shares may add up to more than all.
    expect(legend.getAllByTitle(/shares may add up to more than 100 %/).length).toBeGreaterThan(1);
    const { chart } = canvases(container);
    const before = drawings(chart);
    fireEvent.click(legend.getByText('Weights fetch'));
    expect(drawings(chart)).toBeGreaterThan(before);
  });
});

describe('pointer', () => {
  test('hovering a span shows the whole span', () => {
    show({ frames: spikeFrames() });
    const chart = screen.getByTestId('coldstart-chart');
    // The second row's lanes: walk down until the tooltip is that of a phase.
    const seen = new Set<string>();
    for (let y = 0; y < 320; y += 3) {
      fireEvent.mouseMove(chart, { clientX: xOfTime(60), clientY: y });
      const tooltip = screen.queryByTestId('coldstart-tooltip');
      if (tooltip) seen.add(tooltip.textContent);
    }
    const said = [...seen];
    const span = said.find((text) => text.startsWith('Weights fetch') && text.includes('chat-miss'));
    expect(span).toMatch(/2026-11-24 12:00:38\.000.*2026-11-24 12:01:18\.000/);
    expect(span).toMatch(/Duration40 s ± 2 ms/);
    expect(span).toMatch(/Share of the cold start66 %/);
    const gap = said.find((text) => text.startsWith('GPU idle while the model loads'));
    expect(gap).toMatch(/Idle\d+ sof GPU.*GPU-chat-miss/);
    expect(gap).toMatch(/under Weights fetch\d+ GPU-s/);
    expect(gap).toContain('dcgm-exporter (simulated)');
  });

  test('tells the other panels where it is, and never draws the chart again', () => {
    const { container, dashboardBus } = show({ frames: spikeFrames() });
    const hovered: unknown[] = [];
    const cleared = vi.fn();
    dashboardBus.getStream(DataHoverEvent).subscribe((event) => hovered.push(event.payload.point['time']));
    dashboardBus.getStream(DataHoverClearEvent).subscribe(cleared);
    const { chart, overlay } = canvases(container);
    const before = { chart: drawings(chart), overlay: drawings(overlay) };
    const frame = screen.getByTestId('coldstart-chart');
    fireEvent.mouseMove(frame, { clientX: xOfTime(60), clientY: 40 });
    expect(hovered).toHaveLength(1);
    expect(Number(hovered[0])).toBeCloseTo((T0_S + 60) * 1000, -1);
    expect(drawings(chart)).toBe(before.chart);
    expect(drawings(overlay)).toBeGreaterThan(before.overlay);
    expect(textsOn(overlay)).toContain('12:01:00');
    fireEvent.mouseLeave(frame);
    expect(textsOn(overlay)).toEqual([]);
  });

  test('a pointer that rests reads what a refresh brings under it', async () => {
    const fetching = (to: number | null) =>
      podFrames({ pod: 'chat', createdS: 31, readyS: null, phases: [['weights_fetch', 38, to]] });
    const { container, refresh, dashboardBus } = show({ frames: fetching(null) });
    const hovered: unknown[] = [];
    dashboardBus.getStream(DataHoverEvent).subscribe((event) => hovered.push(event.payload.point['time']));
    const { overlay } = canvases(container);
    const tooltip = () => screen.queryByTestId('coldstart-tooltip')?.textContent ?? '';
    const outlines = () => drawnOn(overlay).filter(({ op }) => op === 'strokeRect').length;
    for (let y = 0; y < 60 && !tooltip().startsWith('Weights fetch'); y += 2)
      fireEvent.mouseMove(screen.getByTestId('coldstart-chart'), { clientX: xOfTime(60), clientY: y });
    expect(tooltip()).toContain('still running');
    expect(outlines()).toBe(1);

    refresh(fetching(78));
    expect(tooltip()).toMatch(/Duration40 s.*Statedone/);
    expect(textsOn(overlay)).toContain('12:01:00');

    // The time moves on under the pointer, here and for the other panels.
    refresh(fetching(78), 50, 250);
    expect(textsOn(overlay)).toContain('12:01:50');
    await vi.waitFor(() => {
      expect(Number(hovered.at(-1)) / 1000 - T0_S).toBeCloseTo(110, 1);
    });

    refresh(queueFrames());
    expect(tooltip()).toMatch(/^Queue12:01:00/);
    expect(outlines()).toBe(0);
  });

  test('follows the pointer of another panel', () => {
    const { container, dashboardBus } = show({ frames: spikeFrames() });
    const { overlay } = canvases(container);
    act(() => {
      dashboardBus.publish(new DataHoverEvent({ point: { time: (T0_S + 90) * 1000 } }));
    });
    expect(textsOn(overlay)).toContain('12:01:30');
    act(() => {
      dashboardBus.publish(new DataHoverClearEvent());
    });
    expect(textsOn(overlay)).toEqual([]);
  });

  test('a drag zooms the dashboard, a click does not', () => {
    const { onChangeTimeRange } = show({ frames: spikeFrames() });
    const frame = screen.getByTestId('coldstart-chart');
    fireEvent.mouseDown(frame, { button: 0, clientX: xOfTime(50), clientY: 20 });
    fireEvent.mouseUp(window, { clientX: xOfTime(50) + 2 });
    expect(onChangeTimeRange).not.toHaveBeenCalled();
    fireEvent.mouseDown(frame, { button: 0, clientX: xOfTime(100), clientY: 20 });
    fireEvent.mouseMove(window, { clientX: xOfTime(70) });
    fireEvent.mouseUp(window, { clientX: xOfTime(50) });
    expect(onChangeTimeRange).toHaveBeenCalledOnce();
    const [range] = onChangeTimeRange.mock.calls[0] as [{ from: number; to: number }];
    expect(Math.abs(range.from - (T0_S + 50) * 1000)).toBeLessThanOrEqual(1);
    expect(Math.abs(range.to - (T0_S + 100) * 1000)).toBeLessThanOrEqual(1);
  });

  test('Escape gives up a drag', () => {
    const { onChangeTimeRange } = show({ frames: spikeFrames() });
    fireEvent.mouseDown(screen.getByTestId('coldstart-chart'), {
      button: 0,
      clientX: xOfTime(50),
      clientY: 20,
    });
    fireEvent.keyDown(window, { key: 'Escape' });
    fireEvent.mouseUp(window, { clientX: xOfTime(90) });
    expect(onChangeTimeRange).not.toHaveBeenCalled();
  });
});

describe('what is missing is said in words', () => {
  const message = () => screen.getByTestId('coldstart-message').textContent;

  test('no frames at all', () => {
    show({ frames: [] });
    expect(message()).toContain('no query');
    // They may come by OTLP as well.
    expect(message()).not.toContain('Prometheus');
    expect(message()).toContain('coldstart_mark_timestamp_seconds');
  });

  test('answers without a series', () => {
    show({ frames: [createDataFrame({ refId: 'marks', fields: [] })] });
    expect(message()).toContain('1 answer without a series in this time range');
  });

  test('other series than those of a cold start', () => {
    const other = createDataFrame({
      fields: [
        { name: 'Time', type: FieldType.time, values: [T0_S * 1000] },
        { name: 'Value', type: FieldType.number, labels: { __name__: 'up' }, values: [1] },
      ],
    });
    show({ frames: [other] });
    expect(message()).toContain('No cold start series');
    expect(message()).toContain('up');
  });

  test('frames that cannot be read', () => {
    const bad = createDataFrame({
      refId: 'B',
      fields: [{ name: 'x', type: FieldType.string, values: ['a'] }],
    });
    show({ frames: [bad] });
    expect(message()).toMatch(/Query B: frame with the fields "x" has no time field/);
  });

  test('failed queries', () => {
    show({
      frames: [],
      data: { state: LoadingState.Error, errors: [{ refId: 'marks', message: 'connection refused' }] },
    });
    expect(message()).toContain('Query marks failed: connection refused');
  });

  test('a failed query among good ones is a note, and the rest is drawn', () => {
    show({ frames: spikeFrames(), data: { errors: [{ refId: 'activity', message: 'timeout' }] } });
    expect(screen.getByTestId('coldstart-verdict')).toBeTruthy();
    expect(screen.getByTestId('coldstart-notes')).toBeTruthy();
  });

  test('while the first answer is awaited', () => {
    show({ frames: [], data: { state: LoadingState.Loading } });
    expect(message()).toContain('Waiting for the queries');
  });

  test('no GPU series: not observable, and no figure', () => {
    show({ frames: podFrames({ pod: 'a', createdS: 10, readyS: 40, phases: [['weights_load', 15, 35]] }) });
    expect(screen.getByTestId('coldstart-verdict').textContent).toContain(
      'Whether a GPU sat idle is not observable.',
    );
    expect(screen.getByTestId('coldstart-table').textContent).toContain('GPU not observable');
    expect(screen.getByTestId('coldstart-verdict').textContent).toContain(
      'How long users waited is not observable',
    );
  });

  test('a queue without cold starts', () => {
    const { container } = show({ frames: queueFrames() });
    expect(screen.getByTestId('coldstart-verdict').textContent).toContain(
      'No cold start in this time range.',
    );
    expect(textsOn(canvases(container).chart)).toContain('Queue depth');
  });

  test('an option that cannot be used is named and replaced', () => {
    show({ frames: spikeFrames(), options: { busyThresholdPercent: 500, minGapS: 5 } });
    expect(screen.getByTestId('coldstart-verdict').textContent).toContain('GPU-seconds');
    expect(screen.getByTestId('coldstart-notes').textContent).toMatch(/note/);
  });

  test('300 pixels still show rows and a verdict', () => {
    const { container } = show({ frames: spikeFrames(), width: 300, height: 420 });
    expect(screen.getByTestId('coldstart-verdict')).toBeTruthy();
    expect(textsOn(canvases(container).chart).length).toBeGreaterThan(5);
  });
});
