import React, { useRef, useState } from 'react';
import { css } from '@emotion/css';
import type { AbsoluteTimeRange, GrafanaTheme2 } from '@grafana/data';
import type { TimeZone } from '@grafana/schema';
import { useStyles2 } from '@grafana/ui';
import type { Timeline } from '@coldstart/timeline';
import { verdictOf, verdictText, type Clock } from '../words';
import { Legend, type Standout } from './Legend';
import { RowTable } from './RowTable';
import { TimelineChart } from './TimelineChart';
import type { View } from './use-chart-layout';
import { useSize } from './use-size';
import { VerdictBar } from './VerdictBar';

interface Props {
  readonly timeline: Timeline;
  readonly view: View;
  readonly notes: readonly string[];
  readonly width: number;
  readonly height: number;
  readonly timeZone: TimeZone;
  readonly clock: Clock;
  readonly onChangeTimeRange: (range: AbsoluteTimeRange) => void;
}

/** In less room the picture needs what the legend would take. */
const LEGEND_FROM = { width: 420, height: 400 };
const MARKS_FROM = { width: 480, height: 480 };

export function TimelineView({
  timeline,
  view,
  notes,
  width,
  height,
  timeZone,
  clock,
  onChangeTimeRange,
}: Props) {
  const styles = useStyles2(getStyles);
  const chart = useRef<HTMLDivElement>(null);
  const size = useSize(chart);
  const [isolated, setIsolated] = useState<Standout | null>(null);
  const [pointed, setPointed] = useState<Standout | null>(null);
  const { coldStarts } = timeline;
  const fits = (least: { width: number; height: number }) => width >= least.width && height >= least.height;
  const verdict = verdictOf(timeline, clock, view.fromMs / 1000);
  const simulated = [...new Set(coldStarts.flatMap((coldStart) => coldStart.simulated))].sort();
  return (
    <div className={styles.view} style={{ width, height }}>
      <VerdictBar small={!fits(LEGEND_FROM)} verdict={verdict} notes={notes} simulated={simulated} />
      <div className={styles.chart} ref={chart}>
        {size && (
          <TimelineChart
            timeline={timeline}
            view={view}
            width={size.width}
            height={size.height}
            timeZone={timeZone}
            clock={clock}
            only={pointed ?? isolated}
            label={verdictText(verdict)}
            onChangeTimeRange={onChangeTimeRange}
          />
        )}
      </div>
      {fits(LEGEND_FROM) && coldStarts.length > 0 && (
        <Legend
          coldStarts={coldStarts}
          isolated={isolated}
          showMarks={fits(MARKS_FROM)}
          onIsolate={setIsolated}
          onHover={setPointed}
        />
      )}
      <RowTable coldStarts={coldStarts} />
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  view: css({
    position: 'relative',
    display: 'flex',
    flexDirection: 'column',
    overflow: 'hidden',
    color: theme.colors.text.primary,
  }),
  chart: css({ position: 'relative', flex: '1 1 0', minHeight: 0, overflow: 'hidden' }),
});
