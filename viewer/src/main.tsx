import './host/systemjs';
import { initPluginTranslations } from '@grafana/i18n';
import { locationService } from '@grafana/runtime';
import { UrlSyncManager } from '@grafana/scenes';
import { createRoot } from 'react-dom/client';
import { ConnectionMonitor } from './data/connection';
import { provideGrafanaServices } from './host/grafana-services';
import { loadPanel } from './host/load-panel';
import { shareDependencies } from './host/shared-dependencies';
import { Heading } from './page/Heading';
import { holdWhenStill } from './page/live';
import { Notices } from './page/Notices';
import { Page } from './page/Page';
import { createScene } from './page/scene';
import { ThemeSwitch } from './page/theme';
import { ThemeToggle } from './page/ThemeToggle';

const PANEL = 'coldstart-timeline-panel';

async function start(root: HTMLElement): Promise<void> {
  provideGrafanaServices();
  shareDependencies();
  const themes = new ThemeSwitch();
  const connection = new ConnectionMonitor();
  const [panel] = await Promise.all([
    loadPanel(`${location.origin}/public/plugins/${PANEL}`),
    connection.poll(),
    initPluginTranslations('coldstart-viewer'),
  ]);
  const { status } = connection.state$.value;
  if (!status) {
    throw new Error('coldstart does not answer. Start it and load this page again.');
  }
  const viewer = createScene({
    panel,
    connection,
    status,
    Heading: () => <Heading connection={connection} />,
    Notices: () => <Notices connection={connection} />,
    ThemeToggle: () => <ThemeToggle themes={themes} />,
  });
  const urlSync = new UrlSyncManager();
  urlSync.initSync(viewer.scene);
  locationService.getLocationObservable().subscribe((location) => {
    urlSync.handleNewLocation(location);
  });

  createRoot(root).render(<Page scene={viewer.scene} themes={themes} />);
  connection.state$.subscribe(({ status }) => {
    document.title = status ? `${status.title} · coldstart` : 'coldstart';
  });
  holdWhenStill(viewer, connection);
  void connection.watch();
}

const root = document.getElementById('root');
if (root) {
  start(root).catch((error: unknown) => {
    root.textContent = `The page could not start: ${error instanceof Error ? error.message : String(error)}`;
  });
}
