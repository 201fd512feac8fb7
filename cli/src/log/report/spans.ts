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

/** What the ranks told of a phase without a break between. */
type Stretch = Map<string, Lane>;

type PhaseEvent = Extract<LogEvent, { type: 'begin' | 'end' | 'over' }>;

/** Stretches of a phase that lie no further apart than this are one: many stamps are cut to seconds. */
const TOUCHING_S = 2;

/**
 * Phases from what the log said: each begins with the earliest of its ranks and ends with the latest. A printed
 * duration of the whole phase counts for more than the stamps of its lines, which many servers cut to seconds.
 *
 * @param endS the end of the log, for phases that did not end
 */
export function phaseSpans(events: readonly LogEvent[], endS: number): PhaseSpan[] {
  const phases = new Map<string, { phase: Phase; model: string; stretches: Stretch[] }>();
  const seen = new Set<string>();
  for (const event of events) {
    if (event.type !== 'begin' && event.type !== 'end' && event.type !== 'over') {
      continue;
    }
    // Ray prints the lines of its workers twice.
    const same = JSON.stringify(event);
    if (seen.has(same)) {
      continue;
    }
    seen.add(same);
    const { phase, subject } = event;
    const { model } = subject;
    const { stretches } = getOrAdd(phases, `${phase}\n${model}`, () => ({ phase, model, stretches: [] }));
    tell(stretches, event);
  }
  return [...phases.values()]
    .flatMap(({ phase, model, stretches }) =>
      joined(
        stretches
          .filter((lanes) => lanes.size > 0)
          .map((lanes) => spanOf(phase, model, [...lanes.values()], endS)),
      ),
    )
    .sort((a, b) => a.startS - b.startS || b.endS - a.endS);
}

function tell(stretches: Stretch[], event: PhaseEvent): void {
  const { atS, subject } = event;
  const last = stretches.at(-1);
  if (event.type === 'begin') {
    const stretch = last === undefined || (event.apart && isOver(last, subject.lane)) ? new Map() : last;
    if (stretch !== last) {
      stretches.push(stretch);
    }
    const lane = getOrAdd<string, Lane>(stretch, subject.lane, newLane);
    lane.startS = Math.min(lane.startS ?? atS, atS);
    lane.open = true;
    return;
  }
  if (event.type === 'over') {
    for (const [name, lane] of [...(last ?? [])].filter(([, { open }]) => open)) {
      if (event.undone) {
        last?.delete(name);
      } else {
        endLane(lane, { ...event, printedS: null, printed: 'whole' });
      }
    }
    return;
  }
  const own = stretches.findLast((lanes) => lanes.has(subject.lane))?.get(subject.lane);
  const lane = own ?? (last === undefined ? null : onlyOpen(last));
  if (lane !== null || event.printedS !== null) {
    const stretch = last ?? new Map<string, Lane>();
    if (last === undefined) {
      stretches.push(stretch);
    }
    endLane(lane ?? getOrAdd(stretch, subject.lane, newLane), event);
  }
}

/** Whether a rank that begins is past this stretch. */
function isOver(stretch: Stretch, lane: string): boolean {
  const own = stretch.get(lane);
  return own === undefined ? [...stretch.values()].every(({ open }) => !open) : !own.open;
}

/** Stretches that touch are one. */
function joined(spans: readonly PhaseSpan[]): PhaseSpan[] {
  const whole: PhaseSpan[] = [];
  for (const span of spans.toSorted((a, b) => a.startS - b.startS)) {
    const before = whole.at(-1);
    if (before === undefined || span.startS > before.endS + TOUCHING_S) {
      whole.push(span);
    } else {
      whole[whole.length - 1] = join(before, span);
    }
  }
  return whole;
}

function join(a: PhaseSpan, b: PhaseSpan): PhaseSpan {
  const printed = [a.printedS, b.printedS].filter((s) => s !== null);
  const startS = Math.min(a.startS, b.startS);
  const endS = Math.max(a.endS, b.endS);
  return {
    ...a,
    startS,
    endS,
    observedS: endS - startS,
    printedS:
      printed.length === 0 ? null : b.startS < a.endS ? Math.max(...printed) : printed.reduce((x, y) => x + y),
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

function endLane(
  lane: Lane,
  {
    atS,
    exact,
    printedS,
    printed,
  }: Pick<Extract<LogEvent, { type: 'end' }>, 'atS' | 'exact' | 'printedS' | 'printed'>,
): void {
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
