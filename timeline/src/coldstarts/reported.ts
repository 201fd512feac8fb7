import { PHASES } from '@coldstart/conventions';
import { reportedDurations, type EngineFacts, type Seen } from '../engines/index.js';
import { podKey } from '../gpu/index.js';
import type { ReportedDuration } from '../model.js';
import type { Notes } from '../notes/index.js';
import type { Candidate } from './candidates.js';

/**
 * What the server tells of this load. It says no more than how long its last load took. Where an earlier load may be
 * meant, nothing is given: while a later attempt is not ready yet.
 */
export function reportedOf(
  { engine, load, first, podName }: Candidate,
  seen: Seen,
  notes: Notes,
): ReportedDuration[] {
  if (!engine || (!first && seen.outcome.kind !== 'ready')) return [];
  const reported = reportedDurations(engine, seen, load?.sharesContainer ?? false);
  for (const { contradicted, metric, what, phase, seconds, seenS } of reported) {
    if (!contradicted || seenS === null) continue;
    const as = phase === null ? 'the start-up' : PHASES[phase].title;
    notes.add(
      'doubtful',
      `reported ${metric} ${what}`,
      `${podName} (${secondsWords(seconds)}, ${secondsWords(seenS)} seen)`,
      (pods) => `By ${metric}, ${what} took a time that does not fit ${as} as seen: pod ${pods}.`,
    );
  }
  return reported;
}

/** The model that the server names, where it names one; empty otherwise. */
export function modelOf(engine: EngineFacts | null): string {
  const models = new Set(engine?.figures.map(({ model }) => model).filter((model) => model !== ''));
  return models.size === 1 ? ([...models][0] ?? '') : '';
}

/** Says of which pods the servers tell how long they loaded, and nobody when. */
export function noteUndated(
  engines: ReadonlyMap<string, EngineFacts>,
  candidates: readonly Candidate[],
  notes: Notes,
): void {
  const dated = new Set(candidates.map(({ namespace, podName }) => podKey({ namespace, pod: podName })));
  for (const [key, { pod, loads, figures }] of engines) {
    if (dated.has(key)) continue;
    if (loads) {
      notes.add(
        'missing',
        'reported undated',
        pod,
        (pods) =>
          `The server of pod ${pods} tells how long it took to start, but nothing tells when: no cold start is shown. kube-state-metrics or the SDK gives dates.`,
      );
      continue;
    }
    for (const metric of new Set(figures.map((figure) => figure.metric))) {
      notes.add(
        'missing',
        `reported elsewhere ${metric}`,
        pod,
        (pods) =>
          `${metric} of pod ${pods} tells how long replicas took to start, but not in which pods they are: not shown.`,
      );
    }
  }
}

function secondsWords(seconds: number): string {
  return `${Math.round(seconds * 10) / 10} s`;
}
