import type { PodFacts } from '../read/index.js';
import type { ImageUse, ImageUses } from './image-pull.js';

/** A use of an image on a node, by both. */
export interface NamedUse {
  readonly key: string;
  readonly use: ImageUse;
}

/** The first use of each image by each container of some pods. */
export function firstUses(pods: readonly PodFacts[]): NamedUse[] {
  const uses: NamedUse[] = [];
  for (const { book, who } of pods) {
    const node = book.latest('node')?.label;
    if (!node) continue;
    for (const container of book.scopes('image')) {
      const image = book.latest('image', container)?.label;
      const startedS = book.values('container_started', container)[0]?.value;
      if (!image || startedS === undefined) continue;
      uses.push({ key: keyOf(node, image), use: { pod: who.pod, startedS } });
    }
  }
  return uses;
}

/** The first use of each image on each node, from all pods that kube-state-metrics told of. */
export function imageUsesOf(all: Iterable<readonly NamedUse[]>): ImageUses {
  const uses = new Map<string, ImageUse>();
  for (const some of all) {
    for (const { key, use } of some) {
      const known = uses.get(key);
      const earlier =
        !known || use.startedS < known.startedS || (use.startedS === known.startedS && use.pod < known.pod);
      if (earlier) uses.set(key, use);
    }
  }
  return (node, image) => uses.get(keyOf(node, image));
}

function keyOf(node: string, image: string): string {
  return JSON.stringify([node, image]);
}
