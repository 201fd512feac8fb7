import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { podsQuery, timelineQueries, type TimelineFilter } from '../../src/index.js';
import type { Labels } from '../fixtures/index.js';

/** How PromQL reads the selectors of a query: each `name{matchers}`, strings unquoted, expressions anchored. */
function selects(promql: string, metric: string, labels: Labels): boolean {
  const inTime = /_over_time\(([a-zA-Z_:]\w*)?(?:\{((?:[^"}]|"(?:[^"\\]|\\.)*")*)\})?\[/g;
  return [...promql.matchAll(inTime)].some(([, name = '', matchers = '']) => {
    const all = [...matchers.matchAll(/("?)([\w.]+)\1(=~|!~|!=|=)"((?:[^"\\]|\\.)*)"/g)].map(
      ([, , label = '', operator = '', text = '']) => ({
        label,
        operator,
        text: JSON.parse(`"${text}"`) as string,
      }),
    );
    if (name) all.push({ label: '__name__', operator: '=', text: name });
    return all.every(({ label, operator, text }) => {
      const value = label === '__name__' ? metric : (labels[label] ?? '');
      if (operator === '=' || operator === '!=') return (value === text) === (operator === '=');
      return new RegExp(`^(?:${text})$`, 's').test(value) === (operator === '=~');
    });
  });
}

function brings(filter: TimelineFilter, metric: string, labels: Labels): boolean {
  // `shared` asks for the neighbours of those that the filter lets pass, too.
  const filtered = timelineQueries(filter).filter(({ refId }) => refId !== 'shared');
  return filtered.some(({ promql }) => selects(promql, metric, labels));
}

const OWN = 'coldstart_mark_timestamp_seconds';
const own = (namespace: string, pod: string, model: string): Labels => ({
  k8s_namespace_name: namespace,
  k8s_pod_name: pod,
  model_name: model,
  mark: 'model_ready',
});

describe('a filter', () => {
  test('by namespace asks for no other namespace, whichever label it stands in', () => {
    const filter = { namespace: 'ml' };
    expect(brings(filter, OWN, own('ml', 'a', 'qwen'))).toBe(true);
    expect(brings(filter, OWN, own('other', 'a', 'qwen'))).toBe(false);
    const created = 'kube_pod_created';
    expect(brings(filter, created, { namespace: 'ml', pod: 'a' })).toBe(true);
    expect(brings(filter, created, { namespace: 'other', pod: 'a' })).toBe(false);
    expect(brings(filter, created, { exported_namespace: 'ml', namespace: 'monitoring', pod: 'a' })).toBe(
      true,
    );
    expect(brings(filter, created, { exported_namespace: 'x', namespace: 'ml', pod: 'a' })).toBe(false);
    const busy = 'DCGM_FI_DEV_GPU_UTIL';
    expect(brings(filter, busy, { pod_namespace: 'ml', pod_name: 'a' })).toBe(true);
    expect(brings(filter, busy, { namespace: 'gpu-operator', exported_namespace: 'other' })).toBe(false);
  });

  test('by pods asks for those, and for every queue: it stands in front of them', () => {
    const filter = { pods: ['llm-1', 'llm-2'] };
    expect(brings(filter, OWN, own('ml', 'llm-1', 'qwen'))).toBe(true);
    expect(brings(filter, OWN, own('ml', 'llm-11', 'qwen'))).toBe(false);
    expect(brings(filter, 'kube_pod_created', { namespace: 'ml', pod: 'llm-2' })).toBe(true);
    expect(brings(filter, 'kube_pod_created', { namespace: 'ml', pod: 'web' })).toBe(false);
    expect(brings(filter, 'coldstart_queue_depth', own('ml', 'gateway', 'qwen'))).toBe(true);
  });

  test('by namespace asks for the queue of a proxy by the address in it, wherever the proxy runs', () => {
    const pending = 'envoy_cluster_upstream_rq_pending_active';
    const asked = (namespace: TimelineFilter['namespace'], cluster: string, name = 'envoy_cluster_name') =>
      brings(namespace === undefined ? {} : { namespace }, pending, {
        [name]: cluster,
        namespace: 'istio-ingress',
      });
    expect(asked('ml', 'outbound|80||llama.ml.svc.cluster.local')).toBe(true);
    expect(asked(['x', 'ml'], 'outbound|80||llama.ml.svc')).toBe(true);
    expect(asked('ml', 'outbound|80||llama.ml.svc', 'cluster_name')).toBe(true);
    expect(asked('ml', 'outbound|80||llama.html.svc')).toBe(false);
    expect(asked('ml', 'outbound|80||ml.other.svc')).toBe(false);
    expect(asked('istio-ingress', 'outbound|80||llama.ml.svc')).toBe(false);
    expect(asked([], 'outbound|80||llama.ml.svc')).toBe(false);
    expect(asked(undefined, 'admin')).toBe(true);
    const host = { host: 'llama.ml.svc:8080', namespace: 'keda' };
    expect(brings({ namespace: 'ml' }, 'interceptor_pending_request_count', host)).toBe(true);
    const queue = timelineQueries({ namespace: { variable: 'namespace' } }).find(
      ({ refId }) => refId === 'queue',
    );
    expect(queue?.promql).toContain('host=~".*[.]$namespace[.]svc([.:].*)?"');
  });

  test('by model asks for its own series and its queue; what names no model is as before', () => {
    const filter = { model: 'qwen' };
    expect(brings(filter, OWN, own('ml', 'a', 'qwen'))).toBe(true);
    expect(brings(filter, OWN, own('ml', 'a', 'llama'))).toBe(false);
    expect(brings(filter, 'coldstart_queue_depth', own('ml', 'gateway', 'llama'))).toBe(false);
    expect(brings(filter, 'kube_pod_created', { namespace: 'ml', pod: 'a' })).toBe(true);
  });

  test('by pods and more passes the series of those pods that do not say the rest', () => {
    const filter = { namespace: 'ml', model: 'qwen', pods: ['a'] };
    expect(brings(filter, OWN, own('', 'a', ''))).toBe(true);
    expect(brings(filter, OWN, own('ml', 'a', 'llama'))).toBe(false);
    expect(brings(filter, OWN, own('', 'b', ''))).toBe(false);
    expect(brings({ namespace: 'ml' }, OWN, own('', 'a', 'qwen'))).toBe(false);
  });

  test('of no pod brings nothing of pods', () => {
    expect(brings({ pods: [] }, OWN, own('ml', 'a', 'qwen'))).toBe(false);
    expect(brings({ pods: [] }, OWN, own('ml', '', 'qwen'))).toBe(false);
  });

  test('asks for dotted labels only where they can be quoted', () => {
    const dotted = { 'k8s.namespace.name': 'ml', 'k8s.pod.name': 'a', 'model.name': 'qwen' };
    const metric = 'coldstart.mark.timestamp.seconds';
    expect(brings({}, metric, dotted)).toBe(true);
    expect(brings({ namespace: 'ml' }, metric, dotted)).toBe(false);
    expect(brings({ namespace: 'ml', quotedLabels: true }, metric, dotted)).toBe(true);
    expect(brings({ namespace: 'other', quotedLabels: true }, metric, dotted)).toBe(false);
    expect(timelineQueries({ namespace: 'ml' }).some(({ promql }) => promql.includes('k8s.pod'))).toBe(false);
  });

  test('leaves a variable to Grafana', () => {
    const [marks] = timelineQueries({ namespace: { variable: 'namespace' }, pods: { variable: 'pod' } });
    expect(marks?.promql).toContain('k8s_namespace_name=~"|$namespace",k8s_pod_name=~"$pod"');
    expect(() => timelineQueries({ namespace: { variable: 'a"b' } })).toThrow(RangeError);
  });

  test('whatever the values are: brings what is chosen, nothing else, and no variable of Grafana’s', () => {
    const sign = fc.constantFrom(
      ...'a b . - _ $ [ ] ( ) { } | ^ * + ? \\ " \n \t / é \u2028 $__range [[a]]'.split(' '),
    );
    const name = fc.array(sign, { minLength: 1, maxLength: 6 }).map((signs) => signs.join(''));
    const names = fc.uniqueArray(name, { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(
        names,
        names,
        name,
        name,
        fc.boolean(),
        (namespaces, pods, otherSpace, otherPod, renamed) => {
          const [namespace = ''] = namespaces;
          const filter = { namespace: namespaces.length === 1 ? namespace : namespaces, pods };
          const queries = timelineQueries(filter);
          const asked = (itsNamespace: string, pod: string): boolean => {
            const labels: Labels = renamed
              ? {
                  exported_namespace: itsNamespace,
                  exported_pod: pod,
                  namespace: 'monitoring',
                  pod: 'exporter',
                }
              : { namespace: itsNamespace, pod };
            return queries.some(({ promql }) => selects(promql, 'kube_pod_created', labels));
          };
          for (const pod of pods) expect(asked(namespace, pod)).toBe(true);
          expect(asked(otherSpace, otherPod)).toBe(
            namespaces.includes(otherSpace) && pods.includes(otherPod),
          );
          for (const { promql } of queries) {
            expect(promql.replaceAll(/\$__(range|interval)\]/g, '')).not.toMatch(/\$(?!1)|\[\[/);
          }
        },
      ),
    );
  });
});

describe('the pods of a filter', () => {
  test('are those that ask for a GPU or have own series', () => {
    const { promql } = podsQuery({ namespace: 'ml' });
    const requests = 'kube_pod_container_resource_requests';
    expect(selects(promql, requests, { namespace: 'ml', pod: 'a', resource: 'nvidia_com_gpu' })).toBe(true);
    expect(selects(promql, requests, { namespace: 'ml', pod: 'a', resource: 'cpu' })).toBe(false);
    expect(selects(promql, requests, { namespace: 'x', pod: 'a', resource: 'nvidia_com_gpu' })).toBe(false);
    const running = 'coldstart_load_in_progress_start_timestamp_seconds';
    expect(selects(promql, running, own('ml', 'a', 'qwen'))).toBe(true);
    expect(selects(promql, 'kube_pod_info', { namespace: 'ml', pod: 'a' })).toBe(false);
  });
});
