import { TIMELINE_QUERIES } from '@coldstart/timeline';
import { describe, expect, test } from 'vitest';
import dashboard from '../../src/dashboards/cold-starts.json';
import pluginJson from '../../src/plugin.json';

describe('the example dashboard', () => {
  const [panel] = dashboard.panels;

  test('asks what the timeline reads', () => {
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

  test('asks whichever Prometheus its reader picks, whatever its uid', () => {
    const picked = dashboard.templating.list.find(({ type }) => type === 'datasource');
    expect(picked).toMatchObject({ name: 'datasource', query: 'prometheus' });
    const asked = [panel, ...(panel?.targets ?? [])].map((part) => part?.datasource);
    expect(new Set(asked.map((source) => JSON.stringify(source)))).toEqual(
      new Set([JSON.stringify({ type: 'prometheus', uid: `\${${picked?.name}}` })]),
    );
  });

  test('is a part of the plugin', () => {
    expect(pluginJson.includes).toEqual([
      { type: 'dashboard', name: dashboard.title, path: 'dashboards/cold-starts.json' },
    ]);
  });
});
