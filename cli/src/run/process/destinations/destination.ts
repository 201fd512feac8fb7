import { fstatSync } from 'node:fs';
import { isatty } from 'node:tty';

export type OutputName = 'stdout' | 'stderr';

/** A place that output of ours goes to. */
export interface Destination {
  /** Descriptor to write to. */
  readonly fd: 1 | 2;
  /** What of the child goes there: both where our two descriptors are the same place. */
  readonly takes: readonly OutputName[];
  readonly kind: 'terminal' | 'stream' | 'file';
}

/**
 * Where our own stdout and stderr lead. With `2>&1` they are one place; the child then gets one pipe for both, and
 * what it writes keeps its order as if it wrote there itself. Two places have no order between them, as ever.
 */
export function findDestinations(): readonly Destination[] {
  return placeOf(1) === placeOf(2)
    ? [{ fd: 1, takes: ['stdout', 'stderr'], kind: kindOf(1) }]
    : [
        { fd: 1, takes: ['stdout'], kind: kindOf(1) },
        { fd: 2, takes: ['stderr'], kind: kindOf(2) },
      ];
}

function placeOf(fd: number): string {
  const { dev, ino } = fstatSync(fd, { bigint: true });
  return `${dev}:${ino}`;
}

function kindOf(fd: number): Destination['kind'] {
  if (isatty(fd)) return 'terminal';
  const status = fstatSync(fd);
  return status.isFIFO() || status.isSocket() ? 'stream' : 'file';
}
