import { ATTRIBUTES } from '@coldstart/conventions';
import type { ColdstartOptions } from '../types.js';
import { parseResourceAttributes } from './resource-attributes.js';

/** Options after environment and defaults; what the worker gets. */
export interface Config {
  readonly metricsHost: string;
  readonly metricsPort: number | false;
  /** Base URL without a slash at its end; `null` pushes nothing. */
  readonly otlpEndpoint: string | null;
  readonly otlpIntervalS: number;
  readonly serviceName: string;
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

/** A push that takes longer has failed. Shorter than the default of `shutdown`, so that the failure is still said. */
export const PUSH_TIMEOUT_MS = 4000;

const DEFAULT_PORT = 9464;
const DEFAULT_INTERVAL_S = 5;
const LONGEST_INTERVAL_S = 3600;
const SHORTEST_INTERVAL_S = 0.1;

/**
 * Settles every option: the option itself, else its environment variable, else its default. A value that makes no
 * sense is replaced by the default and named in `problems`; nothing throws.
 */
export function resolveConfig(options: ColdstartOptions, env: Environment, hostname: string): Resolution {
  const problems: string[] = [];
  const refuse = (name: string, value: unknown, want: string, instead: unknown): void => {
    problems.push(
      `${name} is ${JSON.stringify(value)}, but must be ${want}; using ${JSON.stringify(instead)}`,
    );
  };
  const set = (value: string | undefined): string | undefined => (value === '' ? undefined : value);

  const resource = parseResourceAttributes(env['OTEL_RESOURCE_ATTRIBUTES'] ?? '');
  for (const bad of resource.refused) {
    problems.push(
      `OTEL_RESOURCE_ATTRIBUTES holds ${JSON.stringify(bad)}, which is not key=value; it is left out`,
    );
  }

  const port = (): number | false => {
    if (options.metricsPort !== undefined) {
      if (options.metricsPort === false || isPort(options.metricsPort)) {
        return options.metricsPort;
      }
      refuse('metricsPort', options.metricsPort, 'a port from 0 to 65535, or false', DEFAULT_PORT);
      return DEFAULT_PORT;
    }
    const text = set(env['COLDSTART_METRICS_PORT']);
    if (text === undefined) {
      return DEFAULT_PORT;
    }
    if (text === 'off') {
      return false;
    }
    if (/^\d+$/.test(text) && isPort(Number(text))) {
      return Number(text);
    }
    refuse('COLDSTART_METRICS_PORT', text, 'a port from 0 to 65535, or off', DEFAULT_PORT);
    return DEFAULT_PORT;
  };

  const endpoint = (): string | null => {
    const [name, text] =
      options.otlpEndpoint !== undefined
        ? ['otlpEndpoint', options.otlpEndpoint]
        : ['OTEL_EXPORTER_OTLP_ENDPOINT', set(env['OTEL_EXPORTER_OTLP_ENDPOINT'])];
    if (text === undefined) {
      return null;
    }
    if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) {
      return text.replace(/\/+$/, '');
    }
    refuse(name, text, 'an http or https URL', null);
    return null;
  };

  const interval = (): number => {
    const [name, value] =
      options.otlpIntervalS !== undefined
        ? ['otlpIntervalS', options.otlpIntervalS]
        : ['OTEL_METRIC_EXPORT_INTERVAL', millisecondsToS(set(env['OTEL_METRIC_EXPORT_INTERVAL']))];
    if (value === undefined) {
      return DEFAULT_INTERVAL_S;
    }
    if (value >= SHORTEST_INTERVAL_S && value <= LONGEST_INTERVAL_S) {
      return value;
    }
    const shown = options.otlpIntervalS ?? env['OTEL_METRIC_EXPORT_INTERVAL'];
    refuse(name, shown, `between ${SHORTEST_INTERVAL_S} s and ${LONGEST_INTERVAL_S} s`, DEFAULT_INTERVAL_S);
    return DEFAULT_INTERVAL_S;
  };

  const identity = (
    option: string | undefined,
    variable: string,
    attribute: string,
    fallback: string,
  ): string => option ?? set(env[variable]) ?? resource.attributes[attribute] ?? fallback;

  const config: Config = {
    metricsHost: options.metricsHost ?? set(env['COLDSTART_METRICS_HOST']) ?? '127.0.0.1',
    metricsPort: port(),
    otlpEndpoint: endpoint(),
    otlpIntervalS: interval(),
    serviceName: identity(options.serviceName, 'OTEL_SERVICE_NAME', 'service.name', 'inference-server'),
    namespace: identity(options.namespace, 'K8S_NAMESPACE_NAME', ATTRIBUTES.K8S_NAMESPACE_NAME.name, ''),
    pod: identity(options.pod, 'K8S_POD_NAME', ATTRIBUTES.K8S_POD_NAME.name, hostname),
    container: identity(options.container, 'K8S_CONTAINER_NAME', ATTRIBUTES.K8S_CONTAINER_NAME.name, ''),
  };
  return { config: Object.freeze(config), problems };
}

function isPort(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= 65_535;
}

function millisecondsToS(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text) / 1000;
}
