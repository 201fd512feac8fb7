import { ATTRIBUTES } from '@coldstart/conventions';
import { quote } from '../quote.js';
import type { ColdstartOptions } from '../types.js';
import { parseResourceAttributes } from './resource-attributes.js';
import { choice, path, port, seconds, text, url } from './settings.js';
import type { Setting } from './settings.js';

/** Options after environment and defaults; what the worker gets. */
export interface Config {
  readonly exporter: 'worker' | 'global';
  readonly metricsHost: string;
  readonly metricsPort: number | false;
  /** Base URL without a slash at its end; `null` pushes nothing. */
  readonly otlpEndpoint: string | null;
  readonly otlpIntervalS: number;
  /** Folder of the journal; `null` keeps none. */
  readonly journalDir: string | null;
  /** File whose text Kubernetes shows as the message of a container that ended; `null` writes none. */
  readonly terminationLog: string | null;
  /** When the GPUs are sampled. */
  readonly gpu: 'off' | 'load' | 'always';
  readonly gpuIntervalS: number;
  readonly serviceName: string;
  /** What `OTEL_RESOURCE_ATTRIBUTES` says. */
  readonly resource: Readonly<Record<string, string>>;
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
}

export interface Resolution {
  readonly config: Config;
  /** One line for each setting that was refused, naming it, its value and what is used instead. */
  readonly problems: readonly string[];
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** What the machine says of itself. */
export interface Host {
  readonly hostname: string;
  /** Namespace in the service account that Kubernetes mounts; `null` where there is none. */
  readonly namespace: string | null;
}

/** A push that takes longer has failed. Shorter than the default of `shutdown`, so that the failure is still said. */
export const PUSH_TIMEOUT_MS = 4000;

/** Set by the kubelet in every container. */
const IN_KUBERNETES = 'KUBERNETES_SERVICE_HOST';

/**
 * Settles every option: the option itself, else its environment variable, else its default. A value that makes no
 * sense is replaced by the default and named in `problems`; nothing throws.
 */
export function resolveConfig(options: ColdstartOptions, env: Environment, host: Host): Resolution {
  const problems: string[] = [];
  const refuse = (name: string, value: unknown, want: string, instead: string): void => {
    problems.push(`${name} is ${quote(value)}, but must be ${want}; using ${instead}`);
  };

  const resource = parseResourceAttributes(env['OTEL_RESOURCE_ATTRIBUTES'] ?? '');
  for (const bad of resource.refused) {
    problems.push(`OTEL_RESOURCE_ATTRIBUTES holds ${quote(bad)}, which is not key=value; it is left out`);
  }

  /** `undefined` where neither option nor variable is given, or the one that counts is refused. */
  const given = <T>(setting: Setting<T>): T | undefined => {
    const { option, variable, want, fallback } = setting;
    const value: unknown = options[option];
    if (value !== undefined) {
      const taken = setting.ofOption(value);
      if (taken === undefined) refuse(option, value, want, JSON.stringify(fallback));
      return taken;
    }
    const words = env[variable];
    if (words === undefined || words === '') {
      return undefined;
    }
    const taken = setting.ofText(words);
    if (taken === undefined) {
      refuse(variable, words, setting.wantText ?? want, setting.fallbackText ?? JSON.stringify(fallback));
    }
    return taken;
  };
  const settle = <T>(setting: Setting<T>): T => given(setting) ?? setting.fallback;

  /** Identity may also stand in the resource attributes. */
  const identity = (
    option: keyof ColdstartOptions,
    variable: string,
    attribute: string,
    fallback: string,
  ): string => settle(text(option, variable, resource.attributes[attribute] ?? fallback));

  const exporter = settle(choice('exporter', 'COLDSTART_EXPORTER', ['worker', 'global'], 'worker'));
  const otlpEndpoint = settle(url('otlpEndpoint', 'OTEL_EXPORTER_OTLP_ENDPOINT'));
  const namespaceAttribute = ATTRIBUTES.K8S_NAMESPACE_NAME.name;
  const config: Config = {
    exporter,
    metricsHost: settle(text('metricsHost', 'COLDSTART_METRICS_HOST', '127.0.0.1')),
    // With providers of its own the host has an exporter already: a port opens only where it is asked for.
    metricsPort: settle(port('metricsPort', 'COLDSTART_METRICS_PORT', exporter === 'global' ? false : 9465)),
    otlpEndpoint: exporter === 'global' ? null : otlpEndpoint,
    otlpIntervalS: settle(seconds('otlpIntervalS', 'OTEL_METRIC_EXPORT_INTERVAL', 0.1, 3600, 5)),
    journalDir: settle(path('journalDir', 'COLDSTART_JOURNAL_DIR', null)),
    terminationLog: settle(path('terminationLog', 'COLDSTART_TERMINATION_LOG', '/dev/termination-log')),
    gpu: settle(choice('gpu', 'COLDSTART_GPU', ['off', 'load', 'always'], 'load')),
    gpuIntervalS: settle(seconds('gpuIntervalS', 'COLDSTART_GPU_INTERVAL_MS', 0.05, 60, 0.5)),
    resource: { ...resource.attributes },
    serviceName: identity('serviceName', 'OTEL_SERVICE_NAME', 'service.name', 'inference-server'),
    namespace: identity('namespace', 'K8S_NAMESPACE_NAME', namespaceAttribute, host.namespace ?? ''),
    pod: identity('pod', 'K8S_POD_NAME', ATTRIBUTES.K8S_POD_NAME.name, host.hostname),
    container: identity('container', 'K8S_CONTAINER_NAME', ATTRIBUTES.K8S_CONTAINER_NAME.name, ''),
  };

  if (env[IN_KUBERNETES] !== undefined) {
    const unknown = [
      ...(config.namespace === '' ? ['K8S_NAMESPACE_NAME'] : []),
      ...(config.container === '' ? ['K8S_CONTAINER_NAME'] : []),
    ];
    if (unknown.length > 0) {
      problems.push(
        `${unknown.join(' and ')} ${unknown.length > 1 ? 'are' : 'is'} not set, so the series cannot be joined to those ` +
          'of the cluster; set K8S_POD_NAME, K8S_NAMESPACE_NAME and K8S_CONTAINER_NAME in the manifest ' +
          '(downward API, see the README of @coldstart/sdk)',
      );
    }
  }
  return { config: Object.freeze(config), problems };
}
