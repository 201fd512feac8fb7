import {
  coldStartOf,
  findCandidates,
  groupReplicas,
  imageUsesOf,
  noteMissing,
  noteSampling,
  noteUndatedDeaths,
  noteUndated,
  noteSources,
  widestSpacing,
  withClocks,
  type Found,
  type Question,
} from './coldstarts/index.js';
import { readEngines } from './engines/index.js';
import { readGpus } from './gpu/index.js';
import type { Timeline, TimelineData, TimelineOptions } from './model.js';
import { Notes } from './notes/index.js';
import { queueTracks } from './queue/index.js';
import { readCluster, readLoads, readPods, readSeries } from './read/index.js';
import { scaleDecisions, triggerTracks } from './scaling/index.js';
import { readSpans, withSpans } from './spans/index.js';

const BUSY_THRESHOLD = 0.05;
const MIN_GAP_S = 5;

/**
 * The cold starts in a view, from the series that `TIMELINE_QUERIES` bring. All times are Unix seconds. The order of
 * the series and of their samples does not matter, nor does it that some come twice. What cannot be used is said in
 * `notes` and left out. Nothing is known after the end of the view or after `nowS`: whichever is earlier is the
 * evaluation time.
 *
 * Throws a RangeError for options that are no times, no ratio or no duration.
 */
export function buildTimeline({ series, spans = [] }: TimelineData, options: TimelineOptions): Timeline {
  const { fromS, toS, nowS, busyThreshold = BUSY_THRESHOLD, minGapS = MIN_GAP_S } = options;
  checkOptions({ fromS, toS, nowS, busyThreshold, minGapS });
  const notes = new Notes();
  const readings = readSeries(series, notes);
  const told = readLoads(readings, notes);
  const pods = readPods(readings, notes);
  const loads = withSpans(told, readSpans(spans, notes), pods, notes);
  const engines = readEngines(readings, notes);
  const candidates = findCandidates(loads, pods, readGpus(readings, notes), engines);
  noteUndated(engines, candidates, notes);
  const evaluatedS = Math.min(nowS, toS);
  const loneSpacingS = widestSpacing([...told, ...pods], evaluatedS);
  const question: Question = {
    fromS,
    evaluatedS,
    loneSpacingS,
    busyThreshold,
    minGapS,
    cluster: readCluster(readings, notes),
    imageUses: imageUsesOf(pods),
  };
  const found: Found[] = [];
  for (const candidate of candidates) {
    const ownNotes = new Notes();
    const coldStart = coldStartOf(candidate, question, ownNotes);
    if (coldStart && (coldStart.endS < fromS || coldStart.startS > toS)) continue;
    notes.addAll(ownNotes);
    if (coldStart) found.push({ candidate, coldStart });
  }
  noteUndatedDeaths(loads, notes);
  noteMissing(found, notes);
  noteSampling(found, notes);
  const { replicas, coldStarts } = groupReplicas(withClocks(found, notes));
  noteSources(found, notes);
  return {
    coldStarts: [...coldStarts].sort(
      (a, b) => a.startS - b.startS || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
    ),
    replicas,
    queues: queueTracks(readings, notes),
    scaling: scaleDecisions(readings, notes),
    triggers: triggerTracks(readings, notes),
    notes: notes.lines(),
  };
}

function checkOptions({ fromS, toS, nowS, busyThreshold, minGapS }: Required<TimelineOptions>): void {
  const times = Object.entries({ fromS, toS, nowS });
  for (const [name, value] of times) {
    if (!Number.isFinite(value))
      throw new RangeError(`buildTimeline: ${name} is ${value}, not a Unix time in seconds`);
  }
  if (fromS > toS) throw new RangeError(`buildTimeline: fromS ${fromS} is after toS ${toS}`);
  if (!(busyThreshold >= 0 && busyThreshold <= 1)) {
    throw new RangeError(`buildTimeline: busyThreshold is ${busyThreshold}, not a ratio from 0 to 1`);
  }
  if (!(minGapS >= 0 && minGapS < Infinity)) {
    throw new RangeError(`buildTimeline: minGapS is ${minGapS}, not a number of seconds from 0`);
  }
}
