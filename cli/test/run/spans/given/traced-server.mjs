// A server with OpenTelemetry's own SDK, set up by its environment alone, that traces its start as vLLM does.
import { context, trace, TraceFlags } from '@opentelemetry/api';
import { NodeSDK } from '@opentelemetry/sdk-node';

const sdk = new NodeSDK();
sdk.start();
const [, traceId, spanId] = process.env.TRACEPARENT.split('-');
const parent = trace.setSpanContext(context.active(), {
  traceId,
  spanId,
  traceFlags: TraceFlags.SAMPLED,
  isRemote: true,
});
const tracer = trace.getTracer('vllm.v1');
const executor = tracer.startSpan('Executor init', {}, parent);
const loading = tracer.startSpan('Loading (GPU)', {}, trace.setSpan(parent, executor));
await new Promise((resolve) => setTimeout(resolve, 50));
loading.end();
executor.end();
await sdk.shutdown();
