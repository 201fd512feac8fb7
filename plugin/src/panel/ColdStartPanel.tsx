import React, { useMemo, useState } from 'react';
import { LoadingState, type DataQueryError, type PanelData, type PanelProps } from '@grafana/data';
import { TimelineBuilder } from '@coldstart/timeline';
import { readFrames } from '../frames';
import { thresholdsOf, type PanelOptions } from '../options';
import { clockOf } from '../words';
import { absenceOf } from './absence';
import { evaluationS } from './evaluation';
import { Message } from './Message';
import { TimelineView } from './TimelineView';

export function ColdStartPanel(props: PanelProps<PanelOptions>) {
  const { data, options, width, height, timeZone, onChangeTimeRange } = props;
  const { busyThreshold, minGapS, problems } = useMemo(() => thresholdsOf(options), [options]);
  // Grafana asks again every few seconds, and hardly anything has changed then.
  const [builder] = useState(() => new TimelineBuilder());
  const { reading, timeline, view } = useMemo(() => {
    const fromMs = data.timeRange.from.valueOf();
    const toMs = data.timeRange.to.valueOf();
    const nowS = evaluationS(data);
    const frames = readFrames(data.series);
    return {
      reading: frames,
      view: { fromMs, toMs, nowS },
      timeline: builder.build(
        { series: frames.series },
        {
          nowS,
          fromS: fromMs / 1000,
          toS: toMs / 1000,
          busyThreshold,
          minGapS,
        },
      ),
    };
  }, [builder, data, busyThreshold, minGapS]);
  const clock = useMemo(() => clockOf(timeZone), [timeZone]);
  const errors = useMemo(() => errorsOf(data), [data]);
  const notes = useMemo(
    () => [...errors, ...problems, ...reading.problems, ...timeline.notes],
    [errors, problems, reading, timeline],
  );

  const absence = absenceOf(data.series.length, reading, timeline);
  if (absence && errors.length > 0) return <Message title="The queries failed" lines={errors} />;
  if (absence && data.state === LoadingState.Loading)
    return <Message title="Waiting for the queries" lines={[]} />;
  if (absence) return <Message {...absence} />;
  return (
    <TimelineView
      timeline={timeline}
      view={view}
      notes={notes}
      width={width}
      height={height}
      timeZone={timeZone}
      clock={clock}
      onChangeTimeRange={onChangeTimeRange}
    />
  );
}

function errorsOf(data: PanelData): string[] {
  if (data.errors && data.errors.length > 0) return data.errors.map(errorWords);
  // Grafana fills only the older field where the request itself failed.
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  const { error } = data;
  return error ? [errorWords(error)] : [];
}

function errorWords({ refId, message, data, statusText, status }: DataQueryError): string {
  const said = message ?? data?.message ?? data?.error ?? statusText ?? 'no reason given';
  return `${refId ? `Query ${refId}` : 'A query'} failed${status ? ` (${status})` : ''}: ${said}`;
}
