import type { PanelData } from '@grafana/data';

/**
 * The moment up to which something can be known, Unix seconds: when the data arrived, or the end of the range if that
 * is earlier. Without it a loading row would run on to an end of the range that lies in the future.
 */
export function evaluationS(data: PanelData): number {
  const arrivedMs = data.request?.endTime ?? Date.now();
  return Math.min(data.timeRange.to.valueOf(), arrivedMs) / 1000;
}
