import { FieldType, type DataFrame } from '@grafana/data';

/** Several series on one ascending time axis, as uPlot wants them: `null` where a series has no sample. */
export interface AlignedSeries {
  readonly names: readonly string[];
  readonly timesMs: readonly number[];
  readonly values: readonly (readonly (number | null)[])[];
}

/** The queue depth series among Prometheus frames of any kind. */
export function queueDepthSeries(frames: readonly DataFrame[]): AlignedSeries {
  const tracks = frames.flatMap((frame) => {
    const time = frame.fields.find(({ type }) => type === FieldType.time);
    const value = frame.fields.find(({ labels }) => labels?.['__name__'] === 'coldstart_queue_depth');
    return time && value
      ? [{ name: trackName(value.labels ?? {}), time: time.values, value: value.values }]
      : [];
  });
  const timesMs = [...new Set(tracks.flatMap(({ time }) => time as number[]))].sort((a, b) => a - b);
  const rowOf = new Map(timesMs.map((time, row) => [time, row]));
  return {
    names: tracks.map(({ name }) => name),
    timesMs,
    values: tracks.map(({ time, value }) => {
      const column = new Array<number | null>(timesMs.length).fill(null);
      time.forEach((at: number, i) => {
        column[rowOf.get(at) ?? -1] = value[i] as number | null;
      });
      return column;
    }),
  };
}

function trackName(labels: Readonly<Record<string, string>>): string {
  return [labels['model_name'], labels['k8s_pod_name']].filter(Boolean).join(' · ') || 'queue';
}
