import { readExposition } from '../collector/index.js';

/** What one page of metrics says of a load. Unix seconds. */
export interface LoadPage {
  readonly startedS: number | null;
  readonly readyS: number | null;
  readonly phases: readonly PhaseFigures[];
  readonly weightsSource: string | null;
  /** Utilisation of each GPU, 0 to 1, by its id. */
  readonly utilization: ReadonlyMap<string, number>;
}

export interface PhaseFigures {
  readonly phase: string;
  readonly startS: number;
  readonly endS: number | null;
  /** Utilisation times seconds, over all GPUs; `null` where none is sampled. */
  readonly gpuBusyS: number | null;
}

export function readLoad(text: string): LoadPage {
  const { series } = readExposition(text);
  const found = [...series].map(([key, value]) => ({ name: key.slice(0, key.indexOf('{')), key, value }));
  const all = (name: string) => found.filter((each) => each.name === name);
  const mark = (name: string): number | null =>
    all('coldstart_mark_timestamp_seconds').find(({ key }) => label(key, 'mark') === name)?.value ?? null;
  const byPhase = (name: string): Map<string, number> =>
    new Map(all(name).map(({ key, value }) => [label(key, 'phase') ?? '', value]));
  const ends = byPhase('coldstart_phase_end_timestamp_seconds');
  const busy = byPhase('coldstart_phase_gpu_busy_seconds');
  return {
    startedS: mark('process_started'),
    readyS: mark('model_ready'),
    phases: [...byPhase('coldstart_phase_start_timestamp_seconds')]
      .map(([phase, startS]) => ({
        phase,
        startS,
        endS: ends.get(phase) ?? null,
        gpuBusyS: busy.get(phase) ?? null,
      }))
      .sort((a, b) => a.startS - b.startS),
    weightsSource:
      all('coldstart_load_last_duration_seconds').map(({ key }) => label(key, 'weights_source'))[0] ?? null,
    utilization: new Map(
      found
        .filter(({ name }) => name.startsWith('hw_gpu_utilization'))
        .map(({ key, value }) => [label(key, 'hw_id') ?? '', value]),
    ),
  };
}

function label(key: string, name: string): string | null {
  return new RegExp(`[{,]${name}="([^"]*)"`).exec(key)?.[1] ?? null;
}
