import { useEffect, useMemo } from 'react';
import {
  DashboardCursorSync,
  DataHoverClearEvent,
  DataHoverEvent,
  type DataHoverPayload,
} from '@grafana/data';
import { usePanelContext } from '@grafana/ui';
import { Subject, throttleTime } from 'rxjs';

/** As often as Grafana's own panels do. */
const THROTTLE_MS = 100;

/**
 * The crosshair that panels of a dashboard share. Returns a function that tells the others where this panel's pointer
 * is (null: nowhere); `onForeign` hears where theirs is. Nothing is sent or heard where the dashboard shares none.
 */
export function useSharedCrosshair(onForeign: (ms: number | null) => void): (ms: number | null) => void {
  const { eventBus, sync } = usePanelContext();
  const pointer = useMemo(() => new Subject<number | null>(), []);

  useEffect(() => {
    const shared = () => (sync?.() ?? DashboardCursorSync.Off) !== DashboardCursorSync.Off;
    // Hover and clear travel through one throttle: a late hover can never follow a clear.
    const sending = pointer
      .pipe(throttleTime(THROTTLE_MS, undefined, { leading: true, trailing: true }))
      .subscribe((ms) => {
        if (!shared()) return;
        eventBus.publish(
          ms === null ? new DataHoverClearEvent() : new DataHoverEvent({ point: { time: ms } }),
        );
      });
    const hovering = eventBus.getStream(DataHoverEvent).subscribe((event) => {
      if (event.origin === eventBus || !shared()) return;
      // The type promises a point; panels of others may not keep it.
      const { point } = event.payload as Partial<DataHoverPayload>;
      const time: unknown = point?.['time'];
      onForeign(typeof time === 'number' ? time : null);
    });
    const clearing = eventBus.getStream(DataHoverClearEvent).subscribe((event) => {
      if (event.origin !== eventBus) onForeign(null);
    });
    return () => {
      sending.unsubscribe();
      hovering.unsubscribe();
      clearing.unsubscribe();
    };
  }, [eventBus, sync, pointer, onForeign]);

  return useMemo(
    () => (ms) => {
      pointer.next(ms);
    },
    [pointer],
  );
}
