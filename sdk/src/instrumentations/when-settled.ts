/**
 * Calls `done` when a promise has settled, and hands on the one that follows: with no other left, a rejection that the
 * host does not handle stays unhandled. What is no promise is handed on as it is.
 */
export function whenSettled(result: unknown, done: () => void): unknown {
  if (!(result instanceof Promise)) {
    done();
    return result;
  }
  return result.then(
    (value: unknown) => {
      done();
      return value;
    },
    (error: unknown) => {
      done();
      throw error;
    },
  );
}
