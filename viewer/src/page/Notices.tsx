import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { Connection, ConnectionMonitor, Status } from '../data';
import { useSubject } from './use-subject';

/** What a reader must know before believing the page: what is simulated, what is old. */
export function Notices({ connection }: { readonly connection: ConnectionMonitor }) {
  const styles = useStyles2(getStyles);
  const state = useSubject(connection.state$);
  const banner = state.status?.banner;
  const waiting = waitingText(state.status);
  const troubles = troublesOf(state);
  return (
    <div className={styles.notices}>
      {banner && (
        <div className={styles.banner} data-testid="viewer-banner">
          {banner}
        </div>
      )}
      {waiting && <div className={styles.banner}>{waiting}</div>}
      <div role="status" data-testid="viewer-connection" className={styles.notices}>
        {troubles.map((text) => (
          <div className={styles.trouble} key={text}>
            {text}
          </div>
        ))}
      </div>
    </div>
  );
}

function waitingText(status: Status | null): string | null {
  return status?.source === 'otlp' && status.seriesCount === 0
    ? `Nothing has been pushed yet. Start your servers with OTEL_EXPORTER_OTLP_ENDPOINT=${status.sourceUrl}`
    : null;
}

function troublesOf({ server, problems }: Connection): readonly string[] {
  if (server === 'gone') {
    return ['coldstart has stopped; this page shows what it had loaded last.'];
  }
  return problems.map((problem) => `${problem}; this page shows what it had loaded last.`);
}

const getStyles = (theme: GrafanaTheme2) => {
  const notice = {
    padding: theme.spacing(0.5, 1.5),
    borderRadius: theme.shape.radius.default,
    ...theme.typography.bodySmall,
  };
  return {
    notices: css({ width: '100%', display: 'flex', flexDirection: 'column', gap: theme.spacing(1) }),
    banner: css({
      ...notice,
      color: theme.colors.info.text,
      background: theme.colors.info.transparent,
      border: `1px solid ${theme.colors.info.borderTransparent}`,
    }),
    trouble: css({
      ...notice,
      color: theme.colors.warning.text,
      background: theme.colors.warning.transparent,
      border: `1px solid ${theme.colors.warning.borderTransparent}`,
    }),
  };
};
