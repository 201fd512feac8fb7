import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Portal, useStyles2, VizTooltipContainer } from '@grafana/ui';
import type { Facts } from './facts';

interface Props {
  readonly facts: Facts;
  /** In the window. */
  readonly position: { readonly x: number; readonly y: number };
}

/** In a portal: a tooltip may reach beyond its panel. */
export function Tooltip({ facts, position }: Props) {
  const styles = useStyles2(getStyles);
  return (
    <Portal>
      <VizTooltipContainer position={position} offset={{ x: 14, y: 14 }} className={styles.container}>
        <div data-testid="coldstart-tooltip">
          <div className={styles.title}>{facts.title}</div>
          <div className={styles.subtitle}>{facts.subtitle}</div>
          <table className={styles.pairs}>
            <tbody>
              {facts.pairs.map(([label, value], index) => (
                <tr key={index}>
                  <th scope="row">{label}</th>
                  <td>{value}</td>
                </tr>
              ))}
            </tbody>
          </table>
          {facts.remarks.map((remark, index) => (
            <p key={index} className={styles.remark}>
              {remark}
            </p>
          ))}
        </div>
      </VizTooltipContainer>
    </Portal>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  container: css({ maxWidth: 460, padding: theme.spacing(1, 1.5) }),
  title: css({ fontWeight: theme.typography.fontWeightMedium, color: theme.colors.text.primary }),
  subtitle: css({
    color: theme.colors.text.secondary,
    marginBottom: theme.spacing(0.5),
    overflowWrap: 'anywhere',
  }),
  pairs: css({
    fontSize: theme.typography.bodySmall.fontSize,
    th: {
      color: theme.colors.text.secondary,
      fontWeight: theme.typography.fontWeightRegular,
      textAlign: 'left',
      verticalAlign: 'top',
      whiteSpace: 'nowrap',
      paddingRight: theme.spacing(1.5),
    },
    td: { color: theme.colors.text.primary, overflowWrap: 'anywhere', fontVariantNumeric: 'tabular-nums' },
  }),
  remark: css({
    margin: theme.spacing(0.5, 0, 0),
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
  }),
});
