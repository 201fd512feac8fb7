import type { Random } from '../random.js';
import { endS, type Spike, type TruePod } from '../world/index.js';
import type { Exposed, Piece } from './exposed.js';

export const TARGET = 'kube-state-metrics';

/** From a change of an object to the series: its README has 0.26 s at the median, 0.91 s at the 99th percentile. */
const LAG_S = 0.26;
const LAG_SPREAD = 0.54;

/** A container that ended is shown as terminated for a moment, then as one that waits; ours. */
const BEFORE_WAITING_S = 1;

/** How long a pod may take to end after its deletion was asked for: Kubernetes' default. */
const GRACE_S = 30;

/** What kube-state-metrics exposes of a pod: whole seconds, cut off, by the clock of who wrote the moment down. */
export function exposePod({ cluster }: Spike, pod: TruePod, random: Random): Exposed[] {
  const { node, deployment, attempts } = pod;
  const goneS = pod.deletedS + lagS();
  const labels = {
    namespace: cluster.namespace,
    pod: pod.name,
    uid: pod.uid,
    job: TARGET,
    instance: 'kube-state-metrics:8080',
  };
  const inContainer = { ...labels, container: 'server' };
  const exposed: Exposed[] = [];
  function lagS(): number {
    return LAG_S * random.factor(LAG_SPREAD);
  }
  const show = (metric: string, its: Readonly<Record<string, string>>, pieces: readonly Piece[]): void => {
    const there = pieces
      .map(({ fromS, untilS, value }) => ({ fromS, untilS: Math.min(untilS, goneS), value }))
      .filter(({ fromS, untilS }) => fromS < untilS);
    if (there.length > 0) exposed.push({ target: TARGET, metric, labels: its, pieces: there });
  };
  const always = (fromS: number, value: number): Piece[] => [{ fromS, untilS: Infinity, value }];
  const byControlPlane = (trueS: number): number => Math.floor(trueS + cluster.controlPlaneClockS);
  const byKubelet = (trueS: number): number => Math.floor(trueS + node.clockS);

  const createdS = pod.createdS + lagS();
  const scheduledS = pod.scheduledS + lagS();
  const acceptedS = pod.allocatedS + lagS();
  if (createdS >= goneS) return [];
  show('kube_pod_created', labels, always(createdS, byControlPlane(pod.createdS)));
  show('kube_pod_status_scheduled_time', labels, always(scheduledS, byControlPlane(pod.scheduledS)));
  show('kube_pod_start_time', labels, always(acceptedS, byKubelet(pod.allocatedS)));
  show(
    'kube_pod_container_resource_requests',
    { ...inContainer, resource: 'nvidia_com_gpu', unit: 'integer' },
    always(createdS, deployment.gpus),
  );
  const owner = `${deployment.name}-5c9d7`;
  show(
    'kube_pod_info',
    { ...labels, node: node.name, created_by_kind: 'ReplicaSet', created_by_name: owner },
    always(scheduledS, 1),
  );
  show('kube_pod_owner', { ...labels, owner_kind: 'ReplicaSet', owner_name: owner }, always(createdS, 1));
  exposeWaiting();
  exposeInit();
  exposeContainer();
  exposeDeletion();
  exposeReadiness();
  exposePhase();
  return exposed;

  /** The series of a reason is there while the container waits for it; a pull hides in ContainerCreating. */
  function exposeWaiting(): void {
    const unscheduled = [{ fromS: createdS, untilS: scheduledS, value: 1 }];
    if (!node.warm) show('kube_pod_status_unschedulable', labels, unscheduled);
    const waits = (reason: string, fromS: number, untilS: number): void => {
      const metric = 'kube_pod_container_status_waiting_reason';
      if (fromS < untilS) show(metric, { ...inContainer, reason }, [{ fromS, untilS, value: 1 }]);
    };
    const startedS = (attempts[0]?.containerStartedS ?? Infinity) + lagS();
    const initializedS = pod.init ? pod.init.endS + lagS() : acceptedS;
    waits('PodInitializing', acceptedS, Math.min(initializedS, startedS));
    waits('ContainerCreating', initializedS, startedS);
    attempts.forEach(({ processEndedS }, i) => {
      const againS = attempts[i + 1]?.containerStartedS;
      if (againS !== undefined) waits('CrashLoopBackOff', processEndedS + lagS(), againS + lagS());
    });
  }

  /** It tells when the object has to be gone at the latest, from when that was asked on. */
  function exposeDeletion(): void {
    if (pod.deletedS === Infinity) return;
    const askedS = Math.max(pod.createdS, pod.deletedS - random.between(1, GRACE_S));
    const value = byControlPlane(askedS + GRACE_S);
    show('kube_pod_deletion_timestamp', labels, always(askedS + lagS(), value));
  }

  function exposeInit(): void {
    const { init } = pod;
    const initializedS = init?.endS ?? pod.allocatedS + 0.1;
    show('kube_pod_status_initialized_time', labels, always(initializedS + lagS(), byKubelet(initializedS)));
    if (!init) return;
    const its = { ...labels, container: 'storage-initializer' };
    show('kube_pod_init_container_state_started', its, always(init.startS + lagS(), byKubelet(init.startS)));
    show(
      'kube_pod_init_container_status_last_terminated_timestamp',
      its,
      always(init.endS + lagS(), byKubelet(init.endS)),
    );
  }

  function exposeContainer(): void {
    // A container that waits for its next start has none: the series is away meanwhile.
    const started = attempts.flatMap(({ containerStartedS, processEndedS }, i): Piece[] => {
      const fromS = containerStartedS + lagS();
      const waitsS = i + 1 < attempts.length ? processEndedS + lagS() + BEFORE_WAITING_S : Infinity;
      return fromS < waitsS ? [{ fromS, untilS: waitsS, value: byKubelet(containerStartedS) }] : [];
    });
    show('kube_pod_container_state_started', inContainer, started);
    const ended = attempts.filter(({ processEndedS }) => processEndedS < pod.deletedS);
    for (const { processEndedS } of ended) {
      const fromS = processEndedS + lagS();
      if (pod.failedForGood) {
        show(
          'kube_pod_container_status_terminated_reason',
          { ...inContainer, reason: 'Error' },
          always(fromS, 1),
        );
        show('kube_pod_completion_time', labels, always(fromS, byKubelet(processEndedS)));
      } else {
        const metric = 'kube_pod_container_status_last_terminated_';
        show(`${metric}timestamp`, inContainer, always(fromS, byKubelet(processEndedS)));
        show(`${metric}reason`, { ...inContainer, reason: 'Error' }, always(fromS, 1));
      }
    }
    const restarts = attempts.map(({ containerStartedS }, i) => ({
      fromS: containerStartedS + lagS(),
      value: i,
    }));
    show('kube_pod_container_status_restarts_total', inContainer, follow(restarts));
  }

  function exposeReadiness(): void {
    const last = attempts.at(-1)?.end;
    const readyS = last?.kind === 'ready' ? last.podReadyS : Infinity;
    const seenS = readyS + lagS();
    if (readyS < Infinity) {
      show('kube_pod_status_ready_time', labels, always(seenS, byKubelet(readyS)));
      show('kube_pod_status_container_ready_time', labels, always(seenS, byKubelet(readyS)));
    }
    for (const condition of ['true', 'false', 'unknown']) {
      const when = condition === 'true' ? [0, 1] : condition === 'false' ? [1, 0] : [0, 0];
      show('kube_pod_status_ready', { ...labels, condition }, [
        { fromS: acceptedS, untilS: seenS, value: when[0] ?? 0 },
        { fromS: seenS, untilS: Infinity, value: when[1] ?? 0 },
      ]);
    }
  }

  function exposePhase(): void {
    const runningS = (attempts[0]?.containerStartedS ?? Infinity) + lagS();
    const last = attempts.at(-1);
    const failedS =
      pod.failedForGood && last ? Math.max(endS(last.end), last.processEndedS) + lagS() : Infinity;
    for (const phase of ['Pending', 'Running', 'Failed', 'Succeeded', 'Unknown']) {
      show('kube_pod_status_phase', { ...labels, phase }, [
        { fromS: createdS, untilS: runningS, value: phase === 'Pending' ? 1 : 0 },
        { fromS: runningS, untilS: failedS, value: phase === 'Running' ? 1 : 0 },
        { fromS: failedS, untilS: Infinity, value: phase === 'Failed' ? 1 : 0 },
      ]);
    }
  }
}

/** Values that follow one another, each until the next. */
function follow(values: readonly { readonly fromS: number; readonly value: number }[]): Piece[] {
  return values.map(({ fromS, value }, i) => ({
    fromS,
    untilS: Math.max(fromS, values[i + 1]?.fromS ?? Infinity),
    value,
  }));
}
