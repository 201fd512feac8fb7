import type { Mark } from '@coldstart/conventions';
import type { Palette } from './palette';

/** A small shape around (0, 0), as an SVG path: the canvas and the legend draw the same one. */
export interface Glyph {
  readonly path: string;
  readonly filled: boolean;
  readonly colour: (palette: Palette) => string;
}

const CIRCLE = 'M0 -4A4 4 0 1 1 0 4A4 4 0 1 1 0 -4Z';
const TRIANGLE = 'M-3.2 -4.2L4.2 0L-3.2 4.2Z';

const quiet = (palette: Palette) => palette.quiet;
const text = (palette: Palette) => palette.text;
const ok = (palette: Palette) => palette.tones.ok;

/** Shape tells marks apart, colour only helps: green from the GPU and readiness, red for failure. */
export const GLYPHS: Record<Mark, Glyph> = {
  created: { path: CIRCLE, filled: false, colour: quiet },
  scheduled: { path: 'M0 -4.5L4.5 0L0 4.5L-4.5 0Z', filled: false, colour: quiet },
  gpu_allocated: { path: 'M-4 -4H4V4H-4Z', filled: true, colour: (palette) => palette.gpu },
  container_started: { path: TRIANGLE, filled: false, colour: quiet },
  process_started: { path: TRIANGLE, filled: true, colour: quiet },
  gpu_memory_first_used: { path: 'M-4 -4H4V4H-4Z', filled: false, colour: (palette) => palette.gpu },
  model_ready: { path: CIRCLE, filled: true, colour: ok },
  pod_ready: { path: 'M-4.5 0L-1.5 3.5L4.5 -4', filled: false, colour: ok },
  first_request: {
    path: 'M0 -4.8L1.4 -1.6L4.8 -1.3L2.2 1L3 4.4L0 2.6L-3 4.4L-2.2 1L-4.8 -1.3L-1.4 -1.6Z',
    filled: true,
    colour: text,
  },
  failed: { path: 'M-4 -4L4 4M4 -4L-4 4', filled: false, colour: (palette) => palette.tones.error },
};
