import type { Mark, Outcome, Phase, WeightsSource } from '@coldstart/conventions';

/** Options of `startColdstart`. Each can be given as the environment variable named; the option wins. */
export interface ColdstartOptions {
  /**
   * Who exports: `worker`, a thread of our own, or `global`, the OpenTelemetry providers that the host has registered.
   * `COLDSTART_EXPORTER`; default `worker`.
   */
  readonly exporter?: 'worker' | 'global';
  /** Address that `/metrics`, `/healthz` and `/readyz` listen on. `COLDSTART_METRICS_HOST`; default `127.0.0.1`. */
  readonly metricsHost?: string;
  /**
   * Port of `/metrics`, `/healthz` and `/readyz`; 0 takes a free one, `false` serves none. `COLDSTART_METRICS_PORT`
   * (`off` for none); default 9465, with `exporter: 'global'` none.
   */
  readonly metricsPort?: number | false;
  /**
   * Base URL of an OTLP/HTTP receiver; metrics go to `<url>/v1/metrics`, spans to `<url>/v1/traces`, log records to
   * `<url>/v1/logs`. `OTEL_EXPORTER_OTLP_ENDPOINT`; without it nothing is pushed. `exporter: 'global'` pushes nothing.
   */
  readonly otlpEndpoint?: string;
  /** Seconds between two pushes of metrics. `OTEL_METRIC_EXPORT_INTERVAL` (milliseconds); default 5. */
  readonly otlpIntervalS?: number;
  /**
   * Folder of the journal, by which the next start learns of a load that died: an emptyDir in Kubernetes.
   * `COLDSTART_JOURNAL_DIR`; without it none is kept.
   */
  readonly journalDir?: string | null;
  /**
   * File that Kubernetes shows as the message of a container that ended; written only where it is there already.
   * `COLDSTART_TERMINATION_LOG` (`off` for none); default `/dev/termination-log`.
   */
  readonly terminationLog?: string | null;
  /**
   * When the GPUs of the pod are sampled: `load` from the start of a load until 30 s after it is ready, `always`, or
   * `off`. `COLDSTART_GPU`; default `load`.
   */
  readonly gpu?: 'off' | 'load' | 'always';
  /** Seconds between two samples of the GPUs. `COLDSTART_GPU_INTERVAL_MS` (milliseconds); default 0.5. */
  readonly gpuIntervalS?: number;
  /**
   * `K8S_NAMESPACE_NAME`, or `k8s.namespace.name` in `OTEL_RESOURCE_ATTRIBUTES`; default the namespace of the mounted
   * service account, else empty.
   */
  readonly namespace?: string;
  /** `K8S_POD_NAME`, or `k8s.pod.name` in `OTEL_RESOURCE_ATTRIBUTES`; default the host name. */
  readonly pod?: string;
  /** `K8S_CONTAINER_NAME`, or `k8s.container.name` in `OTEL_RESOURCE_ATTRIBUTES`; default empty. */
  readonly container?: string;
  /** `OTEL_SERVICE_NAME`; default `inference-server`. */
  readonly serviceName?: string;
}

/** The queue of a server that keeps one. */
export interface Queue {
  /** Asks `read` for the number of requests that wait, about once a second. */
  depth(read: () => number): void;
  /** Counts a request that waited that many seconds for a free slot. */
  waited(seconds: number): void;
}

export interface Coldstart {
  /** Begins a load. Never throws. */
  startLoad(options: LoadOptions): Load;
  /** The queue of requests, for a server that owns it. */
  readonly queue: Queue;
  /** URL of `/metrics` once the worker listens; `null` if it serves none. Never rejects. */
  metricsUrl(): Promise<string | null>;
  /** Pushes what is pending over OTLP. Resolves after at most `timeoutMs` (default 5000); never rejects. */
  flush(timeoutMs?: number): Promise<void>;
  /** Flushes and stops the worker. Idempotent; resolves after at most `timeoutMs` (default 5000); never rejects. */
  shutdown(timeoutMs?: number): Promise<void>;
}

export interface LoadOptions {
  /** Name of the model as the server's clients know it. */
  readonly model: string;
  /** Name of the server or engine, e.g. `onnxruntime-node`. */
  readonly server?: string;
  /**
   * When the process that loads the model began, Unix seconds: where that is not this one, but a child of it.
   * Default: the start of this process.
   */
  readonly processStartedS?: number;
  /** Which try at this model within the life of the pod. Default: one more than the last one that this process or the journal knows of. */
  readonly attempt?: number;
}

/** A phase that runs. */
export interface PhaseHandle {
  /** Ends the phase: now, or at that time in Unix seconds. A second call is a misuse and changes nothing. */
  end(outcome?: Outcome, atS?: number): void;
}

/**
 * One try at loading a model. No method throws: a misuse goes to the OpenTelemetry `diag` logger and changes
 * nothing.
 */
export interface Load {
  /**
   * Runs `fn` inside a phase and hands its result on; of a promise, the one that follows the end of the phase. The
   * phase fails when `fn` throws or rejects; the error is passed on.
   */
  phase<T>(phase: Phase, fn: () => T): T;
  /**
   * Begins a phase: now, or at that time in Unix seconds. Phases may nest and overlap; the same phase begun twice runs
   * from the first begin to the last end.
   */
  begin(phase: Phase, atS?: number): PhaseHandle;
  /** Ends the phase of that name that was begun last: now, or at that time in Unix seconds, not before its start. */
  end(phase: Phase, outcome?: Outcome, atS?: number): void;
  /** Dates a phase that was over before anybody could begin it. Unix seconds. */
  record(phase: Phase, startS: number, endS: number, outcome?: Outcome): void;
  /** Bytes of weights so far, and in all where known. May be called often: it is passed on at most every 250 ms. */
  progress(bytes: number, expectedBytes?: number): void;
  /** Where the weights came from. */
  weightsSource(source: WeightsSource): void;
  /** Dates a mark: now, or at that time in Unix seconds. */
  mark(mark: Mark, atS?: number): void;
  /** The server can answer: now, or since that time in Unix seconds. Phases that still run end with it. */
  ready(atS?: number): void;
  /** The load failed: now, or at that time in Unix seconds. Phases that still run end with it, as `failed`. */
  fail(error: unknown, atS?: number): void;
  /**
   * Names the phases that a load of this server always has and that nobody saw; an empty list takes that back. A new
   * version that says things in other words is found by it.
   */
  missingPhases(phases: readonly Phase[]): void;
  /**
   * The root span of this load as a W3C `traceparent`, for the `TRACEPARENT` of a child process: the spans of the child
   * then hang below the load. The same from the first moment on, and in the next start's report of a load that died.
   *
   * With `exporter: 'global'` the host's provider draws the ids of the root span when the load ends. What is handed on
   * then is the span that was active when the load began, so that both are in one trace; where none was, a trace of
   * the child's own.
   */
  traceParent(): string;
}
