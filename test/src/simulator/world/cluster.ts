import type { Random } from '../random.js';
import { COLD_NODE, LOADS, SIZES, type LoadTimings, type RangeS, type SizeTimings } from './timings.js';

/** How the GPU exporter of a cluster is set up. */
export interface GpuExporter {
  /** Both fields, or only the older one, where the profiling module is not there. */
  readonly field: 'profiling' | 'utilization';
  /** How often it measures: as often as it is read, or at an interval of its own, seconds. */
  readonly collect: 'as_scraped' | number;
  /** Prometheus renamed the labels of the workload: its `honorLabels` is off. */
  readonly renamed: boolean;
}

/** Seconds that a clock is ahead of the true time. */
export type ClockOffsetS = number;

export interface Node {
  readonly name: string;
  readonly clockS: ClockOffsetS;
  /** It was there, with images and caches, before the spike. */
  readonly warm: boolean;
}

/** A model that a cluster serves, with what its loads take on an ordinary node, seconds. */
export interface Deployment {
  readonly name: string;
  readonly model: string;
  readonly server: string;
  readonly gpus: number;
  readonly gpu: string;
  readonly bytesOfWeights: number;
  readonly timings: SizeTimings;
  readonly unloggedS: number;
  /** These are fixed for a deployment; what is left of the timings is drawn for each load. */
  readonly typical: Readonly<
    Record<
      'imports' | 'fetch' | 'read' | 'transfer' | 'compile' | 'compileCached' | 'cacheAlloc' | 'graphs',
      number
    >
  >;
  /** An init container brings the weights. */
  readonly fetchesInInit: boolean;
  /** Weights flow to the GPU while they are read. */
  readonly streamsWeights: boolean;
  readonly castsWeights: boolean;
  readonly coldImagePullS: RangeS;
  /** Who dates the load: the SDK inside, or the wrapper that reads the log. */
  readonly datedBy: 'sdk' | 'wrapper';
  /** Of a new pod. */
  readonly chances: { readonly coldNode: number; readonly weightsCached: number };
  /** Requests that one replica answers in a second. */
  readonly requestsPerS: number;
}

export interface Cluster {
  readonly name: string;
  readonly namespace: string;
  readonly deployments: readonly Deployment[];
  readonly gpuExporter: GpuExporter;
  /** Two Prometheus servers scrape the same, and the query brings both. */
  readonly pair: boolean;
  readonly controlPlaneClockS: ClockOffsetS;
  readonly nodeClockSpreadS: number;
}

/** NTP keeps clocks within tens of milliseconds. */
const CLOCK_SPREAD_S = 0.015;

export function drawCluster(name: string, random: Random): Cluster {
  const deployments = Array.from({ length: random.whole(1, 3) }, (_, i) =>
    drawDeployment(`${name}-m${i}`, random.pick(LOADS), random),
  );
  const collect = random.unit();
  return {
    name,
    namespace: `team-${name}`,
    deployments,
    gpuExporter: {
      field: random.chance(0.75) ? 'profiling' : 'utilization',
      // 30 s is the exporter's own default, 1 s what is advised to see short things.
      collect: collect < 0.7 ? 'as_scraped' : collect < 0.85 ? 30 : 1,
      renamed: random.chance(0.6),
    },
    pair: random.chance(0.2),
    controlPlaneClockS: CLOCK_SPREAD_S * random.normal(),
    nodeClockSpreadS: CLOCK_SPREAD_S,
  };
}

function drawDeployment(name: string, load: LoadTimings, random: Random): Deployment {
  const timings = SIZES[load.size];
  const typical = (own: RangeS | undefined, ofSize: RangeS): number => random.between(...(own ?? ofSize));
  return {
    name,
    model: load.model,
    server: load.server,
    gpus: load.gpus,
    gpu: load.gpu,
    bytesOfWeights: Math.round(load.gibOfWeights * 2 ** 30),
    timings,
    unloggedS: load.unlogged ? random.between(...load.unlogged) : random.between(0, 4),
    typical: {
      imports: typical(load.imports, timings.imports),
      fetch: typical(load.fetch, timings.fetch),
      read: typical(load.read, timings.read),
      transfer: typical(load.transfer, timings.transfer),
      compile: typical(load.compile, timings.compile),
      compileCached: typical(load.compileCached, timings.compileCached),
      cacheAlloc: typical(load.cacheAlloc, timings.cacheAlloc),
      graphs: typical(load.graphs, timings.graphs),
    },
    fetchesInInit: random.chance(0.2),
    streamsWeights: random.chance(0.25),
    castsWeights: random.chance(0.3),
    coldImagePullS: random.chance(0.25) ? COLD_NODE.imagePullStreamed : COLD_NODE.imagePull,
    datedBy: random.chance(0.5) ? 'sdk' : 'wrapper',
    chances: { coldNode: random.between(0.1, 0.7), weightsCached: random.between(0.4, 1) },
    requestsPerS: random.between(0.5, 4),
  };
}
