// Writes the queries of the timeline into the example dashboard of the plugin: a part of `npm run generate`.
import { readFileSync, writeFileSync } from 'node:fs';
import { timelineQueries } from '../timeline/dist/index.js';

const file = new URL('../plugin/src/dashboards/cold-starts.json', import.meta.url);
const dashboard = JSON.parse(readFileSync(file, 'utf8'));
const [panel] = dashboard.panels;
panel.targets = timelineQueries().map(({ refId, mode, promql }) => ({
  ...panel.targets[0],
  refId,
  expr: promql,
  instant: mode === 'instant',
  range: mode === 'range',
  format: 'time_series',
}));
writeFileSync(file, `${JSON.stringify(dashboard, null, 2)}\n`);
