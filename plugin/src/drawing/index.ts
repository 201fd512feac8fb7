export { drawChart, type Chart } from './draw-chart';
export { colourOfQueue } from './draw-queue';
export { GLYPHS } from './glyphs';
export { paletteOf, seeThrough, type Palette } from './palette';
export { clipTo, outline, penFor, vertical, write, type Pen } from './pen';
