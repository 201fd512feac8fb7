import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Job, TargetGroup } from './config.js';

/** Keeps the target files of one Prometheus. A file is replaced at once, so that half of one is never read. */
export class TargetFiles {
  readonly #groups = new Map<string, TargetGroup[]>();
  #writes: Promise<void> = Promise.resolve();

  constructor(private readonly folder: string) {}

  /** Scrapes `url` (its path has to be `/metrics`) from now on. */
  add(job: Job, url: string, labels: Readonly<Record<string, string>>): Promise<void> {
    const group: TargetGroup = { targets: [new URL(url).host], labels };
    return this.#set(job, [...(this.#groups.get(job.name) ?? []), group]);
  }

  /** Forgets the targets with this value of the label `pod`. */
  removePod(job: Job, pod: string): Promise<void> {
    return this.#set(
      job,
      (this.#groups.get(job.name) ?? []).filter((group) => group.labels['pod'] !== pod),
    );
  }

  #set(job: Job, groups: TargetGroup[]): Promise<void> {
    this.#groups.set(job.name, groups);
    const path = join(this.folder, `${job.name}.json`);
    this.#writes = this.#writes.then(async () => {
      await writeFile(`${path}.part`, JSON.stringify(groups, null, 2));
      await rename(`${path}.part`, path);
    });
    return this.#writes;
  }
}
