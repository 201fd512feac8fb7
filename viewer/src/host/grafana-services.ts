import {
  EventBusSrv,
  FieldConfigProperty,
  setTimeZoneResolver,
  standardEditorsRegistry,
  standardFieldConfigEditorRegistry,
  standardTransformersRegistry,
  type FieldConfigPropertyItem,
} from '@grafana/data';
import {
  setAppEvents,
  setDataSourceSrv,
  setEchoSrv,
  setPluginComponentsHook,
  setPluginFunctionsHook,
  setPluginImportUtils,
  setPluginLinksHook,
  setRunRequest,
  setTemplateSrv,
} from '@grafana/runtime';
import { runRequest } from '../data';

/** Ids under which Grafana's core registers option editors. Option builders refuse an id that is not registered. */
const EDITORS = [
  'number', 'slider', 'text', 'strings', 'select', 'multi-select', 'radio', 'boolean', 'color', 'unit', 'timezone',
  'field-name', 'dashboard-uid', 'links', 'actions', 'mappings', 'thresholds', 'stats-picker', 'fieldColor',
]; // prettier-ignore

const NoEditor = () => null;

/**
 * A standard field option without its editor: nobody edits panels here, but defaults and overrides apply.
 * `noValue` and the like are plain values, so they are passed on as they are.
 */
function standardOption(id: FieldConfigProperty): FieldConfigPropertyItem {
  return {
    id,
    path: id,
    name: id,
    editor: NoEditor,
    override: NoEditor,
    process: (value: unknown) => value,
    shouldApply: () => true,
    settings: {},
  };
}

/** Sets what Grafana's core sets at boot and panels, `@grafana/ui` or `@grafana/scenes` ask for. */
export function provideGrafanaServices(): void {
  standardEditorsRegistry.setInit(() => EDITORS.map((id) => ({ id, name: id, editor: NoEditor })));
  standardFieldConfigEditorRegistry.setInit(() => Object.values(FieldConfigProperty).map(standardOption));
  standardTransformersRegistry.setInit(() => []);
  setTimeZoneResolver(() => 'browser');
  setAppEvents(new EventBusSrv());
  setEchoSrv({ addEvent() {}, addBackend() {}, flush() {}, onInteraction: () => () => {} });
  setTemplateSrv({
    replace: (target) => target ?? '',
    getVariables: () => [],
    containsTemplate: () => false,
    updateTimeRange() {},
  });
  setDataSourceSrv({
    get: (ref) => Promise.reject(new Error(`There is no data source ${JSON.stringify(ref)} on this page.`)),
    getList: () => [],
    getInstanceSettings: () => undefined,
    reload: () => Promise.resolve(),
    registerRuntimeDataSource() {},
  });
  setRunRequest(runRequest);
  setPluginImportUtils({
    importPanelPlugin: (id) => Promise.reject(new Error(`There is no panel ${id} on this page.`)),
    getPanelPluginFromCache: () => undefined,
  });
  setPluginLinksHook(() => ({ links: [], isLoading: false }));
  setPluginComponentsHook(() => ({ components: [], isLoading: false }));
  setPluginFunctionsHook(() => ({ functions: [], isLoading: false }));
}
