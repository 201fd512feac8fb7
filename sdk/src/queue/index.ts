export interface QueueSnapshot {
  readonly depth: number | null;
  readonly counts: readonly number[];
  readonly sumS: number;
  readonly count: number;
}
export interface QueueMeter {
  depth(read: () => number): void;
  waited(seconds: number): void;
  snapshot(): QueueSnapshot | null;
  subscribe(listener: () => void): void;
}
export function sharedMeter(): QueueMeter {
  return {
    depth: () => undefined,
    waited: () => undefined,
    snapshot: () => null,
    subscribe: () => undefined,
  };
}
