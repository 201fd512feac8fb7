import { describe, expect, it } from 'vitest';
import { isMark, isPhase, METRICS, PHASES, prometheusMetricName, prometheusName } from '../src/index.js';
import type { PhaseDefinition } from '../src/index.js';

describe('metric names', () => {
  it('end in their unit word, so that scrape and OTLP give one name; OpenTelemetry’s own keep theirs', () => {
    const doubled = Object.values(METRICS)
      .filter((metric) => prometheusMetricName(metric) !== prometheusName(metric.name))
      .map(({ name }) => name);
    expect(doubled).toEqual(['hw.gpu.utilization', 'hw.gpu.memory.usage']);
  });

  it('are what the contract says', () => {
    expect(Object.values(METRICS).map(prometheusMetricName)).toEqual([
      'coldstart_mark_timestamp_seconds',
      'coldstart_phase_start_timestamp_seconds',
      'coldstart_phase_end_timestamp_seconds',
      'coldstart_load_last_duration_seconds',
      'coldstart_load_completed_timestamp_seconds',
      'coldstart_load_in_progress_start_timestamp_seconds',
      'coldstart_load_bytes',
      'coldstart_load_expected_bytes',
      'coldstart_phase_gpu_busy_seconds',
      'coldstart_load_abandoned_timestamp_seconds',
      'coldstart_profile_missing_phases',
      'hw_gpu_utilization_ratio',
      'hw_gpu_memory_usage_bytes',
      'coldstart_queue_depth',
      'coldstart_queue_wait_seconds',
    ]);
  });
});

describe('names from outside', () => {
  it('are not taken for phases or marks because an object has them', () => {
    expect(isPhase('constructor')).toBe(false);
    expect(isMark('toString')).toBe(false);
    expect(isPhase('weights_read')).toBe(true);
    expect(isMark('pod_ready')).toBe(true);
  });

  it('every usual parent is a phase', () => {
    for (const { parent } of Object.values<PhaseDefinition>(PHASES)) {
      expect(parent === undefined || isPhase(parent)).toBe(true);
    }
  });
});
