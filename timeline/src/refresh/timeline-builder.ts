import {
  groupReplicas,
  imageUsesOf,
  loneSpacing,
  noteMissing,
  type Lacking,
  type MaybeMember,
  type Terms,
  type Witnessing,
  withClocks,
} from '../coldstarts/index.js';
import { noteUnjoined } from '../impact/index.js';
import type { Timeline, TimelineData, TimelineOptions } from '../model.js';
import { Notes } from '../notes/index.js';
import { readSeries } from '../read/index.js';
import { readSpans } from '../spans/index.js';
import { DevicesMemory } from './devices-memory.js';
import { NamesMemory, type NamedPod } from './names-memory.js';
import { settingsOf } from './options.js';
import { PodGroups } from './pod-groups.js';
import { PodMemory } from './pod-memory.js';
import { RhythmMemory } from './rhythm-memory.js';
import { sameItems } from './same-items.js';
import { SeriesMemory } from './series-memory.js';
import { SharedMemory } from './shared-memory.js';
import { SpansMemory } from './spans-memory.js';

type Found = Lacking & MaybeMember & Witnessing;

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
 * - spans, by the pod that they name or the trace that they continue (`SpansMemory`)
 * - clocks, by the marks of all pods (`withClocks`), and replicas of several pods (`groupReplicas`)
 * - whether a source is missing for all or for some (`noteMissing`), and notes that name several pods
 */
export class TimelineBuilder {
  readonly #series = new SeriesMemory();
  readonly #groups = new PodGroups();
  readonly #names = new NamesMemory();
  readonly #spans = new SpansMemory();
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
    const named = this.#names.namedPods(this.#groups.group(readings));
    const pods = this.#podsOf(this.#spans.withSpans(named, readSpans(data.spans ?? [], notes)));
    const devices = this.#devices.devicesOf(pods);
    const held = pods.map((pod) => ({ pod, gpus: pod.gpus(devices) }));
    const rhythms = this.#rhythms.rhythmsOf(held.map(({ gpus }) => gpus));
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

    const found: Found[] = [];
    for (const { pod, gpus } of held) {
      notes.addAll(pod.notes);
      const answers = pod.answers(gpus, rhythms, terms);
      pod.noteUndated(answers, notes);
      for (const answer of answers) {
        const { candidate, dated, lacks, mayBeMember, judged } = answer;
        if (dated && (dated.endS < fromS || dated.startS > toS)) continue;
        notes.addAll(answer.notes);
        if (!dated || !judged) continue;
        const coldStart = answer.drawn(dated, evaluatedS);
        found.push({ candidate, lacks, mayBeMember, judged, coldStart });
      }
    }
    noteMissing(found, notes);
    const { replicas, coldStarts } = groupReplicas(withClocks(found, notes));
    noteUnjoined({ coldStarts, queues: shared.queues }, notes);
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
      return before && sameItems(before.named.lists, one.lists) && sameItems(before.named.spans, one.spans)
        ? before
        : new PodMemory(one);
    });
    this.#pods = new Map(pods.map((pod) => [pod.named.lists[0] ?? pod.named, pod]));
    return pods;
  }
}
