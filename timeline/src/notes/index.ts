/** How much a note matters to the reader; the first matters most. */
const WEIGHTS = ['missing', 'doubtful', 'ignored'] as const;
export type Weight = (typeof WEIGHTS)[number];

/** Says the problem for the subjects it concerns, already joined to words: `pod a, pod b and 4 more`. */
export type Wording = (subjects: string, count: number) => string;

interface Entry {
  readonly weight: Weight;
  readonly wording: Wording;
  readonly subjects: Set<string>;
}

const NAMED_SUBJECTS = 3;

/** Collects what could not be used or is missing. The same problem of many subjects becomes one line. */
export class Notes {
  readonly #entries = new Map<string, Entry>();

  /** `problem` identifies the problem: subjects of equal problems share a line. */
  add(weight: Weight, problem: string, subject: string, wording: Wording): void {
    const entry = this.#entries.get(problem);
    if (entry) entry.subjects.add(subject);
    else this.#entries.set(problem, { weight, wording, subjects: new Set([subject]) });
  }

  /** Takes over what `other` has collected. */
  addAll(other: Notes): void {
    for (const [problem, { weight, wording, subjects }] of other.#entries) {
      for (const subject of subjects) this.add(weight, problem, subject, wording);
    }
  }

  /** One line each, worst first; the same whatever order they were added in. */
  lines(): string[] {
    return [...this.#entries.values()]
      .map(({ weight, wording, subjects }) => ({
        weight: WEIGHTS.indexOf(weight),
        line: wording(enumerate(subjects), subjects.size),
      }))
      .sort((a, b) => a.weight - b.weight || (a.line < b.line ? -1 : 1))
      .map(({ line }) => line);
  }
}

function enumerate(subjects: ReadonlySet<string>): string {
  const names = [...subjects].sort();
  if (names.length > NAMED_SUBJECTS + 1) {
    return `${names.slice(0, NAMED_SUBJECTS).join(', ')} and ${names.length - NAMED_SUBJECTS} more`;
  }
  const last = names.pop() ?? '';
  return names.length === 0 ? last : `${names.join(', ')} and ${last}`;
}
