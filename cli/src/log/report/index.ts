export { assemble, missingPhases } from './assemble.js';
export { inTurn } from './in-turn.js';
export type { ClockKind, Outcome, ReportedPhase, StartUpReport } from './report.js';
