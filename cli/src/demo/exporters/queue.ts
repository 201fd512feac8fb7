import type { Meter } from '@opentelemetry/api';
import { ATTRIBUTES, METRICS, QUEUE_WAIT_BUCKETS_S } from '@coldstart/conventions';

export interface QueueIdentity {
  readonly model: string;
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
}

/** The gateway's own instruments, measured. Returns what records a wait in seconds. */
export function queueInstruments(
  meter: Meter,
  identity: QueueIdentity,
  depth: () => number,
): (waitS: number) => void {
  const attributes = {
    [ATTRIBUTES.MODEL_NAME.name]: identity.model,
    [ATTRIBUTES.K8S_NAMESPACE_NAME.name]: identity.namespace,
    [ATTRIBUTES.K8S_POD_NAME.name]: identity.pod,
    [ATTRIBUTES.K8S_CONTAINER_NAME.name]: identity.container,
  };
  const { QUEUE_DEPTH, QUEUE_WAIT } = METRICS;
  meter
    .createObservableGauge(QUEUE_DEPTH.name, { unit: QUEUE_DEPTH.unit, description: QUEUE_DEPTH.description })
    .addCallback((result) => {
      result.observe(depth(), attributes);
    });
  const wait = meter.createHistogram(QUEUE_WAIT.name, {
    unit: QUEUE_WAIT.unit,
    description: QUEUE_WAIT.description,
    advice: { explicitBucketBoundaries: [...QUEUE_WAIT_BUCKETS_S] },
  });
  return (waitS) => {
    wait.record(waitS, attributes);
  };
}
