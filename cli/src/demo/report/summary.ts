import {
  idleGpuS,
  underGaps,
  worstOf,
  type ColdStart,
  type Gap,
  type GpuReport,
  type Timeline,
} from '@coldstart/timeline';
import type { Phase, WeightsSource } from '@coldstart/conventions';
import type { QueueFigures } from '../gateway/index.js';

/** What the demo found. Times are Unix seconds, durations seconds, both to the millisecond. */
export interface DemoSummary {
  readonly schema: 'coldstart.demo/1';
  /** What was made up, in words. */
  readonly simulated: readonly string[];
  readonly pods: readonly PodSummary[];
  /** The pod whose GPU idled longest, and what it mostly waited for; `null` where no GPU could be observed. */
  readonly worst: { readonly pod: string; readonly gpu_idle_s: number; readonly phase: string } | null;
  /** Measured by the gateway. */
  readonly queue: QueueFigures;
  readonly duration_s: number;
}

export interface PodSummary {
  readonly pod: string;
  readonly model: string;
  readonly weights_source: WeightsSource;
  readonly outcome: ColdStart['outcome']['kind'];
  /** Created → ready; `null` where it did not get ready. */
  readonly ready_s: number | null;
  readonly phases: readonly {
    readonly phase: Phase;
    readonly start_s: number;
    readonly duration_s: number;
  }[];
  readonly unattributed_s: number;
  /** `phase` is the innermost phase with most of the gap; `unattributed` where none was under it. */
  readonly gaps: readonly { readonly start_s: number; readonly duration_s: number; readonly phase: string }[];
  /** GPU-seconds inside gaps; `null` where the GPU could not be observed, for the reason in `gpu_not_observable`. */
  readonly gpu_idle_s: number | null;
  /** The shortest gap that the distance of the GPU's samples lets one see. */
  readonly gpu_min_gap_s?: number;
  readonly gpu_not_observable?: string;
}

export function summarize(
  timeline: Timeline,
  queue: QueueFigures,
  simulated: readonly string[],
  durationS: number,
): DemoSummary {
  return {
    schema: 'coldstart.demo/1',
    simulated,
    pods: timeline.coldStarts.map(podSummary),
    worst: worst(timeline.coldStarts),
    queue: {
      ...queue,
      p95_before_s: roundedOrNull(queue.p95_before_s),
      p95_during_s: roundedOrNull(queue.p95_during_s),
      p95_after_s: roundedOrNull(queue.p95_after_s),
    },
    duration_s: rounded(durationS),
  };
}

function podSummary(start: ColdStart): PodSummary {
  return {
    pod: start.pod,
    model: start.model,
    weights_source: start.weightsSource,
    outcome: start.outcome.kind,
    ready_s: start.outcome.kind === 'ready' ? rounded(start.outcome.at.atS - start.startS) : null,
    phases: start.phases.map(({ phase, startS, durationS }) => ({
      phase,
      start_s: rounded(startS),
      duration_s: rounded(durationS),
    })),
    unattributed_s: rounded(start.unattributedS),
    gaps: gapsOf(start.gpu).map((gap) => ({
      start_s: rounded(gap.startS),
      duration_s: rounded(gap.durationS),
      phase: phaseName(gap.under[0]?.phase),
    })),
    ...gpuSummary(start.gpu),
  };
}

/** Where samples are so far apart that a gap can hide between them, none found is no answer, and not 0. */
function gpuSummary(gpu: GpuReport): Pick<PodSummary, 'gpu_idle_s' | 'gpu_min_gap_s' | 'gpu_not_observable'> {
  if (gpu.kind === 'not_observable') return { gpu_idle_s: null, gpu_not_observable: gpu.why };
  const gpu_min_gap_s = rounded(gpu.minGapS);
  if (gpu.gaps.length > 0 || gpu.minGapS <= SHORT_GAP_S) {
    return { gpu_idle_s: rounded(gpu.idleGpuS), gpu_min_gap_s };
  }
  return {
    gpu_idle_s: null,
    gpu_min_gap_s,
    gpu_not_observable: `samples this far apart show no gap shorter than ${gpu_min_gap_s} s`,
  };
}

/** The shortest gap that is asked for; samples that are dense enough show it. */
const SHORT_GAP_S = 5;

function worst(starts: readonly ColdStart[]): DemoSummary['worst'] {
  const found = worstOf(starts);
  if (!found) return null;
  const [longest] = underGaps(gapsOf(found.gpu));
  return { pod: found.pod, gpu_idle_s: rounded(idleGpuS(found)), phase: phaseName(longest?.phase) };
}

function gapsOf(gpu: GpuReport): readonly Gap[] {
  return gpu.kind === 'observed' ? gpu.gaps : [];
}

function phaseName(phase: Phase | null | undefined): string {
  return phase ?? 'unattributed';
}

function rounded(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}

function roundedOrNull(seconds: number | null): number | null {
  return seconds === null ? null : rounded(seconds);
}
