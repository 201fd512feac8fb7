import { createTheme, type GrafanaTheme2 } from '@grafana/data';
import { config, locationService } from '@grafana/runtime';
import { BehaviorSubject } from 'rxjs';

export type Mode = 'dark' | 'light';

/** The page's theme: `?theme=light` or `?theme=dark` in its URL, else what the browser prefers. */
export class ThemeSwitch {
  readonly theme$: BehaviorSubject<GrafanaTheme2>;

  constructor() {
    const asked = locationService.getSearch().get('theme');
    const preferred: Mode = window.matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark';
    this.theme$ = new BehaviorSubject(provide(asked === 'light' || asked === 'dark' ? asked : preferred));
  }

  toggle(): void {
    const mode: Mode = this.theme$.value.isDark ? 'light' : 'dark';
    locationService.partial({ theme: mode }, true);
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
