export { assemble, missingPhases } from './assemble.js';
export type { ClockKind, Outcome, ReportedPhase, StartUpReport } from './report.js';
