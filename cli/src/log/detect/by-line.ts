import type { LogLine } from '../line/index.js';
import { compilePattern } from '../pattern/index.js';
import type { Pattern } from '../pattern/index.js';
import type { Profile } from '../profile/index.js';

/** Finds out by the lines of a log which server writes it. */
export class LineDetector {
  private readonly candidates: readonly {
    readonly profile: Profile;
    readonly patterns: readonly Pattern[];
  }[];
  private best = Infinity;

  /** @param profiles a host before what may run inside it */
  constructor(profiles: readonly Profile[]) {
    this.candidates = profiles.map((profile) => ({
      profile,
      patterns: profile.detect.lines.map(compilePattern),
    }));
  }

  /** The first of the profiles that a line so far belongs to; `null` for none yet. */
  get found(): Profile | null {
    return this.candidates[this.best]?.profile ?? null;
  }

  /** No later line can change what is found. */
  get certain(): boolean {
    return this.best === 0;
  }

  read({ text }: Pick<LogLine, 'text'>): void {
    const index = this.candidates
      .slice(0, Math.min(this.best, this.candidates.length))
      .findIndex(({ patterns }) => patterns.some((pattern) => pattern.match(text) !== null));
    if (index !== -1) {
      this.best = index;
    }
  }
}
