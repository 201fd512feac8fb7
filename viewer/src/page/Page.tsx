import { css } from '@emotion/css';
import { ThemeContext, type GrafanaTheme2 } from '@grafana/data';
import { LocationServiceProvider, locationService } from '@grafana/runtime';
import type { EmbeddedScene } from '@grafana/scenes';
import { GlobalStyles, PortalContainer, useStyles2 } from '@grafana/ui';
import type { ThemeSwitch } from './theme';
import { useSubject } from './use-subject';

export interface PageProps {
  readonly scene: EmbeddedScene;
  readonly themes: ThemeSwitch;
}

export function Page({ scene, themes }: PageProps) {
  const theme = useSubject(themes.theme$);
  return (
    <ThemeContext.Provider value={theme}>
      <GlobalStyles />
      <LocationServiceProvider service={locationService}>
        <Layout scene={scene} />
      </LocationServiceProvider>
      <PortalContainer />
    </ThemeContext.Provider>
  );
}

function Layout({ scene }: Omit<PageProps, 'themes'>) {
  const styles = useStyles2(getStyles);
  return (
    <main className={styles.page} data-testid="viewer-ready">
      <scene.Component model={scene} />
    </main>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  page: css({
    boxSizing: 'border-box',
    minHeight: '100%',
    display: 'flex',
    padding: theme.spacing(1.5, 2),
    background: theme.colors.background.canvas,
  }),
});
