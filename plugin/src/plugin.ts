import { PanelPlugin } from '@grafana/data';
import { addPanelOptions, type PanelOptions } from './options';
import { ColdStartPanel } from './panel';

export const plugin = new PanelPlugin<PanelOptions>(ColdStartPanel).setPanelOptions(addPanelOptions);
