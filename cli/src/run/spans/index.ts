export type { SpanPhase } from './phases.js';
export { startSpanReceiver } from './receiver.js';
export type { SpanReceiver, SpanReceiverOptions } from './receiver.js';
