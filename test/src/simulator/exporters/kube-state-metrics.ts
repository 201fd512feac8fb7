import type { Random } from '../random.js';
import { endS, type Spike, type TruePod } from '../world/index.js';
import type { Exposed, Piece } from './exposed.js';

export const TARGET = 'kube-state-metrics';

/** From a change of an object to the series: its README has 0.26 s at the median, 0.91 s at the 99th percentile. */
const LAG_S = 0.26;
const LAG_SPREAD = 0.54;

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
  show('kube_pod_info', { ...labels, node: node.name, created_by_kind: 'ReplicaSet' }, always(scheduledS, 1));
  exposeInit();
  exposeContainer();
  exposeReadiness();
  exposePhase();
  return exposed;

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
    const started = attempts.map(({ containerStartedS }) => ({
      fromS: containerStartedS + lagS(),
      value: byKubelet(containerStartedS),
    }));
    show('kube_pod_container_state_started', inContainer, follow(started));
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
