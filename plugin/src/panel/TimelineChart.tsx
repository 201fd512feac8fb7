import React, {
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type MouseEvent,
} from 'react';
import { css } from '@emotion/css';
import type { AbsoluteTimeRange } from '@grafana/data';
import type { TimeZone } from '@grafana/schema';
import { useStyles2, useTheme2 } from '@grafana/ui';
import type { Phase } from '@coldstart/conventions';
import type { Timeline } from '@coldstart/timeline';
import { drawChart, paletteOf, penFor } from '../drawing';
import { msAt, rightOf, type Box, type Hit, type Plot } from '../layout';
import { drawOverlay } from '../overlay';
import { factsOf, Tooltip } from '../tooltip';
import { worstOf, type Clock } from '../words';
import { useChartLayout, type View } from './use-chart-layout';
import { useDragZoom, type Selection } from './use-drag-zoom';
import { usePixelRatio } from './use-pixel-ratio';
import { useSharedCrosshair } from './use-shared-crosshair';

interface Props {
  readonly timeline: Timeline;
  readonly view: View;
  readonly width: number;
  readonly height: number;
  readonly timeZone: TimeZone;
  readonly clock: Clock;
  readonly only: Phase | 'unattributed' | null;
  /** What the picture says, for those who cannot see it. */
  readonly label: string;
  readonly onChangeTimeRange: (range: AbsoluteTimeRange) => void;
}

/** Only where it is: what lies under it is asked of the layout, which changes while the pointer rests. */
interface Pointer {
  /** On the panel. */
  readonly x: number;
  readonly y: number;
  readonly inWindow: { readonly x: number; readonly y: number };
}

/** Two canvases: the chart, drawn when its data or size changes, and an overlay that follows the pointer. */
export function TimelineChart(props: Props) {
  const { timeline, view, width, height, timeZone, clock, only, label, onChangeTimeRange } = props;
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const palette = useMemo(() => paletteOf(theme), [theme]);
  const pixelRatio = usePixelRatio();
  const [scrollTop, setScrollTop] = useState(0);
  const [pointer, setPointer] = useState<Pointer | null>(null);
  const [foreignMs, setForeignMs] = useState<number | null>(null);
  const [selection, setSelection] = useState<Selection | null>(null);
  const frame = useRef<HTMLDivElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const overlay = useRef<HTMLCanvasElement>(null);
  const layout = useChartLayout(timeline, view, width, height, scrollTop);
  const { plot, rowsHeight, below, pictures, depth, wait } = layout;
  const worstId = useMemo(() => worstOf(timeline.coldStarts)?.id ?? null, [timeline]);

  useLayoutEffect(() => {
    const pen = canvas.current && penFor(canvas.current, width, height, pixelRatio);
    if (pen)
      drawChart(
        pen,
        { plot, rows: pictures, scrollTop, below, worstId, depth, wait, only },
        palette,
        clock,
        timeZone,
      );
  }, [
    plot,
    pictures,
    scrollTop,
    below,
    worstId,
    depth,
    wait,
    only,
    palette,
    clock,
    timeZone,
    width,
    height,
    pixelRatio,
  ]);

  const { hitAt } = layout;
  const hit = useMemo(
    () => (pointer && !selection ? hitAt(pointer.x, pointer.y) : null),
    [pointer, selection, hitAt],
  );
  const pointedMs = pointer && timeAt(plot, pointer.x, pointer.y);
  const crosshairMs = pointer ? pointedMs : foreignMs;
  useLayoutEffect(() => {
    const state = { crosshairMs, hovered: hit && outlined(hit, plot), selection };
    if (overlay.current) drawOverlay(overlay.current, plot, state, palette, clock, pixelRatio);
  }, [plot, crosshairMs, hit, selection, palette, clock, pixelRatio]);

  const publish = useSharedCrosshair(setForeignMs);
  // Under a pointer that rests, the time passes on.
  useEffect(() => {
    if (pointer) publish(pointedMs);
  }, [pointer, pointedMs, publish]);
  const getFrame = useCallback(() => frame.current, []);
  const onMouseDown = useDragZoom(plot, getFrame, setSelection, onChangeTimeRange);

  const onMouseMove = (event: MouseEvent) => {
    const origin = frame.current?.getBoundingClientRect();
    if (!origin) return;
    const { clientX, clientY } = event;
    setPointer({
      x: clientX - origin.left,
      y: clientY - origin.top,
      inWindow: { x: clientX, y: clientY },
    });
  };
  const leave = () => {
    setPointer(null);
    setForeignMs(null);
    publish(null);
  };
  const onScroll = () => {
    setScrollTop(scroller.current?.scrollTop ?? 0);
  };

  return (
    // The facts under the pointer stand in the hidden table and in the label too.
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions
    <div
      ref={frame}
      className={styles.frame}
      style={{ width, height }}
      onMouseMove={onMouseMove}
      onMouseLeave={leave}
      onMouseDown={onMouseDown}
      data-testid="coldstart-chart"
      data-plot-left={plot.scale.left}
      data-plot-width={plot.scale.width}
    >
      <canvas
        ref={canvas}
        className={styles.canvas}
        style={{ width, height }}
        role="img"
        aria-label={label}
      />
      <div
        ref={scroller}
        className={styles.scroller}
        style={{ height: plot.rows.height }}
        onScroll={onScroll}
        data-testid="coldstart-rows"
        // Without the focus the rows cannot be scrolled by keyboard.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={plot.scrolls ? 0 : -1}
        role="region"
        aria-label="Cold starts"
      >
        <div style={{ height: rowsHeight }} />
      </div>
      <canvas ref={overlay} className={styles.overlay} style={{ width, height }} aria-hidden />
      {pointer && hit && <Tooltip facts={factsOf(hit, clock)} position={pointer.inWindow} />}
    </div>
  );
}

/** Null outside the plot. */
function timeAt({ scale, axis }: Plot, x: number, y: number): number | null {
  return x >= scale.left && x <= rightOf(scale) && y <= axis.y ? msAt(scale, x) : null;
}

/** The outline of a hovered thing, as far as it is in the window of the rows. A row or a queue needs none. */
function outlined(hit: Hit, plot: Plot): Box | null {
  if (hit.kind === 'row' || hit.kind === 'queue') return null;
  const top = Math.max(hit.box.y, plot.rows.y);
  const bottom = Math.min(hit.box.y + hit.box.height, plot.rows.y + plot.rows.height);
  return { ...hit.box, y: top, height: Math.max(0, bottom - top) };
}

const getStyles = () => ({
  frame: css({ position: 'relative', overflow: 'hidden', userSelect: 'none', cursor: 'crosshair' }),
  canvas: css({ position: 'absolute', inset: 0, display: 'block' }),
  scroller: css({ position: 'absolute', insetInline: 0, top: 0, overflowX: 'hidden', overflowY: 'auto' }),
  overlay: css({ position: 'absolute', inset: 0, display: 'block', pointerEvents: 'none' }),
});
