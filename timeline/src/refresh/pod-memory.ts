import {
  findCandidates,
  firstUses,
  noteUndated,
  noteUndatedDeaths,
  seenSpacing,
  type Candidate,
  type NamedUse,
  type SeenSpacing,
  type Terms,
} from '../coldstarts/index.js';
import {
  gather,
  gpusOfPod,
  measured,
  podKey,
  type GpuSamples,
  type Neighbours,
  type Rhythm,
  type Told,
} from '../gpu/index.js';
import { readEngines, type EngineFacts } from '../engines/index.js';
import { Notes } from '../notes/index.js';
import {
  inNamespace,
  readLoads,
  readPods,
  type LoadFacts,
  type PodFacts,
  type Reading,
} from '../read/index.js';
import type { Meaning } from '../signals/index.js';
import { withSpans } from '../spans/index.js';
import { Answer } from './answer.js';
import type { Devices } from './devices-memory.js';
import type { NamedPod } from './names-memory.js';
import { sameItems } from './same-items.js';

/**
 * What is known of one pod from its own series alone, made once and kept: the same readings under the same terms give
 * the same cold starts. What depends on other pods comes in as an argument.
 */
export class PodMemory {
  /** What names it. */
  readonly named: NamedPod;
  /** Of these: what belongs to no single pod. */
  readonly shared: readonly Reading[];
  /** Its GPUs, whoever else holds them. */
  readonly told: readonly Told[];
  readonly imageUses: readonly NamedUse[];
  /** What could not be read. */
  readonly notes = new Notes();
  readonly #engines: ReadonlyMap<string, EngineFacts>;
  readonly #loads: readonly LoadFacts[];
  /** With what spans tell of them. */
  readonly #allLoads: readonly LoadFacts[];
  readonly #pods: readonly PodFacts[];
  #spacing: { readonly of: SeenSpacing; readonly evaluatedS: number } | null = null;
  #read: {
    readonly gpus: readonly GpuSamples[];
    readonly met: readonly (Neighbours | boolean | undefined)[];
  } | null = null;
  #joined: {
    readonly candidates: readonly Candidate[];
    readonly gpus: readonly GpuSamples[];
    readonly rhythms: readonly (Rhythm | undefined)[];
  } | null = null;
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
    this.shared = readings.filter(({ signal }) => !OF_ONE_POD.has(signal.meaning.kind));
    this.#loads = readLoads(readings, this.notes);
    this.#pods = readPods(readings, this.notes);
    this.#engines = readEngines(readings, this.notes);
    // Only the loads that series tell of have presence series of their own.
    this.#allLoads =
      named.spans.length === 0 ? this.#loads : withSpans(this.#loads, named.spans, this.#pods, this.notes);
    noteUndatedDeaths(this.#allLoads, this.notes);
    this.told = gather(readings, this.notes);
    this.imageUses = firstUses(this.#pods);
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

  /** As they were read, each sample a measurement of its own. */
  gpus({ shared, plain, isSplit }: Devices): readonly GpuSamples[] {
    const met = plain ? NOBODY : this.told.flatMap((told) => [shared.get(told), isSplit(told.device.board)]);
    if (!this.#read || !sameItems(this.#read.met, met)) {
      this.#read = { gpus: gpusOfPod(this.told, shared, isSplit), met };
    }
    return this.#read.gpus;
  }

  /** Says what its server tells of no candidate. */
  noteUndated(answers: readonly Answer[], notes: Notes): void {
    if (this.#engines.size > 0)
      noteUndated(
        this.#engines,
        answers.map(({ candidate }) => candidate),
        notes,
      );
  }

  /** What became of its candidates, with these GPUs, measured in these rhythms; what nothing speaks against is kept. */
  answers(
    gpus: readonly GpuSamples[],
    rhythms: ReadonlyMap<string, Rhythm>,
    terms: Terms,
  ): readonly Answer[] {
    const candidates = this.#candidatesWith(gpus, rhythms);
    this.#answers = candidates.map((candidate, i) => {
      const before = this.#answers[i];
      return before?.candidate === candidate && before.holdsFor(terms)
        ? before
        : new Answer(candidate, terms);
    });
    return this.#answers;
  }

  #candidatesWith(gpus: readonly GpuSamples[], rhythms: ReadonlyMap<string, Rhythm>): readonly Candidate[] {
    const its = rhythms.size === 0 ? NONE : gpus.map(({ exporter }) => rhythms.get(exporter));
    if (this.#joined?.gpus !== gpus || !sameItems(this.#joined.rhythms, its)) {
      const ofPod = new Map([[podKey(this.named), gpus.map((gpu, i) => measured(gpu, its[i]))]]);
      this.#joined = {
        candidates: findCandidates(this.#allLoads, this.#pods, ofPod, this.#engines),
        gpus,
        rhythms: its,
      };
    }
    return this.#joined.candidates;
  }
}

const NOBODY: readonly (Neighbours | boolean | undefined)[] = [];
const NONE: readonly (Rhythm | undefined)[] = [];

/** What is read pod by pod. */
const OF_ONE_POD: ReadonlySet<Meaning['kind']> = new Set<Meaning['kind']>([
  'mark',
  'phase_boundary',
  'load_fact',
  'pod_fact',
  'load_duration',
  'gpu_activity',
  'gpu_memory',
  'gpu_energy',
]);
