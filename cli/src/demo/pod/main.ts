/** Entry of a pod's process: a small inference server that loads its model through the SDK. */
import { diag, DiagConsoleLogger, DiagLogLevel } from '@opentelemetry/api';
import type { Load } from '@coldstart/sdk';
import { startColdstart } from '@coldstart/sdk';
import type { Phase } from '@coldstart/conventions';
import { createEngine, importRuntime } from './engine.js';
import { fetchWeights } from './fetch.js';
import { readWeights } from './read.js';
import { report } from './report.js';
import { startInferenceServer } from './server.js';
import { SETTINGS_VARIABLE, type PodSettings } from './settings.js';
import { Truth } from './truth.js';

const settings = JSON.parse(process.env[SETTINGS_VARIABLE] ?? '{}') as PodSettings;
const processStartedS = performance.timeOrigin / 1000;
const truth = new Truth(settings.pod, settings.truthDir);

/** Nobody is left to serve for, or to be killed by. */
process.once('disconnect', () => process.exit(1));

diag.setLogger(new DiagConsoleLogger(), DiagLogLevel.WARN);
const coldstart = startColdstart({
  metricsPort: settings.otlpUrl === null ? 0 : false,
  ...(settings.otlpUrl !== null && { otlpEndpoint: settings.otlpUrl, otlpIntervalS: settings.pushS }),
  namespace: settings.namespace,
  pod: settings.pod,
  container: settings.container,
  serviceName: 'llm-server',
});
const load = coldstart.startLoad({ model: settings.model, server: 'onnxruntime-node' });

process.once('SIGTERM', () => {
  void coldstart.shutdown(2000).finally(() => process.exit(0));
});

try {
  await start(load);
} catch (error) {
  load.fail(error);
  await coldstart.flush(2000);
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
}

async function start(load: Load): Promise<void> {
  let modelBytes = 0;
  void coldstart.metricsUrl().then((url) => (url === null ? undefined : report({ kind: 'metrics', url })));
  const server = await startInferenceServer({
    tokens: settings.requestTokens,
    decodeS: settings.decodeS,
    onInFlight: (requests) => void gpu(requests > 0, modelBytes),
    onFirstAnswer: () => {
      load.mark('first_request');
    },
  });
  await report({ kind: 'listening', url: server.url });

  await report({ kind: 'step', step: 'runtime_init' });
  const runtime = await importRuntime();
  // The start of the process is not the pod's to measure: both clocks would have it from Node.
  truth.end('runtime_init', truth.nowS());
  load.record('runtime_init', processStartedS, (performance.timeOrigin + performance.now()) / 1000);

  const { weightsUrl } = settings;
  if (weightsUrl !== null) {
    load.weightsSource('remote');
    await step('weights_fetch', () => fetchWeights(weightsUrl, settings.weightsPath));
  }

  const engine = await step('weights_load', async () => {
    const { weights, source } = await step('weights_read', () =>
      readWeights(settings.weightsPath, settings.volumeBytesPerS, (bytes, expected) => {
        load.progress(bytes, expected);
      }),
    );
    if (weightsUrl === null) load.weightsSource(source);
    await gpu(true, 0);
    const created = await createEngine(runtime, weights, settings.vocabulary);
    modelBytes = weights.length;
    await gpu(false, modelBytes);
    return created;
  });

  await step('warmup', async () => {
    await gpu(true, modelBytes);
    for (let run = 0; run < settings.warmupRuns; run++) await engine.infer(settings.warmupTokens, run);
    await gpu(false, modelBytes);
  });

  const readyS = truth.nowS();
  load.ready();
  truth.mark('model_ready', readyS);
  server.serve(engine);
  await report({ kind: 'step', step: 'model_ready' });
}

/**
 * A phase, told to the SDK, and on its own to the truth and to the cluster. The truth's clock is read right before the
 * SDK hears of the start and right when the work is done, before the SDK hears of the end.
 */
async function step<T>(phase: Phase, work: () => Promise<T>): Promise<T> {
  await report({ kind: 'step', step: phase });
  let endS = NaN;
  const startS = truth.nowS();
  try {
    return await load.phase(phase, () =>
      work().finally(() => {
        endS = truth.nowS();
      }),
    );
  } finally {
    truth.phase(phase, startS, endS);
  }
}

function gpu(busy: boolean, usedBytes: number): Promise<void> {
  return report({ kind: 'gpu', busy, atS: truth.nowS(), usedBytes });
}
