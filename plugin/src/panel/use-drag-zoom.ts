import { useEffect, useRef, type MouseEvent as ReactMouseEvent } from 'react';
import type { AbsoluteTimeRange } from '@grafana/data';
import { msAt, rightOf, type Plot } from '../layout';

export interface Selection {
  readonly fromX: number;
  readonly toX: number;
}

/** A shorter drag is a click. */
const SHORTEST_DRAG = 5;

/**
 * Dragging over the plot selects a time range. Returns the handler for the press; the drag itself is followed on the
 * window, so that it may leave the panel.
 */
export function useDragZoom(
  plot: Plot,
  element: () => HTMLElement | null,
  onSelect: (selection: Selection | null) => void,
  onChangeTimeRange: (range: AbsoluteTimeRange) => void,
): (event: ReactMouseEvent) => void {
  const stop = useRef<(() => void) | null>(null);
  useEffect(() => () => stop.current?.(), []);

  return (event: ReactMouseEvent) => {
    const origin = element();
    if (event.button !== 0 || !origin) return;
    const { scale } = plot;
    const xOfEvent = (clientX: number) => clientX - origin.getBoundingClientRect().left;
    const inPlot = (x: number) => Math.min(Math.max(x, scale.left), rightOf(scale));
    const fromX = xOfEvent(event.clientX);
    if (fromX < scale.left || fromX > rightOf(scale)) return;
    // Else the browser selects the text of the page.
    event.preventDefault();

    const onMove = (move: MouseEvent) => {
      const toX = inPlot(xOfEvent(move.clientX));
      onSelect(Math.abs(toX - fromX) >= SHORTEST_DRAG ? { fromX, toX } : null);
    };
    const onUp = (up: MouseEvent) => {
      stop.current?.();
      const toX = inPlot(xOfEvent(up.clientX));
      if (Math.abs(toX - fromX) < SHORTEST_DRAG) return;
      const [from, to] = [fromX, toX].sort((a, b) => a - b).map((x) => Math.round(msAt(scale, x)));
      if (from !== undefined && to !== undefined && to > from) onChangeTimeRange({ from, to });
    };
    const onKey = (key: KeyboardEvent) => {
      if (key.key === 'Escape') stop.current?.();
    };
    window.addEventListener('mousemove', onMove);
    window.addEventListener('mouseup', onUp);
    window.addEventListener('keydown', onKey);
    stop.current = () => {
      window.removeEventListener('mousemove', onMove);
      window.removeEventListener('mouseup', onUp);
      window.removeEventListener('keydown', onKey);
      stop.current = null;
      onSelect(null);
    };
  };
}
