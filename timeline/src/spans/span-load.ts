import type { Mark, Phase } from '@coldstart/conventions';

/** The pod that spans speak of. Empty where nothing tells. */
export interface SpanIdentity {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  readonly model: string;
}

/** A phase as spans tell it: of several (ranks, pieces) from the earliest start to the latest end. Unix seconds. */
export interface SpanPhase {
  readonly startS: number;
  readonly endS: number;
  readonly failed: boolean;
  /** Names of the spans that tell the start and the end. */
  readonly startName: string;
  readonly endName: string;
}

/** What spans tell of one start of a server. Unix seconds. */
export interface SpanLoad {
  readonly who: SpanIdentity;
  /** Null where no span tells it. */
  readonly attempt: number | null;
  /** Of all its spans. */
  readonly startS: number;
  readonly endS: number;
  readonly phases: ReadonlyMap<Phase, SpanPhase>;
  readonly marks: ReadonlyMap<Mark, number>;
  /** How the root span of ours ended; null without one. */
  readonly ended: { readonly atS: number; readonly outcome: string; readonly weightsSource: string } | null;
  /** When a server of its own kind said that its engine can compute; null where it did not. */
  readonly engineReady: { readonly atS: number; readonly name: string } | null;
  /** Empty where no span names it. */
  readonly server: string;
  readonly simulated: boolean;
}

/** Adds a span to what is known of its phase. */
export function widened(
  known: SpanPhase | undefined,
  name: string,
  startS: number,
  endS: number,
  failed: boolean,
): SpanPhase {
  if (!known) return { startS, endS, failed, startName: name, endName: name };
  const startsFirst = startS < known.startS || (startS === known.startS && name < known.startName);
  const endsLast = endS > known.endS || (endS === known.endS && name < known.endName);
  return {
    startS: Math.min(known.startS, startS),
    endS: Math.max(known.endS, endS),
    failed: known.failed || failed,
    startName: startsFirst ? name : known.startName,
    endName: endsLast ? name : known.endName,
  };
}
