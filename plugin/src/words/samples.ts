import type { ActivityStretch, ColdStart, Gpu, GpuReport } from '@coldstart/timeline';
import { durationWords } from './amounts';
import type { Clock } from './clock';

type Observed = Extract<GpuReport, { kind: 'observed' }>;

/** A distance of samples that a reader would not expect of a GPU curve, seconds. */
const FAR_APART_S = 5;

/** One sample of such a GPU is no curve: it stands for a long time that nobody looked at closely. */
export function farApart({ spacingS }: Gpu): boolean {
  return spacingS > FAR_APART_S;
}

/** Samples so far apart that they hide gaps which the option would count. */
export interface Blind {
  /** Distances of the samples of the GPUs, seconds. */
  readonly nearestS: number;
  readonly farthestS: number;
  /** A shorter gap cannot be seen, at least on the GPU whose samples are farthest apart. */
  readonly minGapS: number;
}

/** Null where the option alone, not the samples, says which gap is too short to count. */
export function blindOf(gpu: GpuReport): Blind | null {
  return gpu.kind === 'observed' ? blindOfReports([gpu]) : null;
}

/** The same for several cold starts together. */
export function blindOfAll(coldStarts: readonly ColdStart[]): Blind | null {
  return blindOfReports(coldStarts.flatMap(({ gpu }) => (gpu.kind === 'observed' ? [gpu] : [])));
}

function blindOfReports(reports: readonly Observed[]): Blind | null {
  const spacings = reports.flatMap(({ gpus }) => gpus.map(({ spacingS }) => spacingS));
  if (spacings.length === 0) return null;
  const minGapS = Math.max(...reports.map((report) => report.minGapS));
  const farthestS = Math.max(...spacings);
  return minGapS > 2 * farthestS ? null : { nearestS: Math.min(...spacings), farthestS, minGapS };
}

/** `GPU samples are 15 s apart: a gap shorter than 30 s cannot be seen`, without a full stop. */
export function blindWords({ nearestS, farthestS, minGapS }: Blind): string {
  const most = durationWords(farthestS);
  const shorter = `a gap shorter than ${durationWords(minGapS)}`;
  return durationWords(nearestS) === most
    ? `GPU samples are ${most} apart: ${shorter} cannot be seen`
    : `GPU samples are up to ${most} apart: ${shorter} may stay unseen`;
}

/** Which idle time no gap counts. */
export function shortestGapWords(gpu: Observed): string {
  const blind = blindOf(gpu);
  return blind ? `${blindWords(blind)}.` : `Gaps shorter than ${durationWords(gpu.minGapS)} are not counted.`;
}

/**
 * When the sample was taken that tells a stretch, Unix seconds. Null for the newest: it stands for the time since,
 * too, and when it was taken is not said. Null where none tells it.
 */
export function sampledAtS(gpu: Gpu, stretch: ActivityStretch): number | null {
  return stretch.by !== 'samples' || stretch === gpu.activity.at(-1) ? null : stretch.sampledS;
}

/**
 * What is known of a GPU between two samples that lie far apart, whether each counts all the time or sees a moment, or
 * before its pod could use it.
 */
export function sampleWords(gpu: Gpu, stretch: ActivityStretch, clock: Clock): string {
  if (stretch.by === 'no_process') return 'Idle without a sample: no container that may use it had started.';
  const atS = sampledAtS(gpu, stretch);
  const one = atS === null ? '' : `, the last one here taken at ${clock.toSecond(atS)}`;
  return `Samples are ${durationWords(gpu.spacingS)} apart${one}. When the GPU worked between two of them cannot be seen.`;
}
