// First: see there.
import { loadPanel, provideGrafanaServices, shareDependencies } from './host';
import { initPluginTranslations } from '@grafana/i18n';
import { locationService } from '@grafana/runtime';
import { UrlSyncManager } from '@grafana/scenes';
import { createRoot } from 'react-dom/client';
import { ConnectionMonitor } from './data';
import { createScene, Heading, holdWhenStill, Notices, Page, ThemeSwitch, ThemeToggle } from './page';

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
