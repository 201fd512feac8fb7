import type {
  ActivityStretch,
  Gap,
  Gpu,
  GpuMemory,
  GpuReport,
  Moment,
  PhaseSpan,
  Segment,
} from '../model.js';
import { activityOf, joinActivity } from './activity.js';
import { findGaps, secondsUnder, type Window } from './gaps.js';
import { energyIn } from './energy.js';
import type { GpuSamples } from './samples.js';
import { indexAfter, indexAt, type Track } from './track.js';

/** What the GPU report of a cold start is made of. */
export interface GpuQuestion {
  readonly gpus: readonly GpuSamples[];
  /** GPUs that the pod asks for, as far as known. */
  readonly requested: number;
  /** kube-state-metrics knows the pod, so that a request of 0 is one. */
  readonly podIsKnown: boolean;
  /** It asks for instances of GPUs in MIG mode. */
  readonly asksForMig: boolean;
  readonly allocated: Moment | null;
  /** Until then no process of the pod can have run on a GPU that it holds alone; -Infinity where nobody can tell. */
  readonly unusedUntilS: number;
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
const WHY_MIG =
  'The GPU is in MIG mode, of which DCGM_FI_DEV_GPU_UTIL says nothing; DCGM_FI_PROF_GR_ENGINE_ACTIVE does.';
const WHY_NO_ALLOCATION = 'When the GPU was allocated is unknown.';

/** The report of a view that ends there, or with the cold start if that is later. Nothing but what is drawn depends on it. */
export type ReportShown = (untilS: number) => GpuReport;

/**
 * Where the GPUs of a cold start were busy, idle or unknown between their allocation and its end. What they did after it
 * is drawn and has no part in any figure, so that the figures of a cold start that is over stay what they are.
 */
export function reportGpus(question: GpuQuestion): ReportShown {
  const { allocated, startS, endS, segments, phases, busyThreshold } = question;
  const gpus = question.asksForMig ? question.gpus.map(blindUnlessMig) : question.gpus;
  if (gpus.length === 0) {
    const why = question.podIsKnown && question.requested === 0 ? WHY_NO_REQUEST : WHY_NO_SERIES;
    return notObservable(why);
  }
  if (!allocated) return notObservable(WHY_NO_ALLOCATION);
  const spacings = gpus.map(({ spacingS }) => spacingS).filter((spacingS) => spacingS > 0);
  if (spacings.length === 0) {
    const why = gpus.every(({ timesS }) => timesS.length === 0) ? WHY_MIG : WHY_NO_SPACING;
    return notObservable(why);
  }

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
    const activity = activityOf(
      samples,
      fromS,
      window.endS,
      busyThreshold,
      question.unusedUntilS,
      knownUntilS,
    );
    const inferredS = inferredSeconds(activity[0]);
    const shortestS = Math.max(question.minGapS, 2 * spacingS);
    minGapS = Math.max(minGapS, shortestS);
    const under = (from: number, to: number): Gap['under'] => secondsUnder(segments, phases, from, to);
    const found = findGaps(
      samples.id,
      activity,
      window,
      (gap) =>
        (gap.startS === fromS && inferredS >= question.minGapS) ||
        (gap.endS - gap.startS >= shortestS && isShown(gap, samples)),
      endResolutionS(samples, spacingS),
      under,
    );
    gaps.push(...found);
    shown.push((untilS) => {
      const toS = Math.max(untilS, window.endS);
      const after = activityOf(samples, window.endS, toS, busyThreshold, -Infinity, () => toS);
      return {
        id: samples.id,
        device: samples.device,
        name: samples.name,
        shared: samples.neighbours && { pods: samples.neighbours.pods, perPod: samples.neighbours.perPod },
        memory: samples.memory && memoryBetween(samples.memory, fromS, toS),
        idleEnergy: samples.energy && energyIn(samples.energy, found),
        source: samples.source,
        metric: samples.metric,
        spacingS,
        activity: joinActivity(activity, after),
      };
    });
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

/** A field that MIG does not have tells nothing, whatever it says. */
function blindUnlessMig(gpu: GpuSamples): GpuSamples {
  if (gpu.underMig) return gpu;
  return { ...gpu, timesS: new Float64Array(0), ratios: new Float64Array(0), spacingS: Number.NaN };
}

/** See `Gap.resolutionS`; half of what no sample sees, and the second that a sample sees part of. */
function endResolutionS({ speaksForS }: GpuSamples, spacingS: number): number {
  return speaksForS === 'interval' ? spacingS : (spacingS + Math.min(speaksForS, spacingS)) / 2;
}

/**
 * Whether samples inside a gap show that it exists: a whole interval, or two moments. What lies beyond them, at its
 * edges and after the newest sample, is estimated.
 */
function isShown(
  { startS, endS }: Pick<Gap, 'startS' | 'endS'>,
  { timesS, speaksForS, spacingS }: GpuSamples,
): boolean {
  const inside = indexAfter(timesS, endS) - indexAt(timesS, startS);
  const countsAll = speaksForS === 'interval' || speaksForS >= spacingS;
  return inside >= (countsAll ? 1 : 2);
}

/** Of the time in which no process could run on the GPU. No sample has to show it, so their spacing hides none of it. */
function inferredSeconds(first: ActivityStretch | undefined): number {
  return first?.by === 'no_process' ? first.endS - first.startS : 0;
}

function memoryBetween({ timesS, values }: Track, fromS: number, toS: number): GpuMemory {
  const [from, to] = [indexAt(timesS, fromS), indexAfter(timesS, toS)];
  return { timesS: timesS.slice(from, to), bytes: values.slice(from, to) };
}

/** An end that a sample shows is as sharp as their spacing; one that the window cuts is as sharp as its mark. */
function endsResolutionS(gap: Gap, window: Window, allocated: Moment, question: GpuQuestion): number {
  const startS =
    gap.startS === window.startS ? Math.min(gap.resolutionS, allocated.resolutionS) : gap.resolutionS;
  const endS =
    gap.endS === window.endS ? Math.min(gap.resolutionS, question.endResolutionS) : gap.resolutionS;
  return startS + endS;
}
