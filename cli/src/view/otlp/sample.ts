import { prometheusName } from '@coldstart/conventions';
import type { Sample } from '../store/index.js';
import type { Attribute, PartialSuccess } from './schema.js';

/** Samples of one export, and what of it could not be used. */
export interface Translation {
  readonly samples: readonly Sample[];
  /** `null`: everything was taken. */
  readonly rejected: PartialSuccess | null;
}

/** Unix milliseconds with the microseconds kept; what a double can hold. */
export function nanosToMs(nanos: bigint): number {
  return Number(nanos / 1000n) / 1000;
}

/**
 * Attributes as Prometheus labels. Two that become one name are joined with `;`, an empty value is no label.
 * Source: OpenTelemetry specification, compatibility/prometheus_and_openmetrics.
 */
export function labelsOf(attributes: readonly Attribute[]): Record<string, string> {
  const labels: Record<string, string> = {};
  for (const attribute of attributes) {
    const name = prometheusName(attribute.key ?? '').replaceAll(':', '_');
    const text = textOf(attribute.value);
    if (name !== '' && text !== '') {
      labels[name] = labels[name] === undefined ? text : `${labels[name]};${text}`;
    }
  }
  return labels;
}

function textOf(value: Attribute['value']): string {
  return value?.arrayValue
    ? JSON.stringify(value.arrayValue.values.map(plainOf))
    : String(plainOf(value) ?? '');
}

type PlainValue = Pick<
  NonNullable<Attribute['value']>,
  'stringValue' | 'boolValue' | 'intValue' | 'doubleValue'
>;

function plainOf(value: PlainValue | undefined): string | boolean | number | null {
  const int = value?.intValue;
  return (
    value?.stringValue ?? value?.boolValue ?? (int === undefined ? value?.doubleValue : Number(int)) ?? null
  );
}
