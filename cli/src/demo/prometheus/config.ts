/** A group of targets in a file for `file_sd_configs`. */
export interface TargetGroup {
  readonly targets: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
}

export interface Job {
  readonly name: string;
  /** The labels of the scraped series win over the target's, as the chart of kube-state-metrics has it. */
  readonly honorLabels: boolean;
}

/** The jobs of the demo. `honor_labels` as in the charts: dcgm-exporter's own labels become `exported_pod` and so on. */
export const JOBS = {
  pods: { name: 'inference-pods', honorLabels: false },
  gateway: { name: 'gateway', honorLabels: false },
  kubeStateMetrics: { name: 'kube-state-metrics', honorLabels: true },
  dcgmExporter: { name: 'dcgm-exporter', honorLabels: false },
} as const satisfies Record<string, Job>;

/** A prometheus.yml that scrapes every job's targets from `<folder>/<job>.json`. JSON is YAML. */
export function prometheusConfig(folder: string, scrapeS: number): string {
  return JSON.stringify(
    {
      global: { scrape_interval: `${scrapeS}s`, scrape_timeout: `${Math.min(5, scrapeS)}s` },
      scrape_configs: Object.values(JOBS).map((job) => ({
        job_name: job.name,
        honor_labels: job.honorLabels,
        file_sd_configs: [{ files: [`${folder}/${job.name}.json`], refresh_interval: '5s' }],
      })),
    },
    null,
    2,
  );
}
