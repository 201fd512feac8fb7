import type { GrafanaTheme2 } from '@grafana/data';
import {
  AxisPlacement,
  GraphDrawStyle,
  LineInterpolation,
  ScaleDirection,
  ScaleOrientation,
  VisibilityMode,
} from '@grafana/schema';
import { UPlotConfigBuilder } from '@grafana/ui';

export interface PlotOptions {
  readonly names: readonly string[];
  readonly theme: GrafanaTheme2;
  readonly timeZone: string;
  /** Asked at every draw, so that a moving time range needs no new plot. Unix milliseconds. */
  readonly range: () => [number, number];
}

/** A stepped line per series over time: a queue keeps its length until the next sample. */
export function queuePlotConfig({ names, theme, timeZone, range }: PlotOptions): UPlotConfigBuilder {
  const builder = new UPlotConfigBuilder(timeZone);
  builder.addScale({
    scaleKey: 'x',
    isTime: true,
    orientation: ScaleOrientation.Horizontal,
    direction: ScaleDirection.Right,
    range,
  });
  builder.addAxis({ scaleKey: 'x', isTime: true, placement: AxisPlacement.Bottom, theme, timeZone });
  builder.addScale({
    scaleKey: 'requests',
    orientation: ScaleOrientation.Vertical,
    direction: ScaleDirection.Up,
    softMin: 0,
    softMax: 1,
    decimals: 0,
  });
  builder.addAxis({ scaleKey: 'requests', placement: AxisPlacement.Left, theme, decimals: 0 });
  names.forEach((_, index) => {
    builder.addSeries({
      scaleKey: 'requests',
      theme,
      show: true,
      drawStyle: GraphDrawStyle.Line,
      lineColor: seriesColor(theme, index),
      lineWidth: 1.5,
      lineInterpolation: LineInterpolation.StepAfter,
      fillOpacity: names.length === 1 ? 15 : 0,
      showPoints: VisibilityMode.Never,
      spanNulls: true,
      pxAlign: false,
    });
  });
  return builder;
}

export function seriesColor(theme: GrafanaTheme2, index: number): string {
  const { palette } = theme.visualization;
  return theme.visualization.getColorByName(palette[index % palette.length] ?? 'blue');
}
