import type { Phase } from '@coldstart/conventions';
import type { Subject } from './events.js';

/** In which ranks the phases of each model run. */
export class Running {
  /** The ranks in which a phase has begun, and whether it runs there. */
  private readonly lanes = new Map<string, Map<string, boolean>>();

  /** Whether the phase of this model has ever begun. */
  hasBegun(phase: Phase, subject: Subject): boolean {
    return this.lanes.has(keyOf(phase, subject));
  }

  begin(phase: Phase, subject: Subject): void {
    const key = keyOf(phase, subject);
    this.lanes.set(key, this.of(phase, subject).set(subject.lane, true));
  }

  end(phase: Phase, subject: Subject): void {
    const lanes = this.of(phase, subject);
    const [only, ...others] = this.open(phase, subject);
    if (lanes.has(subject.lane)) {
      lanes.set(subject.lane, false);
    } else if (only !== undefined && others.length === 0) {
      // A process that is renamed on its way ends what it began under its old name.
      lanes.set(only, false);
    }
  }

  /** Ends it everywhere; the ranks in which it ran. */
  endAll(phase: Phase, subject: Subject): readonly string[] {
    const open = this.open(phase, subject);
    for (const lane of open) {
      this.of(phase, subject).set(lane, false);
    }
    return open;
  }

  /** The ranks in which it runs. */
  open(phase: Phase, subject: Subject): readonly string[] {
    return [...this.of(phase, subject)].filter(([, runs]) => runs).map(([lane]) => lane);
  }

  private of(phase: Phase, subject: Subject): Map<string, boolean> {
    return this.lanes.get(keyOf(phase, subject)) ?? new Map<string, boolean>();
  }
}

function keyOf(phase: Phase, { model }: Subject): string {
  return `${phase}\n${model}`;
}
