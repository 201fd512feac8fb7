import { PHASES } from '@coldstart/conventions';
import type { Phase, WeightsSource } from '@coldstart/conventions';
import type { CompiledProfile } from '../profile/index.js';
import { FailureCause } from '../reader/index.js';
import type { LogEvent } from '../reader/index.js';
import type { ClockKind, Outcome, ReportedPhase, StartUpReport } from './report.js';
import { phaseSpans } from './spans.js';
import type { PhaseSpan } from './spans.js';

/** What is known of a log beside its events. */
export interface LogExtent {
  /** Of the last line. */
  readonly endS: number;
  readonly clock: ClockKind;
  /** Of the finest stamp. */
  readonly resolutionS: number;
}

/** A printed duration may differ from the lines by so much before it is said. */
const SLACK_SHARE = 0.1;

/** Puts together what the events of one log say. */
export function assemble(
  { profile }: CompiledProfile,
  events: readonly LogEvent[],
  log: LogExtent,
): StartUpReport {
  const ready = events.find(({ type }) => type === 'ready');
  const cause = new FailureCause();
  for (const event of events) {
    cause.read(event);
  }
  const outcome: Outcome = ready !== undefined ? 'ready' : cause.text !== null ? 'failed' : 'unfinished';
  const onDemand = profile.loads === 'on_demand';
  // A log that begins with the next phase says nothing of the first one: that is not 0 s.
  const spans = phaseSpans(events, log.endS).filter(({ phase, endS }) => phase !== profile.opens || endS > 0);
  const lastS = Math.max(0, ...spans.filter(({ unfinished }) => !unfinished).map(({ endS }) => endS));
  const totalS = ready?.type === 'ready' ? Math.max(ready.atS, onDemand ? lastS : 0) : log.endS;
  const source = events.findLast((event) => event.type === 'source');
  const phases = spans.map((span) => reported(span, source?.type === 'source' ? source.source : null));
  return {
    server: profile.server,
    version: first(events, 'version')?.version ?? null,
    model: first(events, 'model')?.name ?? null,
    outcome,
    total_s: rounded(totalS),
    phases,
    unattributed_s: rounded(uncovered(spans, totalS)),
    clock: log.clock,
    warnings: [
      ...(cause.text === null ? [] : [`it says: ${cause.text}`]),
      ...spans.flatMap((span) => disagreement(span, log.resolutionS)),
      ...(outcome === 'ready' ? missing(profile.always, spans, profile.title) : []),
    ],
  };
}

/** Phases that a server always shows, and that are not there. */
export function missingPhases(always: readonly Phase[], seen: Iterable<Phase>): readonly Phase[] {
  const there = new Set(seen);
  return always.filter((phase) => !there.has(phase));
}

function reported(span: PhaseSpan, source: WeightsSource | null): ReportedPhase {
  const { phase, model, step, startS, endS, printedS, observedS, ranks, unfinished } = span;
  const durationS = endS - startS;
  const ofWeights = phase.startsWith('weights_');
  const weightsSource = phase === 'weights_fetch' ? 'remote' : source;
  return {
    phase,
    ...(step !== '' && { step }),
    start_s: rounded(startS),
    end_s: rounded(endS),
    duration_s: rounded(durationS),
    ...(printedS !== null && { printed_s: rounded(printedS) }),
    ...(Math.abs(observedS - durationS) > 0.0005 && { observed_s: rounded(observedS) }),
    ...(ranks > 1 && { ranks }),
    ...(ofWeights && weightsSource !== null && { weights_source: weightsSource }),
    ...(model !== '' && { model }),
    ...(unfinished && { unfinished: true as const }),
  };
}

function disagreement(
  { phase, printedS, pieces, observedS, unfinished }: PhaseSpan,
  resolutionS: number,
): string[] {
  // What lies between pieces was not printed.
  if (printedS === null || pieces > 1 || unfinished || !Number.isFinite(resolutionS)) {
    return [];
  }
  const slackS = Math.max(resolutionS * 2, 1, observedS * SLACK_SHARE);
  return Math.abs(printedS - observedS) > slackS
    ? [
        `${PHASES[phase].title}: the server printed ${seconds(printedS)}, its lines lie ${seconds(observedS)} apart`,
      ]
    : [];
}

function missing(always: readonly Phase[], spans: readonly PhaseSpan[], title: string): string[] {
  const phases = missingPhases(
    always,
    spans.map(({ phase }) => phase),
  );
  return phases.length === 0
    ? []
    : [
        `${title} is ready, but no line told of ${phases.join(', ')}, which it always tells of: its log may have changed, or its level is too high`,
      ];
}

/** Length of [0, endS] that no span covers. */
function uncovered(spans: readonly PhaseSpan[], endS: number): number {
  let coveredS = 0;
  let reachedS = 0;
  for (const { startS, endS: spanEndS } of spans.toSorted((a, b) => a.startS - b.startS)) {
    const from = Math.max(reachedS, startS);
    const to = Math.min(endS, spanEndS);
    if (to > from) {
      coveredS += to - from;
      reachedS = to;
    }
  }
  return Math.max(0, endS - coveredS);
}

function first<T extends LogEvent['type']>(
  events: readonly LogEvent[],
  type: T,
): Extract<LogEvent, { type: T }> | undefined {
  return events.find((event): event is Extract<LogEvent, { type: T }> => event.type === type);
}

function seconds(s: number): string {
  return `${s.toFixed(s < 10 ? 2 : 1)} s`;
}

function rounded(s: number): number {
  return Math.round(s * 1000) / 1000;
}
