export { addPanelOptions, type PanelOptions } from './panel-options';
export { thresholdsOf } from './thresholds';
