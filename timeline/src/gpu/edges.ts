import type { Span } from './spans.js';

/** What runs and edges are told by. */
interface Run {
  /** Indices of its first and last span. */
  readonly from: number;
  readonly to: number;
  /** An idle span joins it on that side. */
  readonly afterIdle: boolean;
  readonly beforeIdle: boolean;
}

/**
 * Moves the ends of busy runs into the intervals at their edges. A mean over an interval in which the GPU began or
 * stopped to work is its level times the share of the interval in which it worked: with the level known, the share is,
 * and the work lies at the side of the rest of the run. What a mean tells is kept: level times share.
 *
 * The level is that of the next interval inside the run. A run too short to have one works at least at the greater of
 * its means, and hardly above the level that the GPU has inside its other runs, or 1 without any: their geometric mean
 * is taken. Of a run that is a single interval it is not known where in it the work lies: in the middle, which is off
 * least.
 * An interval below the threshold stays idle as a whole.
 */
export function refineEdges(spans: Span[], busyThreshold: number): void {
  const runs = busyRuns(spans, busyThreshold);
  const inner = runs
    .flatMap(({ from, to }) => spans.slice(from + 1, Math.max(from + 1, to)))
    .map(({ ratio }) => ratio);
  const usual = inner.sort((a, b) => a - b)[Math.floor((inner.length - 1) / 2)] ?? 1;
  for (const run of runs) refine(spans, run, usual);
}

function busyRuns(spans: readonly Span[], busyThreshold: number): Run[] {
  const runs: Run[] = [];
  const isBusy = (span: Span | undefined): boolean => span !== undefined && span.ratio >= busyThreshold;
  for (let from = 0; from < spans.length; from++) {
    if (!isBusy(spans[from])) continue;
    let to = from;
    while (isBusy(spans[to + 1]) && spans[to + 1]?.joins) to++;
    const afterIdle = from > 0 && spans[from]?.joins === true;
    runs.push({ from, to, afterIdle, beforeIdle: spans[to + 1]?.joins === true });
    from = to;
  }
  return runs;
}

function refine(spans: Span[], { from, to, afterIdle, beforeIdle }: Run, usual: number): void {
  const [first, last] = [spans[from], spans[to]];
  const [before, after] = [spans[from - 1], spans[to + 1]];
  if (!first || !last) return;
  const length = to - from + 1;
  const least = Math.max(first.ratio, last.ratio);
  const short = Math.sqrt(least * Math.max(usual, least));
  if (length === 1) {
    if (!before || !after || !afterIdle || !beforeIdle) return;
    const idleS = (first.endS - first.startS) * (1 - first.ratio / short);
    first.ratio = short;
    first.startS += idleS / 2;
    first.endS -= idleS / 2;
    before.endS = first.startS;
    after.startS = first.endS;
    return;
  }
  if (before && afterIdle) {
    const level = length > 2 ? Math.max(first.ratio, spans[from + 1]?.ratio ?? 0) : short;
    first.startS += (first.endS - first.startS) * (1 - first.ratio / level);
    first.ratio = level;
    before.endS = first.startS;
  }
  if (after && beforeIdle) {
    const level = length > 2 ? Math.max(last.ratio, spans[to - 1]?.ratio ?? 0) : short;
    last.endS -= (last.endS - last.startS) * (1 - last.ratio / level);
    last.ratio = level;
    after.startS = last.endS;
  }
}
