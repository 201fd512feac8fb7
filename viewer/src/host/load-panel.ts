import { PanelPlugin, type PanelPluginMeta } from '@grafana/data';
import { SystemJS } from './systemjs';

/**
 * Fetches a built panel as Grafana does: `module.js` through SystemJS, `plugin.json` beside it.
 *
 * @param baseUrl absolute URL of the folder, without a slash at its end
 * @throws Error that names the folder: it is missing, or holds no panel
 */
export async function loadPanel(baseUrl: string): Promise<PanelPlugin> {
  const [module, meta] = await Promise.all([importModule(`${baseUrl}/module.js`), fetchMeta(baseUrl)]);
  if (!(module.plugin instanceof PanelPlugin)) {
    throw new Error(`${baseUrl}/module.js does not export a panel. Build it again: npm run build`);
  }
  module.plugin.meta = { ...meta, module: `${baseUrl}/module.js`, baseUrl };
  return module.plugin;
}

interface PanelModule {
  readonly plugin?: unknown;
}

/** A module with a top-level await becomes, as AMD, a promise under `default`. */
async function importModule(url: string): Promise<PanelModule> {
  const namespace = await SystemJS.import<PanelModule & { default?: Promise<PanelModule> }>(url);
  return namespace.plugin === undefined ? ((await namespace.default) ?? {}) : namespace;
}

async function fetchMeta(baseUrl: string): Promise<PanelPluginMeta> {
  const response = await fetch(`${baseUrl}/plugin.json`);
  if (!response.ok) {
    throw new Error(`${baseUrl}/plugin.json: HTTP ${response.status}. Build the panel: npm run build`);
  }
  return (await response.json()) as PanelPluginMeta;
}
