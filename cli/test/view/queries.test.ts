import { TIMELINE_QUERIES } from '@coldstart/timeline';
import { expect, test } from 'vitest';
import { evaluate, SeriesStore } from '../../src/view/store/index.js';

test.each(TIMELINE_QUERIES)('memory understands the query $refId: all its metrics, no other', (query) => {
  const store = new SeriesStore();
  const names = ['unrelated', ...TIMELINE_QUERIES.flatMap(({ metrics }) => metrics)];
  store.add(
    names.map((metric) => ({
      metric,
      labels: { resource: 'nvidia_com_gpu', condition: 'true', phase: 'Failed' },
      timeMs: 500,
      value: 1,
    })),
  );
  const answers = evaluate(store, query, { fromMs: 0, toMs: 1000, stepMs: 1000 });
  expect(answers.map(({ metric }) => metric).sort()).toEqual([...query.metrics].sort());
});
