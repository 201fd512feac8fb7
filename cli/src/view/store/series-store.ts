import { sampleHistory, type SampleHistory } from './sample-history.js';
import type { Sample } from './sample.js';

export interface StoreLimits {
  /** Series at most; beyond, the one whose last sample is oldest goes. */
  readonly series: number;
  /** Samples at most per series; beyond, the oldest go. */
  readonly samplesPerSeries: number;
}

/** An hour at one sample per second, and some 300 MB when every series is full. */
export const DEFAULT_LIMITS: StoreLimits = { series: 4000, samplesPerSeries: 3600 };

export interface StoredSeries {
  readonly metric: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly history: SampleHistory;
}

/** Series in memory, bounded. The first time that a limit takes something away, `onDrop` hears it in words. */
export class SeriesStore {
  private readonly byKey = new Map<string, StoredSeries>();
  private readonly said = new Set<string>();

  constructor(
    private readonly limits: StoreLimits = DEFAULT_LIMITS,
    private readonly onDrop: (notice: string) => void = () => undefined,
  ) {}

  /** Order does not matter; a second sample at the same time replaces the first. */
  add(samples: Iterable<Sample>): void {
    for (const sample of samples) {
      const dropped = this.seriesOf(sample).history.add(sample.timeMs, sample.value);
      if (dropped) {
        this.sayOnce(
          `More than ${this.limits.samplesPerSeries} samples per series: the oldest are dropped from memory.`,
        );
      }
    }
  }

  all(): Iterable<StoredSeries> {
    return this.byKey.values();
  }

  get seriesCount(): number {
    return this.byKey.size;
  }

  /** Unix milliseconds of the oldest sample; `null` when there is none. */
  get firstSampleMs(): number | null {
    let first: number | null = null;
    for (const { history } of this.byKey.values()) {
      const time = history.timesMs[0];
      if (time !== undefined && (first === null || time < first)) {
        first = time;
      }
    }
    return first;
  }

  private seriesOf({ metric, labels }: Sample): StoredSeries {
    const key = keyOf(metric, labels);
    const known = this.byKey.get(key);
    if (known) {
      return known;
    }
    if (this.byKey.size >= this.limits.series) {
      this.dropStalest();
    }
    const series = { metric, labels, history: sampleHistory(this.limits.samplesPerSeries) };
    this.byKey.set(key, series);
    return series;
  }

  private dropStalest(): void {
    let stalest: string | null = null;
    let oldest = Infinity;
    for (const [key, { history }] of this.byKey) {
      const last = history.timesMs.at(-1) ?? -Infinity;
      if (last < oldest) {
        oldest = last;
        stalest = key;
      }
    }
    if (stalest !== null) {
      this.byKey.delete(stalest);
    }
    this.sayOnce(
      `More than ${this.limits.series} series: those without new samples for longest are dropped from memory.`,
    );
  }

  private sayOnce(notice: string): void {
    if (!this.said.has(notice)) {
      this.said.add(notice);
      this.onDrop(notice);
    }
  }
}

function keyOf(metric: string, labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([metric, pairs]);
}
