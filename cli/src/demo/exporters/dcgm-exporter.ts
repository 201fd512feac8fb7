import { createHash } from 'node:crypto';
import type { PodRecord } from '../cluster/index.js';
import { BusyMeter } from './busy.js';
import type { Sample } from './sample.js';

const MIB = 1 << 20;

/** What one GPU showed when it was last sampled. */
export interface GpuReading {
  /** Unix seconds. */
  readonly atS: number;
  readonly node: string;
  /** Ratio 0..1. */
  readonly activity: number;
  readonly usedBytes: number;
  readonly pod: { readonly name: string; readonly namespace: string; readonly container: string };
}

/**
 * What dcgm-exporter 4.8 would say of GPUs that belong to a pod. The labels `pod`, `namespace`, `container` come from the
 * kubelet's list of allocated devices, so they are there before the image is pulled.
 */
export function dcgmSamples(readings: readonly GpuReading[]): Sample[] {
  return readings.flatMap((reading) => {
    const labels = {
      gpu: '0',
      UUID: gpuUuid(reading.node),
      device: 'nvidia0',
      modelName: 'Simulated GPU',
      Hostname: reading.node,
      pod: reading.pod.name,
      namespace: reading.pod.namespace,
      container: reading.pod.container,
      simulated: 'true',
    };
    return [
      {
        metric: 'DCGM_FI_PROF_GR_ENGINE_ACTIVE',
        help: 'Ratio of time the graphics engine is active.',
        labels,
        value: reading.activity,
        atS: reading.atS,
      },
      {
        metric: 'DCGM_FI_DEV_FB_USED',
        help: 'Framebuffer memory used (in MiB).',
        labels,
        value: Math.round(reading.usedBytes / MIB),
        atS: reading.atS,
      },
    ];
  });
}

/** Samples the simulated GPUs: each follows what the process of its pod really does. */
export class GpuSampler {
  readonly #meters = new Map<string, BusyMeter>();
  #readings: readonly GpuReading[] = [];

  /** The pod's process says that work for the GPU begins or ends. Unix seconds. */
  report(pod: string, busy: boolean, atS: number): void {
    this.#meters.get(pod)?.set(busy, atS);
  }

  /** Takes a sample of every GPU that is allocated now. */
  sample(pods: readonly PodRecord[], nowS: number): void {
    const allocated = pods.filter((pod) => pod.gpuAllocated);
    this.#readings = allocated.map((pod) => ({
      atS: nowS,
      node: pod.node,
      activity: this.#meter(pod.name, nowS).read(nowS),
      usedBytes: pod.gpuBytes,
      pod: { name: pod.name, namespace: pod.namespace, container: pod.container },
    }));
    for (const pod of this.#meters.keys()) {
      if (!allocated.some((each) => each.name === pod)) this.#meters.delete(pod);
    }
  }

  readings(): readonly GpuReading[] {
    return this.#readings;
  }

  #meter(pod: string, nowS: number): BusyMeter {
    const known = this.#meters.get(pod);
    if (known) return known;
    const fresh = new BusyMeter(nowS);
    this.#meters.set(pod, fresh);
    return fresh;
  }
}

/** The same for a node in every run. */
function gpuUuid(node: string): string {
  const hex = createHash('sha256').update(node).digest('hex');
  return `GPU-${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}
