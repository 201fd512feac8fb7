import { css } from '@emotion/css';
import { ThemeContext, type GrafanaTheme2 } from '@grafana/data';
import { LocationServiceProvider, locationService } from '@grafana/runtime';
import type { EmbeddedScene } from '@grafana/scenes';
import { GlobalStyles, PortalContainer, useStyles2 } from '@grafana/ui';
import type { ConnectionMonitor } from '../data/connection';
import { Notices } from './Notices';
import type { ThemeSwitch } from './theme';
import { useSubject } from './use-subject';

export interface PageProps {
  readonly scene: EmbeddedScene;
  readonly themes: ThemeSwitch;
  readonly connection: ConnectionMonitor;
}

export function Page({ scene, themes, connection }: PageProps) {
  const theme = useSubject(themes.theme$);
  return (
    <ThemeContext.Provider value={theme}>
      <GlobalStyles />
      <LocationServiceProvider service={locationService}>
        <Layout scene={scene} connection={connection} />
      </LocationServiceProvider>
      <PortalContainer />
    </ThemeContext.Provider>
  );
}

function Layout({ scene, connection }: Omit<PageProps, 'themes'>) {
  const styles = useStyles2(getStyles);
  return (
    <main className={styles.page} data-testid="viewer-ready">
      <Notices connection={connection} />
      <div className={styles.scene}>
        <scene.Component model={scene} />
      </div>
    </main>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  page: css({
    boxSizing: 'border-box',
    minHeight: '100%',
    display: 'flex',
    flexDirection: 'column',
    padding: theme.spacing(1.5, 2),
    background: theme.colors.background.canvas,
  }),
  scene: css({ flexGrow: 1, display: 'flex' }),
});
