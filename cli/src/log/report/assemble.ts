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
  const ready = first(events, 'ready');
  const cause = new FailureCause();
  for (const event of events) {
    cause.read(event);
  }
  const onDemand = profile.loads === 'on_demand' || events.some(({ type }) => type === 'on_demand');
  // Of a process whose first line ends the phase that it began in, nothing was seen of that phase.
  const seen = phaseSpans(events, log.endS, onDemand).filter(
    ({ phase, startS, endS }) => phase !== profile.opens || endS > startS,
  );
  const spans = seen.filter(({ dated }) => dated);
  const lastS = Math.max(0, ...spans.filter(({ unfinished }) => !unfinished).map(({ endS }) => endS));
  const totalS = ready === undefined ? log.endS : Math.max(ready.atS, onDemand ? lastS : 0);
  const outcome = outcomeOf(events, onDemand);
  const told = onDemand ? (last(events, 'failed')?.cause ?? null) : cause.text;
  // What was fetched once says nothing of the models that are loaded later.
  const source = onDemand ? undefined : last(events, 'source');
  const phases = spans.map((span) => reported(span, source?.source ?? null));
  return {
    server: profile.server,
    version: first(events, 'version')?.version ?? null,
    model: first(events, 'model')?.name ?? null,
    outcome,
    total_s: rounded(totalS),
    phases,
    // A server that is ready and waits for someone to ask for a model loses no time.
    unattributed_s: rounded(uncovered(spans, onDemand && ready !== undefined ? ready.atS : totalS)),
    clock: log.clock,
    warnings: [
      ...(told === null ? [] : [`it says: ${told}`]),
      ...spans.flatMap((span) => disagreement(span, log.resolutionS)),
      ...(outcome === 'unfinished' ? running(spans) : []),
      ...undated(seen),
      ...(outcome === 'ready' && !onDemand ? missing(profile.always, seen, profile.title) : []),
    ],
  };
}

/** A server that became ready stays so; of one that loads on demand the last load counts. */
function outcomeOf(events: readonly LogEvent[], onDemand: boolean): Outcome {
  const words = events.map(({ type }) => type).filter((type) => type === 'ready' || type === 'failed');
  return (onDemand ? words.at(-1) : words.find((type) => type === 'ready')) ?? words[0] ?? 'unfinished';
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
  { phase, printedS, inPieces, observedS, unfinished }: PhaseSpan,
  resolutionS: number,
): string[] {
  if (printedS === null || inPieces || unfinished || !Number.isFinite(resolutionS)) {
    return [];
  }
  const slackS = Math.max(resolutionS * 2, 1, observedS * SLACK_SHARE);
  return Math.abs(printedS - observedS) > slackS
    ? [
        `${PHASES[phase].title}: the server printed ${seconds(printedS)}, its lines lie ${seconds(observedS)} apart`,
      ]
    : [];
}

/** What a load that never ended hangs in. */
function running(spans: readonly PhaseSpan[]): string[] {
  const phases = new Set(spans.filter(({ unfinished }) => unfinished).map(({ phase }) => phase));
  return [...phases].map((phase) => `${PHASES[phase].title} runs when the log ends`);
}

function undated(spans: readonly PhaseSpan[]): string[] {
  const phases = [...new Set(spans.filter(({ dated }) => !dated).map(({ phase }) => phase))];
  return phases.length === 0
    ? []
    : [
        `lines without a stamp tell of ${phases.join(', ')}, so nobody knows how long they took: a log with the stamps of the container runtime would say`,
      ];
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

function last<T extends LogEvent['type']>(
  events: readonly LogEvent[],
  type: T,
): Extract<LogEvent, { type: T }> | undefined {
  return events.findLast((event): event is Extract<LogEvent, { type: T }> => event.type === type);
}

function seconds(s: number): string {
  return `${s.toFixed(s < 10 ? 2 : 1)} s`;
}

function rounded(s: number): number {
  return Math.round(s * 1000) / 1000;
}
