import { readFileSync, statSync } from 'node:fs';
import type { Profile } from '../profile/index.js';
import { complete } from './complete.js';
import { readProfile } from './schema.js';
import type { Problem, Tree } from './tree.js';

export interface ReadProfiles {
  /** The ones given, with those of the files in front of them or in their place. */
  readonly profiles: readonly Profile[];
  /** `file:line: reason`, one for each thing that is wrong. What it is wrong with is left out, and nothing else. */
  readonly problems: readonly string[];
}

/** A profile is some kilobytes. */
const MOST_BYTES = 4 * 2 ** 20;

/**
 * Reads profiles of servers from YAML or JSON files; a YAML file may hold several, as documents. One with the name of
 * a server that is known takes its place, others come first.
 *
 * @param files paths; they are read in this order, so that one can extend another
 * @param known the profiles there are
 */
export async function readProfiles(
  files: readonly string[],
  known: readonly Profile[],
): Promise<ReadProfiles> {
  let profiles = known;
  const problems: string[] = [];
  for (const file of files) {
    try {
      const text = contentOf(file);
      // Who names no file does not wait for the parser.
      const { parseDocuments } = await import('./parse.js');
      const documents = parseDocuments(text);
      if (documents.every(({ tree, problems: found }) => tree === null && found.length === 0)) {
        problems.push(`${file}: holds no profile`);
      }
      for (const document of documents) {
        const found: Problem[] = [...document.problems];
        const profile = document.tree === null ? null : profileOf(document.tree, profiles, found);
        problems.push(...found.map(({ line, reason }) => `${file}:${line}: ${reason}`));
        profiles = profile === null || found.length > 0 ? profiles : withProfile(profiles, profile);
      }
    } catch (error) {
      problems.push(`${file}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return { profiles, problems };
}

/** @throws Error where it is no file, or a very large one */
function contentOf(file: string): string {
  const stats = statSync(file);
  if (!stats.isFile()) {
    throw new Error('is no file');
  }
  if (stats.size > MOST_BYTES) {
    throw new Error(`has ${stats.size} bytes, and a profile has ${MOST_BYTES} at most`);
  }
  return readFileSync(file, 'utf8');
}

function profileOf(tree: Tree, known: readonly Profile[], problems: Problem[]): Profile | null {
  const file = readProfile(tree, problems);
  if (file === null) {
    return null;
  }
  try {
    return complete(file, known);
  } catch (error) {
    problems.push({ line: tree.line, reason: error instanceof Error ? error.message : String(error) });
    return null;
  }
}

function withProfile(profiles: readonly Profile[], profile: Profile): readonly Profile[] {
  return profiles.some(({ server }) => server === profile.server)
    ? profiles.map((each) => (each.server === profile.server ? profile : each))
    : [profile, ...profiles];
}
