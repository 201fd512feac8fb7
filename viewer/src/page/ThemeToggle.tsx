import { ToolbarButton } from '@grafana/ui';
import type { ThemeSwitch } from './theme';
import { useSubject } from './use-subject';

export function ThemeToggle({ themes }: { readonly themes: ThemeSwitch }) {
  const { isDark } = useSubject(themes.theme$);
  const label = isDark ? 'Light theme' : 'Dark theme';
  return (
    <ToolbarButton
      variant="canvas"
      icon="adjust-circle"
      tooltip={label}
      aria-label={label}
      data-testid="theme-toggle"
      onClick={() => {
        themes.toggle();
      }}
    />
  );
}
