import type { PanelOptionsEditorBuilder } from '@grafana/data';
import { DEFAULTS } from './thresholds';

export interface PanelOptions {
  /** A GPU below this is idle, per cent. */
  readonly busyThresholdPercent: number;
  /** Shortest gap that is flagged, seconds. */
  readonly minGapS: number;
}

export function addPanelOptions(builder: PanelOptionsEditorBuilder<PanelOptions>): void {
  builder
    .addNumberInput({
      path: 'busyThresholdPercent',
      name: 'Busy threshold (%)',
      description: 'A GPU below this utilisation counts as idle.',
      defaultValue: DEFAULTS.busyThresholdPercent,
      settings: { min: 0, max: 100, step: 1 },
    })
    .addNumberInput({
      path: 'minGapS',
      name: 'Shortest gap (s)',
      description:
        'A GPU that idles for less is not flagged. Never below twice the distance of its samples: shorter gaps cannot be seen.',
      defaultValue: DEFAULTS.minGapS,
      settings: { min: 0, step: 1 },
    });
}
