import type { Mark } from '@coldstart/conventions';
import type { Disagreement, Moment, Source } from '../model.js';
import { agree } from './moment.js';

/** Who is believed where sources date a mark differently. */
export interface Precedence {
  /** First wins. Sources that are not named come after them, in the order of their names. */
  readonly order: readonly Source[];
  /**
   * `order`: the first source wins; the finest of those that agree with it sharpens it.
   * `earliest`: whoever dates it earliest is right, for the others only find it done.
   */
  readonly rule: 'order' | 'earliest';
  readonly why: string;
}

const GPU_EXPORTERS: readonly Source[] = [
  'dcgm-exporter',
  'amd-device-metrics-exporter',
  'intel-xpu-manager',
];
const CLUSTER_FIRST: readonly Source[] = ['kube-state-metrics', 'coldstart', 'traces'];
const PROCESS_FIRST: readonly Source[] = ['coldstart', 'traces', 'kube-state-metrics'];

/** A moment that is reported goes before one that is estimated, whoever says so. */
export const PRECEDENCE: Readonly<Record<Mark, Precedence>> = {
  created: { order: CLUSTER_FIRST, rule: 'order', why: 'The API server made the pod; a process was told.' },
  scheduled: {
    order: CLUSTER_FIRST,
    rule: 'order',
    why: 'The API server bound the pod; a process was told.',
  },
  gpu_allocated: {
    order: ['kube-state-metrics', ...GPU_EXPORTERS, 'coldstart', 'traces'],
    rule: 'earliest',
    why: 'The kubelet allocates the GPU as it accepts the pod; exporter and process only find it there later.',
  },
  container_started: {
    order: CLUSTER_FIRST,
    rule: 'order',
    why: 'The kubelet started the container; its process was not there yet.',
  },
  process_started: {
    order: PROCESS_FIRST,
    rule: 'order',
    why: 'The process reads its own start from the system.',
  },
  gpu_memory_first_used: {
    order: PROCESS_FIRST,
    rule: 'order',
    why: 'The process looks at its own GPUs.',
  },
  model_ready: {
    order: PROCESS_FIRST,
    rule: 'order',
    why: 'The process knows when its model was loaded; from outside one sees an answer to a probe.',
  },
  pod_ready: {
    order: CLUSTER_FIRST,
    rule: 'order',
    why: 'The kubelet decides it, and the endpoints follow it; the process does not know.',
  },
  first_request: { order: PROCESS_FIRST, rule: 'order', why: 'The process answered it.' },
  failed: {
    order: PROCESS_FIRST,
    rule: 'order',
    why: 'The process knows when its load failed; its container ends later.',
  },
};

export interface Resolved {
  readonly kept: Moment;
  /** The moments that differ from it by more than their resolutions allow. */
  readonly disagreements: readonly Disagreement[];
}

/** One moment of what several sources claim; undefined where none does. The order of the claims changes nothing. */
export function resolve(mark: Mark, claims: readonly (Moment | undefined)[]): Resolved | undefined {
  const { order, rule } = PRECEDENCE[mark];
  const rank = ({ source }: Moment): number => {
    const index = order.indexOf(source);
    return index < 0 ? order.length : index;
  };
  const ranked = claims
    .filter((claim) => claim !== undefined)
    .sort(
      (a, b) =>
        Number(a.estimated) - Number(b.estimated) ||
        rank(a) - rank(b) ||
        (a.source < b.source ? -1 : a.source > b.source ? 1 : 0) ||
        a.resolutionS - b.resolutionS ||
        a.atS - b.atS,
    );
  const [first] = ranked;
  if (!first) return undefined;
  const kept = rule === 'earliest' ? earliest(ranked, first) : finest(ranked, first);
  // What is found there later contradicts nobody.
  const others = rule === 'earliest' ? ranked.filter((claim) => rank(claim) < rank(kept)) : ranked;
  return {
    kept,
    disagreements: others
      .filter((other) => other !== kept && !agree(other, kept))
      .map((other) => ({ mark, kept, other })),
  };
}

function earliest(claims: readonly Moment[], first: Moment): Moment {
  return claims.reduce((best, claim) => (claim.atS < best.atS ? claim : best), first);
}

function finest(claims: readonly Moment[], first: Moment): Moment {
  return claims
    .filter((claim) => claim.estimated === first.estimated && agree(claim, first))
    .reduce((best, claim) => (claim.resolutionS < best.resolutionS ? claim : best), first);
}
