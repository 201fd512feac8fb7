import { createTheme, type GrafanaTheme2 } from '@grafana/data';
import { config, locationService } from '@grafana/runtime';
import { BehaviorSubject } from 'rxjs';

export type Mode = 'dark' | 'light';

/** The page's theme; `?theme=light` in its URL. */
export class ThemeSwitch {
  readonly theme$: BehaviorSubject<GrafanaTheme2>;

  constructor() {
    this.theme$ = new BehaviorSubject(
      provide(locationService.getSearch().get('theme') === 'light' ? 'light' : 'dark'),
    );
  }

  toggle(): void {
    const mode: Mode = this.theme$.value.isDark ? 'light' : 'dark';
    locationService.partial({ theme: mode === 'light' ? mode : null }, true);
    this.theme$.next(provide(mode));
  }
}

/** Code outside React (field overrides, scenes) reads the theme from Grafana's config. */
function provide(mode: Mode): GrafanaTheme2 {
  const theme = createTheme({ colors: { mode } });
  config.theme2 = theme;
  document.documentElement.style.colorScheme = mode;
  return theme;
}
