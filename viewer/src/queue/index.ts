import { PanelPlugin } from '@grafana/data';
import { QueuePanel } from './QueuePanel';

export const QUEUE_PANEL_ID = 'coldstart-queue-panel';

/** A panel made at run time: Grafana's own time series panel is not on npm. */
export function queuePanel(): PanelPlugin {
  const plugin = new PanelPlugin(QueuePanel);
  plugin.meta = {
    id: QUEUE_PANEL_ID,
    name: 'Queue depth',
    type: 'panel',
    module: '',
    baseUrl: '',
    info: {
      author: { name: 'coldstart' },
      description: '',
      links: [],
      logos: { large: '', small: '' },
      screenshots: [],
      updated: '',
      version: '',
    },
  } as unknown as PanelPlugin['meta'];
  return plugin;
}
