import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { ConnectionMonitor, Status } from '../data';
import { useSubject } from './use-subject';

/** Title of the page and where its data comes from. */
export function Heading({ connection }: { readonly connection: ConnectionMonitor }) {
  const styles = useStyles2(getStyles);
  const { status } = useSubject(connection.state$);
  return (
    <div className={styles.heading}>
      <h1 className={styles.title}>{status?.title ?? 'coldstart'}</h1>
      <span className={styles.source} data-testid="viewer-source">
        {status && sourceText(status)}
      </span>
      {status?.phase === 'ended' && <span data-testid="viewer-ended">The run has ended.</span>}
    </div>
  );
}

function sourceText({ source, sourceUrl }: Status): string {
  return source === 'otlp' ? `OTLP, in memory · ${sourceUrl}` : `Prometheus ${sourceUrl}`;
}

const getStyles = (theme: GrafanaTheme2) => ({
  heading: css({
    display: 'flex',
    alignItems: 'baseline',
    gap: theme.spacing(1.5),
    minHeight: theme.spacing(4),
  }),
  title: css({ ...theme.typography.h4, margin: 0 }),
  source: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
});
