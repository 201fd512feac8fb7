export { drawOverlay, type OverlayState } from './draw-overlay';
