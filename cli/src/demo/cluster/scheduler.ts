/** Nodes with one GPU each. A pod that finds none free waits for one, first come first served. */
export class Scheduler<Node> {
  readonly #free: Node[];
  readonly #waiting = new Set<(node: Node) => void>();

  constructor(nodes: readonly Node[]) {
    this.#free = [...nodes];
  }

  /** Resolves with a node whose GPU is free; it is taken from now on. Rejects only when aborted. */
  take(signal: AbortSignal): Promise<Node> {
    const node = this.#free.shift();
    if (node !== undefined) return Promise.resolve(node);
    return new Promise((resolve, reject) => {
      this.#waiting.add(resolve);
      signal.addEventListener('abort', () => {
        if (this.#waiting.delete(resolve))
          reject(new Error('the pod was deleted while it waited for a node'));
      });
    });
  }

  giveBack(node: Node): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#free.unshift(node);
      return;
    }
    this.#waiting.delete(next);
    next(node);
  }
}
