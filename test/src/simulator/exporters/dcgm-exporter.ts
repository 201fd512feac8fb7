import type { Random } from '../random.js';
import type { Spike, TrueGpu, TruePod } from '../world/index.js';
import type { Exposed, Piece } from './exposed.js';

/** NVML's utilisation looks back between a sixth of a second and a second. */
const LOOK_BACK_S = [1 / 6, 1] as const;

/** From the end of a measurement to when it can be read. */
const PUBLISHED_AFTER_S = 0.05;

/** How often an exporter restarts during a spike, and how long it is away; ours. */
const RESTARTS = { chance: 0.02, awayS: [5, 40] } as const;

/** How often the exporter measures when it is scraped every `scrapeS`, seconds. */
export function collectIntervalS({ cluster }: Spike, scrapeS: number): number {
  const { collect } = cluster.gpuExporter;
  return collect === 'as_scraped' ? scrapeS : collect;
}

/** What dcgm-exporter on the node of a pod exposes: measured at intervals of its own, whatever the scrapes do. */
export function exposeGpus(spike: Spike, pod: TruePod, scrapeS: number, random: Random): Exposed[] {
  const everyS = collectIntervalS(spike, scrapeS);
  const { fromS, untilS } = spike;
  const away = drawAbsence(spike, random);
  const phaseS = random.between(0, everyS);
  const lookBackS = random.between(...LOOK_BACK_S);
  const measuredS: number[] = [];
  for (let atS = fromS - everyS + phaseS; atS < untilS; atS += everyS) {
    if (atS < away.fromS || atS >= away.untilS + everyS) measuredS.push(atS);
  }
  const { field } = spike.cluster.gpuExporter;
  return pod.gpus.flatMap((gpu) => {
    const utilization = (atS: number): number =>
      Math.round((100 * gpu.busy.within(atS - lookBackS, atS)) / lookBackS);
    const profiling = (atS: number): number =>
      Math.round((1e6 * gpu.busy.within(atS - everyS, atS)) / everyS) / 1e6;
    const device = exposeField('DCGM_FI_DEV_GPU_UTIL', gpu, utilization);
    return field === 'profiling'
      ? [...exposeField('DCGM_FI_PROF_GR_ENGINE_ACTIVE', gpu, profiling), ...device]
      : device;
  });

  /** A GPU has its pod's name from the first measurement on that finds it allocated. */
  function exposeField(metric: string, gpu: TrueGpu, measure: (atS: number) => number): Exposed[] {
    const held: Piece[] = [];
    const free: Piece[] = [];
    measuredS.forEach((atS, i) => {
      const nextS = measuredS[i + 1] ?? untilS;
      // While the exporter is away nobody can read what it measured last.
      const endS = atS < away.fromS && nextS > away.fromS ? away.fromS : nextS + PUBLISHED_AFTER_S;
      const piece = { fromS: atS + PUBLISHED_AFTER_S, untilS: endS, value: measure(atS) };
      (atS >= pod.allocatedS && atS < pod.deletedS ? held : free).push(piece);
    });
    const target = `dcgm-exporter/${pod.node.name}`;
    return [
      { target, metric, labels: labelsOf(gpu, true), pieces: held },
      { target, metric, labels: labelsOf(gpu, false), pieces: free },
    ].filter(({ pieces }) => pieces.length > 0);
  }

  function labelsOf(gpu: TrueGpu, held: boolean): Record<string, string> {
    const { renamed } = spike.cluster.gpuExporter;
    const exporter = {
      pod: `nvidia-dcgm-exporter-${pod.node.name}`,
      namespace: 'gpu-operator',
      container: 'exporter',
    };
    const workload = { pod: pod.name, namespace: spike.cluster.namespace, container: 'server' };
    return {
      gpu: String(gpu.index),
      UUID: gpu.uuid,
      device: `nvidia${gpu.index}`,
      modelName: pod.deployment.gpu,
      Hostname: pod.node.name,
      job: 'dcgm-exporter',
      instance: `${pod.node.name}:9400`,
      ...(renamed && exporter),
      ...(held &&
        (renamed
          ? {
              exported_pod: workload.pod,
              exported_namespace: workload.namespace,
              exported_container: workload.container,
            }
          : workload)),
    };
  }
}

function drawAbsence({ fromS, untilS }: Spike, random: Random): { fromS: number; untilS: number } {
  if (!random.chance(RESTARTS.chance)) return { fromS: Infinity, untilS: Infinity };
  const awayS = random.between(fromS, untilS);
  return { fromS: awayS, untilS: awayS + random.between(...RESTARTS.awayS) };
}
