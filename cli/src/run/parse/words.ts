import { compilePattern, compileProfile, finderFor } from '../../log/index.js';
import type { LineFinder, Profile } from '../../log/index.js';

/**
 * What tells the lines that a profile has a use for; where the server is not known yet, those of any. `null`: every
 * line is one.
 */
export function finderOf(profiles: readonly Profile[], server: string | null): LineFinder {
  const all = new Map(profiles.map((profile) => [profile.server, profile]));
  const known = server === null ? undefined : all.get(server);
  return finderFor(
    (known === undefined ? profiles : [known]).flatMap((profile) => [
      ...compileProfile(profile, all).rules.flatMap((rule) => rule.patterns),
      ...(known === undefined ? profile.detect.lines.map(compilePattern) : []),
    ]),
  );
}
