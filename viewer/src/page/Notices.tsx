import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';
import type { Connection, ConnectionMonitor } from '../data/connection';
import { useSubject } from './use-subject';

/** What a reader must know before believing the page: what is simulated, what is old. */
export function Notices({ connection }: { readonly connection: ConnectionMonitor }) {
  const styles = useStyles2(getStyles);
  const state = useSubject(connection.state$);
  const banner = state.status?.banner;
  const troubles = troublesOf(state);
  return (
    <>
      {banner && (
        <div className={styles.banner} data-testid="viewer-banner">
          <Icon name="info-circle" />
          <span>{banner}</span>
        </div>
      )}
      <div role="status" data-testid="viewer-connection">
        {troubles.map((text) => (
          <div className={styles.trouble} key={text}>
            <Icon name="exclamation-triangle" />
            <span>{text}</span>
          </div>
        ))}
      </div>
    </>
  );
}

export function troublesOf({ server, problems, status }: Connection): readonly string[] {
  if (server === 'gone') {
    return ['coldstart has stopped; this page shows what it had loaded last.'];
  }
  if (problems.length > 0) {
    return problems;
  }
  return status?.phase === 'ended' ? ['The run has ended; this page shows all of it.'] : [];
}

const getStyles = (theme: GrafanaTheme2) => {
  const notice = {
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(1),
    padding: theme.spacing(0.75, 1.5),
    borderRadius: theme.shape.radius.default,
    marginBottom: theme.spacing(1),
  };
  return {
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
