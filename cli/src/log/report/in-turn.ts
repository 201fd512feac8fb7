import type { Phase } from '@coldstart/conventions';
import type { LogEvent, Subject } from '../reader/index.js';

type EndEvent = Extract<LogEvent, { type: 'end' }>;

/** A phase that lasted as long as was printed, and who said so. */
interface Told {
  readonly startS: number;
  readonly lanes: Set<string>;
}

/**
 * Of a log without dates: puts what lasted as long as was printed one after the other, so that each phase has a place.
 * One that a line begins runs from there; one that another rank tells of too is the same one.
 *
 * @returns the events with their new times, in the same order
 */
export function inTurn(events: readonly LogEvent[]): LogEvent[] {
  const begun = new Map<string, number>();
  const told = new Map<string, Told>();
  const nexts = new Map<string, number>();
  /** Where phases first began on the clock of the log, which only progress bars move. */
  const barsS = new Map<string, number>();
  let nowS = 0;
  let addedS = 0;

  const durationOf = ({ phase, subject, atS, printedS, printed }: EndEvent): number => {
    const beganS = barsS.get(laneOf(phase, subject)) ?? Infinity;
    const isCounted =
      // Its pieces were told of before, or it was a bar that moved the clock.
      (printed === 'sum' && told.has(keyOf(phase, subject))) || atS - (printedS ?? 0) >= beganS - 1e-6;
    return isCounted ? 0 : (printedS ?? 0);
  };

  const startOf = ({ phase, subject, printed }: EndEvent): number => {
    const before = printed === 'whole' ? told.get(keyOf(phase, subject)) : undefined;
    const another = before !== undefined && !before.lanes.has(subject.lane) ? before.startS : nowS;
    return begun.get(laneOf(phase, subject)) ?? another;
  };

  const end = (event: EndEvent, atS: number): EndEvent => {
    const { phase, subject, printedS, sinceS } = event;
    const startS = startOf(event);
    const endS = Math.max(atS, startS + durationOf(event));
    addedS += endS - atS;
    // A bar that ran beside others, of one file of many, does not end what the others do.
    if (event.printed !== 'part' || printedS !== null) {
      begun.delete(laneOf(phase, subject));
    }
    if (printedS !== null) {
      const key = keyOf(phase, subject);
      const before = told.get(key);
      const lanes = before?.startS === startS ? before.lanes : new Set<string>();
      told.set(key, { startS, lanes: lanes.add(subject.lane) });
    }
    return {
      ...event,
      atS: endS,
      sinceS: sinceS === null ? null : (nexts.get(keyOf(phase, { ...subject, step: '' })) ?? null),
    };
  };

  return events.map((event) => {
    if (!('atS' in event)) {
      return event;
    }
    const atS = Math.max(nowS, event.atS + addedS);
    const placed = event.type === 'end' ? end(event, atS) : { ...event, atS };
    if (event.type === 'begin') {
      const key = laneOf(event.phase, event.subject);
      begun.set(key, begun.get(key) ?? atS);
      barsS.set(key, Math.min(barsS.get(key) ?? Infinity, event.atS));
    } else if (event.type === 'next') {
      nexts.set(keyOf(event.phase, { ...event.subject, step: '' }), atS);
    }
    nowS = placed.atS;
    return placed;
  });
}

function keyOf(phase: Phase, { model, step = '' }: Subject): string {
  return [phase, model, step].join('\n');
}

function laneOf(phase: Phase, subject: Subject): string {
  return [keyOf(phase, subject), subject.lane].join('\n');
}
