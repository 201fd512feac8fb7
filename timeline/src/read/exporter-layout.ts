import { isOfGpu } from '../signals/index.js';
import type { Reading } from './identity.js';

/** Names under which exporters of GPUs run in the charts of their makers. */
const EXPORTER_POD = /dcgm-exporter|device-metrics-exporter|metrics-exporter-|xpu-?manager|xpumd/;

/** What GPU series show of scrape jobs that rename the labels of a workload. */
export interface Renaming {
  readonly jobs: ReadonlySet<string>;
  readonly exporterPods: ReadonlySet<string>;
}

/** One renamed series shows that its whole scrape job is renamed. */
export function renamingOf(readings: Iterable<Reading>): Renaming {
  const jobs = new Set<string>();
  const exporterPods = new Set<string>();
  for (const { signal, series } of readings) {
    if (!isOfGpu(signal) || !series.labels['exported_pod']) continue;
    if (series.labels['job']) jobs.add(series.labels['job']);
    if (series.labels['pod']) exporterPods.add(series.labels['pod']);
  }
  return { jobs, exporterPods };
}

export function renamingOfAll(all: Iterable<Renaming>): Renaming {
  const jobs = new Set<string>();
  const exporterPods = new Set<string>();
  for (const one of all) {
    for (const job of one.jobs) jobs.add(job);
    for (const pod of one.exporterPods) exporterPods.add(pod);
  }
  return { jobs, exporterPods };
}

/**
 * Drops GPU readings whose `pod` label names the exporter instead of a workload. Without `honorLabels` Prometheus keeps
 * the workload in `exported_pod` and writes the exporter's pod into `pod`, and a GPU that no pod holds has only the
 * latter; with `honorLabels` it writes the exporter's pod where the exporter names none. The same list where nothing is
 * dropped.
 */
export function withoutExporterPods(readings: readonly Reading[], renaming: Renaming): readonly Reading[] {
  const kept = readings.filter((reading) => !namesExporter(reading, renaming));
  return kept.length === readings.length ? readings : kept;
}

function namesExporter({ signal, series, who }: Reading, { jobs, exporterPods }: Renaming): boolean {
  if (!isOfGpu(signal) || signal.source === 'coldstart' || series.labels['exported_pod']) return false;
  return jobs.has(series.labels['job'] ?? '') || exporterPods.has(who.pod) || EXPORTER_POD.test(who.pod);
}
