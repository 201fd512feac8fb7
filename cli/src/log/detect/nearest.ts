import type { LogLine } from '../line/index.js';
import { compilePattern } from '../pattern/index.js';
import type { Profile } from '../profile/index.js';

/** The profile that knows the most lines of a log, and how many. */
export interface Nearest {
  readonly profile: Profile;
  readonly lines: number;
  /** One of them. */
  readonly example: string;
}

/** Of a log of which no line is a server's own: whose lines its lines resemble. `null` where no profile knows any. */
export function nearestOf(
  lines: readonly Pick<LogLine, 'text'>[],
  profiles: readonly Profile[],
): Nearest | null {
  let best: Nearest | null = null;
  for (const profile of profiles) {
    const patterns = profile.rules.flatMap(({ line }) => line).map(compilePattern);
    const known = lines.filter(({ text }) => patterns.some((pattern) => pattern.match(text) !== null));
    const [example] = known;
    if (example !== undefined && known.length > (best?.lines ?? 0)) {
      best = { profile, lines: known.length, example: example.text };
    }
  }
  return best;
}
