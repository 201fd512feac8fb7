import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Portal, useStyles2, VizTooltipContainer } from '@grafana/ui';
import { trimMiddle } from '../layout';
import type { Facts } from './facts';

interface Props {
  readonly facts: Facts;
  /** In the window. */
  readonly position: { readonly x: number; readonly y: number };
}

/** Names come from labels, which may hold anything: a longer text loses its middle here and keeps it in its title. */
const LONGEST = { name: 120, label: 48, sentence: 400 } as const;

/** In a portal: a tooltip may reach beyond its panel. */
export function Tooltip({ facts, position }: Props) {
  const styles = useStyles2(getStyles);
  return (
    <Portal>
      <VizTooltipContainer position={position} offset={{ x: 14, y: 14 }} className={styles.container}>
        <div className={styles.facts} data-testid="coldstart-tooltip">
          <div className={styles.title} {...shortened(facts.title, LONGEST.name)} />
          <div className={styles.subtitle} {...shortened(facts.subtitle, LONGEST.name)} />
          <dl className={styles.pairs}>
            {facts.pairs.map(([label, value, whole = value], index) => (
              <React.Fragment key={index}>
                <dt {...shortened(label, LONGEST.label)} />
                <dd {...shortened(value, LONGEST.name, whole)} />
              </React.Fragment>
            ))}
          </dl>
          {facts.remarks.map((remark, index) => (
            <p key={index} className={styles.remark} {...shortened(remark, LONGEST.sentence)} />
          ))}
        </div>
      </VizTooltipContainer>
    </Portal>
  );
}

/** What an element says, and in its title all of it where that is more. */
function shortened(
  text: string,
  letters: number,
  whole = text,
): { readonly children: string; readonly title?: string } {
  const children = trimMiddle(text, letters, (kept) => kept.length);
  return children === whole ? { children } : { children, title: whole };
}

/** The container measures itself as if it had 8 px of padding: so the padding is inside, where it is measured. */
const getStyles = (theme: GrafanaTheme2) => {
  const room = theme.spacing(6);
  return {
    container: css({
      padding: 0,
      maxWidth: `min(${theme.spacing(58)}, calc(100vw - ${room}))`,
      maxHeight: `calc(100vh - ${room})`,
    }),
    facts: css({ padding: theme.spacing(1, 1.5), overflowWrap: 'break-word' }),
    title: css({ fontWeight: theme.typography.fontWeightMedium, color: theme.colors.text.primary }),
    subtitle: css({ color: theme.colors.text.secondary, marginBottom: theme.spacing(0.5) }),
    pairs: css({
      display: 'grid',
      // A label takes what it needs up to a bound and wraps by word; the value has all the rest.
      gridTemplateColumns: `fit-content(min(${theme.spacing(20)}, 35vw)) minmax(0, 1fr)`,
      columnGap: theme.spacing(1.5),
      margin: 0,
      fontSize: theme.typography.bodySmall.fontSize,
      dt: { minWidth: 0, color: theme.colors.text.secondary, fontWeight: theme.typography.fontWeightRegular },
      dd: { minWidth: 0, margin: 0, color: theme.colors.text.primary, fontVariantNumeric: 'tabular-nums' },
    }),
    remark: css({
      margin: theme.spacing(0.5, 0, 0),
      color: theme.colors.text.secondary,
      fontSize: theme.typography.bodySmall.fontSize,
    }),
  };
};
