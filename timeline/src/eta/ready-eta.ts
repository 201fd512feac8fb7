import {
  classesOf,
  FEWEST_LOADS,
  intervalOf,
  isOfOneModel,
  readyLoads,
  stepsOf,
  type HistoryClass,
} from '../history/index.js';
import type { ColdStart } from '../model.js';
import type { ReadyEta } from './answer.js';
import { byteProgress, type ByteProgress } from './bytes.js';
import { likenesses } from './likeness.js';
import { pathOf, type Path } from './paths.js';
import { phasesToCome } from './to-come.js';

/** A path and how much it counts. */
export interface CountedPath extends Path {
  readonly weight: number;
}

/**
 * When a load in progress will be ready, from loads that were. Each of them is laid beside this one at the last step
 * that both have taken (a phase began or ended, a mark was set). Those that stayed in that state for at least as long
 * as this one has been in it tell what may follow: their remaining paths are weighed by how alike the seconds are that
 * both had spent in each phase, and the answer is the weighted median, with the range from the 10th to the 90th
 * percentile widened for the size of the sample. So the phases to come, in whatever order, with how often they are
 * skipped, are those that history shows together.
 *
 * The class of loads is the narrowest with five in the same state: model, server, node type and weights source; then
 * without the weights source; without the node type; model and node type; the model. Loads of other models tell nothing:
 * what a model weighs decides. A pod that does not name its model yet has that of its relatives. Where no class has five
 * in the same state, the narrowest with five loads answers, its faster loads counting as if their next step came now;
 * where all were faster, `overdue` says so. Where no class has five loads the answer is silent.
 *
 * `history` may hold anything: only loads ready by `nowS` count. `nowS`: Unix seconds; what the cold start does not
 * tell after its own end is unknown.
 */
export function readyEta(coldStart: ColdStart, history: readonly ColdStart[], nowS: number): ReadyEta {
  if (!Number.isFinite(nowS)) throw new RangeError(`readyEta: nowS is ${nowS}, not a Unix time in seconds`);
  if (coldStart.outcome.kind !== 'loading') return { kind: 'silent', why: 'It does not load any more.' };
  const classes = classesOf(coldStart, readyLoads(history, coldStart, nowS)).filter(isOfOneModel);
  const knownS = Math.min(coldStart.endS, nowS);
  const chosen = choose(coldStart, classes, knownS);
  if (!chosen) return { kind: 'silent', why: whySilent(classes) };

  const { shared, paths, overdue } = chosen;
  const bytes = byteProgress(coldStart, knownS);
  const remaining = paths.map((path) => ({ value: remainingS(path, bytes), weight: path.weight }));
  const { low, median, high } = intervalOf(remaining, nowS - knownS);
  // What outlives all that was ever seen may well take as long again.
  const ageS = overdue ? stateAgeS(coldStart, knownS) : 0;
  return {
    kind: 'estimate',
    atS: knownS + median,
    earliestS: knownS + low,
    latestS: knownS + high + ageS,
    sharing: shared.fields,
    sharingWords: shared.words,
    loads: paths.map(({ load }) => load.id),
    overdue,
    toCome: phasesToCome(coldStart, paths),
    bytesDone: bytes?.done ?? null,
    simulated: paths.some(({ load }) => load.simulated.length > 0),
  };
}

interface Chosen {
  readonly shared: HistoryClass;
  readonly paths: readonly CountedPath[];
  readonly overdue: boolean;
}

function choose(coldStart: ColdStart, classes: readonly HistoryClass[], knownS: number): Chosen | null {
  const steps = stepsOf(coldStart);
  let fallback: { shared: HistoryClass; paths: readonly Path[] } | null = null;
  for (const shared of classes) {
    if (shared.loads.length < FEWEST_LOADS) continue;
    const paths = shared.loads.map((load) => pathOf(load, steps, knownS));
    const together = paths.filter(({ outlived }) => !outlived);
    if (together.length >= FEWEST_LOADS) {
      const weights = likenesses(coldStart, together);
      return {
        shared,
        paths: together.map((path, i) => ({ ...path, weight: weights[i] ?? 0 })),
        overdue: false,
      };
    }
    fallback ??= { shared, paths };
  }
  return (
    fallback && {
      shared: fallback.shared,
      paths: withOutlived(fallback.paths),
      overdue: fallback.paths.every(({ outlived }) => outlived),
    }
  );
}

/** The few that took as long count in full; all the faster ones together fill up to five. */
function withOutlived(paths: readonly Path[]): CountedPath[] {
  const outlived = paths.filter((path) => path.outlived).length;
  const share = (FEWEST_LOADS - (paths.length - outlived)) / outlived;
  return paths.map((path) => ({ ...path, weight: path.outlived ? share : 1 }));
}

/**
 * What was left of a path, with the rest of its weights phase between what history and what the bytes say: the more
 * bytes are there, the more the rate so far counts.
 */
function remainingS(path: Path, bytes: ByteProgress | null): number {
  const span = bytes && path.load.phases.find(({ phase }) => phase === bytes.phase);
  if (!bytes || !span || span.startS > path.nowS || span.endS < path.nowS) return path.remainingS;
  const itsS = span.endS - path.nowS;
  return path.remainingS + bytes.done * (bytes.remainingS - itsS);
}

/** Seconds since its last step. */
function stateAgeS(coldStart: ColdStart, knownS: number): number {
  const past = [...stepsOf(coldStart).values()].filter((atS) => atS <= knownS);
  return knownS - Math.max(...past);
}

function whySilent(classes: readonly HistoryClass[]): string {
  const [narrowest] = classes;
  if (!narrowest) return 'Nothing tells its model or pods of the same workload, so no earlier load compares.';
  const most = classes.reduce((best, one) => (one.loads.length > best.loads.length ? one : best), narrowest);
  const count = most.loads.length;
  const loads = count === 0 ? 'No load' : count === 1 ? 'Only 1 load' : `Only ${count} loads`;
  return `${loads} of ${most.words} became ready before: ${FEWEST_LOADS} are needed.`;
}
