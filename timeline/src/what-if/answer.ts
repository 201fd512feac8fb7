import type { ClassField, Interval } from '../history/index.js';

/**
 * What could have been done about a cold start.
 * - `model_caching`: the weights were on the node
 * - `image_prepull`: the image was on the node
 * - `warm_pool`: the pod stood there with its model loaded
 * - `event_driven_scaling`: the scale-up began when the queue first grew
 * - `faster_load_path`: another server loaded the model
 */
export type Remedy =
  'model_caching' | 'image_prepull' | 'warm_pool' | 'event_driven_scaling' | 'faster_load_path';

/** What a remedy would have made of a cold start. Without loads that show it, no figure is given. */
export type WhatIf =
  | { readonly kind: 'silent'; readonly remedy: Remedy; readonly why: string }
  | {
      readonly kind: 'estimate';
      readonly remedy: Remedy;
      /** What is supposed, in words. */
      readonly supposes: string;
      /** When it would have been ready, Unix seconds. */
      readonly readyS: Interval;
      /** How much earlier, seconds; below 0 where it would have been later. */
      readonly savedS: Interval;
      /** GPU-seconds from allocation to ready; null where its GPUs are not observable. */
      readonly gpuS: Interval | null;
      /** Of those that it took, fewer by so many; null where its GPUs are not observable. */
      readonly savedGpuS: Interval | null;
      /** What the loads share with it, in words too. */
      readonly sharing: readonly ClassField[];
      readonly sharingWords: string;
      /** Ids of the loads that it is computed from. */
      readonly loads: readonly string[];
      /** One of them is simulated. */
      readonly simulated: boolean;
    };

/** What a remedy would have made of several cold starts. */
export interface WhatIfTogether {
  readonly remedy: Remedy;
  /** So many of them have an estimate; the figures are of these. */
  readonly estimated: number;
  readonly of: number;
  /** When the last of them would have been ready, and when it was, Unix seconds. Null without an estimate. */
  readonly lastReadyS: Interval | null;
  readonly lastWasReadyS: number | null;
  /** Seconds and GPU-seconds saved, summed end by end: wider than the range that holds 80 %. Null where unknown for any. */
  readonly savedS: Interval | null;
  readonly savedGpuS: Interval | null;
  /** Why the others have none, once each. */
  readonly silent: readonly string[];
}
