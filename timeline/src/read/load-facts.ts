import { isMark, isPhase } from '@coldstart/conventions';
import type { Disagreement, PhaseDisagreement } from '../model.js';
import type { Notes } from '../notes/index.js';
import type { Series } from '../series.js';
import type { LoadFact, Signal } from '../signals/index.js';
import { FactBook } from './fact-book.js';
import type { Identity, Reading } from './identity.js';
import { ascendingTimes, forEachSample } from './samples.js';
import { medianSpacing } from './spacing.js';
import { forEachAmount, forEachTime } from './values.js';

export type LoadFactName =
  | 'mark'
  | 'phase_start'
  | 'phase_end'
  | 'weights_source'
  | LoadFact
  /** When its first span began. */
  | 'span_start'
  /** When an engine could compute, by a span of its own. */
  | 'engine_ready';

/** What the own series say of one model load. */
export interface LoadFacts {
  readonly who: Identity;
  readonly attempt: number;
  /** Other models load in the same container and attempt too. */
  sharesContainer: boolean;
  /** Marks are scoped by mark, boundaries and busy GPU-seconds by phase. The label of an end or a completion is its outcome. */
  readonly book: FactBook<LoadFactName>;
  /** When it was there, from the presence query. */
  readonly seenS: number[];
  /** Starts of running loads, as the presence query brought them: the start, and when it was first seen. Unix seconds. */
  readonly startSeenS: Map<number, number>;
  /** The widest spacing of a series that tells so, seconds; 0 where none has two samples. */
  spacingS: number;
  simulated: boolean;
  /** The server that loads; empty where no label tells. */
  server: string;
  /** Where spans of a trace tell a mark or a phase otherwise. */
  readonly markDifferences: Disagreement[];
  readonly phaseDifferences: PhaseDisagreement[];
  simulatedSpans: boolean;
}

/** Groups the readings of own series by load: namespace, pod, container, attempt and model. */
export function readLoads(readings: readonly Reading[], notes: Notes): LoadFacts[] {
  const own = readings.filter(isOfLoad).map((reading) => ({ reading, attempt: attemptOf(reading, notes) }));
  const models = new Map<string, Set<string>>();
  for (const { reading, attempt } of own) {
    const key = containerKey(reading.who, attempt);
    const known = models.get(key) ?? new Set();
    models.set(key, reading.who.model ? known.add(reading.who.model) : known);
  }
  const loads = new Map<string, LoadFacts>();
  for (const { reading, attempt } of own) {
    const key = containerKey(reading.who, attempt);
    const known = models.get(key) ?? new Set();
    // A series without a model speaks of every model of its container.
    const targets = reading.who.model || known.size === 0 ? [reading.who.model] : known;
    for (const model of targets) {
      const loadKey = JSON.stringify([key, model]);
      const load = loads.get(loadKey) ?? emptyLoad({ ...reading.who, model }, attempt, known.size > 1);
      loads.set(loadKey, load);
      if (reading.series.labels['simulated'] === 'true') load.simulated = true;
      load.server ||= reading.series.labels['server'] ?? '';
      readInto(load, reading, notes);
    }
  }
  return [...loads.values()];
}

/** A load of which nothing is told yet. */
export function emptyLoad(who: Identity, attempt: number, sharesContainer: boolean): LoadFacts {
  return {
    who,
    attempt,
    sharesContainer,
    book: new FactBook(),
    seenS: [],
    startSeenS: new Map(),
    spacingS: 0,
    simulated: false,
    server: '',
    markDifferences: [],
    phaseDifferences: [],
    simulatedSpans: false,
  };
}

/** Where and why an attempt died. */
export interface Death {
  /** Name of the phase; `none` between two. */
  readonly phase: string;
  /** One of `ABANDON_REASONS`. */
  readonly reason: string;
}

function deathOf({ labels }: Series): Death {
  return { phase: labels['phase'] ?? '', reason: labels['reason'] ?? '' };
}

/** Null where the attempt did not die, as far as the next one found. */
export function deathIn({ book }: LoadFacts): Death | null {
  const label = book.latest('abandoned')?.label;
  return label === undefined ? null : (JSON.parse(label) as Death);
}

function isOfLoad({ signal, who }: Reading): boolean {
  const { kind } = signal.meaning;
  if (signal.source !== 'coldstart' || !who.pod) return false;
  return kind === 'mark' || kind === 'phase_boundary' || kind === 'load_fact';
}

function containerKey(who: Identity, attempt: number): string {
  return JSON.stringify([who.namespace, who.pod, who.container, attempt]);
}

function attemptOf({ series, who }: Reading, notes: Notes): number {
  const label = series.labels['attempt'] ?? '1';
  const attempt = Number(label);
  if (Number.isInteger(attempt) && attempt >= 1) return attempt;
  notes.add(
    'ignored',
    `attempt ${label}`,
    who.pod,
    (pods) => `Attempt "${label}" of pod ${pods} is no whole number from 1: read as 1.`,
  );
  return 1;
}

function readInto(load: LoadFacts, reading: Reading, notes: Notes): void {
  const { book } = load;
  const { signal, series, who } = reading;
  const { meaning } = signal;
  const outcome = series.labels['outcome'] ?? '';
  if (meaning.kind === 'mark') {
    const mark = meaning.mark ?? series.labels['mark'] ?? '';
    if (!isMark(mark)) {
      noteUnknown('mark', mark, signal, who.pod, notes);
      return;
    }
    forEachTime(reading, '', notes, (sample) => {
      book.put('mark', mark, sample);
    });
  } else if (meaning.kind === 'phase_boundary') {
    const phase = meaning.phase ?? series.labels['phase'] ?? '';
    if (!isPhase(phase)) {
      noteUnknown('phase', phase, signal, who.pod, notes);
      return;
    }
    const name = meaning.edge === 'start' ? 'phase_start' : 'phase_end';
    forEachTime(reading, outcome, notes, (sample) => {
      book.put(name, phase, sample);
    });
  } else if (meaning.kind === 'load_fact') {
    const { fact } = meaning;
    const phase = fact === 'phase_gpu_busy' ? (series.labels['phase'] ?? '') : '';
    if (fact === 'phase_gpu_busy' && !isPhase(phase)) {
      noteUnknown('phase', phase, signal, who.pod, notes);
      return;
    }
    const read = fact === 'completed' || fact === 'abandoned' ? forEachTime : forEachAmount;
    const label = fact === 'abandoned' ? JSON.stringify(deathOf(series)) : outcome;
    read(reading, label, notes, (sample) => {
      book.put(fact, phase, sample);
    });
    if (signal.fetch === 'presence') {
      const timesS = ascendingTimes(series);
      for (const timeS of timesS) load.seenS.push(timeS);
      // Of one series alone: two replicas of Prometheus would halve the distance.
      const spacingS = medianSpacing(timesS);
      if (spacingS > load.spacingS) load.spacingS = spacingS;
      if (fact === 'in_progress_start') {
        forEachSample(series, (timeS, value) => {
          if (value > 0) load.startSeenS.set(value, Math.min(load.startSeenS.get(value) ?? Infinity, timeS));
        });
      }
    }
    const source = series.labels['weights_source'];
    if (source)
      read(reading, source, notes, (sample) => {
        book.put('weights_source', '', sample);
      });
  }
}

function noteUnknown(
  what: 'mark' | 'phase',
  name: string,
  { metric }: Signal,
  pod: string,
  notes: Notes,
): void {
  notes.add(
    'ignored',
    `${what} ${name} ${metric}`,
    pod,
    (pods) => `Unknown ${what} "${name}" on ${metric} of pod ${pods}: ignored.`,
  );
}
