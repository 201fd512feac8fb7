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
import { DATA_SOURCE, ViewerDataSource, type ConnectionMonitor, type Status } from '../data';
import { QUEUE_PANEL_ID, queuePanel } from '../queue';

export const REFRESH_INTERVALS = ['1s', '2s', '5s', '10s', '15s', '30s', '1m', '5m'];

/** Room for six pods; on a large screen it is more. */
const TIMELINE_HEIGHT_PX = 725;
const QUEUE_HEIGHT_PX = 150;

/** A push arrives when something happens; a Prometheus learns nothing between two scrapes. */
const FIRST_REFRESH: Readonly<Record<Status['source'], string>> = { otlp: '1s', prometheus: '5s' };

export interface ViewerScene {
  readonly scene: EmbeddedScene;
  readonly timeRange: SceneTimeRange;
  readonly refresh: SceneRefreshPicker;
}

export interface SceneParts {
  readonly panel: PanelPlugin;
  readonly connection: ConnectionMonitor;
  /** What the page shows until its URL or a person says otherwise. */
  readonly status: Pick<Status, 'source' | 'lookbackS'>;
  readonly Heading: ComponentType;
  readonly Notices: ComponentType;
  readonly ThemeToggle: ComponentType;
}

/** Two panels over one query, so that both always show the same moment. */
export function createScene({
  panel,
  connection,
  status,
  Heading,
  Notices,
  ThemeToggle,
}: SceneParts): ViewerScene {
  sceneUtils.registerRuntimePanelPlugin({ pluginId: panel.meta.id, plugin: panel });
  sceneUtils.registerRuntimePanelPlugin({ pluginId: QUEUE_PANEL_ID, plugin: queuePanel() });
  sceneUtils.registerRuntimeDataSource({ dataSource: new ViewerDataSource(connection) });

  const timeRange = new SceneTimeRange({ from: `now-${status.lookbackS}s`, to: 'now' });
  const refresh = new SceneRefreshPicker({
    refresh: FIRST_REFRESH[status.source],
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
        new SceneFlexItem({ ySizing: 'content', body: new SceneReactObject({ component: Notices }) }),
        new SceneFlexItem({
          minHeight: TIMELINE_HEIGHT_PX,
          body: new VizPanel({ pluginId: panel.meta.id, title: 'Cold starts', key: 'panel-1' }),
        }),
        new SceneFlexItem({
          height: QUEUE_HEIGHT_PX,
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
