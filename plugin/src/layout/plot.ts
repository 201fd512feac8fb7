import type { Box } from './box';
import type { TimeScale } from './time-scale';

/** Where the tracks of the panel stand. All share one time scale. */
export interface Plot {
  readonly width: number;
  readonly height: number;
  readonly gutterWidth: number;
  readonly scale: TimeScale;
  /** The window onto the rows; they scroll in it. */
  readonly rows: Box;
  readonly depth: Box;
  readonly wait: Box;
  readonly axis: Box;
  readonly scrolls: boolean;
  /** A line of text stands in place of the charts of the queue where there are none, or no room for them. */
  readonly queue: 'charts' | 'none' | 'no_room';
}

export interface PlotSize {
  readonly width: number;
  readonly height: number;
  /** Height of all rows together. */
  readonly rowsHeight: number;
  readonly hasQueue: boolean;
  readonly fromMs: number;
  readonly toMs: number;
}

const AXIS = 20;
const RIGHT = 14;
const SCROLLBAR = 10;
/** Above each chart of the queue, for its title. */
const TITLE = 16;
const LINE = 18;
/** Of both charts of the queue with their titles. */
const SHORTEST_QUEUE = 96;
const TALLEST_QUEUE = 280;
const SHORTEST_ROWS = 72;

export function layoutPlot({ width, height, rowsHeight, hasQueue, fromMs, toMs }: PlotSize): Plot {
  const gutterWidth = gutterFor(width);
  const free = Math.max(0, height - AXIS);
  const room = Math.max(0, free - rowsHeight);
  const queue = !hasQueue ? 'none' : free - SHORTEST_ROWS < SHORTEST_QUEUE ? 'no_room' : 'charts';
  const queueHeight =
    queue === 'charts' ? Math.max(SHORTEST_QUEUE, Math.min(room, TALLEST_QUEUE)) : Math.min(LINE, free);
  const rowsWindow = Math.min(rowsHeight, Math.max(0, free - queueHeight));
  const scrolls = rowsHeight > rowsWindow;
  const left = gutterWidth;
  const plotWidth = Math.max(1, width - left - RIGHT - (scrolls ? SCROLLBAR : 0));
  const chartHeight = Math.max(0, queueHeight / 2 - TITLE);
  const depthTop = rowsWindow + TITLE;
  const waitTop = depthTop + chartHeight + TITLE;
  return {
    width,
    height,
    gutterWidth,
    scale: { fromMs, toMs, left, width: plotWidth },
    rows: { x: 0, y: 0, width, height: rowsWindow },
    depth: { x: left, y: depthTop, width: plotWidth, height: chartHeight },
    wait: { x: left, y: waitTop, width: plotWidth, height: chartHeight },
    axis: { x: left, y: rowsWindow + queueHeight, width: plotWidth, height: AXIS },
    scrolls,
    queue,
  };
}

/** Names want room, the plot wants more. */
function gutterFor(width: number): number {
  return Math.round(Math.min(210, Math.max(88, width * 0.21)));
}
