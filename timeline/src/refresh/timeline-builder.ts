import {
  groupReplicas,
  imageUsesOf,
  loneSpacing,
  noteMissing,
  type Lacking,
  type MaybeMember,
  type Terms,
} from '../coldstarts/index.js';
import type { Timeline, TimelineData, TimelineOptions } from '../model.js';
import { Notes } from '../notes/index.js';
import { readSeries } from '../read/index.js';
import { DevicesMemory } from './devices-memory.js';
import { NamesMemory, type NamedPod } from './names-memory.js';
import { settingsOf } from './options.js';
import { PodGroups } from './pod-groups.js';
import { PodMemory } from './pod-memory.js';
import { RhythmMemory } from './rhythm-memory.js';
import { sameItems } from './same-items.js';
import { SeriesMemory } from './series-memory.js';
import { SharedMemory } from './shared-memory.js';

/**
 * Makes timelines of data that come again and again, hardly changed: what has not changed since the build before is
 * taken from there. Every timeline is equal to what `buildTimeline` makes of the same data and options.
 *
 * A series that is the same object as before is taken as unchanged, so arrays must not change once they were handed
 * over; one that is a new object is compared. What belongs to one pod is made of the series that name it alone. These
 * are all the ways in which others have a say:
 * - a namespace that no label tells is that of the pod's other series, and a GPU series may name the exporter's own pod
 *   (`NamesMemory`)
 * - who else holds a GPU, and whether it is split (`DevicesMemory`)
 * - how often a GPU is measured (`RhythmMemory`)
 * - nodes, owners of owners, queues and scaling (`SharedMemory`), and which pod had an image on a node first
 *   (`imageUsesOf`); a cold start remembers what it was told of them (`Question`)
 * - how far apart the samples of a lone presence series may lie (`loneSpacing`)
 * - replicas of several pods (`groupReplicas`)
 * - whether a source is missing for all or for some (`noteMissing`), and notes that name several pods
 */
export class TimelineBuilder {
  readonly #series = new SeriesMemory();
  readonly #groups = new PodGroups();
  readonly #names = new NamesMemory();
  readonly #devices = new DevicesMemory();
  readonly #rhythms = new RhythmMemory();
  readonly #shared = new SharedMemory();
  #pods: ReadonlyMap<object, PodMemory> = new Map();

  /** As `buildTimeline`. */
  build(data: TimelineData, options: TimelineOptions): Timeline {
    const { fromS, toS, evaluatedS, ...thresholds } = settingsOf(options);
    const notes = new Notes();
    const { series, readings: known } = this.#series.recall(data.series);
    const readings = readSeries(series, notes, known);
    const pods = this.#podsOf(this.#names.namedPods(this.#groups.group(readings)));
    const devices = this.#devices.devicesOf(pods.flatMap(({ told }) => told));
    const held = pods.map((pod) => ({ pod, gpus: pod.gpus(devices) }));
    const rhythms = this.#rhythms.rhythmsOf(held.flatMap(({ gpus }) => gpus));
    const shared = this.#shared.sharedOf(pods.flatMap((pod) => pod.shared));
    notes.addAll(shared.notes);
    const terms: Terms = {
      fromS,
      evaluatedS,
      ...thresholds,
      loneSpacingS: loneSpacing(pods.map((pod) => pod.spacing(evaluatedS))),
      cluster: shared.cluster,
      imageUses: imageUsesOf(pods.map(({ imageUses }) => imageUses)),
    };

    const found: (Lacking & MaybeMember)[] = [];
    for (const { pod, gpus } of held) {
      notes.addAll(pod.notes);
      for (const answer of pod.answers(gpus, rhythms, terms)) {
        const { candidate, dated, lacks, mayBeMember } = answer;
        if (dated && (dated.endS < fromS || dated.startS > toS)) continue;
        notes.addAll(answer.notes);
        if (dated) found.push({ candidate, lacks, mayBeMember, coldStart: answer.drawn(dated, evaluatedS) });
      }
    }
    noteMissing(found, notes);
    const { replicas, coldStarts } = groupReplicas(found);
    return {
      coldStarts: [...coldStarts].sort(
        (a, b) => a.startS - b.startS || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
      ),
      replicas,
      queues: shared.queues,
      scaling: shared.scaling,
      triggers: shared.triggers,
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
