import { endS, type Stretch, type TrueAttempt, type TruePod } from '../../simulator/index.js';

/** A cold start as it truly was. */
export interface TrueStart {
  readonly pod: TruePod;
  /** 1 also where no container ever started. */
  readonly attempt: number;
  /** Null where the pod was deleted before its container started. */
  readonly life: TrueAttempt | null;
  readonly startS: number;
  /** Ready, failed or deleted. */
  readonly endS: number;
  /** From when on its GPUs are its own. */
  readonly allocated: Stretch;
}

/** Each attempt of a pod is a cold start: the first from the creation of the pod, a later one from that of its container. */
export function trueStarts(pod: TruePod): TrueStart[] {
  if (pod.attempts.length === 0) {
    const allocated = { startS: Math.min(pod.allocatedS, pod.deletedS), endS: pod.deletedS };
    return [{ pod, attempt: 1, life: null, startS: pod.createdS, endS: pod.deletedS, allocated }];
  }
  return pod.attempts.map((life, i) => {
    const overS = endS(life.end);
    const startS = i === 0 ? pod.createdS : life.containerStartedS;
    const heldS = i === 0 ? pod.allocatedS : life.containerStartedS;
    return {
      pod,
      attempt: life.attempt,
      life,
      startS,
      endS: overS,
      allocated: { startS: heldS, endS: overS },
    };
  });
}

/** Every phase of it that has a name, those of the cluster too. */
export function namedStretches({ pod, life, attempt, startS, endS: overS }: TrueStart): Stretch[] {
  const named: Stretch[] = [...(life?.phases ?? [])];
  if (attempt === 1) {
    named.push({ startS: pod.createdS, endS: pod.scheduledS });
    named.push({ startS: pod.scheduledS, endS: life?.containerStartedS ?? overS });
  }
  if (life?.end.kind === 'ready') named.push({ startS: life.end.modelReadyS, endS: life.end.podReadyS });
  return named
    .map((stretch) => ({ startS: Math.max(startS, stretch.startS), endS: Math.min(overS, stretch.endS) }))
    .filter((stretch) => stretch.endS > stretch.startS);
}
