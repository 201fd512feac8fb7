/** What a pod's process is told, as JSON in one environment variable. */
export interface PodSettings {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  readonly model: string;
  /** Where the node has the weights, or where the download puts them. */
  readonly weightsPath: string;
  /** Where to download them from; `null` where the node has them. */
  readonly weightsUrl: string | null;
  readonly volumeBytesPerS: number;
  readonly vocabulary: number;
  readonly warmupRuns: number;
  readonly warmupTokens: number;
  readonly requestTokens: number;
  readonly decodeS: number;
  /** Push here, or `null` to be scraped. */
  readonly otlpUrl: string | null;
  readonly pushS: number;
  /** Folder for the pod's own independent record of its steps, or `null`. */
  readonly truthDir: string | null;
}

export const SETTINGS_VARIABLE = 'COLDSTART_DEMO_POD';

/** What a pod's process tells the simulated cluster. Times are Unix seconds. */
export type PodMessage =
  | { readonly kind: 'listening'; readonly url: string }
  | { readonly kind: 'metrics'; readonly url: string }
  /** The step that it is in now. */
  | { readonly kind: 'step'; readonly step: string }
  /** Work that a GPU would do begins or ends; `usedBytes` is what it would hold. */
  | { readonly kind: 'gpu'; readonly busy: boolean; readonly atS: number; readonly usedBytes: number };
