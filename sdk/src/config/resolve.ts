import { ATTRIBUTES } from '@coldstart/conventions';
import { quote } from '../quote.js';
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

  /** A text option that is given; callers may be plain JavaScript. */
  const text = (name: keyof ColdstartOptions): string | undefined => {
    const value: unknown = options[name];
    if (value === undefined || typeof value === 'string') {
      return value;
    }
    refuse(name, value, 'a string', 'what the environment says');
    return undefined;
  };

  const resource = parseResourceAttributes(env['OTEL_RESOURCE_ATTRIBUTES'] ?? '');
  for (const bad of resource.refused) {
    problems.push(`OTEL_RESOURCE_ATTRIBUTES holds ${quote(bad)}, which is not key=value; it is left out`);
  }

  const port = (): number | false => {
    if (options.metricsPort !== undefined) {
      if (options.metricsPort === false || isPort(options.metricsPort)) {
        return options.metricsPort;
      }
      refuse('metricsPort', options.metricsPort, 'a port from 0 to 65535, or false', DEFAULT_PORT);
      return DEFAULT_PORT;
    }
    const variable = set(env['COLDSTART_METRICS_PORT']);
    if (variable === undefined) {
      return DEFAULT_PORT;
    }
    if (variable === 'off') {
      return false;
    }
    if (/^\d+$/.test(variable) && isPort(Number(variable))) {
      return Number(variable);
    }
    refuse('COLDSTART_METRICS_PORT', variable, 'a port from 0 to 65535, or off', DEFAULT_PORT);
    return DEFAULT_PORT;
  };

  const endpoint = (): string | null => {
    const option = text('otlpEndpoint');
    const url = option ?? set(env['OTEL_EXPORTER_OTLP_ENDPOINT']);
    if (url === undefined) {
      return null;
    }
    if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) {
      return url.replace(/\/+$/, '');
    }
    const name = option === undefined ? 'OTEL_EXPORTER_OTLP_ENDPOINT' : 'otlpEndpoint';
    refuse(name, url, 'an http or https URL', null);
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
    if (typeof value === 'number' && value >= SHORTEST_INTERVAL_S && value <= LONGEST_INTERVAL_S) {
      return value;
    }
    const shown = options.otlpIntervalS ?? env['OTEL_METRIC_EXPORT_INTERVAL'];
    refuse(name, shown, `between ${SHORTEST_INTERVAL_S} s and ${LONGEST_INTERVAL_S} s`, DEFAULT_INTERVAL_S);
    return DEFAULT_INTERVAL_S;
  };

  const identity = (
    option: keyof ColdstartOptions,
    variable: string,
    attribute: string,
    fallback: string,
  ): string => text(option) ?? set(env[variable]) ?? resource.attributes[attribute] ?? fallback;

  const config: Config = {
    metricsHost: text('metricsHost') ?? set(env['COLDSTART_METRICS_HOST']) ?? '127.0.0.1',
    metricsPort: port(),
    otlpEndpoint: endpoint(),
    otlpIntervalS: interval(),
    serviceName: identity('serviceName', 'OTEL_SERVICE_NAME', 'service.name', 'inference-server'),
    namespace: identity('namespace', 'K8S_NAMESPACE_NAME', ATTRIBUTES.K8S_NAMESPACE_NAME.name, ''),
    pod: identity('pod', 'K8S_POD_NAME', ATTRIBUTES.K8S_POD_NAME.name, hostname),
    container: identity('container', 'K8S_CONTAINER_NAME', ATTRIBUTES.K8S_CONTAINER_NAME.name, ''),
  };
  return { config: Object.freeze(config), problems };
}

function isPort(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= 65_535;
}

function millisecondsToS(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text) / 1000;
}
