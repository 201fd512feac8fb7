import type { LogEvent } from '../reader/index.js';

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
  let nowS = 0;
  let addedS = 0;

  const startOf = ({ phase, subject, printed }: EndEvent): number => {
    const before = printed === 'whole' ? told.get(keyOf(phase, subject.model)) : undefined;
    const another = before !== undefined && !before.lanes.has(subject.lane) ? before.startS : nowS;
    return begun.get(keyOf(phase, subject.model, subject.lane)) ?? another;
  };

  return events.map((event) => {
    if (!('atS' in event)) {
      return event;
    }
    let atS = Math.max(nowS, event.atS + addedS);
    if (event.type === 'begin') {
      const key = keyOf(event.phase, event.subject.model, event.subject.lane);
      begun.set(key, begun.get(key) ?? atS);
    }
    if (event.type === 'end') {
      const startS = startOf(event);
      const endS = Math.max(atS, startS + (event.printedS ?? 0));
      addedS += endS - atS;
      atS = endS;
      // A bar that ran beside others, of one file of many, does not end what the others do.
      if (event.printed !== 'part' || event.printedS !== null) {
        begun.delete(keyOf(event.phase, event.subject.model, event.subject.lane));
      }
      if (event.printedS !== null) {
        const key = keyOf(event.phase, event.subject.model);
        const lanes =
          told.get(key)?.startS === startS ? (told.get(key)?.lanes ?? new Set()) : new Set<string>();
        told.set(key, { startS, lanes: lanes.add(event.subject.lane) });
      }
    }
    nowS = atS;
    return { ...event, atS };
  });
}

function keyOf(...parts: readonly string[]): string {
  return parts.join('\n');
}
