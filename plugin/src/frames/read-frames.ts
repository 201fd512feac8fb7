import { FieldType, type DataFrame, type Field } from '@grafana/data';
import type { Series } from '@coldstart/timeline';

export interface FramesReading {
  readonly series: readonly Series[];
  /** What could not be read, why and what to do; one line each, equal ones counted once. */
  readonly problems: readonly string[];
}

type Unreadable = 'no_time' | 'no_value' | 'labels_in_columns' | 'text_value' | 'no_name' | 'unequal_length';

const REMEDY: Record<Unreadable, string> = {
  no_time: 'no time field. Set the format of the query to "Time series"',
  no_value: 'no number field. Set the format of the query to "Time series"',
  labels_in_columns: 'labels in columns. Set the format of the query to "Time series"',
  text_value: 'text where numbers belong. Remove the transformation that turns values into text',
  no_name: 'no metric name. Keep the label "__name__", e.g. with last_over_time instead of sum or rate',
  unequal_length: 'as many times as values expected. Remove the transformation that changes one of them',
};

/**
 * Prometheus frames as series: one per number field. Times arrive in milliseconds and leave in Unix seconds; null is
 * NaN. Source: promlib's `readMatrixOrVectorMulti`, a frame per series with the labels on the value field.
 */
export function readFrames(frames: readonly DataFrame[]): FramesReading {
  const series: Series[] = [];
  const unreadable = new Map<string, { refId: string; why: Unreadable; count: number; example: string }>();

  for (const frame of frames) {
    // A query that found nothing comes as a frame without fields or without rows.
    if (frame.fields.length === 0 || frame.length === 0) continue;
    for (const result of readFrame(frame)) {
      if (typeof result !== 'string') {
        series.push(result);
        continue;
      }
      const refId = frame.refId ?? '';
      const key = `${refId}/${result}`;
      const seen = unreadable.get(key);
      if (seen) seen.count += 1;
      else unreadable.set(key, { refId, why: result, count: 1, example: nameOf(frame) });
    }
  }

  const problems = [...unreadable.values()].map(({ refId, why, count, example }) => {
    const query = refId ? `Query ${refId}: ` : '';
    const which = count === 1 ? `frame ${example} has` : `${count} frames (the first is ${example}) have`;
    return `${query}${which} ${REMEDY[why]}.`;
  });
  return { series, problems };
}

function nameOf(frame: DataFrame): string {
  const labelled = frame.fields.find((field) => field.labels?.['__name__']);
  const name = labelled?.labels?.['__name__'] ?? frame.name;
  return name ? `"${name}"` : `with the fields ${frame.fields.map((field) => `"${field.name}"`).join(', ')}`;
}

function readFrame(frame: DataFrame): (Series | Unreadable)[] {
  const time = frame.fields.find((field) => field.type === FieldType.time);
  if (!time) return ['no_time'];
  const numbers = frame.fields.filter((field) => field.type === FieldType.number);
  const texts = frame.fields.filter((field) => field.type === FieldType.string);
  if (numbers.length === 0) return [texts.length > 0 ? 'text_value' : 'no_value'];
  if (texts.length > 0 && numbers.every((field) => !field.labels)) return ['labels_in_columns'];
  return numbers.map((field) => readField(time, field));
}

function readField(time: Field, field: Field): Series | Unreadable {
  const { __name__: label, ...labels } = field.labels ?? {};
  const metric = label ?? (isMetricName(field.name) ? field.name : '');
  if (!metric) return 'no_name';
  const timesMs: readonly number[] = time.values;
  const values: readonly (number | null)[] = field.values;
  if (timesMs.length !== values.length) return 'unequal_length';
  return {
    metric,
    labels,
    timesS: Float64Array.from(timesMs, (ms) => ms / 1000),
    values: Float64Array.from(values, (value) => value ?? NaN),
  };
}

/** Grafana calls the field "Value" (or "Value #A") where the series has no name. */
function isMetricName(name: string): boolean {
  return /^[a-z_:][a-zA-Z0-9_:]*$|^DCGM_\w+$/.test(name);
}
