import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ColdStart, Series, Timeline } from '../../src/index.js';
import { buildTimeline } from '../../src/index.js';
import {
  cluster,
  NOT_READY_CLUSTER,
  onlyColdStart,
  own,
  READY_CLUSTER,
  READY_OWN,
  T0,
  timelineAt,
} from '../fixtures/index.js';

const offsets = ({ clocks }: ColdStart): unknown[] =>
  clocks.map(({ clock, against, lowS, highS }) => [clock, against, lowS, highS]);

const aboutClocks = ({ notes }: Timeline): string[] => notes.filter((note) => note.startsWith('The clock'));

describe('clocks that may agree', () => {
  test('are not spoken of', () => {
    const timeline = timelineAt(100, cluster(READY_CLUSTER), own(READY_OWN));
    expect(onlyColdStart(timeline).clocks).toEqual([]);
    expect(aboutClocks(timeline)).toEqual([]);
  });

  test('even where an order holds by the rounding alone', () => {
    // Scheduled in second 2, accepted in second 2; a process that read 8.1 for its start, of a container of second 9.
    const marks = { ...READY_OWN.marks, process_started: 8.1 };
    const one = onlyColdStart(timelineAt(100, cluster(READY_CLUSTER), own({ ...READY_OWN, marks })));
    expect(one.clocks).toEqual([]);
  });

  test('even where the pod is ready before its model: not every probe waits for it', () => {
    const timeline = timelineAt(100, cluster({ ...READY_CLUSTER, ready: 20 }), own(READY_OWN));
    expect(onlyColdStart(timeline).clocks).toEqual([]);
    expect(timeline.notes).toContainEqual(expect.stringContaining('became Ready before its model'));
  });
});

describe('the clock of a node', () => {
  test('is behind where the kubelet accepts a pod before it was scheduled', () => {
    // Scheduled at 20 at the earliest, accepted before 17 by the node's clock: more than 3 s. Nothing says how much more.
    const timeline = timelineAt(
      100,
      cluster({ ...NOT_READY_CLUSTER, scheduled: 20, accepted: 16, started: 25 }),
    );
    const one = onlyColdStart(timeline);
    expect(offsets(one)).toEqual([['node', 'api-server', 3, Infinity]]);
    expect(one.clocks[0]?.evidence).toEqual([
      'pod a: the kubelet accepting it comes after scheduled of kube-state-metrics',
    ]);
    expect(aboutClocks(timeline)).toEqual([
      'The clock of the node and that of the API server differ: n1 (at least 3 s behind). Times are shown as each clock read them.',
    ]);
    // As reported, and no duration is negative.
    expect(one.marks).toMatchObject({ scheduled: { atS: T0 + 20 }, container_started: { atS: T0 + 25 } });
    expect(one.phases.every(({ durationS }) => durationS >= 0)).toBe(true);
  });

  test('is known from all its pods: the one that tells most speaks for the others', () => {
    const told = cluster({ ...NOT_READY_CLUSTER, scheduled: 20, accepted: 14, started: 25 });
    const silent = cluster({ ...NOT_READY_CLUSTER, pod: 'b' });
    const elsewhere = cluster({ ...NOT_READY_CLUSTER, pod: 'c', node: 'n2' });
    const timeline = timelineAt(100, told, silent, elsewhere);
    expect(timeline.coldStarts.map((one) => [one.pod, offsets(one)])).toEqual([
      ['a', [['node', 'api-server', 5, Infinity]]],
      ['b', [['node', 'api-server', 5, Infinity]]],
      ['c', []],
    ]);
    expect(timeline.coldStarts[1]?.clocks[0]?.evidence).toEqual([
      'pod a: the kubelet accepting it comes after scheduled of kube-state-metrics',
    ]);
    expect(aboutClocks(timeline)).toHaveLength(1);
  });
});

describe('the clock of a pod', () => {
  test('is behind where its process starts before its container', () => {
    // Container at 14 at the earliest, process before 10.5: 3.5 s at least. Ready before 62, process after 8.5: 53.5 s.
    const one = onlyColdStart(timelineAt(100, cluster({ ...READY_CLUSTER, started: 14 }), own(READY_OWN)));
    expect(offsets(one)).toEqual([['pod', 'node', 3.5, 53.5]]);
  });

  test('is ahead where a pod is ready before its process starts', () => {
    const shifted = own({ nowS: 300, marks: { process_started: 109.5, model_ready: 160 } });
    // Ready before 62, process after 108.5: 46.5 s at least. Container after 9, process before 110.5: 101.5 s at most.
    const timeline = timelineAt(300, cluster({ ...READY_CLUSTER, nowS: 300 }), shifted);
    expect(offsets(onlyColdStart(timeline))).toEqual([['pod', 'node', -101.5, -46.5]]);
    expect(aboutClocks(timeline)[0]).toContain('pod a (46.5 s to 101.5 s ahead)');
  });

  test('is ahead where a sample tells of a start that is still to come', () => {
    // The first sample with the start 40 was taken at 10: the clock is ahead by 29.999 s or more, as far as it is read.
    const story = own({ nowS: 100, marks: { process_started: 39 }, inProgress: 40, seenFromS: 10 });
    const one = onlyColdStart(timelineAt(100, story));
    expect(one.clocks).toMatchObject([{ clock: 'pod', against: 'prometheus', lowS: -Infinity }]);
    expect(one.clocks[0]?.highS).toBeCloseTo(-29.999, 5);
  });

  test('is not judged by a container that began after its load was seen: that is its next life', () => {
    const story = own({ nowS: 100, marks: { process_started: 9.5 }, inProgress: 10, seenUntilS: 60 });
    const restarted = cluster({ ...NOT_READY_CLUSTER, started: 70 });
    expect(onlyColdStart(timelineAt(100, restarted, story)).clocks).toEqual([]);
  });
});

test('an order that no clocks explain is said, and no offset is made of it', () => {
  // By one clock the kubelet accepts the pod at 70, and it is ready at 61; the process starts in between.
  const timeline = timelineAt(100, cluster({ ...READY_CLUSTER, accepted: 70 }), own(READY_OWN));
  expect(onlyColdStart(timeline).clocks).toEqual([]);
  expect(timeline.notes).toContainEqual(expect.stringContaining('in an order that cannot be'));
});

/** A story as it truly was, and by how much the clocks of its node and its pod are behind. */
const story = fc.record({
  steps: fc.array(fc.double({ min: 0, max: 40, noNaN: true }), { minLength: 6, maxLength: 6 }),
  probeWaits: fc.boolean(),
  podBehindS: fc.double({ min: -200, max: 200, noNaN: true }),
  known: fc.record({ accepted: fc.boolean(), started: fc.boolean(), ready: fc.boolean() }),
});
const world = fc.record({
  nodeBehindS: fc.double({ min: -200, max: 200, noNaN: true }),
  prometheusBehindS: fc.double({ min: -200, max: 200, noNaN: true }),
  pods: fc.array(story, { minLength: 1, maxLength: 4 }),
});

test('whatever the clocks read, the interval holds the truth', () => {
  const BASE = 1000;
  const NOW = 2000;
  let spoken = 0;
  fc.assert(
    fc.property(world, ({ nodeBehindS, prometheusBehindS, pods }) => {
      const series = pods.flatMap(({ steps, probeWaits, podBehindS, known }, index): Series[] => {
        const [created = 0, scheduled = 0, accepted = 0, started = 0, process = 0, ready = 0] = steps.map(
          (_, step) => steps.slice(0, step + 1).reduce((sum, one) => sum + one, BASE),
        );
        const podReady = probeWaits ? ready : process + 0.1;
        const byNode = (atS: number): number => Math.floor(atS - nodeBehindS);
        const byPod = (atS: number): number => Math.round((atS - podBehindS) * 1000) / 1000;
        return [
          ...cluster({
            nowS: NOW,
            pod: `p${index}`,
            node: 'n',
            gpus: 1,
            created: Math.floor(created),
            scheduled: Math.floor(scheduled),
            ...(known.accepted && { accepted: byNode(accepted) }),
            ...(known.started && { started: byNode(started) }),
            ...(known.ready && { ready: byNode(podReady) }),
          }).filter(({ metric }) => metric !== 'kube_pod_container_resource_requests'),
          ...cluster({
            nowS: NOW,
            pod: `p${index}`,
            gpus: 1,
            created: created - prometheusBehindS + 0.001,
          }).filter(({ metric }) => metric === 'kube_pod_container_resource_requests'),
          ...own({
            nowS: NOW,
            pod: `p${index}`,
            marks: { process_started: byPod(process), model_ready: byPod(ready) },
            inProgress: byPod(process),
            seenFromS: process - prometheusBehindS + 0.001,
          }),
        ];
      });
      const options = { nowS: T0 + NOW, fromS: T0, toS: T0 + NOW };
      const behindS = (one: ColdStart): Readonly<Record<string, number>> => ({
        'api-server': 0,
        node: nodeBehindS,
        prometheus: prometheusBehindS,
        pod: pods[Number(one.pod.slice(1))]?.podBehindS ?? Number.NaN,
      });
      const timeline = buildTimeline({ series }, options);
      expect(timeline.coldStarts).toHaveLength(pods.length);
      expect(timeline.notes.filter((note) => note.includes('an order that cannot be'))).toEqual([]);
      for (const one of timeline.coldStarts) {
        for (const { clock, against, lowS, highS, evidence } of one.clocks) {
          const truthS = (behindS(one)[clock] ?? Number.NaN) - (behindS(one)[against] ?? Number.NaN);
          expect(truthS).toBeGreaterThanOrEqual(lowS - 1e-5);
          expect(truthS).toBeLessThanOrEqual(highS + 1e-5);
          expect(evidence.length).toBeGreaterThan(0);
          spoken++;
        }
      }
    }),
    { numRuns: 500 },
  );
  // Clocks that are minutes apart do show.
  expect(spoken).toBeGreaterThan(100);
});
