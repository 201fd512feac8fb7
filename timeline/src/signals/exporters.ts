import type { Source } from '../model.js';

/** What one installs after the other, and what each step lets one see. In order. */
export const STEPS = {
  cluster: {
    title: 'kube-state-metrics only',
    install: 'Scrape kube-state-metrics: kube-prometheus-stack has it.',
    see: 'Every pod that asks for a GPU: when it was created, bound to a node, when its containers ran, when it was Ready first, how often it started again, and why it failed.',
    resolution:
      'Moments within a second, however rarely it is scraped: the values are the times. Only the latest restart and the latest Ready are told, so what comes and goes between two scrapes is not seen.',
    unseen:
      'Whether the GPU works or idles. What the server does between the start of its container and Ready. Which model it loads. Who waits for it.',
  },
  gpu: {
    title: '+ a GPU exporter',
    install:
      'dcgm-exporter for NVIDIA (the GPU operator has it), the device-metrics-exporter for AMD, XPU Manager for Intel. Let it collect every second and scrape it every 5 s while you study cold starts.',
    see: 'Where an allocated GPU idles before the pod is Ready, in GPU-seconds, for each GPU. Until a container that asks for it starts, a GPU that the pod has for itself is idle also where samples are missing.',
    resolution:
      'Ends of a gap within the distance of the samples. A gap that begins after the container has started and is shorter than two distances is not seen: at the 30 s that dcgm-exporter has unless told otherwise that is a minute.',
    unseen:
      'What the server does meanwhile: gaps lie under no phase of its own. Which model it is. Who waits for it.',
  },
  requests: {
    title: '+ the metrics of the engine, and of the queue before it',
    install:
      'Scrape the metrics port of the servers, and what stands before them: KEDA, the inference gateway, Knative or the proxy.',
    see: 'How many requests wait for which model, and how long. From some engines how long parts of their start-up took.',
    resolution:
      'The distance of the samples. Engines answer nothing before they are ready: only a queue before them shows who waits during a cold start.',
    unseen:
      'When each phase inside the server began and ended, and when the model was loaded: what an engine reports of its start-up has no dates.',
  },
  own: {
    title: '+ the SDK or the wrapper',
    install:
      'Import `@coldstart/sdk` in the server, or put `coldstart run --` before its command. Tell it the pod by the downward API ([SDK](../sdk/README.md#kubernetes), [wrapper](run.md)).',
    see: 'The phases of the load, the model, when it was loaded, when the first request was answered, the bytes so far, attempts that died, and without an exporter what its own GPUs do. Every gap is named by the phase under it, and the time until the probe saw a loaded model as readiness.',
    resolution: 'Milliseconds, however rarely it is scraped: the values are the times.',
    unseen: 'Alone, without kube-state-metrics, it does not know when the pod was created, bound and Ready.',
  },
} as const satisfies Record<string, StepText>;

interface StepText {
  readonly title: string;
  readonly install: string;
  /** What it adds to what could be seen before. */
  readonly see: string;
  readonly resolution: string;
  /** What cannot be seen yet. */
  readonly unseen: string;
}

export type Step = keyof typeof STEPS;

/** An exporter of series, or of spans. */
export interface Exporter {
  readonly title: string;
  readonly step: Step;
  readonly runBy: string;
  /** Where its format is laid down. */
  readonly reference: string;
  readonly resolution: string;
  /** What cannot be seen without it, where nothing else tells. */
  readonly unseen: string;
  readonly install: string;
  /** What a filter by namespace keeps of it, where that is not what the labels of the scraped pod say. */
  readonly filtered?: string;
}

const AT_SAMPLES = 'the distance of the samples';
const BY_ADDRESS =
  'runs in a namespace of its own, so the namespace of the models is read from the address of their Service, `llama.ml.svc`. A filter by namespace leaves out queues whose address holds none; without one they are joined by the name of the workload, where just one namespace has it.';
const AFTER_READY = 'Its port answers only once the server is ready.';
const SCRAPE_SERVER = 'Scrape the port of the server, with the labels `namespace` and `pod` of its pod.';

/** Who sends what the timeline reads. */
export const EXPORTERS: Readonly<Record<Source, Exporter>> = {
  'kube-state-metrics': {
    title: 'kube-state-metrics',
    step: 'cluster',
    runBy: 'the platform team, once per cluster',
    reference: 'kubernetes/kube-state-metrics, `docs/metrics`, v2.20',
    resolution:
      'whole seconds, cut off, for what is dated; the distance of the samples for what is only there or not',
    unseen:
      'When the pod was created, bound, started and Ready; how many GPUs it asks for; why it failed; its node and its owner.',
    install:
      'Helm chart `kube-state-metrics`, also part of `kube-prometheus-stack`. From v2.20 it dates init containers. For the instance type of nodes and the groups of a LeaderWorkerSet allow their labels: `--metric-labels-allowlist=nodes=[node.kubernetes.io/instance-type],pods=[leaderworkerset.sigs.k8s.io/name,leaderworkerset.sigs.k8s.io/group-index]`; without them the type is the product name of the GPU.',
  },
  'dcgm-exporter': {
    title: 'dcgm-exporter',
    step: 'gpu',
    runBy: 'the platform team, on every node with NVIDIA GPUs',
    reference: 'NVIDIA/dcgm-exporter, `etc/default-counters.csv`',
    resolution:
      'its collect interval, 30 s unless `DCGM_EXPORTER_INTERVAL` says otherwise, and the scrape interval on top',
    unseen: 'Where an NVIDIA GPU idles before the model is ready, and what memory it holds.',
    install:
      'Part of the NVIDIA GPU operator, or Helm chart `dcgm-exporter`. Pods are named where it may read the kubelet’s pod resources.',
  },
  'amd-device-metrics-exporter': {
    title: 'AMD Device Metrics Exporter',
    step: 'gpu',
    runBy: 'the platform team, on every node with AMD GPUs',
    reference: 'ROCm/device-metrics-exporter, `docs/configuration/metricslist.md`',
    resolution: AT_SAMPLES,
    unseen: 'Where an AMD GPU idles before the model is ready, and what memory it holds.',
    install: 'Part of the AMD GPU operator, or Helm chart `device-metrics-exporter`.',
  },
  'intel-xpu-manager': {
    title: 'Intel XPU Manager',
    step: 'gpu',
    runBy: 'the platform team, on every node with Intel GPUs',
    reference: 'intel/xpumanager, `rest/prometheus_exporter`',
    resolution: AT_SAMPLES,
    unseen: 'Where an Intel GPU idles before the model is ready, and what memory it holds.',
    install:
      'Its Prometheus exporter of version 1, which names pods. Version 2 names none: whose GPU it speaks of is not observable.',
  },
  vllm: {
    title: 'vLLM',
    step: 'requests',
    runBy: 'who runs the server; it is built in',
    reference: 'vllm-project/vllm, `vllm/v1/metrics`',
    resolution: AT_SAMPLES,
    unseen: 'How many requests wait at the engine, and how long they waited there.',
    install: `${SCRAPE_SERVER} ${AFTER_READY}`,
  },
  sglang: {
    title: 'SGLang',
    step: 'requests',
    runBy: 'who runs the server; it is built in',
    reference: 'sgl-project/sglang, `python/sglang/srt/metrics`',
    resolution: AT_SAMPLES,
    unseen: 'How many requests wait at the engine; how long it says that parts of its start-up took.',
    install: `Start it with \`--enable-metrics\`. ${SCRAPE_SERVER}`,
  },
  tgi: {
    title: 'Text Generation Inference',
    step: 'requests',
    runBy: 'who runs the server; it is built in',
    reference: 'huggingface/text-generation-inference, `docs/source/reference/metrics.md`',
    resolution: AT_SAMPLES,
    unseen: 'How many requests wait at the engine, and how long they waited there.',
    install: `${SCRAPE_SERVER} ${AFTER_READY}`,
  },
  triton: {
    title: 'Triton Inference Server',
    step: 'requests',
    runBy: 'who runs the server; it is built in',
    reference: 'triton-inference-server/server, `docs/user_guide/metrics.md`; core `src/metrics.cc`',
    resolution: AT_SAMPLES,
    unseen: 'How many requests wait for a model; how long Triton says that each model took to load.',
    install: `${SCRAPE_SERVER} It is port 8002. ${AFTER_READY}`,
  },
  torchserve: {
    title: 'TorchServe',
    step: 'requests',
    runBy: 'who runs the server; it is built in',
    reference: 'pytorch/serve, `docs/metrics.md`',
    resolution: AT_SAMPLES,
    unseen: 'How long requests waited; how long it says that a worker took to load its model.',
    install: `Set \`metrics_mode=prometheus\`. ${SCRAPE_SERVER} It is port 8082.`,
  },
  'llama.cpp': {
    title: 'llama.cpp server',
    step: 'requests',
    runBy: 'who runs the server; it is built in',
    reference: 'ggml-org/llama.cpp, `tools/server/README.md`',
    resolution: AT_SAMPLES,
    unseen: 'How many requests wait for a slot.',
    install: `Start it with \`--metrics\`. ${SCRAPE_SERVER}`,
  },
  modelexpress: {
    title: 'ModelExpress',
    step: 'requests',
    runBy: 'who runs the server; the client is inside it',
    reference: 'ai-dynamo/modelexpress, pull request 706',
    resolution: AT_SAMPLES,
    unseen: 'How long its loader says that a load and its parts took.',
    install: SCRAPE_SERVER,
  },
  'ray-serve': {
    title: 'Ray Serve',
    step: 'requests',
    runBy: 'who runs the Ray cluster; it is built in',
    reference: 'ray-project/ray, `doc/source/serve/monitoring.md`',
    resolution: `${AT_SAMPLES}, and the mean of all replicas that a process started`,
    unseen:
      'How many requests wait to be given to a replica; how long Ray says that its replicas took to start.',
    install: 'Scrape the metrics port of the Ray nodes.',
  },
  keda: {
    title: 'KEDA',
    step: 'requests',
    runBy: 'the platform team, once per cluster',
    reference: 'kedacore/keda, `pkg/metricscollector/prommetrics.go`',
    resolution: 'its polling interval, 30 s unless set, and the scrape interval on top',
    unseen: 'What the autoscaler saw of the queue, and when it decided to scale up.',
    install: 'Scrape the operator: `prometheus.operator.enabled` in its Helm chart.',
    filtered: `The interceptor of the HTTP add-on ${BY_ADDRESS}`,
  },
  'inference-gateway': {
    title: 'Gateway API inference extension, llm-d router',
    step: 'requests',
    runBy: 'the platform team, per inference pool',
    reference: 'llm-d/llm-d-router, `docs/metrics.md`',
    resolution: AT_SAMPLES,
    unseen: 'How many requests wait in front of the engines, also while none of them is up.',
    install: 'Scrape the endpoint picker, port 9090. Queues need its feature gate `flowControl`.',
    filtered:
      'It names no namespace of the models: a filter by namespace keeps only pickers that are scraped in that namespace. Without one, it is joined by the name of the model, where just one namespace has it.',
  },
  knative: {
    title: 'Knative Serving',
    step: 'requests',
    runBy: 'the platform team, once per cluster',
    reference: 'knative/serving, `pkg/activator`, `pkg/autoscaler/metrics`',
    resolution: AT_SAMPLES,
    unseen: 'How many requests the activator holds while a service is at zero.',
    install: 'Set a metrics protocol in `config-observability`: none is the default.',
  },
  envoy: {
    title: 'Envoy',
    step: 'requests',
    runBy: 'the platform team, as gateway or mesh',
    reference: 'envoyproxy/envoy, `docs/root/configuration/upstream/cluster_manager/cluster_stats.rst`',
    resolution: AT_SAMPLES,
    unseen:
      'How many requests wait for a connection. It fails those for which there is no host: it never holds them.',
    install: 'Scrape `/stats/prometheus` of its admin port.',
    filtered: `It ${BY_ADDRESS}`,
  },
  coldstart: {
    title: 'coldstart: SDK and wrapper',
    step: 'own',
    runBy: 'who owns the server',
    reference: '`conventions/README.md`',
    resolution: 'a millisecond for what is dated, however rarely it is scraped',
    unseen:
      'What happens inside the server process: its phases, the model, when it was loaded, attempts that died, and progress.',
    install:
      'Import `@coldstart/sdk`, or start the server by `coldstart run -- …`. Its metrics are pushed by OTLP or scraped; names and labels with dots are read too.',
  },
  traces: {
    title: 'Traces',
    step: 'own',
    runBy: 'who owns the server',
    reference: '`conventions/README.md`; vllm-project/vllm, pull request 31162',
    resolution: 'as the spans are dated: below a millisecond',
    unseen:
      'What vLLM does in its start-up, where neither SDK nor wrapper tells. A load that is killed leaves no span.',
    install:
      'The SDK and the wrapper send their own spans by OTLP; `coldstart view` takes them. vLLM sends its own below them (`--otlp-traces-endpoint`): `buildTimeline` reads them, the panel does not ask for traces yet.',
  },
};

/** Servers and agents whose own metrics tell nothing of a cold start, and where to look instead. */
export const SILENT: readonly { readonly title: string; readonly why: string }[] = [
  {
    title: 'KServe',
    why: 'Its Python server times requests only. Its download shows as an init container in kube-state-metrics, its queue in Knative.',
  },
  { title: 'Ollama', why: 'It has no metrics. The wrapper reads its log.' },
  {
    title: 'TensorRT-LLM',
    why: '`trtllm-serve` tells the times of its start-up as JSON in `/server_info`, not as metrics. The wrapper reads its log.',
  },
  { title: 'NVIDIA NIM', why: 'It passes on the metrics of the engine inside: see vLLM and SGLang.' },
  {
    title: 'Intel XPU Manager, version 2',
    why: 'Its series name no pod: whose GPU they speak of is not observable.',
  },
];
