import { loneSpacing, noteMissing, type Terms } from '../coldstarts/index.js';
import type { ColdStart, Timeline, TimelineData, TimelineOptions } from '../model.js';
import { Notes } from '../notes/index.js';
import { readSeries } from '../read/index.js';
import type { Answer } from './answer.js';
import { settingsOf } from './options.js';
import { NamesMemory, type NamedPod } from './names-memory.js';
import { PodGroups } from './pod-groups.js';
import { PodMemory } from './pod-memory.js';
import { QueueMemory } from './queue-memory.js';
import { RepeatsMemory } from './repeats-memory.js';
import { sameItems } from './same-items.js';
import { SeriesMemory } from './series-memory.js';

/**
 * Makes timelines of data that come again and again, hardly changed: what has not changed since the build before is
 * taken from there. Every timeline is equal to what `buildTimeline` makes of the same data and options.
 *
 * A series that is the same object as before is taken as unchanged, so arrays must not change once they were handed
 * over; one that is a new object is compared. What belongs to one pod is made of the series that name it alone. These
 * are all the ways in which other pods have a say:
 * - a namespace that no label tells is that of the pod's other series, and a GPU series may name the exporter's own pod
 *   (`NamesMemory`)
 * - how often a measurement of a GPU is told (`RepeatsMemory`, over all GPUs of an exporter, then over all)
 * - how far apart the samples of a lone presence series may lie (`loneSpacing`, over all pods)
 * - whether a source is missing for all or for some (`noteMissing`), and notes that name many pods
 */
export class TimelineBuilder {
  readonly #series = new SeriesMemory();
  readonly #groups = new PodGroups();
  readonly #names = new NamesMemory();
  readonly #repeats = new RepeatsMemory();
  readonly #queues = new QueueMemory();
  #pods: ReadonlyMap<object, PodMemory> = new Map();

  /** As `buildTimeline`. */
  build(data: TimelineData, options: TimelineOptions): Timeline {
    const { fromS, toS, evaluatedS, ...thresholds } = settingsOf(options);
    const notes = new Notes();
    const { series, readings: known } = this.#series.recall(data.series);
    const readings = readSeries(series, notes, known);
    const pods = this.#podsOf(this.#names.namedPods(this.#groups.group(readings)));
    const repeats = this.#repeats.repeatsOf(pods.flatMap(({ gpus }) => gpus));
    const loneSpacingS = loneSpacing(pods.map((pod) => pod.spacing(evaluatedS)));
    const terms: Terms = { fromS, evaluatedS, loneSpacingS, ...thresholds };

    const coldStarts: ColdStart[] = [];
    const found: Answer[] = [];
    for (const pod of pods) {
      notes.addAll(pod.notes);
      for (const answer of pod.answers(repeats, terms)) {
        const { dated } = answer;
        if (dated && (dated.endS < fromS || dated.startS > toS)) continue;
        notes.addAll(answer.notes);
        if (!dated) continue;
        found.push(answer);
        coldStarts.push(answer.drawn(dated, evaluatedS));
      }
    }
    noteMissing(found, notes);
    return {
      coldStarts: coldStarts.sort((a, b) => a.startS - b.startS || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)),
      queues: this.#queues.tracksOf(
        pods.flatMap((pod) => pod.queues),
        notes,
      ),
      notes: notes.lines(),
    };
  }

  /** A pod that is named by the same lists as before is the one from before. */
  #podsOf(named: readonly NamedPod[]): PodMemory[] {
    const pods = named.map((one) => {
      const before = this.#pods.get(one.lists[0] ?? one);
      return before && sameItems(before.named.lists, one.lists) ? before : new PodMemory(one);
    });
    this.#pods = new Map(pods.map((pod) => [pod.named.lists[0] ?? pod.named, pod]));
    return pods;
  }
}
