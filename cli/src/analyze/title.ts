import { PHASES } from '@coldstart/conventions';
import type { ReportedPhase } from '../log/index.js';

/** What a person reads for a phase: `Compile dynamo`, `Weights load resnet50`. */
export function titleOf({ phase, step, model }: Pick<ReportedPhase, 'phase' | 'step' | 'model'>): string {
  return [PHASES[phase].title, step, model].filter((part) => part !== undefined).join(' ');
}
