import { describe, expect, test } from 'vitest';
import { METRICS, prometheusMetricName } from '@coldstart/conventions';
import { TIMELINE_QUERIES, timelineQueries } from '../../src/index.js';
import { SIGNALS } from '../../src/signals/index.js';

const query = (refId: string): (typeof TIMELINE_QUERIES)[number] => {
  const found = TIMELINE_QUERIES.find((one) => one.refId === refId);
  if (!found) throw new Error(`no query ${refId}`);
  return found;
};

describe('TIMELINE_QUERIES', () => {
  test('bring every metric of the table, and no other', () => {
    const brought = new Set(TIMELINE_QUERIES.flatMap(({ metrics }) => metrics));
    expect([...brought].sort()).toEqual(SIGNALS.map(({ metric }) => metric).sort());
  });

  test('know every metric of the conventions but those that sum up what others tell in full', () => {
    const known = new Set(SIGNALS.map(({ metric }) => metric));
    const missing = Object.values(METRICS)
      .map((metric) => prometheusMetricName(metric) + (metric.type === 'histogram' ? '_bucket' : ''))
      .filter((metric) => !known.has(metric));
    expect(missing).toEqual(['coldstart_profile_missing_phases']);
  });

  test('ask at one moment for what is dated, in steps for what is counted or must be seen', () => {
    expect(TIMELINE_QUERIES.map(({ refId, mode }) => [refId, mode])).toEqual([
      ['marks', 'instant'],
      ['first', 'instant'],
      ['presence', 'range'],
      ['activity', 'range'],
      ['shared', 'range'],
      ['gpu', 'range'],
      ['queue', 'range'],
    ]);
  });

  test('never bring a presence metric at one moment: its sample would say that the pod is there now', () => {
    const instant = TIMELINE_QUERIES.filter(({ mode }) => mode === 'instant').flatMap(
      ({ metrics }) => metrics,
    );
    expect(instant.filter((metric) => query('presence').metrics.includes(metric))).toEqual([]);
  });

  test('keep names and look back no further than their step', () => {
    expect(query('presence').promql).toBe(
      'last_over_time({__name__=~"coldstart_load_in_progress_start_timestamp_seconds|coldstart\\\\.load\\\\.in_progress\\\\.start\\\\.timestamp\\\\.seconds|kube_pod_container_resource_requests|' +
        'kube_pod_resourceclaim_info|kube_pod_container_status_waiting_reason|' +
        'kube_pod_init_container_status_waiting_reason|kube_pod_status_unschedulable",' +
        'resource=~"|nvidia_com_gpu|nvidia_com_gpu_shared|nvidia_com_mig_.+|amd_com_gpu|amd_com_[a-z]+_nps[0-9]|' +
        'gpu_intel_com_(i915|xe)|habana_ai_gaudi"}[$__interval] offset -1ms)',
    );
    expect(query('marks').promql).toMatch(
      /^last_over_time\(\{__name__=~"coldstart_mark_.*\}\[\$__range\]\)$/,
    );
  });

  test('ask in steps for no series that every pod of a cluster has', () => {
    const ofCluster = TIMELINE_QUERIES.filter(({ mode }) => mode === 'range').flatMap(({ metrics }) =>
      metrics.filter((metric) => metric.startsWith('kube_pod')),
    );
    // Those with a GPU, those with a claim, and those that wait while they do.
    expect(ofCluster).toEqual([
      'kube_pod_container_resource_requests',
      'kube_pod_resourceclaim_info',
      'kube_pod_container_status_waiting_reason',
      'kube_pod_init_container_status_waiting_reason',
      'kube_pod_status_unschedulable',
    ]);
  });

  test('take the busiest sample of a step, of the preferred field where a GPU has several', () => {
    const { promql, metrics } = query('activity');
    expect(metrics).toEqual([
      'DCGM_FI_PROF_GR_ENGINE_ACTIVE',
      'gpu_gfx_activity',
      'amd_gpu_gfx_activity',
      'xpum_engine_ratio',
      'DCGM_FI_DEV_GPU_UTIL',
      'xpum_engine_group_ratio',
      'hw_gpu_utilization_ratio',
      'hw_gpu_utilization',
    ]);
    expect(promql).toMatch(
      /^\(*label_replace\(max_over_time\(DCGM_FI_PROF_GR_ENGINE_ACTIVE\[\$__interval\] offset -1ms\),"__name__","DCGM_FI_PROF_GR_ENGINE_ACTIVE","",""\) or /,
    );
    // The two own ones also with dots.
    expect(promql.split(' or ')).toHaveLength(metrics.length + 2);
  });

  test('bring what is told of each pod that shares a GPU, also of those that a filter leaves out', () => {
    expect(query('shared').promql).toBe(
      'label_replace(max_over_time(DCGM_FI_DEV_GPU_UTIL[$__interval] offset -1ms),"__name__","DCGM_FI_DEV_GPU_UTIL","","")' +
        ' and on (UUID) (count by (UUID) (count by (UUID,exported_pod,pod,pod_name) (DCGM_FI_DEV_GPU_UTIL)) > 1)',
    );
    const filtered = timelineQueries({ pods: ['a'] }).find(({ refId }) => refId === 'shared');
    expect(filtered?.promql).toMatch(
      /^label_replace\(max_over_time\(DCGM_FI_DEV_GPU_UTIL\[.* > 1\) and on \(UUID\) \(DCGM_FI_DEV_GPU_UTIL\{exported_pod=~"a"\} or /,
    );
  });

  test('bring the memory and the energy of GPUs beside their activity, not instead of it', () => {
    expect(query('gpu').metrics).toEqual([
      'hw_gpu_memory_usage_bytes',
      'hw_gpu_memory_usage',
      'DCGM_FI_DEV_FB_USED',
      'DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION',
      'gpu_used_vram',
      'amd_gpu_used_vram',
      'gpu_energy_consumed',
      'amd_gpu_energy_consumed',
      'xpum_memory_used_bytes',
      'xpum_energy_joules_total',
    ]);
  });

  test('leave out series that say nothing, and pass those without the label', () => {
    expect(query('marks').promql).toContain('condition=~"|true"');
    expect(query('marks').promql).toContain('phase!~"Pending|Running|Succeeded|Unknown"');
    expect(query('presence').promql).toContain('resource=~"|nvidia_com_gpu|');
  });
});
