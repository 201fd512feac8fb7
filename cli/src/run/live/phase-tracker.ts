import type { Phase } from '@coldstart/conventions';
import type { Load, PhaseHandle } from '@coldstart/sdk';

/** What was seen of a phase, Unix seconds; `endS` is `null` while it runs. */
export interface SeenPhase {
  readonly startS: number;
  readonly endS: number | null;
}

interface Tracked {
  startS: number;
  endS: number | null;
  handle: PhaseHandle | null;
  /** Ranks and sources in which it runs. */
  readonly open: Set<string>;
  /** Those in which it has begun. */
  readonly begun: Set<string>;
}

/**
 * The phases of one load as several ranks and several sources tell of them: a phase runs from the earliest begin to
 * the latest end.
 */
export class PhaseTracker {
  private readonly phases = new Map<Phase, Tracked>();

  constructor(private readonly load: Load) {}

  /** What was seen so far. */
  seen(): ReadonlyMap<Phase, SeenPhase> {
    return this.phases;
  }

  begin(phase: Phase, lane: string, atS: number): void {
    const tracked = this.phases.get(phase);
    if (tracked === undefined) {
      const handle = this.load.begin(phase, atS);
      this.phases.set(phase, {
        startS: atS,
        endS: null,
        handle,
        open: new Set([lane]),
        begun: new Set([lane]),
      });
      return;
    }
    if (atS < tracked.startS) {
      this.load.record(phase, atS, tracked.endS ?? tracked.startS);
      tracked.startS = atS;
    }
    if (tracked.open.size === 0) {
      tracked.handle = this.load.begin(phase, atS);
      tracked.endS = null;
    }
    tracked.open.add(lane);
    tracked.begun.add(lane);
  }

  /** @param printedS the duration that was printed; a phase that nobody saw begin began that long before */
  end(phase: Phase, lane: string, atS: number, printedS: number | null): void {
    const tracked = this.phases.get(phase);
    if (tracked === undefined || tracked.open.size === 0) {
      // A rank that has ended says nothing new; one that never began may have taken longer.
      if (printedS !== null || tracked?.begun.has(lane) === false) {
        this.span(phase, atS - (printedS ?? 0), atS);
      }
      return;
    }
    // A process that is renamed on its way ends what it began under its old name.
    if (!tracked.begun.has(lane) && tracked.open.size === 1) {
      tracked.open.clear();
    }
    // It may have begun before the first line that speaks of it.
    if (printedS !== null && atS - printedS < tracked.startS) {
      this.load.record(phase, atS - printedS, tracked.startS);
      tracked.startS = atS - printedS;
    }
    tracked.open.delete(lane);
    tracked.endS = Math.max(tracked.endS ?? atS, atS);
    if (tracked.open.size === 0) {
      tracked.handle?.end('ok', tracked.endS);
      tracked.handle = null;
    } else {
      tracked.endS = null;
    }
  }

  /** A phase that was over before anybody told of it. */
  span(phase: Phase, startS: number, endS: number): void {
    this.load.record(phase, startS, endS);
    const tracked = this.phases.get(phase);
    if (tracked === undefined) {
      this.phases.set(phase, { startS, endS, handle: null, open: new Set(), begun: new Set() });
      return;
    }
    tracked.startS = Math.min(tracked.startS, startS);
    if (tracked.endS !== null) {
      tracked.endS = Math.max(tracked.endS, endS);
    }
  }
}
