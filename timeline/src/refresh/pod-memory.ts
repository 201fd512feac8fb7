import {
  findCandidates,
  seenSpacing,
  type Candidate,
  type SeenSpacing,
  type Terms,
} from '../coldstarts/index.js';
import { podKey, readGpus, repeated, type GpuSamples } from '../gpu/index.js';
import { Notes } from '../notes/index.js';
import {
  inNamespace,
  readLoads,
  readPods,
  type LoadFacts,
  type PodFacts,
  type Reading,
} from '../read/index.js';
import { Answer } from './answer.js';
import type { NamedPod } from './names-memory.js';

/**
 * What is known of one pod from its own series alone, made once and kept: the same readings under the same terms give
 * the same cold starts. What depends on other pods comes in as a term or as `repeats`.
 */
export class PodMemory {
  /** What names it. */
  readonly named: NamedPod;
  /** Of these: what tells of a queue. */
  readonly queues: readonly Reading[];
  /** As they were read, each sample a measurement of its own. */
  readonly gpus: readonly GpuSamples[];
  /** What could not be read. */
  readonly notes = new Notes();
  readonly #loads: readonly LoadFacts[];
  readonly #pods: readonly PodFacts[];
  #spacing: { readonly of: SeenSpacing; readonly evaluatedS: number } | null = null;
  #repeats = Number.NaN;
  #candidates: readonly Candidate[] = [];
  #answers: readonly Answer[] = [];

  /** One pod; of series that name none, those of one namespace. */
  constructor(named: NamedPod) {
    this.named = named;
    const { namespace, lists } = named;
    const readings = lists.flatMap((list) =>
      list.map((reading) =>
        reading.who.namespace === namespace ? reading : inNamespace(reading, namespace),
      ),
    );
    this.queues = readings.filter(isOfQueue);
    this.#loads = readLoads(readings, this.notes);
    this.#pods = readPods(readings, this.notes);
    this.gpus = readGpus(readings, this.notes);
  }

  /** Of its presence series. */
  spacing(evaluatedS: number): SeenSpacing {
    const known = this.#spacing;
    if (known && (known.evaluatedS === evaluatedS || (known.of.settled && known.evaluatedS < evaluatedS))) {
      return known.of;
    }
    const of = seenSpacing([...this.#loads, ...this.#pods], evaluatedS);
    this.#spacing = { of, evaluatedS };
    return of;
  }

  /** What became of its candidates, where each measurement of its GPUs is told `repeats` times. */
  answers(repeats: number, terms: Terms): readonly Answer[] {
    if (repeats !== this.#repeats) this.#join(repeats);
    this.#answers = this.#candidates.map((candidate, i) => {
      const before = this.#answers[i];
      return before?.holdsFor(terms) ? before : new Answer(candidate, terms);
    });
    return this.#answers;
  }

  #join(repeats: number): void {
    const gpus = this.gpus.map((gpu) => repeated(gpu, repeats));
    this.#candidates = findCandidates(this.#loads, this.#pods, new Map([[podKey(this.named), gpus]]));
    this.#answers = [];
    this.#repeats = repeats;
  }
}

function isOfQueue({ signal: { meaning } }: Reading): boolean {
  return meaning.kind === 'queue_depth' || meaning.kind === 'queue_wait_bucket';
}
