import React, { memo } from 'react';
import { css } from '@emotion/css';
import { useStyles2 } from '@grafana/ui';
import type { ColdStart } from '@coldstart/timeline';
import { durationWords, idleWords, outcomeWords, podWords, weightsWords } from '../words';

/** The rows as a table that is there for screen readers only: a canvas tells them nothing. */
export const RowTable = memo(function RowTable({
  coldStarts,
}: {
  readonly coldStarts: readonly ColdStart[];
}) {
  const styles = useStyles2(getStyles);
  return (
    <table className={styles.unseen} data-testid="coldstart-table">
      <caption>Cold starts</caption>
      <thead>
        <tr>
          {['Pod', 'Model', 'Outcome', 'Duration', 'GPU', 'Weights'].map((title) => (
            <th key={title} scope="col">
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {coldStarts.map((coldStart) => (
          <tr key={coldStart.id}>
            <th scope="row">{podWords(coldStart)}</th>
            <td>{coldStart.model}</td>
            <td>{outcomeWords(coldStart).variants[0]}</td>
            <td>{durationWords(coldStart.durationS)}</td>
            <td>{idleWords(coldStart.gpu).variants[0]}</td>
            <td>{weightsWords(coldStart.weightsSource)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
});

const getStyles = () => ({
  unseen: css({
    position: 'absolute',
    width: 1,
    height: 1,
    margin: -1,
    overflow: 'hidden',
    clipPath: 'inset(50%)',
    whiteSpace: 'nowrap',
  }),
});
