import type { Phase } from '@coldstart/conventions';
import { meaningOfSpan, SECONDS_ATTRIBUTE } from '@coldstart/timeline/span-names';
import type { Decoded, TRACES_REQUEST } from '../../view/otlp/index.js';

type TracesRequest = Decoded<typeof TRACES_REQUEST>;
type Span = TracesRequest['resourceSpans'][number]['scopeSpans'][number]['spans'][number];

/** A phase as spans tell of it, Unix seconds. */
export interface SpanPhase {
  readonly phase: Phase;
  readonly startS: number;
  readonly endS: number;
}

export interface SpanReading {
  /** Each phase once: of ranks, from the earliest start to the latest end. */
  readonly phases: readonly SpanPhase[];
  /** Names of spans of phases whose times make no sense. */
  readonly refused: readonly string[];
}

/** The clock of the exporter may be read a little earlier than ours. */
const SLACK_S = 1;

/**
 * The phases of a server's start-up that an export of its spans tells of.
 *
 * @param childStartedS nothing of the child is older, Unix seconds
 * @param receivedS nor younger than its export
 */
export function phasesOfSpans(request: TracesRequest, childStartedS: number, receivedS: number): SpanReading {
  const phases = new Map<Phase, SpanPhase>();
  const refused = new Set<string>();
  for (const span of request.resourceSpans.flatMap((r) => r.scopeSpans).flatMap(({ spans }) => spans)) {
    const name = span.name ?? '';
    const phase = meaningOfSpan(name)?.phase ?? null;
    if (phase === null) {
      continue;
    }
    const times = timesOf(span, childStartedS, receivedS);
    if (times === null) {
      refused.add(name);
      continue;
    }
    const before = phases.get(phase) ?? times;
    phases.set(phase, {
      phase,
      startS: Math.min(before.startS, times.startS),
      endS: Math.max(before.endS, times.endS),
    });
  }
  return { phases: [...phases.values()], refused: [...refused] };
}

/**
 * Within the life of the child; `null` for what cannot be. vLLM before July 2026 begins a span of its compiler in 1970,
 * with its duration in an attribute.
 */
function timesOf(
  span: Span,
  childStartedS: number,
  receivedS: number,
): { readonly startS: number; readonly endS: number } | null {
  const startS = secondsOf(span.startTimeUnixNano);
  const endS = secondsOf(span.endTimeUnixNano);
  const tookS = startS < childStartedS - SLACK_S ? durationIn(span) : endS - startS;
  if (tookS === null || tookS < 0 || endS < childStartedS || endS > receivedS + SLACK_S) {
    return null;
  }
  const clampedEndS = Math.min(endS, receivedS);
  return { startS: Math.min(Math.max(endS - tookS, childStartedS), clampedEndS), endS: clampedEndS };
}

function durationIn({ attributes }: Span): number | null {
  const value = attributes.find(({ key }) => key === SECONDS_ATTRIBUTE)?.value;
  const seconds = value?.doubleValue ?? Number(value?.intValue ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds : null;
}

/** To the microsecond: what a double can hold. */
function secondsOf(nanos: bigint | undefined): number {
  return Number((nanos ?? 0n) / 1000n) / 1e6;
}
