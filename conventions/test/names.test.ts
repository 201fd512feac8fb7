import { describe, expect, it } from 'vitest';
import { isMark, isPhase, METRICS, PHASES, prometheusName } from '../src/index.js';
import type { PhaseDefinition } from '../src/index.js';

/** What OTLP translation appends for a unit, unless the name already ends in it (Prometheus compatibility specification). */
const UNIT_WORDS: Record<string, string> = { s: 'seconds', By: 'bytes' };

describe('metric names', () => {
  it.each(Object.values(METRICS))(
    '$name ends in its unit word, so that scrape and OTLP give one name',
    (metric) => {
      const word = UNIT_WORDS[metric.unit];
      if (word === undefined) {
        expect(metric.unit).toMatch(/^\{.*\}$/); // an annotation: no translation adds a word for it
      } else {
        expect(prometheusName(metric.name).endsWith(`_${word}`)).toBe(true);
      }
    },
  );

  it('are what the contract says', () => {
    expect(Object.values(METRICS).map((metric) => prometheusName(metric.name))).toEqual([
      'coldstart_mark_timestamp_seconds',
      'coldstart_phase_start_timestamp_seconds',
      'coldstart_phase_end_timestamp_seconds',
      'coldstart_load_last_duration_seconds',
      'coldstart_load_completed_timestamp_seconds',
      'coldstart_load_in_progress_start_timestamp_seconds',
      'coldstart_load_bytes',
      'coldstart_load_expected_bytes',
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
