import { startChild } from '../child/index.js';
import type { Benchmark } from '../result.js';
import { rounded } from '../statistics.js';
import type { Size } from './model.js';

/** Pods of each fleet, and how often each build is measured. */
const SIZES = [
  [100, 15],
  [1000, 9],
  [10_000, 5],
] as const;

/** 10,000 pods have 560,000 series with labels of their own; what Node takes by itself is half the memory at most. */
const NODE_OPTIONS = ['--max-old-space-size=6144'];

const TARGETS = { times_linear_from_1000_to_10000: 1.2, refresh_share_of_full_at_10000: 0.05 };

/**
 * Time and memory of timelines of large fleets, each in a process of its own, one after the other: built for the first
 * time, and built again where 1 % of the pods have changed.
 */
export const timelineScale: Benchmark = {
  summary: 'timelines of 100, 1,000 and 10,000 pods of 8 GPUs over two hours, and their refresh',
  async run() {
    const sizes: Size[] = [];
    for (const [pods, rounds] of SIZES) {
      const child = startChild(
        new URL('./measure.js', import.meta.url),
        [String(pods), String(rounds)],
        NODE_OPTIONS,
      );
      const size = await child.next<Size>();
      await child.ended();
      process.stderr.write(`${JSON.stringify(size)}\n`);
      sizes.push(size);
    }
    const [, thousand, tenThousand] = sizes;
    if (!thousand || !tenThousand) throw new Error('a fleet was not measured');
    const share = (part: number, whole: number): number => rounded(part / whole, 4);
    const linear = (cost: 'cpuMs' | 'wallMs'): number =>
      share(tenThousand.full[cost], thousand.full[cost] * (tenThousand.pods / thousand.pods));
    const figures = {
      times_linear_from_1000_to_10000: linear('cpuMs'),
      times_linear_wall: linear('wallMs'),
      refresh_share_of_full_at_10000: share(tenThousand.refresh.cpuMs, tenThousand.full.cpuMs),
      refresh_share_wall: share(tenThousand.refresh.wallMs, tenThousand.full.wallMs),
      refresh_share_new_objects: share(tenThousand.refreshNewObjects.cpuMs, tenThousand.full.cpuMs),
      refresh_share_new_objects_wall: share(tenThousand.refreshNewObjects.wallMs, tenThousand.full.wallMs),
      sizes: sizes.map(roundedSize),
    };
    return {
      bench: 'timeline-scale',
      figures,
      targets: TARGETS,
      pass:
        sizes.every(({ wrong }) => wrong === 0) &&
        figures.times_linear_from_1000_to_10000 <= TARGETS.times_linear_from_1000_to_10000 &&
        figures.refresh_share_of_full_at_10000 <= TARGETS.refresh_share_of_full_at_10000,
    };
  },
};

function roundedSize({ full, refresh, refreshNewObjects, ...size }: Size): Record<string, unknown> {
  const costs = Object.entries({ full, refresh, refresh_new_objects: refreshNewObjects });
  return {
    pods: size.pods,
    series: size.series,
    samples: size.samples,
    wrong: size.wrong,
    ...Object.fromEntries(
      costs.flatMap(([name, { wallMs, cpuMs }]) => [
        [`${name}_wall_ms`, rounded(wallMs, 1)],
        [`${name}_cpu_ms`, rounded(cpuMs, 1)],
      ]),
    ),
    data_mb: rounded(size.dataMb, 0),
    kept_mb: rounded(size.keptMb, 0),
    peak_mb: rounded(size.peakMb, 0),
  };
}
