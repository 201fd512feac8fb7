import { dateTime } from '@grafana/data';
import type { Connection, ConnectionMonitor } from '../data';
import type { ViewerScene } from './scene';

/** Seconds shown before the first and after the last sample of a run that has ended. */
const MARGIN_S = 2;

/**
 * Holds the page still while there is nothing new: a range that ends "now" would otherwise push the last data out of
 * sight. When the server comes back, the refresh goes on as it was.
 */
export function holdWhenStill({ timeRange, refresh }: ViewerScene, connection: ConnectionMonitor): void {
  let heldRefresh: string | null = null;

  connection.state$.subscribe((state) => {
    if (isStill(state) && heldRefresh === null) {
      heldRefresh = refresh.state.refresh;
      refresh.onIntervalChanged('');
      if (state.server === 'up' && timeRange.state.to === 'now') {
        showWholeRun(timeRange, state);
      }
    } else if (state.server === 'up' && !isStill(state) && heldRefresh !== null) {
      refresh.onIntervalChanged(heldRefresh);
      heldRefresh = null;
      timeRange.onRefresh();
    }
  });
}

function isStill({ server, status }: Connection): boolean {
  return server === 'gone' || status?.phase === 'ended';
}

/** After its end, the server's `nowMs` is the moment of the end. */
function showWholeRun(timeRange: ViewerScene['timeRange'], { status }: Connection): void {
  if (status?.firstSampleMs != null) {
    const from = dateTime(status.firstSampleMs - MARGIN_S * 1000);
    const to = dateTime(status.nowMs + MARGIN_S * 1000);
    timeRange.onTimeRangeChange({ from, to, raw: { from, to } });
  }
}
