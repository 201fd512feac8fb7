import type { PodFacts } from '../read/index.js';
import type { ImageUse, ImageUses } from './image-pull.js';

/** The first use of each image on each node, from all pods that kube-state-metrics told of. */
export function imageUsesOf(pods: readonly PodFacts[]): ImageUses {
  const uses = new Map<string, ImageUse>();
  for (const { book, who } of pods) {
    const node = book.latest('node')?.label;
    if (!node) continue;
    for (const container of book.scopes('image')) {
      const image = book.latest('image', container)?.label;
      const startedS = book.values('container_started', container)[0]?.value;
      if (!image || startedS === undefined) continue;
      const key = JSON.stringify([node, image]);
      const known = uses.get(key);
      const earlier =
        !known || startedS < known.startedS || (startedS === known.startedS && who.pod < known.pod);
      if (earlier) uses.set(key, { pod: who.pod, startedS });
    }
  }
  return (node, image) => uses.get(JSON.stringify([node, image]));
}
