import type { Meaning, Signal } from './signal.js';

/** Of what is dated; the others say theirs in their name. */
const OF_MEANING: Readonly<Partial<Record<Meaning['kind'], string>>> = {
  mark: 'Unix seconds',
  phase_boundary: 'Unix seconds',
  queue_depth: 'requests',
  queue_wait_bucket: 'waits up to `le`',
  queue_wait_count: 'requests',
  replicas: 'count',
  trigger_value: 'as the trigger counts',
};

const OF_NAME: readonly (readonly [RegExp, string])[] = [
  [/_timestamp(_seconds)?$|_time$|_created$|_state_started$/, 'Unix seconds'],
  [/_(seconds|secs)(_sum)?$|_duration_sum$/, 's'],
  [/_ms(_sum)?$/, 'ms'],
  [/_microseconds(_sum)?$|_us$/, 'µs'],
  [/_bytes$/, 'bytes'],
  [/_joules(_total)?$/, 'J'],
  [/_ratio$/, 'ratio 0–1'],
  [/_(info|owner|reason|labels|phase|ready|unschedulable|active)$/, '1 where it holds'],
  [/_(resource_requests|resource_limits|restarts_total|count|total)$|_replicas$/, 'count'],
];

/** Unit of a value of the row, in words; empty where nothing tells. */
export function unitOf({ unit, meaning, metric }: Signal): string {
  if (unit !== undefined) return unit;
  const ofMeaning = isFlag(meaning) ? undefined : (OF_MEANING[meaning.kind] ?? scaled(meaning));
  return ofMeaning ?? OF_NAME.find(([pattern]) => pattern.test(metric))?.[1] ?? '';
}

/** Whether any replica is wanted, not how many. */
function isFlag(meaning: Meaning): boolean {
  return meaning.kind === 'replicas' && meaning.what === 'active';
}

/** By bytes. */
const MEMORY: ReadonlyMap<number, string> = new Map([
  [1, 'bytes'],
  [1e6, 'MB'],
  [2 ** 20, 'MiB'],
]);

/** By joules. */
const ENERGY: ReadonlyMap<number, string> = new Map([
  [1, 'J'],
  [1e-3, 'mJ'],
  [1e-6, 'µJ'],
]);

/** What a scale makes a ratio, bytes or joules of. */
function scaled(meaning: Meaning): string | undefined {
  if (meaning.kind === 'gpu_memory') return MEMORY.get(meaning.scale);
  if (meaning.kind === 'gpu_energy') return ENERGY.get(meaning.scale);
  if (meaning.kind !== 'gpu_activity') return undefined;
  return meaning.scale === 1 ? 'ratio 0–1' : meaning.scale === 0.01 ? '%' : `ratio × ${1 / meaning.scale}`;
}
