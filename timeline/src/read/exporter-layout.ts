import type { Reading } from './identity.js';

/** Name under which dcgm-exporter's own pods run in NVIDIA's charts. */
const EXPORTER_POD = /dcgm-exporter/;

/**
 * Drops GPU readings whose `pod` label names the exporter instead of a workload. Without `honorLabels` Prometheus keeps
 * the workload in `exported_pod` and writes the exporter's pod into `pod`, and a GPU that no pod holds has only the
 * latter. One renamed series shows that its whole scrape job is renamed.
 */
export function withoutExporterPods(readings: readonly Reading[]): Reading[] {
  const renamedJobs = new Set<string>();
  const exporterPods = new Set<string>();
  for (const { signal, series } of readings) {
    if (signal.meaning.kind !== 'gpu_activity' || !series.labels['exported_pod']) continue;
    if (series.labels['job']) renamedJobs.add(series.labels['job']);
    if (series.labels['pod']) exporterPods.add(series.labels['pod']);
  }
  return readings.filter(({ signal, series, who }) => {
    if (signal.meaning.kind !== 'gpu_activity' || series.labels['exported_pod']) return true;
    return (
      !renamedJobs.has(series.labels['job'] ?? '') &&
      !exporterPods.has(who.pod) &&
      !EXPORTER_POD.test(who.pod)
    );
  });
}
