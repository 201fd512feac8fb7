import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Benchmark } from '../result.js';
import { median, rounded } from '../statistics.js';
import { measure, SINKS } from './measure.js';
import type { Cost, Sink, Way } from './measure.js';

/** Each way in turns; the order changes from round to round. */
const ROUNDS = 3;

const WAYS = {
  cat: { between: 'cat', mix: 'quiet', ready: false },
  plain: { between: 'plain', mix: 'quiet', ready: false },
  none_match: { between: 'coldstart', mix: 'quiet', ready: false },
  some_match: { between: 'coldstart', mix: 'some', ready: false },
  all_match: { between: 'coldstart', mix: 'all', ready: false },
  after_ready: { between: 'coldstart', mix: 'some', ready: true },
} as const satisfies Record<string, Way>;
type WayName = keyof typeof WAYS;
const NAMES = Object.keys(WAYS) as readonly WayName[];

/** Held by both sinks. `all_match` has no target: no server writes so. */
const TARGETS = {
  parsing_ratio: 0.7,
  parsing_mb_per_s: 200,
  after_ready_ratio: 0.97,
  after_ready_cpu_ratio: 1.03,
} as const;

type Round = Readonly<Record<WayName, Cost>>;

/** What it costs that the log of a server goes through us. */
export const logThroughput: Benchmark = {
  summary: 'MB/s and CPU of coldstart run while it parses and after ready, beside cat and a plain Node pipe',
  async run() {
    const begunMs = performance.now();
    const rounds: Record<Sink, Round[]> = { reader: [], descriptor: [] };
    const folder = await mkdtemp(join(tmpdir(), 'coldstart-bench-'));
    try {
      for (let at = 0; at < ROUNDS; at++) {
        for (const sink of Object.keys(SINKS) as Sink[]) rounds[sink].push(await oneRound(at, sink, folder));
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
    const figures = { reader: figuresOf(rounds.reader), descriptor: figuresOf(rounds.descriptor) };
    return {
      bench: 'log-throughput',
      figures: { ...figures, rounds: ROUNDS, took_s: rounded((performance.now() - begunMs) / 1000, 0) },
      targets: TARGETS,
      pass: Object.values(figures).every(passes),
    };
  },
};

async function oneRound(at: number, sink: Sink, folder: string): Promise<Round> {
  const costs: Partial<Record<WayName, Cost>> = {};
  for (const name of at % 2 === 0 ? NAMES : NAMES.toReversed()) {
    costs[name] = await measure(WAYS[name], sink, folder);
  }
  return costs as Round;
}

interface Figures {
  readonly mb_per_s: number;
  /** CPU seconds per GB. */
  readonly cpu_s_per_gb: number;
  /** Of MB/s: to the plain pipe of the same round. */
  readonly ratio: number;
  readonly cpu_ratio: number;
  /** Bytes, of all rounds, that the parser did not keep up with. */
  readonly dropped_bytes: number;
}

/** Medians over the rounds. */
function figuresOf(rounds: readonly Round[]): Readonly<Record<WayName, Figures>> {
  const over = (of: (round: Round) => number): number => rounded(median(rounds.map(of)));
  const figures = NAMES.map((name): [WayName, Figures] => [
    name,
    {
      mb_per_s: over((round) => round[name].mbPerS),
      cpu_s_per_gb: over((round) => round[name].cpuSPerGb),
      ratio: over((round) => round[name].mbPerS / round.plain.mbPerS),
      cpu_ratio: over((round) => round[name].cpuSPerGb / round.plain.cpuSPerGb),
      dropped_bytes: rounds.reduce((sum, round) => sum + round[name].dropped_bytes, 0),
    },
  ]);
  return Object.fromEntries(figures) as Record<WayName, Figures>;
}

function passes({ none_match, some_match, after_ready }: Readonly<Record<WayName, Figures>>): boolean {
  return (
    [none_match, some_match].every(
      ({ ratio, mb_per_s, dropped_bytes }) =>
        ratio >= TARGETS.parsing_ratio && mb_per_s >= TARGETS.parsing_mb_per_s && dropped_bytes === 0,
    ) &&
    after_ready.ratio >= TARGETS.after_ready_ratio &&
    after_ready.cpu_ratio <= TARGETS.after_ready_cpu_ratio
  );
}
