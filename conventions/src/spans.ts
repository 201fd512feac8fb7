/** Name of the root span of a load. Its children are named after their phase. */
export const ROOT_SPAN_NAME = 'coldstart';

/** Instrumentation scope of every signal of ours. */
export const SCOPE_NAME = '@coldstart/sdk';
