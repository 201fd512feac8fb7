import { css } from '@emotion/css';
import {
  DashboardCursorSync as PanelCursorSync,
  dateTimeFormat,
  LoadingState,
  type GrafanaTheme2,
  type PanelProps,
} from '@grafana/data';
import { DashboardCursorSync, LegendDisplayMode } from '@grafana/schema';
import {
  EventBusPlugin,
  TooltipPlugin2,
  UPlotChart,
  usePanelContext,
  useStyles2,
  useTheme2,
  VizLayout,
  VizLegend,
  VizTooltipContent,
  VizTooltipHeader,
  VizTooltipWrapper,
} from '@grafana/ui';
import { useMemo, useRef, type ComponentProps } from 'react';
import { queuePlotConfig, seriesColor } from './plot-config';
import { queueDepthSeries, type AlignedSeries } from './queue-series';

/** All series at the pointer's time: `TooltipHoverMode.xAll`, a `const enum` that `@grafana/ui` does not export. */
// eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- see above.
const ALL_SERIES_AT_X = 1 as ComponentProps<typeof TooltipPlugin2>['hoverMode'];

/** Queue depth over time, the way Grafana's own time series panel draws and behaves. */
export function QueuePanel({ data, timeRange, timeZone, width, height, onChangeTimeRange }: PanelProps) {
  const theme = useTheme2();
  const styles = useStyles2(getStyles);
  const { eventBus, eventsScope, sync } = usePanelContext();
  const aligned = useMemo(() => queueDepthSeries(data.series), [data.series]);

  const rangeRef = useRef<[number, number]>([0, 0]);
  // eslint-disable-next-line react-hooks/refs -- uPlot asks for the range when it draws this render's data.
  rangeRef.current = [timeRange.from.valueOf(), timeRange.to.valueOf()];
  const structure = aligned.names.join('\n');
  const config = useMemo(
    // eslint-disable-next-line react-hooks/refs -- the ref is read when uPlot draws, not here.
    () => queuePlotConfig({ names: structure.split('\n'), theme, timeZone, range: () => rangeRef.current }),
    [structure, theme, timeZone],
  );

  if (aligned.timesMs.length === 0 && data.state === LoadingState.Loading) {
    return <div className={styles.empty}>Waiting for the queries</div>;
  }
  if (aligned.timesMs.length === 0) {
    return (
      <div className={styles.empty}>
        No queue depth in this time range. It comes from the server or gateway that owns the queue, as{' '}
        <code>coldstart_queue_depth</code>.
      </div>
    );
  }
  const follows = sync !== undefined && sync() !== PanelCursorSync.Off;
  return (
    <VizLayout width={width} height={height} legend={legendOf(aligned, theme)}>
      {(plotWidth, plotHeight) => (
        <UPlotChart
          config={config}
          data={[aligned.timesMs as number[], ...(aligned.values as (number | null)[][])]}
          width={plotWidth}
          height={plotHeight}
        >
          {follows && <EventBusPlugin config={config} eventBus={eventBus} />}
          <TooltipPlugin2
            config={config}
            hoverMode={ALL_SERIES_AT_X}
            syncMode={follows ? DashboardCursorSync.Crosshair : DashboardCursorSync.Off}
            syncScope={eventsScope}
            queryZoom={onChangeTimeRange}
            render={(_plot, dataIndexes, _series, isPinned) => (
              <QueueTooltip
                aligned={aligned}
                dataIndexes={dataIndexes}
                isPinned={isPinned}
                theme={theme}
                timeZone={timeZone}
              />
            )}
          />
        </UPlotChart>
      )}
    </VizLayout>
  );
}

interface QueueTooltipProps {
  readonly aligned: AlignedSeries;
  /** Row under the pointer per uPlot series; the first is the time axis. */
  readonly dataIndexes: readonly (number | null)[];
  readonly isPinned: boolean;
  readonly theme: GrafanaTheme2;
  readonly timeZone: string;
}

function QueueTooltip({ aligned, dataIndexes, isPinned, theme, timeZone }: QueueTooltipProps) {
  const row = dataIndexes.find((index) => index != null) ?? 0;
  const items = aligned.names.flatMap((label, series) => {
    const index = dataIndexes[series + 1];
    const value = index == null ? null : aligned.values[series]?.[index];
    return value == null ? [] : [{ label, value: `${value} waiting`, color: seriesColor(theme, series) }];
  });
  return (
    <VizTooltipWrapper>
      <VizTooltipHeader
        item={{
          label: '',
          value: dateTimeFormat(aligned.timesMs[row] ?? 0, { timeZone, defaultWithMS: false }),
        }}
        isPinned={isPinned}
      />
      <VizTooltipContent items={items} isPinned={isPinned} />
    </VizTooltipWrapper>
  );
}

/** One series needs no legend: the panel's title says what it is. */
function legendOf(aligned: AlignedSeries, theme: GrafanaTheme2) {
  if (aligned.names.length < 2) {
    return null;
  }
  return (
    <VizLayout.Legend placement="bottom">
      <VizLegend
        placement="bottom"
        displayMode={LegendDisplayMode.List}
        items={aligned.names.map((label, index) => ({ label, color: seriesColor(theme, index), yAxis: 1 }))}
      />
    </VizLayout.Legend>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  empty: css({
    height: '100%',
    display: 'flex',
    alignItems: 'center',
    justifyContent: 'center',
    gap: theme.spacing(0.5),
    color: theme.colors.text.secondary,
  }),
});
