import { FIRST_BYTES, GROUPS } from './wasm/index.js';

interface Group {
  /** The lower and the upper halves that its members have at each of the first bytes. */
  readonly halves: readonly (readonly [Set<number>, Set<number>])[];
}

/**
 * Puts fingerprints into groups, since the halves of the bytes of all members fit together in any mix: each into the
 * group that fits the least of other texts then.
 *
 * @returns the group of each
 */
export function groupsOf(fingerprints: readonly Uint8Array[]): readonly number[] {
  const groups: Group[] = Array.from({ length: GROUPS }, () => ({
    halves: Array.from({ length: FIRST_BYTES }, () => [new Set<number>(), new Set<number>()] as const),
  }));
  return fingerprints.map((bytes) => {
    const costs = groups.map((group) => fit(group, bytes) - fit(group, null));
    const best = costs.indexOf(Math.min(...costs));
    for (const [at, [low, high]] of groups[best]?.halves.entries() ?? []) {
      for (const byte of bytesAt(bytes, at)) {
        low.add(byte & 15);
        high.add(byte >> 4);
      }
    }
    return best;
  });
}

/** The share of all texts that a group fits, with one member more. */
function fit({ halves }: Group, member: Uint8Array | null): number {
  return halves.reduce((share, [low, high], at) => {
    const more = member === null ? [] : bytesAt(member, at);
    const lows = new Set([...low, ...more.map((byte) => byte & 15)]).size;
    const highs = new Set([...high, ...more.map((byte) => byte >> 4)]).size;
    return (share * lows * highs) / 256;
  }, 1);
}

/** The byte there; any where the fingerprint is shorter. */
function bytesAt(bytes: Uint8Array, at: number): readonly number[] {
  const byte = bytes[at];
  return byte === undefined ? Array.from({ length: 256 }, (_, any) => any) : [byte];
}
