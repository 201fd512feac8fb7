export { addPanelOptions, type PanelOptions } from './panel-options';
