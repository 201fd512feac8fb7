import React, { useMemo } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { LegendDisplayMode, useStyles2, useTheme2, VizLegend, type VizLegendItem } from '@grafana/ui';
import { MARK_NAMES, MARKS, type Phase } from '@coldstart/conventions';
import type { ColdStart } from '@coldstart/timeline';
import { GLYPHS, paletteOf } from '../drawing';
import { durationWords, percentWords, phaseTitle, phaseTotals, TOTAL_MEANING } from '../words';

export type Standout = Phase | 'unattributed';

interface Props {
  readonly coldStarts: readonly ColdStart[];
  readonly isolated: Standout | null;
  readonly showMarks: boolean;
  readonly onIsolate: (phase: Standout | null) => void;
  readonly onHover: (phase: Standout | null) => void;
}

/** Total time and share per phase; what the glyphs mean. A click lets one phase stand out, another click lets go. */
export function Legend({ coldStarts, isolated, showMarks, onIsolate, onHover }: Props) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const palette = useMemo(() => paletteOf(theme), [theme]);
  const items = useMemo(
    () =>
      phaseTotals(coldStarts).map(({ phase, seconds, share }): VizLegendItem<Standout> => {
        const data = phase ?? 'unattributed';
        return {
          label: phase === null ? 'Unattributed' : phaseTitle(phase),
          color: phase === null ? palette.faint : palette.phases[phase],
          yAxis: 1,
          disabled: isolated !== null && isolated !== data,
          data,
          getItemKey: () => data,
          getDisplayValues: () => [
            { text: durationWords(seconds), numeric: seconds, description: TOTAL_MEANING.seconds },
            { text: percentWords(share), numeric: share, description: TOTAL_MEANING.share },
          ],
        };
      }),
    [coldStarts, isolated, palette],
  );
  const marks = MARK_NAMES.filter((mark) => coldStarts.some((coldStart) => coldStart.marks[mark]));
  return (
    <div className={styles.legend} data-testid="coldstart-legend">
      <VizLegend<Standout>
        placement="bottom"
        displayMode={LegendDisplayMode.List}
        items={items}
        onLabelClick={(item) => {
          onIsolate(item.data === isolated ? null : (item.data ?? null));
        }}
        onLabelMouseOver={(item: VizLegendItem<Standout>) => {
          onHover(item.data ?? null);
        }}
        onLabelMouseOut={() => {
          onHover(null);
        }}
      />
      {showMarks && (
        <ul className={styles.marks} aria-label="Marks">
          {marks.map((mark) => {
            const { path, filled, colour } = GLYPHS[mark];
            return (
              <li key={mark} title={MARKS[mark].meaning}>
                <svg width="12" height="12" viewBox="-6 -6 12 12" aria-hidden>
                  <path
                    d={path}
                    stroke={colour(palette)}
                    strokeWidth="1.5"
                    fill={filled ? colour(palette) : 'none'}
                  />
                </svg>
                {MARKS[mark].title}
              </li>
            );
          })}
          <li>
            <svg width="16" height="12" viewBox="0 0 16 12" aria-hidden>
              <rect x="0.5" y="0.5" width="15" height="11" fill="none" stroke={palette.gap} />
              <path d="M1 11L11 1M8 11L15 4" stroke={palette.gap} strokeWidth="1.5" />
            </svg>
            GPU idle gap
          </li>
          <li>
            <svg width="16" height="12" viewBox="0 0 16 12" aria-hidden>
              <path d="M0 11V6H6V2H12V8H16V11Z" fill={palette.gpu} />
            </svg>
            GPU utilisation
          </li>
        </ul>
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  legend: css({ flex: 'none', maxHeight: '26%', overflowY: 'auto', paddingTop: theme.spacing(0.5) }),
  marks: css({
    display: 'flex',
    flexWrap: 'wrap',
    listStyle: 'none',
    gap: theme.spacing(0, 1.5),
    padding: theme.spacing(0, 1),
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
    li: { display: 'inline-flex', alignItems: 'center', gap: theme.spacing(0.5), whiteSpace: 'nowrap' },
  }),
});
