import type { Gap, Gpu, GpuReport, Moment, PhaseSpan, Segment } from '../model.js';
import { activityOf } from './activity.js';
import { findGaps, secondsUnder, type Window } from './gaps.js';
import type { GpuSamples } from './samples.js';

/** What the GPU report of a cold start is made of. */
export interface GpuQuestion {
  readonly gpus: readonly GpuSamples[];
  /** GPUs that the pod asks for, as far as known. */
  readonly requested: number;
  /** kube-state-metrics knows the pod, so that a request of 0 is one. */
  readonly podIsKnown: boolean;
  readonly allocated: Moment | null;
  readonly startS: number;
  readonly endS: number;
  /** Of `endS`. */
  readonly endResolutionS: number;
  /** Not ready and not over: `endS` is the evaluation time. */
  readonly running: boolean;
  /** Until when everything is known, Unix seconds; asked for only where the answer depends on it. */
  readonly knownUntilS: () => number;
  readonly segments: readonly Segment[];
  readonly phases: readonly PhaseSpan[];
  readonly busyThreshold: number;
  readonly minGapS: number;
}

/** Sources of activity are named so that a reader knows what to install. */
const WHY_NO_SERIES = 'No GPU activity series names this pod; dcgm-exporter gives one.';
const WHY_NO_REQUEST =
  'The container asks for no GPU that kube-state-metrics knows of, and no activity series names it.';
const WHY_NO_SPACING = 'Each GPU has a single activity sample; how long it speaks for is unknown.';
const WHY_NO_ALLOCATION = 'When the GPU was allocated is unknown.';

/** The report of a view that ends there, or with the cold start if that is later. Nothing but what is drawn depends on it. */
export type ReportShown = (untilS: number) => GpuReport;

/** Where the GPUs of a cold start were busy, idle or unknown between their allocation and its end. */
export function reportGpus(question: GpuQuestion): ReportShown {
  const { gpus, allocated, startS, endS, segments, phases, busyThreshold } = question;
  if (gpus.length === 0) {
    const why = question.podIsKnown && question.requested === 0 ? WHY_NO_REQUEST : WHY_NO_SERIES;
    return notObservable(why);
  }
  if (!allocated) return notObservable(WHY_NO_ALLOCATION);
  const spacings = gpus.map(({ spacingS }) => spacingS).filter((spacingS) => spacingS > 0);
  if (spacings.length === 0) return notObservable(WHY_NO_SPACING);

  const fromS = Math.max(allocated.atS, startS);
  const window: Window = { startS: fromS, endS: Math.max(fromS, endS), open: question.running };
  const windowS = window.endS - window.startS;
  const knownUntilS = (): number => Math.max(question.knownUntilS(), window.endS);
  const shown: ((untilS: number) => Gpu)[] = [];
  const gaps: Gap[] = [];
  let minGapS = question.minGapS;
  let unknownGpuS = Math.max(0, question.requested - gpus.length) * windowS;
  for (const samples of gpus) {
    // A single sample has no spacing of its own; it counts as unknown, and the widest of the others stands for it.
    const spacingS = samples.spacingS > 0 ? samples.spacingS : Math.max(...spacings);
    const activity = activityOf(samples, fromS, window.endS, busyThreshold, knownUntilS);
    shown.push((untilS) => {
      const toS = Math.max(untilS, window.endS);
      const all = activityOf(samples, fromS, toS, busyThreshold, () => toS);
      return { id: samples.id, name: samples.name, spacingS, activity: all };
    });
    minGapS = Math.max(minGapS, 2 * spacingS);
    const shortestS = Math.max(question.minGapS, 2 * spacingS);
    const under = (from: number, to: number): Gap['under'] => secondsUnder(segments, phases, from, to);
    gaps.push(...findGaps(samples.id, activity, window, shortestS, spacingS, under));
    for (const stretch of activity) {
      if (stretch.state !== 'unknown') continue;
      unknownGpuS += stretch.endS - stretch.startS;
    }
  }
  const report = {
    kind: 'observed' as const,
    gaps: gaps.sort((a, b) => a.startS - b.startS || (a.gpuId < b.gpuId ? -1 : 1)),
    allocatedGpuS: Math.max(gpus.length, question.requested) * windowS,
    idleGpuS: gaps.reduce((sum, gap) => sum + gap.durationS, 0),
    unknownGpuS,
    resolutionS: gaps.reduce((sum, gap) => sum + endsResolutionS(gap, window, allocated, question), 0),
    minGapS,
  };
  return (untilS) => drawn(report, () => shown.map((gpu) => gpu(untilS)));
}

function notObservable(why: string): ReportShown {
  const report: GpuReport = { kind: 'not_observable', why };
  return () => report;
}

type Observed = Extract<GpuReport, { kind: 'observed' }>;

/**
 * A report whose GPUs are drawn when somebody looks: what all GPUs of a fleet did over hours is by far the most there
 * is, and nobody looks at all of it.
 */
function drawn(report: Omit<Observed, 'gpus'>, draw: () => Observed['gpus']): Observed {
  let gpus: Observed['gpus'] | null = null;
  return {
    ...report,
    get gpus() {
      return (gpus ??= draw());
    },
  };
}

/** An end that a sample shows is as sharp as their spacing; one that the window cuts is as sharp as its mark. */
function endsResolutionS(gap: Gap, window: Window, allocated: Moment, question: GpuQuestion): number {
  const startS =
    gap.startS === window.startS ? Math.min(gap.resolutionS, allocated.resolutionS) : gap.resolutionS;
  const endS =
    gap.endS === window.endS ? Math.min(gap.resolutionS, question.endResolutionS) : gap.resolutionS;
  return startS + endS;
}
