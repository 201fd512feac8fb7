import type { Phase } from '@coldstart/conventions';
import type { LogEvent } from '../reader/index.js';

/** What one rank told of a phase. */
interface Lane {
  startS: number | null;
  endS: number | null;
  /** Begun and not ended since. */
  open: boolean;
  /** Its end stood in a line with a stamp. */
  exact: boolean;
  wholeS: number | null;
  partsS: number;
}

/** A phase of one model over all its ranks. */
export interface PhaseSpan {
  readonly phase: Phase;
  readonly model: string;
  readonly startS: number;
  readonly endS: number;
  /** From the first line to the last one. */
  readonly observedS: number;
  /** The longest of the ranks; `null` where nothing was printed. */
  readonly printedS: number | null;
  /** What was printed is of pieces of the phase: it may be less than the phase took. */
  readonly inPieces: boolean;
  readonly ranks: number;
  readonly unfinished: boolean;
  /** `false`: its lines have no stamps, so that nobody knows how long it took. */
  readonly dated: boolean;
}

/** A phase of one model, as its ranks told of it. */
interface Told {
  readonly phase: Phase;
  readonly model: string;
  readonly lanes: Map<string, Lane>;
}

/**
 * Phases from what the log said: each begins with the earliest of its ranks and ends with the latest. A printed
 * duration of the whole phase counts for more than the stamps of its lines, which many servers cut to seconds.
 *
 * @param endS the end of the log, for phases that did not end
 * @param repeats a phase that begins after it ended is another one: a model that is loaded again
 */
export function phaseSpans(events: readonly LogEvent[], endS: number, repeats = false): PhaseSpan[] {
  const phases = new Map<string, Told>();
  const over: Told[] = [];
  const seen = new Set<string>();
  for (const event of events) {
    if (event.type !== 'begin' && event.type !== 'end') {
      continue;
    }
    // Ray prints the lines of its workers twice.
    const same = JSON.stringify(event);
    if (seen.has(same)) {
      continue;
    }
    seen.add(same);
    const { phase, atS, subject } = event;
    const key = `${phase}\n${subject.model}`;
    const before = phases.get(key);
    if (repeats && before !== undefined && isOver(before)) {
      if (isAnother(before, event)) {
        over.push(before);
        phases.delete(key);
      } else if (event.type === 'end' && event.printedS === null) {
        continue;
      }
    }
    const { lanes } = getOrAdd(phases, key, () => ({
      phase,
      model: subject.model,
      lanes: new Map<string, Lane>(),
    }));
    if (event.type === 'begin') {
      const lane = getOrAdd(lanes, subject.lane, newLane);
      lane.startS = Math.min(lane.startS ?? atS, atS);
      lane.open = true;
      continue;
    }
    const lane = lanes.get(subject.lane) ?? onlyOpen(lanes);
    if (lane === null && event.printedS === null) {
      continue;
    }
    endLane(lane ?? getOrAdd(lanes, subject.lane, newLane), event);
  }
  return [...over, ...phases.values()]
    .filter(({ lanes }) => lanes.size > 0)
    .map((told) => spanOf(told, endS))
    .sort((a, b) => a.startS - b.startS || b.endS - a.endS);
}

function isOver({ lanes }: Told): boolean {
  return lanes.size > 0 && [...lanes.values()].every(({ open }) => !open);
}

/** The phase had ended before what the event tells of began. */
function isAnother({ lanes }: Told, event: Extract<LogEvent, { type: 'begin' | 'end' }>): boolean {
  const startS = event.atS - (event.type === 'end' ? (event.printedS ?? 0) : 0);
  const endedS = Math.max(...[...lanes.values()].map(({ endS }) => endS ?? 0));
  return event.type === 'begin' ? startS >= endedS : event.printed === 'whole' && startS > endedS;
}

function getOrAdd<K, V>(map: Map<K, V>, key: K, create: () => V): V {
  const value = map.get(key) ?? create();
  map.set(key, value);
  return value;
}

function newLane(): Lane {
  return { startS: null, endS: null, open: false, exact: false, wholeS: null, partsS: 0 };
}

/** A process that is renamed on its way ends what it began under its old name. */
function onlyOpen(lanes: ReadonlyMap<string, Lane>): Lane | null {
  const open = [...lanes.values()].filter((lane) => lane.open);
  return open.length === 1 ? (open[0] ?? null) : null;
}

function endLane(lane: Lane, { atS, exact, printedS, printed }: Extract<LogEvent, { type: 'end' }>): void {
  lane.endS = Math.max(lane.endS ?? atS, atS);
  lane.open = false;
  lane.exact ||= exact;
  if (printedS === null) {
    return;
  }
  if (printed === 'whole') {
    lane.wholeS = Math.max(lane.wholeS ?? 0, printedS);
  } else {
    lane.partsS += printedS;
  }
  lane.startS = Math.min(lane.startS ?? Infinity, atS - printedS);
}

function spanOf({ phase, model, lanes: byName }: Told, logEndS: number): PhaseSpan {
  const told = [...byName.values()];
  // A progress bar without stamps knows less than a line with one.
  const dated = told.filter(({ exact }) => exact);
  const all = dated.length > 0 ? told.filter(({ exact, endS }) => exact || endS === null) : told;
  const ended = all.filter(({ endS }) => endS !== null);
  const unfinished = ended.length === 0;
  // Some servers let one rank speak for all: one that began and said no more ended with the others.
  const lanes = unfinished ? all : ended;
  const starts = all.map(({ startS }) => startS ?? Infinity);
  const endS = Math.max(...lanes.map((lane) => lane.endS ?? Math.max(logEndS, lane.startS ?? logEndS)));
  const firstS = Math.min(...starts, endS);
  const whole = lanes.filter(({ wholeS }) => wholeS !== null);
  const startS =
    whole.length === 0 ? firstS : Math.min(...whole.map((lane) => (lane.endS ?? endS) - (lane.wholeS ?? 0)));
  const parts = Math.max(...lanes.map(({ partsS }) => partsS));
  return {
    phase,
    model,
    startS,
    endS,
    observedS: endS - firstS,
    printedS:
      whole.length > 0 ? Math.max(...whole.map(({ wholeS }) => wholeS ?? 0)) : parts > 0 ? parts : null,
    inPieces: whole.length === 0,
    // What the process itself told, before it had ranks, is of no rank.
    ranks: Math.max(1, [...byName].filter(([name, lane]) => name !== '' && lanes.includes(lane)).length),
    unfinished,
    dated: dated.length > 0 || whole.length > 0 || parts > 0 || endS > startS,
  };
}
