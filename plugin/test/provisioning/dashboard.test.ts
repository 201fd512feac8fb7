import { TIMELINE_QUERIES } from '@coldstart/timeline';
import { expect, test } from 'vitest';
import dashboard from '../../provisioning/dashboards/cold-starts.json';
import pluginJson from '../../src/plugin.json';

test('the example dashboard asks what the timeline reads', () => {
  const [panel] = dashboard.panels;
  expect(panel?.type).toBe(pluginJson.id);
  const asked = panel?.targets.map(({ refId, expr, instant, range, format }) => ({
    refId,
    expr,
    instant,
    range,
    format,
  }));
  expect(asked).toEqual(
    TIMELINE_QUERIES.map(({ refId, promql, mode }) => ({
      refId,
      expr: promql,
      instant: mode === 'instant',
      range: mode === 'range',
      format: 'time_series',
    })),
  );
});
