import { ENGINES, readProfiles } from '../log/index.js';
import type { Profile } from '../log/index.js';
import { UsageError } from './command.js';

/** What `--help` says of the flag. */
export const PROFILE_HELP = `a profile of your own in YAML or JSON, before those that are built in (may be repeated;
                       docs/profiles.md)`;

/**
 * The profiles that are built in, with those of the files.
 *
 * @param complain takes a line for each thing that is wrong with a file; the rest of it counts
 */
export async function profilesOf(
  files: readonly string[],
  complain: (line: string) => void,
): Promise<readonly Profile[]> {
  const { profiles, problems } = await readProfiles(files, ENGINES);
  for (const problem of problems) complain(problem);
  return profiles;
}

/** @throws UsageError that names the servers there are */
export function serverOf(id: string, profiles: readonly Profile[]): Profile | null {
  if (id === 'auto') {
    return null;
  }
  const found = profiles.find(({ server }) => server === id);
  if (found === undefined) {
    throw new UsageError(
      `--server takes auto or one of ${profiles.map(({ server }) => server).join(', ')}, not "${id}".`,
    );
  }
  return found;
}
