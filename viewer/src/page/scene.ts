import { TIMELINE_QUERIES } from '@coldstart/timeline';
import type { PanelPlugin } from '@grafana/data';
import {
  behaviors,
  EmbeddedScene,
  SceneControlsSpacer,
  SceneFlexItem,
  SceneFlexLayout,
  SceneQueryRunner,
  SceneReactObject,
  SceneRefreshPicker,
  SceneTimePicker,
  SceneTimeRange,
  sceneUtils,
  VizPanel,
} from '@grafana/scenes';
import { DashboardCursorSync } from '@grafana/schema';
import type { ComponentType } from 'react';
import { DATA_SOURCE, ViewerDataSource } from '../data/data-source';
import type { ConnectionMonitor } from '../data/connection';
import { QUEUE_PANEL_ID, queuePanel } from '../queue';

export const REFRESH_INTERVALS = ['1s', '2s', '5s', '10s', '15s', '30s', '1m', '5m'];

/** What a page shows until its URL or a person says otherwise. */
export const DEFAULTS = {
  otlp: { from: 'now-90s', refresh: '1s' },
  prometheus: { from: 'now-30m', refresh: '5s' },
} as const;

export interface ViewerScene {
  readonly scene: EmbeddedScene;
  readonly timeRange: SceneTimeRange;
  readonly refresh: SceneRefreshPicker;
}

export interface SceneParts {
  readonly panel: PanelPlugin;
  readonly connection: ConnectionMonitor;
  readonly source: keyof typeof DEFAULTS;
  readonly Heading: ComponentType;
  readonly ThemeToggle: ComponentType;
}

/** Two panels over one query, so that both always show the same moment. */
export function createScene({ panel, connection, source, Heading, ThemeToggle }: SceneParts): ViewerScene {
  sceneUtils.registerRuntimePanelPlugin({ pluginId: panel.meta.id, plugin: panel });
  sceneUtils.registerRuntimePanelPlugin({ pluginId: QUEUE_PANEL_ID, plugin: queuePanel() });
  sceneUtils.registerRuntimeDataSource({ dataSource: new ViewerDataSource(connection) });

  const timeRange = new SceneTimeRange({ from: DEFAULTS[source].from, to: 'now' });
  const refresh = new SceneRefreshPicker({
    refresh: DEFAULTS[source].refresh,
    intervals: REFRESH_INTERVALS,
    minRefreshInterval: '1s',
    autoEnabled: false,
  });
  const scene = new EmbeddedScene({
    $timeRange: timeRange,
    $data: new SceneQueryRunner({
      datasource: DATA_SOURCE,
      queries: TIMELINE_QUERIES.map((query) => ({ ...query })),
      minInterval: '100ms',
      maxDataPoints: 1500,
    }),
    $behaviors: [new behaviors.CursorSync({ key: 'cursor', sync: DashboardCursorSync.Crosshair })],
    controls: [
      new SceneReactObject({ component: Heading }),
      new SceneControlsSpacer(),
      new SceneTimePicker({}),
      refresh,
      new SceneReactObject({ component: ThemeToggle }),
    ],
    body: new SceneFlexLayout({
      direction: 'column',
      children: [
        new SceneFlexItem({
          minHeight: 420,
          body: new VizPanel({ pluginId: panel.meta.id, title: 'Cold starts', key: 'panel-1' }),
        }),
        new SceneFlexItem({
          height: 200,
          ySizing: 'content',
          body: new VizPanel({
            pluginId: QUEUE_PANEL_ID,
            title: 'Queue depth',
            description: 'A second panel on the same crosshair: point at either, the other follows.',
            key: 'panel-2',
          }),
        }),
      ],
    }),
  });
  return { scene, timeRange, refresh };
}
