import { startViewer } from '@coldstart/cli';
import { buildTimeline } from '@coldstart/timeline';
import type { ColdStart, Timeline } from '@coldstart/timeline';

const STEP_MS = 1000;

/** Where cold starts are read, as the page of `coldstart view` reads them. */
export interface Eye {
  /** Base URL for OTLP exporters; `null` where a Prometheus is asked. */
  readonly otlpUrl: string | null;
  /** All since `fromMs`. */
  timeline(fromMs: number): Promise<Timeline>;
  /** All of a pod since `fromMs`. */
  coldStarts(pod: string, fromMs: number): Promise<readonly ColdStart[]>;
  close(): Promise<void>;
}

/** @param prometheus its URL; without it, what is pushed to `otlpUrl` is read */
export async function openEye(prometheus?: string): Promise<Eye> {
  const viewer = await startViewer({
    port: 0,
    source: prometheus === undefined ? { kind: 'otlp' } : { kind: 'prometheus', url: prometheus },
  });
  const timeline = async (fromMs: number): Promise<Timeline> => {
    const toMs = Date.now();
    const series = await viewer.querySeries(fromMs, toMs, STEP_MS);
    return buildTimeline({ series }, { fromS: fromMs / 1000, toS: toMs / 1000, nowS: toMs / 1000 });
  };
  return {
    otlpUrl: viewer.otlpUrl,
    timeline,
    coldStarts: async (pod, fromMs) => (await timeline(fromMs)).coldStarts.filter((each) => each.pod === pod),
    close: () => viewer.close(),
  };
}
