import { isOfGpu } from '../signals/index.js';
import type { Reading } from './identity.js';

/** Names under which exporters of GPUs run in the charts of their makers. */
const EXPORTER_POD = /dcgm-exporter|device-metrics-exporter|metrics-exporter-|xpu-?manager|xpumd/;

/**
 * Drops GPU readings whose `pod` label names the exporter instead of a workload. Without `honorLabels` Prometheus keeps
 * the workload in `exported_pod` and writes the exporter's pod into `pod`, and a GPU that no pod holds has only the
 * latter; with `honorLabels` it writes the exporter's pod where the exporter names none. One renamed series shows that
 * its whole scrape job is renamed.
 */
export function withoutExporterPods(readings: readonly Reading[]): Reading[] {
  const renamedJobs = new Set<string>();
  const exporterPods = new Set<string>();
  for (const { signal, series } of readings) {
    if (!isOfGpu(signal) || !series.labels['exported_pod']) continue;
    if (series.labels['job']) renamedJobs.add(series.labels['job']);
    if (series.labels['pod']) exporterPods.add(series.labels['pod']);
  }
  return readings.filter(({ signal, series, who }) => {
    if (!isOfGpu(signal) || signal.source === 'coldstart' || series.labels['exported_pod']) return true;
    return (
      !renamedJobs.has(series.labels['job'] ?? '') &&
      !exporterPods.has(who.pod) &&
      !EXPORTER_POD.test(who.pod)
    );
  });
}
