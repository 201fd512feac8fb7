export { ColdStartPanel } from './ColdStartPanel';
export { TimelineView } from './TimelineView';
