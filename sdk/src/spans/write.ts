import { ATTRIBUTES, PHASE_NAMES, ROOT_SPAN_NAME } from '@coldstart/conventions';
import { ROOT_CONTEXT, SpanStatusCode, trace } from '@opentelemetry/api';
import type { Attributes, Context, Tracer } from '@opentelemetry/api';
import type { LoadState } from '../load/index.js';

/** How a load ended, where it is not the load itself that knows. */
export interface Ending {
  /** Unix seconds. */
  readonly atS: number;
  readonly outcome: 'ok' | 'failed';
  /** What a person reads; empty for a load that is well. */
  readonly message: string;
  readonly attributes: Attributes;
}

/**
 * Writes a load that is over as one root span with a child per phase, all with their own times, inside the trace that
 * was active when it began. The root is the first span that it starts. An open span would never be exported, so nothing is written before the end.
 */
export function writeSpans(tracer: Tracer, state: LoadState, base: Attributes, ending: Ending): void {
  const parent: Context =
    state.parent === null
      ? ROOT_CONTEXT
      : trace.setSpanContext(ROOT_CONTEXT, { ...state.parent, isRemote: true });
  const root = tracer.startSpan(
    ROOT_SPAN_NAME,
    {
      startTime: milliseconds(state.startS),
      attributes: {
        ...base,
        ...ending.attributes,
        [ATTRIBUTES.SERVER.name]: state.server,
        [ATTRIBUTES.OUTCOME.name]: ending.outcome,
        [ATTRIBUTES.WEIGHTS_SOURCE.name]: state.weightsSource,
      },
    },
    parent,
  );
  const within = trace.setSpan(parent, root);
  for (const phase of PHASE_NAMES) {
    const record = state.phases.get(phase);
    if (record === undefined) {
      continue;
    }
    const outcome = record.endS === null ? ending.outcome : record.outcome;
    const span = tracer.startSpan(
      phase,
      {
        startTime: milliseconds(record.startS),
        attributes: { ...base, [ATTRIBUTES.PHASE.name]: phase, [ATTRIBUTES.OUTCOME.name]: outcome },
      },
      within,
    );
    if (outcome === 'failed') {
      span.setStatus({ code: SpanStatusCode.ERROR });
    }
    span.end(milliseconds(record.endS ?? Math.max(record.startS, ending.atS)));
  }
  for (const [mark, atS] of state.marks) {
    root.addEvent(mark, milliseconds(atS));
  }
  if (ending.outcome === 'failed') {
    root.setStatus({ code: SpanStatusCode.ERROR, message: ending.message });
  }
  root.end(milliseconds(Math.max(state.startS, ending.atS)));
}

function milliseconds(s: number): number {
  return s * 1000;
}
