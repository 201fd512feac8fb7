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
  readonly ranks: number;
  readonly unfinished: boolean;
}

/** A phase of one model, as its ranks told of it. */
interface Told {
  readonly phase: Phase;
  readonly model: string;
  readonly lanes: Map<string, Lane>;
}

/** Times of a phase that lie no further apart are one: many stamps are cut to seconds. */
const TOUCHING_S = 2;

/**
 * Phases from what the log said: each begins with the earliest of its ranks and ends with the latest. A printed
 * duration of the whole phase counts for more than the stamps of its lines, which many servers cut to seconds.
 *
 * @param endS the end of the log, for phases that did not end
 */
export function phaseSpans(events: readonly LogEvent[], endS: number): PhaseSpan[] {
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
    if (event.type === 'begin' && event.apart === true && before !== undefined && isOver(before)) {
      over.push(before);
      phases.delete(key);
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
    if (event.undone === true) {
      lanes.delete(subject.lane);
      continue;
    }
    const lane = lanes.get(subject.lane) ?? onlyOpen(lanes);
    if (lane === null && event.printedS === null) {
      continue;
    }
    endLane(lane ?? getOrAdd(lanes, subject.lane, newLane), event);
  }
  const spans = [...over, ...phases.values()]
    .filter(({ lanes }) => lanes.size > 0)
    .map(({ phase, model, lanes }) => spanOf(phase, model, [...lanes.values()], endS))
    .sort((a, b) => a.startS - b.startS || b.endS - a.endS);
  return over.length === 0 ? spans : joined(spans);
}

function isOver({ lanes }: Told): boolean {
  return lanes.size > 0 && [...lanes.values()].every(({ open }) => !open);
}

/** Times of one phase that touch are one. */
function joined(spans: readonly PhaseSpan[]): PhaseSpan[] {
  const whole: PhaseSpan[] = [];
  for (const span of spans) {
    const at = whole.findLastIndex(({ phase, model }) => phase === span.phase && model === span.model);
    const before = whole[at];
    if (before === undefined || span.startS > before.endS + TOUCHING_S) {
      whole.push(span);
    } else {
      whole[at] = join(before, span);
    }
  }
  return whole;
}

function join(a: PhaseSpan, b: PhaseSpan): PhaseSpan {
  const printed = [a.printedS, b.printedS].filter((s) => s !== null);
  const endS = Math.max(a.endS, b.endS);
  return {
    ...a,
    endS,
    observedS: endS - a.startS,
    printedS: printed.length === 0 ? null : printed.reduce((x, y) => x + y),
    ranks: Math.max(a.ranks, b.ranks),
    unfinished: a.unfinished || b.unfinished,
  };
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

function spanOf(phase: Phase, model: string, told: readonly Lane[], logEndS: number): PhaseSpan {
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
    ranks: lanes.length,
    unfinished,
  };
}
