import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2, IconName } from '@grafana/data';
import { Icon, Tooltip, useStyles2, useTheme2 } from '@grafana/ui';
import type { Source } from '@coldstart/timeline';
import type { Tone, Verdict } from '../words';
import { countWords } from '../words';

interface Props {
  readonly verdict: Verdict;
  /** What could not be used or is missing; one line each. */
  readonly notes: readonly string[];
  /** Sources that say of themselves that they are simulated. */
  readonly simulated: readonly Source[];
  /** In small letters, for a panel that has little room. */
  readonly small: boolean;
}

const ICONS: Record<Tone, IconName> = {
  ok: 'check-circle',
  info: 'info-circle',
  warning: 'exclamation-triangle',
  error: 'exclamation-circle',
};

export function VerdictBar({ verdict, notes, simulated, small }: Props) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const colour = {
    ok: theme.colors.success.text,
    info: theme.colors.info.text,
    warning: theme.colors.warning.text,
    error: theme.colors.error.text,
  }[verdict.tone];
  return (
    <div className={small ? styles.smallBar : styles.bar}>
      <div role="status" className={styles.words} data-testid="coldstart-verdict">
        <span style={{ color: colour }} className={styles.icon}>
          <Icon name={ICONS[verdict.tone]} />
        </span>
        <strong className={styles.headline}>{verdict.headline}</strong>{' '}
        <span>{verdict.findings.join(' ')}</span>{' '}
        <span className={styles.remarks}>{verdict.remarks.join(' ')}</span>
      </div>
      <div className={styles.asides}>
        {simulated.length > 0 && (
          <span className={styles.simulated} data-testid="coldstart-simulated">
            simulated: {simulated.join(', ')}
          </span>
        )}
        {notes.length > 0 && (
          <Tooltip
            content={
              <ul className={styles.notes}>
                {notes.map((note, index) => (
                  <li key={index}>{note}</li>
                ))}
              </ul>
            }
          >
            <button type="button" className={styles.noteButton} data-testid="coldstart-notes">
              <Icon name="comment-alt" size="sm" /> {countWords(notes.length, 'note')}
            </button>
          </Tooltip>
        )}
      </div>
    </div>
  );
}

const barOf = (theme: GrafanaTheme2) =>
  ({
    flex: 'none',
    maxHeight: '40%',
    overflowY: 'auto',
    paddingBottom: theme.spacing(0.5),
    lineHeight: 1.35,
  }) as const;

const getStyles = (theme: GrafanaTheme2) => ({
  bar: css(barOf(theme)),
  smallBar: css({ ...barOf(theme), fontSize: theme.typography.bodySmall.fontSize }),
  words: css({ display: 'inline', marginRight: theme.spacing(1) }),
  icon: css({ marginRight: theme.spacing(0.75), verticalAlign: 'text-bottom' }),
  headline: css({ fontWeight: theme.typography.fontWeightMedium, color: theme.colors.text.primary }),
  remarks: css({ color: theme.colors.text.secondary }),
  asides: css({ display: 'inline-flex', flexWrap: 'wrap', gap: theme.spacing(0, 1), alignItems: 'baseline' }),
  simulated: css({
    padding: theme.spacing(0, 0.75),
    border: `1px dashed ${theme.colors.border.strong}`,
    borderRadius: theme.shape.radius.default,
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
  }),
  noteButton: css({
    background: 'none',
    border: 'none',
    padding: 0,
    color: theme.colors.text.link,
    fontSize: theme.typography.bodySmall.fontSize,
    whiteSpace: 'nowrap',
  }),
  notes: css({ margin: 0, paddingLeft: theme.spacing(2) }),
});
