/** A log cannot be read, or nobody's lines are in it: the text names it and says what to do. */
export class LogProblem extends Error {}
