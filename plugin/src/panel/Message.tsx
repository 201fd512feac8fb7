import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';

interface Props {
  readonly title: string;
  readonly lines: readonly string[];
}

/** In place of the picture, where there is none. */
export function Message({ title, lines }: Props) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.message} role="status" data-testid="coldstart-message">
      <h4>{title}</h4>
      {lines.map((line, index) => (
        <p key={index}>{line}</p>
      ))}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  message: css({
    height: '100%',
    overflowY: 'auto',
    padding: theme.spacing(2),
    color: theme.colors.text.secondary,
    p: { margin: theme.spacing(0, 0, 0.5), overflowWrap: 'anywhere' },
  }),
});
