/** Nobody was let in, because as many requests wait already as may. */
export class GateFullError extends Error {
  override readonly name = 'GateFullError';
  /** `waiting`: how many requests wait. */
  constructor(readonly waiting: number) {
    super(`no slot is free and ${waiting} requests wait already`);
  }
}

/** No slot came free in time. */
export class GateTimeoutError extends Error {
  override readonly name = 'GateTimeoutError';
  /** `timeoutS`: how long the request waited at most, in seconds. */
  constructor(readonly timeoutS: number) {
    super(`no slot came free within ${timeoutS} s`);
  }
}
