import { medianSpacing, type QueueTrack } from '@coldstart/timeline';
import type { Box } from './box';
import { xOf, type TimeScale } from './time-scale';
import { valueTicks } from './axis';

export interface Sample {
  readonly atS: number;
  readonly value: number;
}

export interface PlottedPoint {
  readonly x: number;
  readonly y: number;
}

export interface PlottedSeries {
  readonly track: QueueTrack;
  /** Broken where samples are missing: what was not measured is not drawn. */
  readonly pieces: readonly (readonly PlottedPoint[])[];
}

/** One quantity of the queue over time, with an axis of its own. */
export interface QueueChart {
  readonly box: Box;
  readonly series: readonly PlottedSeries[];
  readonly ticks: readonly { readonly value: number; readonly y: number }[];
  readonly peak: (Sample & PlottedPoint & { readonly track: QueueTrack }) | null;
}

/** A hole is a distance this many times the usual one. */
const HOLE = 2.5;

export function chartQueue(
  tracks: readonly QueueTrack[],
  samplesOf: (track: QueueTrack) => readonly Sample[],
  box: Box,
  scale: TimeScale,
  whole: boolean,
): QueueChart {
  const inView = tracks.map((track) => {
    const samples = samplesOf(track)
      .filter(({ value }) => Number.isFinite(value))
      .sort((a, b) => a.atS - b.atS);
    return { track, samples: touching(samples, scale) };
  });
  let peakSample: (Sample & { track: QueueTrack }) | null = null;
  for (const { track, samples } of inView) {
    for (const sample of samples) {
      const ms = sample.atS * 1000;
      if (ms < scale.fromMs || ms > scale.toMs) continue;
      if (sample.value > (peakSample?.value ?? 0)) peakSample = { ...sample, track };
    }
  }
  const ticks = valueTicks(peakSample?.value ?? 0, box.height >= 60 ? 3 : 2, whole);
  const top = ticks[ticks.length - 1] ?? 1;
  const yOf = (value: number) => box.y + box.height - (Math.min(value, top) / top) * box.height;
  const pointOf = ({ atS, value }: Sample): PlottedPoint => ({ x: xOf(scale, atS), y: yOf(value) });
  return {
    box,
    series: inView.map(({ track, samples }) => ({
      track,
      pieces: pieces(samples).map((piece) => piece.map(pointOf)),
    })),
    ticks: ticks.map((value) => ({ value, y: yOf(value) })),
    peak: peakSample ? { ...peakSample, ...pointOf(peakSample) } : null,
  };
}

/** The samples inside the view and the nearest one on each side, so that a line enters and leaves it. */
function touching(samples: readonly Sample[], scale: TimeScale): readonly Sample[] {
  const first = samples.findIndex(({ atS }) => atS * 1000 >= scale.fromMs);
  if (first < 0) return [];
  const after = samples.findIndex(({ atS }) => atS * 1000 > scale.toMs);
  return samples.slice(Math.max(0, first - 1), after < 0 ? undefined : after + 1);
}

function pieces(samples: readonly Sample[]): Sample[][] {
  const reachS = reachOf(samples);
  const result: Sample[][] = [];
  let lastS = -Infinity;
  for (const sample of samples) {
    const piece = result[result.length - 1];
    if (piece && sample.atS - lastS <= reachS) piece.push(sample);
    else result.push([sample]);
    lastS = sample.atS;
  }
  return result;
}

/** The greatest distance between samples that belong together; a single sample has no end. */
function reachOf(samples: readonly Sample[]): number {
  const spacingS = medianSpacing(samples.map(({ atS }) => atS));
  return Number.isNaN(spacingS) ? Infinity : spacingS * HOLE;
}

/** The sample of a track that holds at a moment: the last at or before it, while samples keep coming. */
export function sampleAt<S extends Sample>(samples: readonly S[], atS: number): S | null {
  const sorted = samples.filter(({ value }) => Number.isFinite(value)).sort((a, b) => a.atS - b.atS);
  const reachS = reachOf(sorted);
  let found: S | null = null;
  for (const sample of sorted) {
    if (sample.atS <= atS) found = sample;
    else break;
  }
  return found && atS - found.atS <= reachS ? found : null;
}
