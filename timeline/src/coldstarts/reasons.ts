/** Words for what Kubernetes calls the cause, for a person who reads them at night. */
type Words = Readonly<Record<string, string>>;

/**
 * Why a pod ended. Source: Kubernetes, `PodStatus.Reason` as the kubelet sets it, and the reasons of the condition
 * `DisruptionTarget`.
 */
const OF_POD: Words = {
  Evicted: 'the node evicted the pod, for it ran short of memory, disk or processes',
  NodeAffinity: 'the node no longer fits what the pod asks of it',
  NodeLost: 'the node was lost',
  NodeShutdown: 'the node shut down',
  Shutdown: 'the node shut down',
  Terminated: 'the node shut down',
  Preempting: 'the node preempted the pod for a critical one',
  UnexpectedAdmissionError: 'the node refused the pod: its devices could not be allocated',
  DeadlineExceeded: 'the pod was not done by its deadline',
  PreemptionByScheduler: 'the scheduler preempted the pod for one of higher priority',
  DeletionByTaintManager: 'the pod was deleted because of a taint on its node',
  EvictionByEvictionAPI: 'the pod was evicted on request, as when a node is drained',
  DeletionByPodGC: 'the pod was deleted because its node is gone',
  TerminationByKubelet: 'the node ended the pod',
};

/** What keeps a container, or a pod, from starting. Source: Kubernetes, kubelet and scheduler. */
const OF_WAIT: Words = {
  Unschedulable: 'no node takes the pod',
  ErrImagePull: 'its image cannot be pulled',
  ImagePullBackOff: 'its image cannot be pulled; Kubernetes waits before it tries again',
  ErrImageNeverPull: 'its image is not on the node and may not be pulled',
  InvalidImageName: 'the name of its image is invalid',
  ImageInspectError: 'its image cannot be read',
  RegistryUnavailable: 'the registry of its image does not answer',
  SignatureValidationFailed: 'the signature of its image is not valid',
  CreateContainerConfigError: 'what its configuration names is missing, such as a secret',
  CreateContainerError: 'the container cannot be created',
  PreCreateHookError: 'the container cannot be created',
  PreStartHookError: 'the container cannot be started',
  PostStartHookError: 'the hook after its start failed',
  RunContainerError: 'the container cannot be started',
  CrashLoopBackOff: 'it ended again and again; Kubernetes waits before it starts it again',
};

/** Reasons that every container waits for. */
const USUAL_WAITS: ReadonlySet<string> = new Set(['ContainerCreating', 'PodInitializing', '']);

/** While these hold, the image is being pulled, or fails to be. */
const FAILED_PULLS: ReadonlySet<string> = new Set([
  'ErrImagePull',
  'ImagePullBackOff',
  'RegistryUnavailable',
]);

export function podEndWords(reason: string): string {
  return OF_POD[reason] ?? `the pod ended: ${reason}`;
}

export function waitWords(reason: string): string {
  return OF_WAIT[reason] ?? reason;
}

export function isUsualWait(reason: string): boolean {
  return USUAL_WAITS.has(reason);
}

export function isFailedPull(reason: string): boolean {
  return FAILED_PULLS.has(reason);
}

/** Source: `ABANDON_REASONS` of the conventions. */
const OF_DEATH: Words = {
  killed: 'it was killed',
  exit: 'it exited before the model was ready',
  uncaught_exception: 'nobody caught an exception',
  reboot: 'its machine started anew',
};

export function deathWords(reason: string): string {
  return OF_DEATH[reason] ?? reason;
}
