import { describe, expect, test } from 'vitest';
import { cluster, own, T0, timelineAt, type ClusterStory } from '../fixtures/index.js';

const pod = (uid: string, fromS: number, more: Partial<ClusterStory> = {}) =>
  cluster({
    nowS: 500,
    pod: 'llm-0',
    uid,
    created: fromS,
    scheduled: fromS + 1,
    accepted: fromS + 1,
    started: fromS + 5,
    gpus: 1,
    ...more,
  });

describe('pods that a StatefulSet makes anew under one name', () => {
  test('are cold starts of their own, told apart by uid', () => {
    const { coldStarts } = timelineAt(
      500,
      pod('one', 0, { ready: 80, seenUntilS: 150 }),
      pod('two', 200, { ready: 290 }),
    );
    expect(coldStarts.map(({ id, startS, endS }) => [id, startS - T0, endS - T0])).toEqual([
      ['ml/llm-0/server/1/one', 0, 80],
      ['ml/llm-0/server/1', 200, 290],
    ]);
  });

  test('the one that was replaced while it loaded is lost where it was last seen', () => {
    const { coldStarts } = timelineAt(
      500,
      pod('one', 0, { isReady: 0, seenUntilS: 100 }),
      pod('two', 120, { ready: 210 }),
    );
    expect(coldStarts.map(({ outcome, endS }) => [outcome.kind, endS - T0])).toEqual([
      ['lost', 100],
      ['ready', 210],
    ]);
  });

  test('the load belongs to the object that was there when it began', () => {
    const { coldStarts } = timelineAt(
      500,
      pod('one', 0, { ready: 80, seenUntilS: 150 }),
      pod('two', 200, { isReady: 0 }),
      own({ nowS: 500, pod: 'llm-0', marks: { process_started: 205.5 }, inProgress: 205.5 }),
    );
    expect(coldStarts.map(({ model, startS, outcome }) => [model, startS - T0, outcome.kind])).toEqual([
      ['', 0, 'ready'],
      ['qwen', 200, 'loading'],
    ]);
  });
});
