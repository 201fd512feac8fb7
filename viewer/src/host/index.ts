// First: it hides the AMD loader, which the packages behind the others would take for theirs.
import './systemjs';

export { provideGrafanaServices } from './grafana-services';
export { loadPanel } from './load-panel';
export { shareDependencies } from './shared-dependencies';
