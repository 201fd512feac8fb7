import type { Readable } from 'node:stream';
import type { Destination } from '../destinations/index.js';
import type { Conduit } from './conduit.js';

/** What Node makes itself: all but `/dev/stdout` and `/dev/stderr` works with it. */
export function openSocket({ takes }: Destination): Conduit {
  return {
    childEnd: 'pipe',
    open: (child) =>
      takes.flatMap((name) => {
        const stream: Readable | null | undefined = child?.[name];
        return stream ? [stream] : [];
      }),
    resize() {
      // It has none.
    },
  };
}
