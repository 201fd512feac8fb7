import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Viewer } from '../view/index.js';
import { nowS } from './clock.js';
import type { Closers } from './closers.js';
import { startCluster, type Cluster, type Node } from './cluster/index.js';
import {
  dcgmSamples,
  GpuSampler,
  kubeStateSamples,
  queueInstruments,
  startExporter,
} from './exporters/index.js';
import { makeRunFolder } from './folder.js';
import { startGateway, type Gateway } from './gateway/index.js';
import { startGuard } from './guard/index.js';
import { provideModelFile } from './model/index.js';
import type { DemoOptions } from './options.js';
import { startPage } from './page.js';
import { GATEWAY, IDENTITY, KUBELET, MAX_REPLACEMENTS, MODEL_SHAPE, NODES, POD, TELEMETRY } from './plan.js';
import type { PodMessage, PodSettings } from './pod/index.js';
import { findPrometheus, JOBS, startPrometheus } from './prometheus/index.js';
import { startWeightsServer } from './weights/index.js';

/** Everything that the story is played with. */
export interface World {
  readonly viewer: Viewer;
  readonly gateway: Gateway;
  readonly cluster: Cluster;
  /** Pushes what the exporters hold. */
  flush(): Promise<void>;
}

export interface WorldOptions extends Pick<
  DemoOptions,
  'port' | 'portIsFixed' | 'prometheus' | 'keepModel' | 'verbose' | 'truthDir' | 'progress'
> {
  /** Closes what the page needs. */
  readonly page: Closers;
  /** Closes what the run needs. */
  readonly run: Closers;
  onMessage(pod: string, message: PodMessage): void;
}

/** Starts all parts, in an order in which each finds what it needs. What was started is in the closers, also on failure. */
export async function startWorld(options: WorldOptions): Promise<World> {
  const { progress } = options;
  const prometheusProgram = options.prometheus ? findPrometheus(process.env['PATH'] ?? '') : null;
  const guard = startGuard();
  options.page.add(() => guard.close());
  const folder = await makeRunFolder();
  options.page.add(() => folder.remove());
  guard.remove(folder.path);
  if (options.truthDir !== null) await mkdir(options.truthDir, { recursive: true });

  progress.status('preparing', 'Writing the model file …');
  const model = await provideModelFile(MODEL_SHAPE, { runFolder: folder.path, keep: options.keepModel });

  const prometheus =
    prometheusProgram === null
      ? null
      : await startPrometheus({
          program: prometheusProgram,
          folder: join(folder.path, 'prometheus'),
          scrapeS: TELEMETRY.scrapeS,
          guard,
          onNotice: (text) => {
            progress.note(text);
          },
        });
  if (prometheus) options.page.add(() => prometheus.close());

  const viewer = await startPage({ ...options, prometheusUrl: prometheus?.url ?? null });
  options.page.add(() => viewer.close());
  if (viewer.pageProblem !== null) progress.note(viewer.pageProblem);
  const { otlpUrl } = viewer;

  const weights = await startWeightsServer(model.path, POD.downloadBytesPerS);
  options.run.add(() => weights.close());

  const exporter = async (serviceName: string, samples?: Parameters<typeof startExporter>[0]['samples']) => {
    const started = await startExporter({
      serviceName,
      otlpUrl,
      pushS: TELEMETRY.pushS,
      ...(samples && { samples }),
    });
    options.run.add(() => started.close());
    return started;
  };

  const gatewayExporter = await exporter('gateway');
  const gateway = await startGateway({
    slotsPerPod: GATEWAY.slotsPerPod,
    requestTimeoutS: GATEWAY.requestTimeoutS,
    onWait: (waitS) => {
      recordWait(waitS);
    },
  });
  options.run.add(() => gateway.close());
  const recordWait = queueInstruments(
    gatewayExporter.meter,
    { model: IDENTITY.model, namespace: IDENTITY.namespace, pod: IDENTITY.gateway, container: 'gateway' },
    () => gateway.depth(),
  );

  const sampler = new GpuSampler();
  const kubeStateMetrics = await exporter('kube-state-metrics', () => kubeStateSamples(cluster.pods()));
  const dcgmExporter = await exporter('dcgm-exporter', () => dcgmSamples(sampler.readings()));

  const settings = (pod: string, node: Node): PodSettings => {
    const hadWeights = NODES.find(({ name }) => name === node.name)?.weights === 'local';
    return {
      namespace: IDENTITY.namespace,
      pod,
      container: IDENTITY.container,
      model: IDENTITY.model,
      weightsPath: hadWeights ? model.path : join(folder.path, node.name, 'model.onnx'),
      weightsUrl: node.weights === 'remote' ? `${weights.url}/model.onnx` : null,
      volumeBytesPerS: POD.volumeBytesPerS,
      vocabulary: MODEL_SHAPE.vocabulary,
      warmupRuns: POD.warmupRuns,
      warmupTokens: POD.warmupTokens,
      requestTokens: POD.requestTokens,
      decodeS: POD.decodeS,
      otlpUrl,
      pushS: TELEMETRY.pushS,
      truthDir: options.truthDir,
    };
  };

  const cluster = startCluster({
    namespace: IDENTITY.namespace,
    deployment: IDENTITY.deployment,
    container: IDENTITY.container,
    nodes: NODES,
    kubelet: KUBELET,
    maxReplacements: MAX_REPLACEMENTS,
    guard,
    settings,
    onMessage: (pod, message) => {
      if (message.kind === 'gpu') sampler.report(pod, message.busy, message.atS);
      if (message.kind === 'metrics') {
        void prometheus?.targets.add(JOBS.pods, message.url, {
          namespace: IDENTITY.namespace,
          pod,
          container: IDENTITY.container,
        });
      }
      options.onMessage(pod, message);
    },
    onLine: (pod, line) => {
      if (options.verbose) progress.note(`[${pod}] ${line}`);
    },
    onReady: (_pod, url) => {
      gateway.addEndpoint(url);
    },
    onFailed: (pod, url, lastWords) => {
      if (url !== null) gateway.removeEndpoint(url);
      void prometheus?.targets.removePod(JOBS.pods, pod.name);
      const { reason, exitCode } = pod.terminated ?? { reason: 'Error', exitCode: 0 };
      progress.note(
        `Pod ${pod.name} failed: ${reason}, exit code ${exitCode}${lastWords === '' ? '' : `. It wrote last:\n${lastWords}`}`,
      );
    },
  });
  options.run.add(() => cluster.close());

  const sampling = setInterval(() => {
    sampler.sample(cluster.pods(), nowS());
  }, TELEMETRY.pushS * 1000);
  options.run.add(() => {
    clearInterval(sampling);
  });

  if (prometheus) {
    const own = (namespace: string, name: string) => ({ namespace, pod: `${name}-0`, container: name });
    await prometheus.targets.add(
      JOBS.gateway,
      gatewayExporter.metricsUrl,
      own(IDENTITY.namespace, 'gateway'),
    );
    await prometheus.targets.add(
      JOBS.kubeStateMetrics,
      kubeStateMetrics.metricsUrl,
      own('monitoring', 'kube-state-metrics'),
    );
    await prometheus.targets.add(
      JOBS.dcgmExporter,
      dcgmExporter.metricsUrl,
      own('gpu-operator', 'dcgm-exporter'),
    );
  }

  return {
    viewer,
    gateway,
    cluster,
    async flush() {
      await Promise.all([gatewayExporter.flush(), kubeStateMetrics.flush(), dcgmExporter.flush()]);
    },
  };
}
