import type { Phase } from '@coldstart/conventions';
import type { Subject } from './events.js';

/** In which ranks the phases of each model run. */
export class Running {
  private readonly lanes = new Map<string, Set<string>>();

  /** Whether the phase of this model has ever begun. */
  hasBegun(phase: Phase, subject: Subject): boolean {
    return this.lanes.has(keyOf(phase, subject));
  }

  begin(phase: Phase, subject: Subject): void {
    const key = keyOf(phase, subject);
    this.lanes.set(key, (this.lanes.get(key) ?? new Set()).add(subject.lane));
  }

  end(phase: Phase, subject: Subject): void {
    const open = this.lanes.get(keyOf(phase, subject));
    // A process that is renamed on its way ends what it began under its old name.
    if (open?.delete(subject.lane) === false && open.size === 1) {
      open.clear();
    }
  }

  /** Ends it everywhere; the ranks in which it ran. */
  endAll(phase: Phase, subject: Subject): readonly string[] {
    const open = this.lanes.get(keyOf(phase, subject)) ?? new Set();
    const lanes = [...open];
    open.clear();
    return lanes;
  }
}

function keyOf(phase: Phase, { model }: Subject): string {
  return `${phase}\n${model}`;
}
