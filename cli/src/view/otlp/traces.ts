import { ATTRIBUTES, isPhase, METRICS, prometheusName, SCOPE_NAME } from '@coldstart/conventions';
import { labelsOf, nanosToMs, type Translation } from './sample.js';
import { STATUS_ERROR, type Span, type TracesRequest } from './schema.js';

const PHASE_START = prometheusName(METRICS.PHASE_START_TIMESTAMP.name);
const PHASE_END = prometheusName(METRICS.PHASE_END_TIMESTAMP.name);

/** Attributes of a phase span that its series carry too. */
const SERIES_LABELS: ReadonlySet<string> = new Set(
  [
    ATTRIBUTES.MODEL_NAME,
    ATTRIBUTES.K8S_NAMESPACE_NAME,
    ATTRIBUTES.K8S_POD_NAME,
    ATTRIBUTES.K8S_CONTAINER_NAME,
    ATTRIBUTES.ATTEMPT,
    ATTRIBUTES.SIMULATED,
  ].map(({ name }) => prometheusName(name)),
);

/**
 * Phase spans as the series that the SDK's metrics carry, so that a server that sends only traces is visible too, and
 * one that sends both gives the same series once. Other spans are taken and not used.
 */
export function translateTraces(request: TracesRequest): Translation {
  const ours = request.resourceSpans
    .flatMap((r) => r.scopeSpans)
    .filter(({ scope }) => scope?.name === SCOPE_NAME);
  const phases = ours.flatMap(({ spans }) => spans).filter(({ name }) => isPhase(name ?? ''));
  return { samples: phases.flatMap(samplesOf), rejected: null };
}

function samplesOf(span: Span) {
  const startMs = nanosToMs(span.startTimeUnixNano ?? 0n);
  const endMs = nanosToMs(span.endTimeUnixNano ?? 0n);
  const all = labelsOf(span.attributes);
  const identity = Object.fromEntries(Object.entries(all).filter(([name]) => SERIES_LABELS.has(name)));
  const labels = { ...identity, phase: span.name ?? '' };
  const outcome = all['outcome'] ?? (span.status?.code === STATUS_ERROR ? 'failed' : 'ok');
  // A span is sent when it ends: that is when both moments became known.
  return [
    { metric: PHASE_START, labels, timeMs: endMs, value: startMs / 1000 },
    { metric: PHASE_END, labels: { ...labels, outcome }, timeMs: endMs, value: endMs / 1000 },
  ];
}
