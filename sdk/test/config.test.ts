import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resolveConfig } from '../src/config/index.js';
import { parseResourceAttributes } from '../src/config/resource-attributes.js';

const host = (hostname = 'h', namespace: string | null = null) => ({ hostname, namespace });

describe('resolveConfig', () => {
  it('listens on loopback, port 9465, and pushes nothing by default', () => {
    const { config, problems } = resolveConfig({}, {}, host('host-1'));
    expect(problems).toEqual([]);
    expect(config).toEqual({
      exporter: 'worker',
      metricsHost: '127.0.0.1',
      metricsPort: 9465,
      otlpEndpoint: null,
      otlpIntervalS: 5,
      journalDir: null,
      terminationLog: '/dev/termination-log',
      gpu: 'load',
      gpuIntervalS: 0.5,
      serviceName: 'inference-server',
      resource: {},
      namespace: '',
      pod: 'host-1',
      container: '',
    });
  });

  it('takes an option before its variable, and a variable before the resource attributes', () => {
    const env = {
      K8S_POD_NAME: 'from-variable',
      OTEL_RESOURCE_ATTRIBUTES:
        'k8s.pod.name=from-resource,k8s.namespace.name=prod%20a,k8s.container.name=server',
      OTEL_METRIC_EXPORT_INTERVAL: '1000',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318/',
      COLDSTART_METRICS_PORT: 'off',
    };
    expect(resolveConfig({}, env, host()).config).toMatchObject({
      pod: 'from-variable',
      namespace: 'prod a',
      container: 'server',
      otlpIntervalS: 1,
      otlpEndpoint: 'http://collector:4318',
      metricsPort: false,
    });
    expect(resolveConfig({ pod: 'from-option', metricsPort: 0 }, env, host()).config).toMatchObject({
      pod: 'from-option',
      metricsPort: 0,
    });
  });

  it.each([
    [{}, { COLDSTART_METRICS_PORT: '99999' }, 'COLDSTART_METRICS_PORT is "99999"'],
    [{}, { COLDSTART_METRICS_PORT: '94x' }, 'COLDSTART_METRICS_PORT is "94x"'],
    [{ metricsPort: -1 }, {}, 'metricsPort is -1'],
    [
      {},
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' },
      'OTEL_EXPORTER_OTLP_ENDPOINT is "collector:4318"',
    ],
    [{}, { OTEL_METRIC_EXPORT_INTERVAL: 'soon' }, 'OTEL_METRIC_EXPORT_INTERVAL is "soon"'],
    [{ otlpIntervalS: 0 }, {}, 'otlpIntervalS is 0'],
    [{}, { COLDSTART_GPU: 'sometimes' }, 'COLDSTART_GPU is "sometimes"'],
    [{ exporter: 'both' as 'global' }, {}, 'exporter is "both"'],
    [{ journalDir: 7 as unknown as string }, {}, 'journalDir is 7'],
    [{}, { OTEL_RESOURCE_ATTRIBUTES: 'a=b,oops' }, 'OTEL_RESOURCE_ATTRIBUTES holds "oops"'],
  ])('names the setting it refuses: %j %j', (options, env, message) => {
    const { config, problems } = resolveConfig(options, env, host());
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(message);
    expect(config.metricsPort).toBe(9465);
    expect(config.otlpIntervalS).toBe(5);
    expect(config.otlpEndpoint).toBeNull();
  });

  it('opens no port of its own and pushes nothing where the providers of the host export', () => {
    const env = { COLDSTART_EXPORTER: 'global', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' };
    expect(resolveConfig({}, env, host()).config).toMatchObject({ metricsPort: false, otlpEndpoint: null });
    expect(resolveConfig({ metricsPort: 9465 }, env, host()).config.metricsPort).toBe(9465);
  });

  it('says in Kubernetes, and only there, in one line which names are missing', () => {
    const env = { KUBERNETES_SERVICE_HOST: '10.0.0.1' };
    expect(resolveConfig({}, {}, host()).problems).toEqual([]);
    const { problems } = resolveConfig({}, env, host());
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain('K8S_NAMESPACE_NAME and K8S_CONTAINER_NAME are not set');
    expect(problems[0]).toContain('downward API');
    const named = { ...env, K8S_CONTAINER_NAME: 'server' };
    expect(resolveConfig({}, named, host('h', 'from-service-account')).problems).toEqual([]);
  });

  it('shows no secret of a setting that it refuses', () => {
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: 'htp://me:planted-1@c:4318?token=planted-2' };
    expect(resolveConfig({}, env, host()).problems.join()).not.toContain('planted');
  });

  it('never throws, whatever the environment holds', () => {
    const names = ['COLDSTART_METRICS_PORT', 'OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_RESOURCE_ATTRIBUTES'];
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...names), fc.string()), (env) => {
        const { config } = resolveConfig({}, env, host());
        expect(config.metricsPort === false || Number.isInteger(config.metricsPort)).toBe(true);
      }),
    );
  });
});

describe('options of plain JavaScript', () => {
  it('never throw, and each refused one is named', () => {
    const names = ['metricsPort', 'metricsHost', 'otlpEndpoint', 'otlpIntervalS', 'pod', 'serviceName'];
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.anything(), (name, value) => {
        const { config, problems } = resolveConfig({ [name]: value }, {}, host());
        expect(typeof config.pod).toBe('string');
        expect(problems.length).toBeLessThanOrEqual(1);
        expect(problems.every((problem) => problem.startsWith(name))).toBe(true);
      }),
    );
  });
});

describe('parseResourceAttributes', () => {
  it('gives back what was encoded', () => {
    const key = fc.stringMatching(/^[a-z][a-z0-9._]{0,20}$/);
    fc.assert(
      fc.property(fc.dictionary(key, fc.string({ unit: 'binary' }).filter(isWellFormed)), (attributes) => {
        const text = Object.entries(attributes)
          .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
          .join(',');
        const parsed = parseResourceAttributes(text);
        expect(parsed.refused).toEqual([]);
        expect({ ...parsed.attributes }).toEqual({ ...attributes });
      }),
    );
  });
});

function isWellFormed(text: string): boolean {
  return text.isWellFormed();
}
